import { test } from 'node:test'
import assert from 'node:assert/strict'
import { forget, keep, nameOf, readKept } from './kept.ts'
import { mergeDrafts, openQuestions, progressOf, resumeAt, stepsOf, withAnswer, type Question } from './steps.ts'

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
  keep(storage, 'secret-token', { answers: { 'gad-7': { 1: 2 } }, words: 'lighter' })
  assert.deepEqual(readKept(storage, 'secret-token'), { answers: { 'gad-7': { 1: 2 } }, words: 'lighter' })
  assert.ok(![...held.keys()].some((k) => k.includes('secret')))
  held.set(nameOf('secret-token'), '{"answers":{"gad-7":"all"}}')
  assert.deepEqual(readKept(storage, 'secret-token'), { answers: {}, words: '' })
  forget(storage, 'secret-token')
  assert.equal(held.size, 0)
  const forbidden = { getItem: (): string => { throw new Error('denied') }, setItem: (): void => { throw new Error('denied') } }
  assert.deepEqual(readKept(forbidden, 't'), { answers: {}, words: '' })
  assert.doesNotThrow(() => keep(forbidden, 't', { answers: {}, words: '' }))
})
