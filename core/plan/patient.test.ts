// What is asked of patients, what they are told, what they sign, and who must know when they are in danger.
import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { DAY_MS, HOUR_MS, instant, LANGUAGES, MINUTE_MS, readingGrade, type Instant } from '../shared/index.ts'
import {
  askedAfter, askedOf, checkInsDue, claim, claimsOf, closeBy, consentEnds, consentState, EVIDENCE, evidenceFor, HISTORY, historyWords, isStaffed, nextStaffed, nextStepAt, openOf, PROPOSED_CONSENT, readConsentText, readHistoryAnswer, readSignature,
  type CheckInFacts, type ConsentAsks, type Signature, type Signed,
} from '../intake/index.ts'
import { PROPOSED_PROTOCOL } from './index.ts'

const at = (text: string): Instant => instant(Date.parse(text))
const zone = 'America/Los_Angeles'

describe('the history', () => {
  it('[HIS1] each question stands in both languages and knows its answers; ids are its own', () => {
    assert.equal(new Set(HISTORY.map((q) => q.id)).size, HISTORY.length)
    for (const { id, says, help, choices = [], when } of HISTORY) {
      for (const words of [says, ...(help ? [help] : []), ...choices.map((c) => c.says)]) for (const language of LANGUAGES) assert.ok(words[language].length > 1, id)
      if (when) assert.ok(HISTORY.some((q) => q.id === when.question), id)
    }
    assert.ok(readingGrade(HISTORY.map((q) => q.says.en)) <= 9, `grade ${readingGrade(HISTORY.map((q) => q.says.en))}`)
  })

  it('[HIS2] a question is asked only of those it concerns, and what was answered is not open', () => {
    const ids = (history: Record<string, string | string[]>, sex = 'female') => askedOf(history, sex).map((q) => q.id)
    assert.ok(!ids({}).includes('stroke-recent'))
    assert.ok(ids({ stroke: 'yes' }).includes('stroke-recent'))
    assert.ok(ids({ stroke: 'unsure' }).includes('stroke-recent'))
    assert.ok(ids({ 'tried-treatments': ['tms', 'ketamine'] }).includes('ketamine-before'))
    assert.deepEqual([ids({}, 'male').includes('pregnant'), ids({}, 'other').includes('pregnant')], [false, true])
    const open = openOf({}, 'male').map((q) => q.id)
    assert.ok(!open.includes('hope'))
    assert.deepEqual(openOf({ heart: 'no' }, 'male').map((q) => q.id), open.filter((id) => id !== 'heart'))
  })

  it('[HIS3] an answer that is not one of the question\'s is refused with its place', () => {
    for (const [id, good, ...bad] of [
      ['heart', 'unsure', 'maybe', '', null, ['no']], ['medicines', ['Sertraline 50 mg'], 'Sertraline', [''], Array.from({ length: 61 }, () => 'a')], ['tried-treatments', [], ['yoga'], ['tms', 'tms']], ['driver', { name: 'Sam', phone: '310 555 0100' }, { name: 'Sam' }, 'Sam', { name: 'Sam', phone: '1', more: 1 }], ['in-own-words', 'words', '  ', 'x'.repeat(2001)],
    ] as const) {
      assert.ok(readHistoryAnswer(id, good).ok, id)
      for (const value of bad) { const result = readHistoryAnswer(id, value); assert.ok(!result.ok, `${id} ${JSON.stringify(value)}`); assert.equal(result.refusal.path, `answers.${id}`) }
    }
    assert.equal(readHistoryAnswer('constructor', 'no').ok, false)
    assert.equal(historyWords(HISTORY.find((q) => q.id === 'allergies')!, []), 'nothing')
    assert.equal(historyWords(HISTORY.find((q) => q.id === 'heart')!, 'unsure', 'es'), 'No estoy seguro/a')
  })
})

describe('what is known', () => {
  it('[EVI1] every claim has its source, a strength, plain words in both languages, and no promise', () => {
    for (const { id, says, source } of EVIDENCE) {
      assert.ok(source.length > 5, id)
      assert.doesNotMatch(`${says.en} ${says.es}`, /\bcure|guarantee|will help|miracle|breakthrough|garantiza|cura\b|milagro/i, id)
    }
    assert.ok(readingGrade(EVIDENCE.map((c) => c.says.en)) <= 9, `grade ${readingGrade(EVIDENCE.map((c) => c.says.en))}`)
    assert.throws(() => claim('sure'))
  })

  it('[EVI2] anxiety is told that a series was never tested for it', () => {
    assert.deepEqual(evidenceFor('anxiety').map((c) => [c.id, c.strength]), [['anxiety', 'little']])
    assert.match(claim('anxiety').says.en, /Nobody has tested a series/)
    assert.match(claim('depression-six').says.en, /only 6 in 100 patients could be counted/)
  })
})

const good: Signature = {
  language: 'en', problem: 'anxiety', name: 'Ada Fictional', initials: Object.fromEntries(PROPOSED_CONSENT.sections.filter((s) => s.initials).map((s) => [s.id, 'AF'])),
  teach_back: Object.fromEntries(PROPOSED_CONSENT.teach_back.map((q) => [q.id, [q.right]])),
}
const signed = (over: Partial<Signed> = {}): Signed => ({ consent: 'c', version: 1, problem: 'anxiety', signedAt: at('2026-06-01T17:00:00Z'), withdrawnAt: null, course: null, ...over })
const asks = (over: Partial<ConsentAsks> = {}): ConsentAsks => ({ now: at('2026-11-27T17:00:00Z'), version: 1, problem: 'anxiety', course: 'six', months: 12, dose_mg_per_kg: 0.5, covers_mg_per_kg: 1, ...over })

describe('consent', () => {
  it('[CON1] the proposed text says all that the reference asks for, in plain words and both languages', () => {
    assert.ok(readConsentText(PROPOSED_CONSENT).ok)
    assert.deepEqual(PROPOSED_CONSENT.sections.filter((s) => s.initials).map((s) => s.id), ['off-label', 'evidence', 'long', 'pregnancy', 'day'])
    assert.equal(PROPOSED_CONSENT.sections.length, 17)
    const lines = PROPOSED_CONSENT.sections.flatMap((s) => [s.title.en, s.body.en, ...claimsOf(s, 'anxiety').map((c) => c.says.en)])
    assert.ok(readingGrade(lines) <= 9, `grade ${readingGrade(lines)}`)
    assert.deepEqual(claimsOf(PROPOSED_CONSENT.sections[2]!, 'ptsd').map((c) => c.id), ['ptsd'])
  })

  it('[CON2] a signature has every initial, every question answered right in the end, and the name of the record', () => {
    assert.ok(readSignature(PROPOSED_CONSENT, good, 'Ada Fictional').ok)
    assert.ok(readSignature(PROPOSED_CONSENT, { ...good, name: '  ada   FICTIONAL ' }, 'Ada Fictional').ok)
    assert.ok(readSignature(PROPOSED_CONSENT, { ...good, teach_back: { ...good.teach_back, drive: ['evening', 'next-day'] } }, 'Ada Fictional').ok, 'a wrong answer that was mended')
    const refused = (over: Partial<Signature>, path: string) => { const result = readSignature(PROPOSED_CONSENT, { ...good, ...over }, 'Ada Fictional'); assert.ok(!result.ok, path); assert.equal(result.refusal.path, path) }
    refused({ name: 'Ada Fict' }, 'name')
    for (const id of Object.keys(good.initials)) { const { [id]: _gone, ...rest } = good.initials; refused({ initials: rest }, `initials.${id}`) }
    for (const id of Object.keys(good.teach_back)) { refused({ teach_back: { ...good.teach_back, [id]: [] } }, `teach_back.${id}`); refused({ teach_back: { ...good.teach_back, [id]: ['nonsense'] } }, `teach_back.${id}`) }
    refused({ teach_back: { ...good.teach_back, sure: ['no', 'yes'] } }, 'teach_back.sure')
    refused({ initials: { ...good.initials, cost: 'AF' } }, 'initials.cost')
  })

  it('[CON3] it is asked again for each series, another problem, more than the dose that was spoken of, a newer text, after its months, and when it was taken back', () => {
    assert.equal(consentState([], asks()).state, 'none')
    assert.equal(consentState([signed()], asks()).state, 'current')
    for (const [one, over, why] of [
      [{ withdrawnAt: at('2026-06-02T00:00:00Z') }, {}, /taken back/], [{}, { now: at('2027-06-01T17:00:00Z') }, /older than 12 months/], [{}, { version: 2 }, /newer version/], [{}, { problem: 'ptsd' }, /another problem/], [{ course: 'first' }, {}, /earlier series/], [{}, { dose_mg_per_kg: 1.01 }, /covers 1 mg\/kg/],
    ] as const) { const state = consentState([signed(one)], asks(over)); assert.equal(state.state, 'again', String(why)); assert.match(state.why, why) }
    assert.equal(consentState([signed({ withdrawnAt: at('2026-06-02T00:00:00Z') }), signed({ signedAt: at('2026-06-03T00:00:00Z') })], asks()).state, 'current', 'a later signature counts')
    assert.equal(consentState([signed({ course: 'six' })], asks({ dose_mg_per_kg: null, version: null, problem: null })).state, 'current')
    assert.equal(new Date(consentEnds(at('2026-08-31T12:00:00Z'), 6)).toISOString(), '2027-02-28T12:00:00.000Z')
  })

  it('[CON4] a clinic\'s own text must keep the off-label section with initials and the regulator\'s words, and speak both languages', () => {
    const without = (id: string) => ({ ...PROPOSED_CONSENT, sections: PROPOSED_CONSENT.sections.filter((s) => s.id !== id) })
    assert.ok(readConsentText(without('cost')).ok)
    for (const text of [without('off-label'), { ...PROPOSED_CONSENT, sections: PROPOSED_CONSENT.sections.map((s) => ({ ...s, initials: false })) }, { ...PROPOSED_CONSENT, sections: PROPOSED_CONSENT.sections.map((s) => ({ ...s, body: { en: s.body.en } })) }, { sections: [] }, null,
      { ...PROPOSED_CONSENT, sections: [...PROPOSED_CONSENT.sections, { ...PROPOSED_CONSENT.sections[0]! }] }, { ...PROPOSED_CONSENT, teach_back: [{ ...PROPOSED_CONSENT.teach_back[0]!, right: 'other' }] }, { ...PROPOSED_CONSENT, sections: [{ ...PROPOSED_CONSENT.sections[0]!, evidence: ['off-label', 'a promise'] }] }]) assert.equal(readConsentText(text).ok, false)
  })
})

describe('check-ins', () => {
  const settings = PROPOSED_PROTOCOL.check_ins
  const started = at('2026-11-02T18:00:00Z')
  const due = (over: Partial<CheckInFacts>) => checkInsDue({ now: started, infusions: [{ session: 'a', at: started }], nextVisit: null, answered: [], ...over }, settings).map((one) => `${one.purpose} ${one.instruments.join('+')}`)
  const after = (hours: number): Instant => instant(started + hours * HOUR_MS)

  it('[CHE1] the day after, each week, and the whole scales at 14 days and every 28', () => {
    assert.deepEqual(due({ now: after(1) }), [])
    assert.deepEqual(due({ now: after(20) }), ['next-day check-in'])
    assert.deepEqual(due({ now: after(7 * 24) }), ['follow-up phq-4'])
    assert.deepEqual(due({ now: after(14 * 24) }), ['follow-up gad-7+phq-9+impact'])
    assert.deepEqual(due({ now: after(28 * 24 + 1) }), ['follow-up gad-7+phq-9+impact'])
    assert.deepEqual(due({ now: after(98 * 24) }), [], 'no weekly question after a quarter of a year')
    assert.deepEqual(due({ now: after(112 * 24) }), ['follow-up gad-7+phq-9+impact'])
    assert.deepEqual(due({ now: after(400 * 24) }), [])
    assert.ok(askedAfter(settings).some(({ day }) => day >= 14 && day <= 31), 'the window of the outcome definitions is asked in')
  })

  it('[CHE2] the clock restarts at each infusion', () => {
    const again = after(7 * 24 - 1)
    assert.deepEqual(due({ now: after(7 * 24), infusions: [{ session: 'a', at: started }, { session: 'b', at: again }] }), [])
    assert.deepEqual(due({ now: instant(again + 20 * HOUR_MS), infusions: [{ session: 'b', at: again }, { session: 'a', at: started }] }), ['next-day check-in'])
  })

  it('[CHE3] a visit tomorrow asks its own form and no other scales; what was answered is not asked again', () => {
    const nextVisit = { session: 'b', at: after(7 * 24 + 20) }
    assert.deepEqual(due({ now: after(7 * 24), nextVisit }), ['before-session gad-7+phq-9'])
    assert.deepEqual(due({ now: after(7 * 24), nextVisit, answered: [{ instrument: 'gad-7', at: after(7 * 24) }, { instrument: 'phq-9', at: after(7 * 24) }] }), [])
    assert.deepEqual(due({ now: after(14 * 24 + 2), answered: [{ instrument: 'gad-7', at: after(14 * 24 + 1) }] }), ['follow-up gad-7+phq-9+impact'], 'not while one of them is open')
    fc.assert(fc.property(fc.integer({ min: 0, max: 400 * 24 }), (hours) => { const list = checkInsDue({ now: after(hours), infusions: [{ session: 'a', at: started }], nextVisit: null, answered: [] }, settings); assert.ok(list.length <= 1); for (const one of list) assert.ok(one.from <= after(hours) && after(hours) < one.until) }))
  })
})

describe('an alert', () => {
  const settings = PROPOSED_PROTOCOL.safety_alerts
  const opened = (text: string) => ({ openedAt: at(text), acknowledgedAt: null, closedAt: null, steps: [] })
  const next = (state: Parameters<typeof nextStepAt>[0], people = 2) => { const step = nextStepAt(state, people, zone, settings); return step === null ? null : new Date(step).toISOString() }

  it('[ALE1] in the clinic\'s hours it waits for who is there, then goes to the first on call; at night and on weekends at once', () => {
    assert.equal(next(opened('2026-11-25T18:00:00Z')), '2026-11-25T18:30:00.000Z', 'Wednesday, ten in the morning')
    assert.equal(next(opened('2026-11-26T05:00:00Z')), '2026-11-26T05:00:00.000Z', 'nine in the evening')
    assert.equal(next(opened('2026-11-28T20:00:00Z')), '2026-11-28T20:00:00.000Z', 'Saturday noon')
    assert.equal(next(opened('2026-11-26T01:50:00Z')), '2026-11-26T02:00:00.000Z', 'ten minutes before closing: at closing')
  })

  it('[ALE2] one after the other until somebody takes it; nobody is told twice, and taking it ends the ladder', () => {
    const one = { ...opened('2026-11-28T20:00:00Z'), steps: [{ at: at('2026-11-28T20:00:00Z') }] }
    assert.equal(next(one), '2026-11-28T20:20:00.000Z')
    assert.equal(next({ ...one, steps: [...one.steps, { at: at('2026-11-28T20:20:00Z') }] }), null)
    assert.equal(next({ ...one, acknowledgedAt: at('2026-11-28T20:05:00Z') }), null)
    assert.equal(next(opened('2026-11-28T20:00:00Z'), 0), null)
    assert.equal(closeBy(at('2026-11-28T20:00:00Z'), settings) - at('2026-11-28T20:00:00Z'), DAY_MS)
  })

  it('[ALE3] the patient is told the truth about who is there, over daylight saving too', () => {
    assert.equal(isStaffed(at('2026-11-25T18:00:00Z'), zone, settings), true)
    assert.equal(isStaffed(at('2026-11-28T18:00:00Z'), zone, settings), false)
    assert.equal(new Date(nextStaffed(at('2026-11-28T18:00:00Z'), zone, settings)!).toISOString(), '2026-11-30T16:00:00.000Z')
    assert.equal(new Date(nextStaffed(at('2027-03-13T12:00:00Z'), zone, settings)!).toISOString(), '2027-03-15T15:00:00.000Z', 'the clocks went forward')
    assert.equal(nextStaffed(at('2026-11-28T18:00:00Z'), zone, { ...settings, weekdays: [] }), null)
    fc.assert(fc.property(fc.integer({ min: 0, max: 14 * 24 * 60 }), (minutes) => { const now = instant(at('2026-11-01T00:00:00Z') + minutes * MINUTE_MS); const open = nextStaffed(now, zone, settings)!; assert.ok(open >= now && isStaffed(open, zone, settings)) }))
  })
})
