import { test } from 'node:test'
import { BAD_DAY, TWO_NURSES } from './day.ts'
import { liveDays } from './days.ts'

const SEEDS = 10_000
/** Not the seeds of `npm test`: those are lived there. */
const FROM = 100_001

test(`[SYN23] three tablets, two monitors and a server end with one story on ${SEEDS} bad days`, { timeout: 1_800_000 }, async (t) => {
  for (let from = FROM; from < FROM + SEEDS; from += 2500) t.diagnostic((await liveDays(from, from + 2499, BAD_DAY)).summary)
})

test(`[SYN24] two nurses on one chart, ${SEEDS} interleavings: no edit is overwritten in silence`, { timeout: 1_800_000 }, async (t) => {
  t.diagnostic((await liveDays(FROM, FROM + SEEDS - 1, TWO_NURSES)).summary)
})
