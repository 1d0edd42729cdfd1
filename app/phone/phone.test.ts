import { test } from 'node:test'
import assert from 'node:assert/strict'
import { forget, keep, nameOf, readKept } from './kept.ts'
import { readinessAsked } from '@chairside/core/intake'
import { parseInstant } from '@chairside/core/shared'
import { timeSaid } from './asking.ts'
import { mergeDrafts, mergeSaid, openQuestions, progressOf, resumeAt, stepsOf, withAnswer, type Question } from './steps.ts'

const question = (linkId: string): Question => ({ kind: 'choice', instrument: 'gad-7', linkId, lead: '', text: linkId, choices: [{ value: 0, label: 'Not at all' }, { value: 1, label: 'Several days' }] })
const questions = ['1', '2', '3'].map(question)
const steps = stepsOf(questions, false)

test('[SCR5] a new form begins at its start, a begun one at the first open question, a full one before sending', () => {
  assert.equal(resumeAt(steps, {}), 0)
  assert.equal(resumeAt(steps, { 'gad-7': { 1: 0, 3: 1 } }), 2)
  const full = questions.reduce((all, q) => withAnswer(all, q, 1), {})
  assert.equal(steps[resumeAt(steps, full)]!.kind, 'send')
  assert.equal(stepsOf(questions, true)[resumeAt(stepsOf(questions, true), full)]!.kind, 'words')
})

test('[SCR5] the phone wins over the server, zero is an answer, and foreign questions are dropped', () => {
  const merged = mergeDrafts({ 'gad-7': { 1: 1, 2: 1 }, 'phq-9': { 1: 3 } }, { 'gad-7': { 1: 0 } }, steps)
  assert.deepEqual(merged, { 'gad-7': { 1: 0, 2: 1 } })
  assert.deepEqual(progressOf(steps, merged), { done: 2, of: 3 })
  assert.deepEqual(openQuestions(steps, merged), [3])
})

test('[SCR6] what is kept comes back; text that is not ours and forbidden storage give an empty draft', () => {
  const held = new Map<string, string>()
  const storage = { getItem: (k: string) => held.get(k) ?? null, setItem: (k: string, v: string) => void held.set(k, v), removeItem: (k: string) => void held.delete(k) }
  keep(storage, 'secret-token', { answers: { 'gad-7': { 1: 2 } }, words: 'lighter', said: { ride: 'nobody' } })
  assert.deepEqual(readKept(storage, 'secret-token'), { answers: { 'gad-7': { 1: 2 } }, words: 'lighter', said: { ride: 'nobody' } })
  assert.ok(![...held.keys()].some((k) => k.includes('secret')))
  held.set(nameOf('secret-token'), '{"answers":{"gad-7":"all"}}')
  assert.deepEqual(readKept(storage, 'secret-token'), { answers: {}, words: '', said: {} })
  forget(storage, 'secret-token')
  assert.equal(held.size, 0)
  const forbidden = { getItem: (): string => { throw new Error('denied') }, setItem: (): void => { throw new Error('denied') } }
  assert.deepEqual(readKept(forbidden, 't'), { answers: {}, words: '', said: {} })
  assert.doesNotThrow(() => keep(forbidden, 't', { answers: {}, words: '', said: {} }))
})

test('[FLO26] the questions about the day come after the scales, count with them, and a person who comes back goes on there', () => {
  const all = { 'gad-7': { 1: 0, 2: 0, 3: 0 } }
  const way = (said: Parameters<typeof readinessAsked>[0]) => stepsOf(questions, false, readinessAsked(said, { pregnancy: false, day: true }))
  assert.deepEqual(progressOf(way({}), all), { done: 3, of: 8 })
  const said = { ride: 'adult', driver_name: 'Sam' } as const
  assert.deepEqual(way(said)[resumeAt(way(said), all, said)], { kind: 'about', field: 'driver_phone' })
  const full = { ride: 'nobody', changed: 'no', substances: 'no', ate: 'none', drank: 'none' } as const
  assert.equal(way(full)[resumeAt(way(full), all, full)]!.kind, 'send')
  assert.deepEqual(openQuestions(way(full), all, full), [])
})

test('[FLO26] a time is the clinic\'s, not the phone\'s; what is still to come is no time, and the meal of the day before yesterday is asked again', () => {
  const now = parseInstant('2026-11-23T18:00:00Z')!
  const zone = 'America/Los_Angeles'
  assert.equal(timeSaid('today', '10:00', now, zone), now)
  assert.equal(timeSaid('today', '10:01', now, zone), null)
  assert.equal(timeSaid('yesterday', '22:30', now, zone), parseInstant('2026-11-23T06:30:00Z'))
  assert.equal(timeSaid('today', '', now, zone), null)
  const kept = { ride: 'nobody', ate: 'light', ate_at: '2026-11-22T08:00:00Z' } as const
  assert.deepEqual(mergeSaid({ ride: 'adult', changed: 'no' }, kept, now, zone), { ...kept, changed: 'no' }, 'midnight of yesterday still counts')
  assert.deepEqual(mergeSaid({}, { ...kept, ate_at: '2026-11-22T07:59:00Z' }, now, zone), { ride: 'nobody' })
})
