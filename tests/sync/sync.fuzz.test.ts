// A thousand bad days, each made by its seed alone. A failed one prints its seed and how to live it again; a seed that failed once goes into pinned-seeds.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BAD_DAY, liveDay, TWO_NURSES } from './day.ts'
import { liveDays } from './days.ts'
import { PINNED } from './pinned-seeds.ts'

const SEEDS = 1000

test(`[SYN9] [SYN23] three tablets, two monitors and a server end with one story on ${SEEDS} bad days`, async (t) => {
  const days = await liveDays(1, SEEDS, BAD_DAY)
  t.diagnostic(days.summary)
  assert.ok(days.total.facts > SEEDS * 20 && days.total.crashes > SEEDS && days.total.restarts > SEEDS && days.total.diskFailures > SEEDS && days.total.refused > SEEDS, 'the days were too quiet to show anything')
  assert.ok(days.total.refusedForGood < days.total.facts / 20, 'the server takes too little of what nurses record')
  assert.ok(days.states.size >= 7, `the sessions went nowhere: ${[...days.states].join(', ')}`)
  assert.ok(days.longestJump_h > 23, 'no clock jumped by a day')
})

test(`[SYN24] two nurses on one chart, ${SEEDS} interleavings: no edit is overwritten in silence`, async (t) => {
  const days = await liveDays(1, SEEDS, TWO_NURSES)
  t.diagnostic(days.summary)
  assert.ok(days.total.concurrentEdits > 100, 'the nurses hardly met')
})

for (const { seed, twoNurses, found } of PINNED)
  test(`[SYN23] the day of seed ${seed}${twoNurses ? ' with two nurses' : ''}: ${found}`, async () => { await liveDay(seed, twoNurses ? TWO_NURSES : BAD_DAY) })

test('[SYN13] [SYN25] a day is the same again from its seed, to the hash', async () => {
  assert.deepEqual(await liveDay(7), await liveDay(7))
  assert.notDeepEqual((await liveDay(7)).hashes, (await liveDay(8)).hashes)
})
