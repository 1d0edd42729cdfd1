import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { PROPOSED_PROTOCOL, type Order } from '../plan/index.ts'
import { countOfFacts, EVENT_TYPES, fold, minutesToSignature, recordTable, signingFindings, standingOf, writeNote, type EventType, type NoteContext, type SessionEvent } from './index.ts'
import { at, CALM, FIT, idOf, plainVisit, SESSION, STARTED, type Story } from './story.ts'

const ZONE = 'America/Los_Angeles'
const order: Order = {
  order: idOf(500), course: idOf(600), applies_from: 1, dose_mg_per_kg: 0.5, dose_mg: 40, weight_kg: 80, dosing_weight_kg: 80, weight_basis: 'actual', duration_min: 40, vial_mg_per_ml: 50, draw_ml: 0.8, final_ml: 100,
  concentration_mg_per_ml: 0.4, rate_ml_per_h: 150, flags: [], written_by: 'prescriber', signed_by: 'prescriber', signed_at: '2026-12-06T12:00:00Z',
}
const context: NoteContext = { timeZone: ZONE, ordinal: 2, planned_sessions: 6, chair_name: 'Window', order, settings: PROPOSED_PROTOCOL, nameOf: (actor) => ({ 'nurse-ada': 'Ada Test', [idOf(900)]: 'Ben Test' })[actor] ?? actor }
const textOf = (told: Story, more: Partial<NoteContext> = {}): string => writeNote(fold(told.events), { ...context, ...more }).text
const has = (text: string, ...lines: readonly string[]): void => { for (const line of lines) assert.ok(text.includes(line), `${line}\n--- not in ---\n${text}`) }
const lacks = (text: string, ...lines: readonly string[]): void => { for (const line of lines) assert.ok(!text.includes(line), `${line}\n--- in ---\n${text}`) }

const GOLDEN = `Arrival
Visit 2 of 6, chair Window, 2026-12-07.
09:00 arrived – Ada Test.

Before the infusion
09:05 Two identifiers checked: confirmed – Ada Test.
09:05 Consent for this series is signed and current: confirmed – Ada Test.
09:06 Fasting kept: confirmed – Ada Test.
09:06 An adult escort is named, phone checked, and comes before discharge: confirmed – Ada Test.
09:07 Will not drive, use machines or sign legal papers until tomorrow: confirmed – Ada Test.
09:07 No alcohol, sedative or illicit drug in the last 24 h: confirmed – Ada Test.
09:08 Allergies and medicines reviewed today: confirmed – Ada Test.
09:08 Equipment checked today, ACLS clinician on the premises and named: confirmed – Ada Test.
09:09 Awake (MOAA/S 5), oriented to person, place and time: confirmed – Ada Test.
09:09 Prescription monitoring programme consulted: confirmed – Ada Test.
09:10 Seated and at rest before the baseline vital signs: confirmed – Ada Test.
09:10 Pregnancy: not applicable – Ada Test.
09:10 Suicide risk asked since last contact: no current risk – Ada Test.
09:17 time-out: 40 mg in 100 mL, 0.4 mg/mL at 150 mL/h, second person Ben Test, confirmed by their own PIN – Ada Test.

Infusion
Ordered 40 mg ketamine (0.5 mg/kg on the actual weight, 80 kg) over 40 min, 0.4 mg/mL at 150 mL/h.
09:20 started: 40 mg in 100 mL (0.4 mg/mL) at 150 mL/h, 0.5 mg/kg on the actual weight of 80 kg, checked by Ben Test – Ada Test.
10:00 stopped, complete, pump showed 100 mL – Ada Test.
Delivered 40 mg (0.5 mg/kg) in 100 mL, read from the pump; pump running 40 min.

IV site
09:09 left forearm 22 G (cuff right): patent – Ada Test.

Vital signs
Systolic pressure: 8 readings, 120 at first, lowest 120 (09:15), highest 130 (09:30), 120 mmHg at last.
Diastolic pressure: 8 readings, 75 at first, lowest 75 (09:15), highest 75 (09:15), 75 mmHg at last.
Pulse: 8 readings, 70 at first, lowest 70 (09:15), highest 70 (09:15), 70 /min at last.
SpO2: 8 readings, 98 at first, lowest 98 (09:15), highest 98 (09:15), 98 % at last.
Breathing rate: 8 readings, 14 at first, lowest 14 (09:15), highest 14 (09:15), 14 /min at last.
Values over time (by: P person, M monitor, S simulated, C corrected, L entered later)
time | BP mmHg | Pulse /min | SpO2 % | RR /min | Sedation MOAA/S | Dissociation 0-10 | Rate mL/h | Given mg | by
09:15 | 120/75 | 70 | 98 | 14 |  |  |  |  | P
09:16 |  |  |  |  | 5 |  |  |  | 
09:20 |  |  |  |  |  |  | 150 | 0 rate | 
09:30 | 130/75 | 70 | 98 | 14 |  |  | 150 | 10 rate | P
09:40 | 130/75 | 70 | 98 | 14 |  |  | 150 | 20 rate | P
09:50 | 130/75 | 70 | 98 | 14 |  | 4 | 150 | 30 rate | P
10:00 |  |  |  |  |  |  | 0 | 40 pump | 
10:15 | 120/75 | 70 | 98 | 14 |  |  |  | 40 pump | P
10:30 | 120/75 | 70 | 98 | 14 |  |  |  | 40 pump | P
10:45 | 120/75 | 70 | 98 | 14 |  |  |  | 40 pump | P
11:00 | 120/75 | 70 | 98 | 14 |  |  |  | 40 pump | P
11:01 |  |  |  |  | 5 |  |  | 40 pump | 

Scores
MOAA/S: 2 readings, 5 at first, lowest 5 (09:16), highest 5 (09:16), 5 at last.
09:50 dissociation 4 of 10 – Ada Test.

In the patient's words
10:40 “The ceiling was very kind.”

Recovery and discharge
10:00 recovery started – Ada Test.
11:02 modified Aldrete 10 of 10 (activity 2, respiration 2, circulation 2, consciousness 2, SpO2 2); PADSS 10 of 10; confirmed: oriented, steady gait, dissociation at baseline, IV removed, mood checked, escort present, instructions given – Ada Test.
11:05 discharged, 65 min after the stop – Ada Test.

Departures from order and protocol
No blood pressure from 09:50 to 10:15, 25 min; due every 15 min.`

/** A payload of each kind of fact whose free text holds `mark`, so that it can be found again; kinds without free text hold a number that no other fact has. */
function marked(type: EventType, n: number): { readonly payload: Record<string, unknown>; readonly mark: string } {
  const mark = `mark-${n}-`
  const unique = 700 + n / 100
  const text = (payload: Record<string, unknown>) => ({ payload, mark })
  const numeric = (payload: Record<string, unknown>, unit: string) => ({ payload, mark: `${unique} ${unit}` })
  switch (type) {
    case 'arrived': case 'recovery-started': case 'discharge-approved': return { payload: type === 'discharge-approved' ? { override: { role: 'prescriber', reason: mark } } : {}, mark: type === 'discharge-approved' ? mark : type.split('-')[0]! }
    case 'checklist-confirmed': return text({ item: 'fasting', answer: mark })
    case 'time-out-checked': return numeric({ dose_mg: 40, volume_mL: unique, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150, second: idOf(900), how: 'pin' }, 'mL')
    case 'vitals-recorded': return { payload: { values: { sbp_mmHg: 100 + (n % 100), dbp_mmHg: 60 }, origin: 'person' }, mark: `${100 + (n % 100)}/60` }
    case 'infusion-started': return numeric({ ...STARTED, rate_mL_per_h: unique }, 'mL/h')
    case 'watch-taken-over': return { payload: {}, mark: 'takes over watching' }
    case 'infusion-rate-changed': return text({ rate_mL_per_h: 150, reason: mark })
    case 'infusion-paused': case 'infusion-resumed': return text({ reason: mark })
    case 'infusion-stopped': return text({ why: 'early', reason: mark })
    case 'bag-changed': return numeric({ volume_mL: unique, concentration_mg_per_mL: 0.4 }, 'mL')
    case 'volume-added': return text({ what: n % 2 ? 'drug' : 'flush', volume_mL: 5, reason: mark })
    case 'pump-read': return numeric({ volume_infused_mL: unique, of: 'infusion', origin: 'person' }, 'mL')
    case 'iv-checked': return text({ site: mark, finding: 'patent' })
    case 'medication-given': return text({ drug: mark, dose: 4, unit: 'mg', route: 'IV' })
    case 'sedation-scored': return { payload: { scale: 'RASS', score: -(n % 5) - 0 }, mark: `RASS ${-(n % 5)}`.replace('-0', '0') }
    case 'dissociation-scored': return { payload: { scale: 'CADSS-6', score: n % 24 }, mark: `CADSS-6 ${n % 24} of 24` }
    case 'symptom-rated': return { payload: { symptom: 'pain', score: n % 10 }, mark: `pain ${n % 10} of 10` }
    case 'adverse-event-noted': return text({ what: mark, severity: 'mild', action: 'none' })
    case 'alarm-answered': return text({ alarm: 'spo2_pct', answer: 'seen', note: mark })
    case 'quiet-cuff-set': return { payload: { until: at(200 + n) }, mark: 'cuff left off until' }
    case 'comfort-changed': return text({ music: mark })
    case 'words-captured': case 'note-added': return text({ text: `${mark}\nand on` })
    case 'discharge-scored': return { payload: { ...FIT }, mark: 'modified Aldrete 10 of 10' }
    case 'ready-estimated': return text({ readyAt: at(120), reason: mark })
    case 'prescriber-assessed': return text({ decision: 'keep-watching', text: mark })
    case 'instructions-given': return text({ how: 'printed', language: 'en', version: mark })
    case 'corrected': return text({ corrects: idOf(9999), reason: mark })
    case 'signed': return { payload: { meaning: 'author' }, mark: 'signed as author' }
    case 'amended': return text({ text: mark, reason: 'left out' })
    case 'aborted': return text({ reason: mark })
  }
}
const anyFacts = fc.array(fc.record({ type: fc.constantFrom(...EVENT_TYPES), minute: fc.integer({ min: 0, max: 120 }), withdrawn: fc.boolean(), late: fc.boolean() }), { minLength: 1, maxLength: 24 })

describe('the note', () => {
  it('[SES37] [NOT1] says what happened in a plain visit, from the facts alone', () => {
    assert.equal(textOf(plainVisit()), GOLDEN)
    assert.equal(writeNote(fold(plainVisit().events.toReversed()), context).text, GOLDEN)
    has(textOf(plainVisit(50)), 'The stop was not recorded: what was delivered is not known.')
  })

  it('[SES37] [NOT2] each fact that stands is in it, and each that does not stands among the corrections with what it said', () => {
    fc.assert(fc.property(anyFacts, (asked) => {
      const facts = asked.map(({ type, minute, withdrawn, late }, n) => {
        const { payload, mark } = marked(type, n)
        return { mark, withdrawn: withdrawn && type !== 'corrected', event: { ...payload, id: idOf(n + 1), session: SESSION, at: at(minute), actor: 'nurse-ada', device: 'tablet-1', type, ...(late ? { enteredAt: at(300), enteredFrom: 'paper' } : {}) } as unknown as SessionEvent }
      })
      const withdrawals = facts.flatMap<SessionEvent>(({ withdrawn, event }, n) => (withdrawn ? [{ id: idOf(1000 + n), session: SESSION, at: at(400), actor: 'nurse-ada', device: 'tablet-1', type: 'corrected', corrects: event.id, reason: `slip-${n}-`, withdrawn: true }] : []))
      const events = [...facts.map(({ event }) => event), ...withdrawals]
      const note = writeNote(fold(events), context)
      assert.equal(writeNote(fold(events.toReversed()), context).text, note.text)
      const [before, after] = note.text.split('\n\nCorrections\n')
      const standing = [before!, after ?? '', ...note.after].join('\n')
      facts.forEach(({ mark, withdrawn }, n) => {
        if (!withdrawn) assert.ok(standing.includes(mark) || (asked[n]!.type === 'arrived' && standing.includes('arrived')), `${asked[n]!.type}: ${mark}\n${note.text}`)
        else assert.ok(after!.split('\n').some((line) => line.includes(mark) && line.includes(`withdrawn: slip-${n}-`)), `${asked[n]!.type}: ${mark}\n${after}`)
      })
    }), { numRuns: 300 })
  })

  it('[SES38] names corrections and departures, and changes with late facts but not with signatures', () => {
    const told = plainVisit()
    const text = textOf(told)
    told.say('signed', 200, { meaning: 'reviewer' })
    told.say('amended', 210, { text: 'Lunch was eaten.', reason: 'left out' })
    assert.equal(textOf(told), text)
    assert.deepEqual(writeNote(fold(told.events), context).after, ['2026-12-07 11:10 signed as author by Ada Test, 5 min after discharge.', '2026-12-07 12:20 signed as reviewer by Ada Test.', '2026-12-07 12:30 amended by Ada Test (left out): Lunch was eaten.'])
    told.say('adverse-event-noted', 45, { what: 'Nausea', severity: 'mild', action: 'none' })
    has(textOf(told), '09:45 Nausea, mild; action: none – Ada Test.')
    const vitals = told.events.find((e) => e.type === 'vitals-recorded')!
    told.say('corrected', 220, { corrects: vitals.id, reason: 'wrong arm', withdrawn: true })
    has(textOf(told), 'Corrections\n12:40 vitals recorded of 09:15 (120/75 mmHg, pulse 70 /min, SpO2 98 %, breathing rate 14 /min) withdrawn: wrong arm – Ada Test.')
    has(textOf(told, { order: { ...order, dose_mg: 36, rate_ml_per_h: 120 } }), 'Departures from order and protocol\nPrepared 40 mg, ordered 36 mg.\nStarted at 150 mL/h, ordered 120 mL/h.')
  })

  it('[NOT3] marks what was entered later, corrected or simulated', () => {
    const told = plainVisit(50)
    const late = told.say('words-captured', 45, { text: 'Blue.' }) as { enteredAt?: number; enteredFrom?: string }
    Object.assign(late, { enteredAt: at(300), enteredFrom: 'paper' })
    told.say('vitals-recorded', 46, { ...CALM, origin: 'simulated' })
    const slip = told.say('vitals-recorded', 47, { values: { sbp_mmHg: 230, dbp_mmHg: 70 }, origin: 'person' })
    told.say('corrected', 48, { corrects: slip.id, reason: 'a digit too many', replacement: { values: { sbp_mmHg: 130, dbp_mmHg: 70 }, origin: 'person' } })
    has(textOf(told), '09:45 “Blue.” (entered 14:00 from paper).', '09:46 | 120/75 | 70 | 98 | 14 |  |  | 150 | 26 rate | S', '09:47 | 130/70 |  |  |  |  |  | 150 | 27 rate | PC', '1 of 6 sets of vital signs are simulated',
      '(230/70 mmHg) corrected to 130/70 mmHg: a digit too many – Ada Test.')
  })

  it('[NOT4] names each departure from order and protocol, and nothing in a visit that has none', () => {
    const plain = plainVisit()
    plain.say('vitals-recorded', 60, CALM)
    lacks(textOf(plain), 'Departures')
    const told = plainVisit(30)
    told.say('infusion-rate-changed', 32, { rate_mL_per_h: 200, reason: 'late' })
    told.say('medication-given', 33, { drug: 'Ondansetron', dose: 12, unit: 'mg', route: 'IV', standingOrder: 'RX-01' })
    told.say('medication-given', 34, { drug: 'Midazolam', dose: 1, unit: 'mg', route: 'IM', standingOrder: 'RX-03' })
    told.say('medication-given', 35, { drug: 'Nothing known', dose: 1, unit: 'mg', route: 'IV', standingOrder: 'RX-77' })
    told.say('volume-added', 36, { what: 'drug', volume_mL: 10, reason: 'line', override: { role: 'prescriber', reason: 'agreed by phone' } })
    told.say('infusion-stopped', 38, { why: 'early', reason: 'at her wish' })
    told.say('vitals-recorded', 70, CALM)
    told.say('discharge-approved', 71, {})
    has(textOf(told), '09:32 rate 200 mL/h is above the ordered 150 mL/h.', '09:33 Ondansetron 12 mg is not the 4 mg of standing order RX-01.', '09:33 Ondansetron 12 mg in all is more than 8 mg of standing order RX-01.',
      '09:34 Midazolam 1 mg IM is not what standing order RX-03 says', 'names the standing order RX-77, which the protocol does not have', '10 mL of the mixture beyond what was prepared', 'overridden by prescriber: agreed by phone – Ada Test',
      'The infusion was stopped before its end.', 'mg of 40 mg ordered', 'No blood pressure from 09:30 to 10:10, 40 min; due every 15 min.', 'Discharged although the modified Aldrete score is not taken.')
    const alone = plainVisit(16)
    alone.say('time-out-checked', 18, { dose_mg: 40, volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 120, second: idOf(900), how: 'named' })
    alone.say('infusion-started', 20, STARTED)
    has(textOf(alone), 'time-out: 40 mg in 100 mL, 0.4 mg/mL at 120 mL/h, second person Ben Test, named by the other, not confirmed', 'did not confirm it themselves', 'not what was checked at the time-out: rate 150 instead of 120 mL/h')
    has(textOf(alone, { order: null }), 'The infusion has no signed order in this record.')
  })

  it('[NOT5] says where pump and rate do not agree, and gathers what a pump says by itself', () => {
    const told = plainVisit(20)
    for (let minute = 21; minute <= 40; minute++) told.say('pump-read', minute, { volume_infused_mL: minute - 20, of: 'infusion', origin: 'device' })
    told.say('pump-read', 41, { volume_infused_mL: 21, of: 'infusion', origin: 'device', status: 'alarm', alarm: 'occlusion' })
    told.say('infusion-stopped', 60, { why: 'early', volume_infused_mL: 60 })
    has(textOf(told), '09:21 to 09:40 pump showed 1 to 20 mL since the start in 20 readings.', '09:41 pump showed 21 mL since the start, alarm: occlusion', 'At 10:00 the pump showed 60 mL, rates and times make 100 mL: 16 mg less by the pump.')
  })

  it('[NOT6] the table has one row a minute, and no value of that minute is lost', () => {
    const told = plainVisit(20)
    told.say('vitals-recorded', 30.1, { values: { spo2_pct: 97 }, origin: 'device' })
    told.say('vitals-recorded', 30.3, { values: { pulse_per_min: 71 }, origin: 'device' })
    told.say('sedation-scored', 30.4, { scale: 'MOAA/S', score: 4 })
    told.say('vitals-recorded', 30.6, { values: { spo2_pct: 91 }, origin: 'person' })
    const rows = recordTable(fold(told.events), ZONE).filter((row) => row.time === '09:30')
    assert.deepEqual(rows.map(({ cells, marks }) => ({ cells, marks })), [{ cells: { spo2: '97', pulse: '71', sedation: '4', rate: '150', dose: '10.4 rate' }, marks: 'M' }, { cells: { spo2: '91', rate: '150', dose: '10.6 rate' }, marks: 'P' }])
  })
})

describe('the signature', () => {
  it('[NOT7] names what is missing before it, and keeps nobody from signing a visit that is over', () => {
    const found = (told: Story, unsent = 0): string[] => { const view = fold(told.events); return signingFindings(view, writeNote(view, context), unsent).map(({ level, message }) => `${level}: ${message}`) }
    const over = plainVisit(125)
    over.say('iv-checked', 19, { site: 'forearm', finding: 'patent' })
    assert.deepEqual(found(over), [])
    assert.deepEqual(found(over, 2), ['record: 2 facts are on this tablet only; the signature is kept with them and sent after them'])
    assert.deepEqual(found(plainVisit(90)).filter((one) => one.startsWith('block')), ['block: discharge is not approved'])
    assert.deepEqual(found(plainVisit(50)).filter((one) => one.startsWith('block')), ['block: the infusion has not been stopped'])
    const away = plainVisit(0)
    assert.deepEqual(found(away), ['block: the visit is not over'])
    away.say('aborted', 5, { reason: 'ate' })
    assert.deepEqual(found(away), [])
    over.say('infusion-started', 124, STARTED)
    over.say('adverse-event-noted', 40, { what: 'Nausea', severity: 'mild', action: 'none' })
    assert.deepEqual(found(over), ['acknowledge: not settled: two starts (2 facts)', 'acknowledge: adverse event without an outcome: Nausea'])
    const long = plainVisit(125)
    for (let i = 0; i < 15; i++) long.say('note-added', 124, { text: 'x'.repeat(7900) })
    assert.match(found(long).join(), /block: the note has 1\d{5} characters; a signature holds 100000/)
  })

  it('[NOT8] tells the minutes from discharge to it', () => {
    assert.equal(minutesToSignature(fold(plainVisit().events)), 5)
    assert.equal(minutesToSignature(fold(plainVisit(125).events)), null)
    const early = plainVisit(125)
    early.say('signed', 124, { meaning: 'author' })
    assert.equal(minutesToSignature(fold(early.events)), 0, 'a clock that is behind makes no negative time')
  })

  it('[NOT9] later facts show as a change of the record with what changed; signatures and amendments do not', () => {
    const told = plainVisit(125)
    const note = writeNote(fold(told.events), context)
    const signature = told.say('signed', 126, { meaning: 'author', noteText: note.text, noteHash: 'x', facts: countOfFacts(fold(told.events)) })
    const standing = () => { const view = fold(told.events); return standingOf(signature, view, writeNote(view, context)) }
    told.say('signed', 130, { meaning: 'reviewer' })
    told.say('amended', 131, { text: 'Lunch.', reason: 'left out' })
    assert.deepEqual(standing(), { changed: false, added: [], gone: [] })
    told.say('words-captured', 41, { text: 'Far away.' })
    assert.equal(standing().changed, true)
    assert.deepEqual(standing().added.filter((line) => line.includes('Far away')), ['09:41 “Far away.”'])
    const words = told.events.find((event) => event.type === 'words-captured')!
    told.say('corrected', 140, { corrects: words.id, reason: 'of another patient', withdrawn: true })
    assert.deepEqual(standing().gone, ['In the patient\'s words', '10:40 “The ceiling was very kind.”'].slice(1))
    const worded = { ...signature, noteText: note.text.replace('arrived', 'came') }
    assert.equal(standingOf(worded, fold(told.events.filter((e) => e.at <= at(131) && e.type !== 'words-captured' || e.id === words.id)), note).changed, false, 'another wording of the same facts is no change')
    assert.equal(standingOf({ ...signature, facts: undefined } as never, fold(told.events), writeNote(fold(told.events), context)).changed, true)
  })
})
