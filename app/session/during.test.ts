import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { eventToJson, fold, parseEvent, sightOf, type SessionEvent } from '@chairside/core/session'
import { instant, toIso } from '@chairside/core/shared'
import { finalWords, onDevice } from './dictation.ts'
import { editableFields, replacementOf, valueAt, withValue } from './edit-fields.ts'
import { momentOf } from './when.ts'

const ZONE = 'America/Los_Angeles'
const NOON = instant(Date.parse('2026-12-07T20:00:00Z'))

test('[SES187] dictation is offered only where speech stays on the device', async () => {
  const recognizer = (available: unknown, local = true): never => {
    const Recognition = Object.assign(function Recognition() {}, { available })
    if (local) Object.defineProperty(Recognition.prototype, 'processLocally', { value: false, writable: true })
    return Recognition as never
  }
  const says = (answer: string) => async (asked: { processLocally: boolean }): Promise<string> => (asked.processLocally ? answer : 'available')
  const withMicrophone = { mediaDevices: { enumerateDevices: async () => [{ kind: 'audioinput' }] } }
  const none = { mediaDevices: { enumerateDevices: async () => [{ kind: 'audiooutput' }] } }
  assert.equal(await onDevice('en-US', { navigator: withMicrophone }), null, 'no recognizer')
  assert.equal(await onDevice('en-US', { SpeechRecognition: recognizer(undefined), navigator: withMicrophone }), null, 'one that cannot say where it works')
  assert.equal(await onDevice('en-US', { SpeechRecognition: recognizer(says('available'), false), navigator: withMicrophone }), null, 'one that knows no local work')
  for (const answer of ['unavailable', 'downloadable', 'downloading']) assert.equal(await onDevice('en-US', { SpeechRecognition: recognizer(says(answer)), navigator: withMicrophone }), null, answer)
  assert.equal(await onDevice('en-US', { SpeechRecognition: recognizer(async () => { throw new Error('not allowed') }), navigator: withMicrophone }), null)
  let asked = 0
  assert.equal(await onDevice('en-US', { SpeechRecognition: recognizer(async () => { asked += 1; return 'available' }), navigator: none }), null, 'no microphone')
  assert.equal(asked, 0)
  const make = await onDevice('en-US', { SpeechRecognition: recognizer(says('available')), navigator: withMicrophone })
  assert.equal(make!().processLocally, true)
  const result = (isFinal: boolean, transcript: string): unknown => Object.assign([{ transcript }], { isFinal })
  assert.equal(finalWords({ resultIndex: 1, results: [result(true, 'before'), result(true, ' the lake '), result(false, 'again')] } as never), 'the lake')
})

test('[SES186] minutes ago, and a clock time, which is never in the future', () => {
  assert.equal(momentOf(0, NOON, ZONE), undefined)
  assert.equal(momentOf(5, NOON, ZONE), NOON - 300_000)
  assert.equal(toIso(momentOf('11:40', NOON, ZONE)!), '2026-12-07T19:40:00.000Z')
  assert.equal(toIso(momentOf('23:50', instant(Date.parse('2026-12-08T08:05:00Z')), ZONE)!), '2026-12-08T07:50:00.000Z', 'ten to midnight, said at five past')
  fc.assert(fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 2_000_000 }), (hour, minute, later) => {
    const now = instant(NOON + later * 60_000)
    return momentOf(`${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`, now, ZONE)! <= now
  }))
})

test('[SES185] a changed fact keeps every other field, and the time that an earlier change set', () => {
  const id = (n: number): string => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`
  const fact = (n: number, type: string, payload: object, minute: number): SessionEvent => {
    const parsed = parseEvent({ id: id(n), session: id(99), at: toIso(instant(NOON + minute * 60_000)), actor: 'nurse', device: 'tablet', type, ...payload })
    assert.ok(parsed.ok, JSON.stringify(parsed))
    return parsed.value
  }
  const event = fact(1, 'adverse-event-noted', { what: 'Nausea', severity: 'mild', action: 'none', onset: '2026-12-07T19:50:00Z' }, 0)
  const first = fact(2, 'corrected', { corrects: id(1), reason: 'Wrong time', replacement: replacementOf(event, {}, instant(NOON - 120_000)) }, 1)
  const moved = fold([event, first]).facts[0]!
  assert.equal(moved.event.at, NOON - 120_000)
  const second = fact(3, 'corrected', { corrects: id(1), ...sightOf(fold([event, first]), id(1)), reason: 'Later information', replacement: replacementOf(moved.event, { severity: 'severe' }, moved.event.at, moved.original) }, 2)
  const view = fold([event, first, second])
  assert.deepEqual(view.contradictions, [])
  assert.deepEqual([view.facts[0]!.event.at, eventToJson(view.adverseEvents[0]!)['onset'], view.adverseEvents[0]!.severity, view.adverseEvents[0]!.what], [NOON - 120_000, '2026-12-07T19:50:00.000Z', 'severe', 'Nausea'])
  const back = replacementOf(view.facts[0]!.event, {}, NOON, view.facts[0]!.original)
  assert.equal(back['at'], toIso(NOON), 'the first time can be brought back')
})

test('[SES185] every number of every fact can be changed, with its unit in sight', () => {
  const signs = editableFields('vitals-recorded')
  assert.deepEqual(signs.filter((f) => f.kind === 'number').map((f) => [f.label, f.unit]).slice(0, 4), [['Systolic', 'mmHg'], ['Diastolic', 'mmHg'], ['Mean pressure', 'mmHg'], ['Pulse', '/min']])
  assert.deepEqual(editableFields('infusion-rate-changed').map((f) => [f.label, f.unit, f.kind]), [['Rate', 'mL/h', 'number'], ['Reason', '', 'text']])
  assert.ok(editableFields('medication-given').some((f) => f.path[0] === 'dose'))
  assert.deepEqual(valueAt(withValue({ values: { sbp_mmHg: 120 }, origin: 'person' }, ['values', 'dbp_mmHg'], 80), ['values']), { sbp_mmHg: 120, dbp_mmHg: 80 })
})
