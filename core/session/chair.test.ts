import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { DAY_MS, HOUR_MS, instant, toIso, type Instant } from '../shared/index.ts'
import { PROPOSED_PROTOCOL, type Order, type Protocol } from '../plan/index.ts'
import {
  ALDRETE, aldreteTotal, alarmsOf, circulationScore, dischargeFindings, dueVitals, EVENT_TYPES, fold, isHighRisk, riskFacts, mayRecord, mayStart, needOf, rankFloor, EMPTY_STREAM, toFloorWatch, watchFacts, watchOf, recoveryMinutes, unlifted,
  type EventType, type FloorChair, type GateKnown, type SessionState, type SessionView, type StartAsked, type Values,
} from './index.ts'
import { at, CALM, FIT, idOf, plainVisit, SESSION, STARTED, story, type Story } from './story.ts'

const settings = PROPOSED_PROTOCOL
const approved: Protocol = { version: 1, settings, approved_at: '2026-12-01T00:00:00Z', approved_by: 'director' }
const order: Order = {
  order: idOf(500), course: idOf(600), applies_from: 1, dose_mg_per_kg: 0.5, dose_mg: 40, weight_kg: 80, dosing_weight_kg: 80, weight_basis: 'actual', duration_min: 40, vial_mg_per_ml: 50, draw_ml: 0.8, final_ml: 100,
  concentration_mg_per_ml: 0.4, rate_ml_per_h: 150, flags: [], written_by: 'prescriber', signed_by: 'prescriber', signed_at: '2026-12-06T12:00:00Z',
}
const KNOWN: GateKnown = { sex: 'female', age: 42, escort: null, onRecord: { conditions: [], medications: [], bmi: 27 }, carried: [], said: null, scalesAt: at(-60), item9: null, equipment: null, beside: [], consent: null }
const asked = (told: Story, more: Partial<StartAsked> = {}): StartAsked => ({
  view: fold(told.events), order, protocol: approved, weight: { weight_kg: 80, measured_at: at(0) }, known: KNOWN, phase: 'induction', earlier: [], timeZone: 'America/Los_Angeles', session: SESSION, actor: 'nurse-ada', nurse: 'nurse-ada', now: at(20), ...more,
})
const gateOf = (told: Story, more: Partial<StartAsked> = {}): string[] => mayStart(asked(told, more)).map((f) => `${f.level} ${f.rule}`)
const ready = (values: Partial<(typeof CALM)['values']> & Record<string, number> = {}): Story => {
  const told = plainVisit(17)
  told.say('vitals-recorded', 17, { ...CALM, values: { ...CALM.values, ...values } })
  return told
}
const inState = (state: SessionState): SessionView => {
  const told = { expected: story(), arrived: plainVisit(0), preparing: plainVisit(16), infusing: plainVisit(25), recovering: plainVisit(90), discharged: plainVisit(125), signed: plainVisit() }[state as 'expected'] ?? plainVisit(25)
  if (state === 'paused') told.say('infusion-paused', 26, {})
  if (state === 'aborted') told.say('aborted', 26, { reason: 'asked' })
  const view = fold(told.events)
  assert.equal(view.state, state)
  return view
}
const STATES: readonly SessionState[] = ['expected', 'arrived', 'preparing', 'infusing', 'paused', 'recovering', 'discharged', 'signed', 'aborted']

describe('what may be recorded', () => {
  it('[SES13] a button offers only what fits', () => {
    const offered = (type: EventType): SessionState[] => STATES.filter((state) => mayRecord(inState(state), type).ok)
    assert.deepEqual(offered('arrived'), ['expected'])
    assert.deepEqual(offered('infusion-started'), ['expected', 'arrived', 'preparing'])
    assert.deepEqual(offered('infusion-paused'), ['infusing'])
    assert.deepEqual(offered('infusion-resumed'), ['paused'])
    assert.deepEqual(offered('infusion-rate-changed'), ['infusing', 'paused'])
    assert.deepEqual(offered('discharge-approved'), ['recovering', 'aborted'])
    assert.deepEqual(offered('signed'), ['discharged', 'signed', 'aborted'])
    assert.deepEqual(offered('amended'), ['signed'])
    assert.deepEqual(offered('vitals-recorded'), STATES.filter((s) => s !== 'signed'))
    const no = mayRecord(inState('signed'), 'vitals-recorded')
    assert.ok(!no.ok)
    assert.equal(no.refusal.message, 'The visit is signed: amend it instead.')
  })

  it('[SES13] what is offered never makes a contradiction', () => {
    for (const state of STATES) for (const type of EVENT_TYPES) {
      const view = inState(state)
      if (!mayRecord(view, type).ok || type === 'corrected' || type === 'infusion-stopped' || type === 'aborted' || state === 'signed') continue
      const told = story(800)
      const payload = ({ 'infusion-started': STARTED, 'vitals-recorded': CALM, 'discharge-scored': FIT, 'checklist-confirmed': { item: 'x' }, 'infusion-rate-changed': { rate_mL_per_h: 90 } } as Record<string, object>)[type] ?? {}
      told.say(type, 400, payload)
      const after = fold([...view.facts.map((f) => f.original), ...told.events])
      const isEarlyStart = type === 'infusion-started' && state !== 'preparing'
      assert.equal(after.contradictions.length, isEarlyStart ? 1 : 0, `${type} in ${state}`)
    }
  })

  it('[SES14] an emergency is never refused', () => {
    for (const state of STATES) for (const type of ['infusion-stopped', 'medication-given', 'adverse-event-noted', 'aborted'] as const) assert.equal(mayRecord(inState(state), type).ok, true)
  })

  it('[SES5] a second start is not offered', () => {
    const refused = mayRecord(inState('infusing'), 'infusion-started')
    assert.ok(!refused.ok)
    assert.equal(refused.refusal.rule, 'SES5')
    assert.ok(gateOf(plainVisit(25)).includes('block SES5'))
  })
})

describe('the gate', () => {
  it('[SES20] [SES21] an approved protocol and a signed order', () => {
    assert.deepEqual(gateOf(plainVisit(17)), [])
    assert.deepEqual(gateOf(plainVisit(17), { protocol: { ...approved, approved_at: null } }), ['block SES20'])
    const unsigned = mayStart(asked(plainVisit(17), { order: { ...order, signed_at: null } }))
    assert.deepEqual(unsigned.map((f) => [f.rule, f.overridableBy]), [['SES21', []]])
  })

  it('[SES21] no order is no start', () => assert.deepEqual(gateOf(plainVisit(17), { order: null }), ['block SES21', 'block PR-24']))

  it('[SES22] every item of the checklist, its stopping answers, and its overrides', () => {
    assert.deepEqual(gateOf(ready()).length, 0)
    const none = story()
    none.say('arrived', 0, {})
    none.say('vitals-recorded', 15, CALM)
    assert.deepEqual(gateOf(none), [...['PR-02', 'PR-02', 'PR-01', 'PR-03', 'PR-05', 'PR-06', 'PR-07', 'PR-18', 'PR-20', 'PR-17', 'PR-09', 'PR-21', 'PR-22', 'PR-24'].map((rule) => `block ${rule}`), 'warn PR-26'])
    for (const [item, answer, rule] of [['pregnancy', 'test positive', 'PR-07'], ['pregnancy', 'maybe', 'PR-07'], ['suicide', 'clinician needed', 'PR-18']] as const) {
      const told = ready()
      told.say('checklist-confirmed', 18, { item, answer })
      assert.deepEqual(gateOf(told), [`block ${rule}`])
      told.say('checklist-confirmed', 18.5, { item, answer, override: { reason: 'seen and discussed', role: 'medical-director' } })
      assert.deepEqual(gateOf(told), [`record ${rule}`])
    }
    const nurse = ready()
    nurse.say('checklist-confirmed', 18, { item: 'suicide', answer: 'clinician needed', override: { reason: 'in a hurry', role: 'nurse' } })
    assert.deepEqual(gateOf(nurse), ['block PR-18'])
  })

  it('[SES23] vital signs at each edge of the gate', () => {
    for (const [values, expected] of [
      [{ sbp_mmHg: 139, dbp_mmHg: 89 }, []], [{ sbp_mmHg: 140 }, ['warn PR-11']], [{ dbp_mmHg: 90 }, ['warn PR-11']], [{ sbp_mmHg: 160 }, ['block PR-12']], [{ dbp_mmHg: 100 }, ['block PR-12']], [{ sbp_mmHg: 90 }, []], [{ sbp_mmHg: 89 }, ['block PR-13']],
      [{ map_mmHg: 60 }, []], [{ map_mmHg: 59 }, ['block PR-13']], [{ pulse_per_min: 50 }, []], [{ pulse_per_min: 49 }, ['block PR-14']], [{ pulse_per_min: 110 }, []], [{ pulse_per_min: 111 }, ['block PR-14']], [{ spo2_pct: 94 }, []], [{ spo2_pct: 93 }, ['block PR-15']],
      [{ rr_per_min: 10 }, []], [{ rr_per_min: 9 }, ['warn PR-16']], [{ rr_per_min: 25 }, ['warn PR-16']], [{ temp_Cel: 37.9 }, []], [{ temp_Cel: 38 }, ['warn PR-16']],
    ] as const) assert.deepEqual(gateOf(ready(values)), expected, JSON.stringify(values))
    const who = (values: Record<string, number>) => mayStart(asked(ready(values)))[0]!.overridableBy
    assert.deepEqual([who({ sbp_mmHg: 179 }), who({ sbp_mmHg: 180 }), who({ dbp_mmHg: 109 }), who({ dbp_mmHg: 110 })], [['prescriber', 'medical-director'], [], ['prescriber', 'medical-director'], []])
    assert.deepEqual(gateOf(plainVisit(12)), ['block PR-09', 'block PR-24'])
    assert.deepEqual(gateOf(plainVisit(17), { now: at(46), weight: { weight_kg: 80, measured_at: at(0) } }), ['warn PR-09'])
    const drowsy = ready()
    drowsy.say('sedation-scored', 18, { scale: 'MOAA/S', score: 4 })
    assert.deepEqual(gateOf(drowsy), ['block PR-17'])
  })

  it('[SES24] the weight is there, fresh and near the order\'s', () => {
    const weight = (weight_kg: number, days = 0) => ({ weight: { weight_kg, measured_at: instant(at(20) - days * DAY_MS) } })
    assert.deepEqual(gateOf(ready(), { weight: null }), ['block WT-06'])
    assert.deepEqual(gateOf(ready(), weight(80, 7)), [])
    assert.deepEqual(gateOf(ready(), weight(80, 8)), ['block WT-06'])
    assert.deepEqual(gateOf(ready(), { ...weight(80, 30), phase: 'maintenance' }), [])
    assert.deepEqual([84, 84.1, 88, 88.1, 71.9].map((kg) => gateOf(ready(), weight(kg))), [[], ['warn WT-06'], ['warn WT-06'], ['block WT-06'], ['block WT-06']])
  })

  it('[SES25] the interval to earlier infusions', () => {
    const hours = (...ago: number[]) => ({ earlier: ago.map((h) => instant(at(20) - h * HOUR_MS)) })
    assert.deepEqual([hours(48), hours(47), hours(23), hours(50, 100, 150), hours(50, 100, 190)].map((more) => gateOf(ready(), more)), [[], ['warn DS-18'], ['block DS-18'], ['warn DS-18'], []])
    assert.deepEqual(gateOf(ready(), hours(50, 60)), [])
  })

  it('[SES26] a second person at the time-out', () => {
    const told = plainVisit(16)
    assert.deepEqual([gateOf(told), gateOf(ready()), gateOf(ready(), { actor: idOf(900) })], [['block PR-24'], [], ['block PR-24']])
  })

  it('[SES27] an override needs a reason and a role that the block names', () => {
    const findings = mayStart(asked(ready({ sbp_mmHg: 165, spo2_pct: 92 })))
    const left = (role: string, reason: string) => unlifted(findings, { role, reason }).map((f) => f.rule)
    assert.deepEqual([left('prescriber', 'known white-coat pressure'), left('prescriber', '  '), left('nurse', 'because'), unlifted(findings, null).length], [[], ['PR-12', 'PR-15'], ['PR-12', 'PR-15'], 2])
    assert.deepEqual(unlifted(mayStart(asked(ready({ sbp_mmHg: 185 }))), { role: 'medical-director', reason: 'because' }).map((f) => f.rule), ['PR-12'])
    assert.deepEqual(unlifted(mayStart(asked(ready({ sbp_mmHg: 145 }))), null), [])
  })

  it('[SES10] a contradiction is shown at the gate', () => {
    const told = ready()
    told.say('infusion-paused', 18.2, {})
    assert.deepEqual(gateOf(told), ['warn SES10'])
  })
})

describe('due', () => {
  const dueAt = (told: Story, minute: number) => dueVitals(fold(told.events), settings, at(minute))
  it('[SES28] by phase, and never before the start or after discharge', () => {
    assert.equal(dueAt(plainVisit(16), 300).status, 'none')
    assert.deepEqual(dueAt(plainVisit(25), 22), { status: 'ok', dueAt: at(25), minutes: 3, every_min: 10 })
    assert.deepEqual(dueAt(plainVisit(35), 35), { status: 'ok', dueAt: at(40), minutes: 5, every_min: 10 })
    assert.deepEqual(dueAt(plainVisit(78), 80), { status: 'ok', dueAt: at(90), minutes: 10, every_min: 15 })
    assert.equal(dueAt(plainVisit(125), 300).status, 'none')
    const bare = story()
    bare.say('infusion-started', 20, STARTED)
    assert.deepEqual(dueAt(bare, 20), { status: 'due', dueAt: at(20), minutes: 0, every_min: 10 })
  })

  it('[SES29] late and escalated at their minute, to the millisecond', () => {
    const told = plainVisit(35)
    const statusAt = (ms: number) => dueVitals(fold(told.events), settings, instant(at(40) + ms)).status
    assert.deepEqual([-1, 0, 179_999, 180_000, 299_999, 300_000, 9e6].map(statusAt), ['ok', 'due', 'due', 'late', 'late', 'escalate', 'escalate'])
    assert.equal(dueAt(told, 44.5).minutes, -4)
  })

  it('[SES40] a monitor that sends no blood pressure does not put the next set off', () => {
    const told = plainVisit(35)
    for (const minute of [36, 38, 40, 42]) told.say('vitals-recorded', minute, { origin: 'device', values: { spo2_pct: 97, pulse_per_min: 70 } })
    assert.deepEqual(dueAt(told, 42), { status: 'due', dueAt: at(40), minutes: -2, every_min: 10 })
    told.say('vitals-recorded', 43, { origin: 'device', values: { sbp_mmHg: 128, dbp_mmHg: 80 } })
    assert.equal(dueAt(told, 43).dueAt, at(53))
  })

  it('[SES16] an aborted infusion is watched until discharge', () => {
    const told = plainVisit(40)
    told.say('aborted', 45, { reason: 'asked' })
    assert.deepEqual(dueAt(told, 45), { status: 'ok', dueAt: at(55), minutes: 10, every_min: 15 })
    told.say('discharge-approved', 90, {})
    assert.equal(dueAt(told, 91).status, 'none')
  })

  it('[SES30] high risk shortens the interval', () => {
    const risky = (change: (told: Story) => void, start: Partial<typeof STARTED> = {}) => {
      const told = plainVisit(16)
      told.say('infusion-started', 20, { ...STARTED, ...start })
      change(told)
      return isHighRisk(riskFacts(fold(told.events)), settings)
    }
    const nothing = (): void => {}
    assert.deepEqual([
      risky(nothing), risky(nothing, { dose_mg_per_kg: 0.51 }), risky(nothing, { rate_mL_per_h: 201 }), risky(nothing, { rate_mL_per_h: 200 }), risky((t) => t.say('vitals-recorded', 30, { ...CALM, values: { sbp_mmHg: 160 } })), risky((t) => t.say('vitals-recorded', 30, { ...CALM, values: { sbp_mmHg: 159, dbp_mmHg: 99 } })),
      risky((t) => t.say('sedation-scored', 30, { scale: 'MOAA/S', score: 3 })), risky((t) => t.say('sedation-scored', 30, { scale: 'MOAA/S', score: 4 })), risky((t) => t.say('medication-given', 30, { drug: 'Ondansetron', dose: 4, unit: 'mg', route: 'IV' })),
    ], [false, true, true, false, true, false, true, false, true])
    const told = plainVisit(35)
    told.say('sedation-scored', 36, { scale: 'MOAA/S', score: 3 })
    assert.deepEqual(dueAt(told, 36).every_min, 5)
  })
})

describe('alarms', () => {
  it('[SES31] each limit on its side', () => {
    const tierOf = (values: Values, moaas: number | null = null) => alarmsOf(values, {}, moaas, settings).tier
    for (const [name, ...steps] of [
      ['sbp_mmHg', [79, 'stop'], [80, 'pause'], [89, 'pause'], [90, 'warn'], [94, 'warn'], [95, 'none'], [159, 'none'], [160, 'warn'], [179, 'warn'], [180, 'pause'], [199, 'pause'], [200, 'stop']],
      ['dbp_mmHg', [99, 'none'], [100, 'warn'], [110, 'pause'], [119, 'pause'], [120, 'stop']],
      ['pulse_per_min', [39, 'stop'], [40, 'pause'], [44, 'pause'], [45, 'warn'], [49, 'warn'], [50, 'none'], [109, 'none'], [110, 'warn'], [130, 'pause'], [150, 'stop']],
      ['spo2_pct', [89, 'stop'], [90, 'pause'], [91, 'pause'], [92, 'warn'], [93, 'warn'], [94, 'none']], ['rr_per_min', [7, 'pause'], [8, 'warn'], [10, 'none'], [24, 'none'], [25, 'warn']], ['etco2_mmHg', [50, 'none'], [51, 'warn'], [55, 'warn'], [56, 'pause']],
    ] as const) for (const [value, tier] of steps) assert.equal(tierOf({ [name]: value }), tier, `${name} ${value}`)
    assert.deepEqual([5, 4, 3, 2, 1, 0].map((score) => tierOf({}, score)), ['none', 'none', 'warn', 'pause', 'stop', 'stop'])
  })

  it('[SES31] rises, order and repeat', () => {
    assert.equal(alarmsOf({ sbp_mmHg: 149 }, { sbp_mmHg: 110 }, null, settings).tier, 'none')
    assert.equal(alarmsOf({ sbp_mmHg: 150 }, { sbp_mmHg: 110 }, null, settings).findings[0]!.message, 'systolic pressure 150 mmHg, 40 mmHg above the baseline of 110')
    assert.deepEqual([alarmsOf({ dbp_mmHg: 84 }, { dbp_mmHg: 60 }, null, settings).tier, alarmsOf({ dbp_mmHg: 85 }, { dbp_mmHg: 60 }, null, settings).tier], ['none', 'warn'])
    const both = alarmsOf({ pulse_per_min: 115, spo2_pct: 89 }, {}, 3, settings)
    assert.deepEqual([both.tier, both.findings.map((f) => f.what), both.repeatWithin_min], ['stop', ['spo2_pct', 'pulse_per_min', 'moaas'], 2])
    assert.deepEqual(alarmsOf({}, {}, null, settings), { tier: 'none', findings: [], repeatWithin_min: null })
    const strict = { ...settings, alerts: { ...settings.alerts, pulse_from_per_min: [60, null, null] as const } }
    assert.equal(alarmsOf({ pulse_per_min: 60 }, {}, null, strict).tier, 'warn')
  })
})

describe('going home', () => {
  const findingsAt = (told: Story, minute: number, isFirst = false) => dischargeFindings(fold(told.events), settings, at(minute), isFirst)
  it('[SES32] Aldrete counts in whole numbers', () => {
    assert.deepEqual([[120, 145], [120, 144], [120, 96], [120, 95], [120, 180], [120, 181], [120, 60], [120, 59], [115, 138]].map(([base, now]) => circulationScore(base!, now!)), [1, 2, 2, 1, 1, 0, 1, 0, 2])
    assert.equal(aldreteTotal({ activity: 2, respiration: 2, circulation: 1, consciousness: 2, spo2: 2 }), 9)
    assert.deepEqual(ALDRETE.map((item) => item.of.length), [3, 3, 3, 3, 3])
    fc.assert(fc.property(fc.integer({ min: 30, max: 300 }), fc.integer({ min: 0, max: 300 }), (base, by) => assert.equal(circulationScore(base, base + by), circulationScore(base, base - by))))
  })

  it('[SES33] the minutes after the stop', () => {
    const told = plainVisit(122)
    assert.deepEqual(findingsAt(told, 89).map((f) => [f.rule, f.level, f.overridableBy, f.message]), [['RC-01', 'block', ['medical-director'], '29 min since the stop, less than 30 min']])
    assert.deepEqual([findingsAt(told, 90), findingsAt(told, 119, true).map((f) => f.level), findingsAt(told, 120, true)], [[], ['warn'], []])
    const minutes = (drug: string | null, perKg = 0.5, isFirst = false) => {
      const one = plainVisit(16)
      one.say('infusion-started', 20, { ...STARTED, dose_mg_per_kg: perKg })
      if (drug !== null) one.say('medication-given', 40, { drug, dose: 1, unit: 'mg', route: 'IV' })
      const { floor, advised } = recoveryMinutes(fold(one.events), isFirst, settings)
      return [floor, advised]
    }
    assert.deepEqual([minutes(null), minutes(null, 0.6), minutes(null, 0.5, true), minutes('Ondansetron'), minutes('MIDAZOLAM 1 mg')], [[30, 30], [30, 60], [30, 60], [30, 60], [120, 120]])
  })

  it('[SES34] every condition, each one named', () => {
    assert.deepEqual(findingsAt(plainVisit(122), 125), [])
    const unmet = (change: (told: Story) => void): string[] => {
      const told = plainVisit(122)
      change(told)
      return findingsAt(told, 126).map((f) => f.message)
    }
    const readings = (told: Story, values: Record<string, number>, times = 2): void => { for (let i = 0; i < times; i++) told.say('vitals-recorded', 123 + i, { ...CALM, values: { ...CALM.values, ...values } }) }
    assert.deepEqual(unmet((t) => t.say('discharge-scored', 123, { ...FIT, aldrete: { ...FIT.aldrete, circulation: 1 } })), [])
    assert.deepEqual(unmet((t) => t.say('discharge-scored', 123, { ...FIT, aldrete: { ...FIT.aldrete, circulation: 0 } })), ['modified Aldrete 8 of 10 is below 9', 'an item of the modified Aldrete score is 0'])
    for (const name of Object.keys(FIT.criteria!)) assert.equal(unmet((t) => t.say('discharge-scored', 123, { ...FIT, criteria: { ...FIT.criteria, [name]: false } })).length, 1, name)
    assert.equal(unmet((t) => t.say('discharge-scored', 123, { aldrete: FIT.aldrete, padss: FIT.padss! })).length, 6, 'the walk is in the modified PADSS')
    assert.deepEqual(unmet((t) => t.say('sedation-scored', 123, { scale: 'MOAA/S', score: 4 })), ['MOAA/S 4, not 5'])
    assert.deepEqual(unmet((t) => readings(t, { sbp_mmHg: 144 })), [])
    assert.deepEqual(unmet((t) => readings(t, { sbp_mmHg: 145 }, 1)), ['systolic 145 mmHg is more than 20 % away from the baseline of 120 mmHg'])
    assert.deepEqual(unmet((t) => readings(t, { dbp_mmHg: 100 })), ['blood pressure 120/100 mmHg is not below 160/100 mmHg', 'diastolic 100 mmHg is more than 20 % away from the baseline of 75 mmHg'])
    assert.deepEqual(unmet((t) => readings(t, { spo2_pct: 96 })), [])
    assert.deepEqual(unmet((t) => readings(t, { spo2_pct: 95 })), ['SpO2 95 % is below 96 %'])
    assert.deepEqual(unmet((t) => readings(t, { pulse_per_min: 49 })), ['pulse 49/min is outside 50 to 110/min'])
    assert.deepEqual(findingsAt(plainVisit(61), 100).map((f) => f.message).filter((m) => !m.startsWith('not confirmed')), ['the modified Aldrete score is not taken', 'the modified PADSS is not taken', 'MOAA/S not scored in recovery', '0 of 2 blood pressures in recovery', 'no pulse in recovery', 'no SpO2 in recovery'])
    assert.deepEqual(findingsAt(plainVisit(25), 100).map((f) => f.message), ['the infusion has not been stopped'])
  })
})

const chairOf = (name: string, told: Story | null, contradictions = 0, minute = 40): FloorChair => {
  const view = told && fold(told.events)
  const facts = view && watchFacts(view)
  const iso = (moment: Instant | null | undefined): string | null => (moment == null ? null : toIso(moment))
  return {
    chair: name, chair_name: name, site: 'site', monitor: null, next: null, watch: facts && facts.startedAt !== null ? toFloorWatch(watchOf(facts, EMPTY_STREAM, settings, at(minute)), facts, settings) : null,
    visit: view && {
      session: name, patient_name: 'Ida Test', ordinal: 1, planned_sessions: 6, nurse: null, nurse_name: null, toAsk: 0, timeOut: true, start: toIso(at(0)), end: toIso(at(100)), state: view.state, since: iso(view.since), recoveryStartedAt: iso(view.recoveryStartedAt), lastVitalsAt: iso(view.vitals.at(-1)?.at), contradictions,
      infusion: view.infusion && { ...view.infusion, startedAt: toIso(view.infusion.startedAt), stoppedAt: iso(view.infusion.stoppedAt), segments: view.infusion.segments.map((s) => ({ from: toIso(s.from), to: iso(s.to), rate_mL_per_h: s.rate_mL_per_h })), bags: view.infusion.bags.map((b) => ({ ...b, from: toIso(b.from) })), pumpReadings: view.infusion.pumpReadings.map((r) => ({ ...r, at: toIso(r.at) })) },
      latest: Object.fromEntries(Object.entries(view.latest).map(([vital, r]) => [vital, { value: r.value, at: toIso(r.at), origin: r.origin }])),
      baseline: view.infusion ? { sbp_mmHg: { value: 120, at: toIso(at(15)), origin: 'person' } } : {}, sedation: view.sedation?.score ?? null, medications: view.medications.length, ready: null,
    },
  }
}
const withVitals = (minute: number, values: Record<string, number>, before: Record<string, number> | null = null): Story => {
  const told = plainVisit(25)
  if (before) told.say('vitals-recorded', minute - 3, { values: before, origin: 'person' })
  told.say('vitals-recorded', minute, { values, origin: 'person' })
  return told
}
const FLOOR: readonly FloorChair[] = [
  chairOf('a stop', withVitals(39, { spo2_pct: 85 })), chairOf('b pause', withVitals(39, { sbp_mmHg: 185 }, { sbp_mmHg: 182 })), chairOf('c contradiction', plainVisit(33), 1), chairOf('d escalate', withVitals(25, { sbp_mmHg: 120 })),
  chairOf('e warn', withVitals(39, { pulse_per_min: 112 })), chairOf('f late', withVitals(27, { sbp_mmHg: 120 })), chairOf('g due', withVitals(31.5, { sbp_mmHg: 120 })), chairOf('h infusing', withVitals(39, { sbp_mmHg: 120 })),
  chairOf('i arrived', plainVisit(0)), chairOf('j empty', null),
]

describe('the Floor', () => {
  it('[SES35] who needs eyes stands first', () => {
    const ranked = rankFloor([...FLOOR].toReversed(), settings, at(40))
    assert.deepEqual(ranked.map((r) => r.chair.chair), FLOOR.map((c) => c.chair))
    assert.deepEqual(ranked.map((r) => r.need), ['stop', 'pause', 'contradiction', 'escalate', 'warn', 'late', 'due-soon', 'phase', 'phase', 'phase'])
    assert.deepEqual([159, 160].map((sbp_mmHg) => needOf(chairOf('x', withVitals(39, { sbp_mmHg })), settings, at(40)).need), ['phase', 'warn'])
    const asleep = withVitals(39, { sbp_mmHg: 120 })
    asleep.say('sedation-scored', 39, { scale: 'MOAA/S', score: 1 })
    assert.equal(needOf(chairOf('x', asleep), settings, at(40)).need, 'stop')
    const raised = withVitals(39, { sbp_mmHg: 150 })
    raised.say('vitals-recorded', 19, { values: { sbp_mmHg: 110 }, origin: 'person' })
    assert.equal(needOf(chairOf('x', raised), settings, at(40)).need, 'warn')
    // What was measured before an infusion is the gate's to judge, not an alarm of the Floor.
    assert.equal(needOf(chairOf('x', ready({ spo2_pct: 85 })), settings, at(40)).need, 'phase')
  })

  it('[SES41] the Floor and the Chair ask for the next vital signs at the same minute, whatever the risk is', () => {
    const changes: readonly ((told: Story) => void)[] = [
      () => {}, (t) => t.say('medication-given', 30, { drug: 'ondansetron', dose: 4, unit: 'mg', route: 'IV' }), (t) => t.say('sedation-scored', 30, { scale: 'MOAA/S', score: 3 }), (t) => t.say('infusion-rate-changed', 30, { rate_mL_per_h: 400 }),
      (t) => t.say('vitals-recorded', 31, { values: { sbp_mmHg: 165, dbp_mmHg: 80 }, origin: 'person' }),
    ]
    const every = changes.map((change) => {
      const told = withVitals(28, { sbp_mmHg: 120 })
      change(told)
      const chair = dueVitals(fold(told.events), settings, at(33))
      assert.deepEqual(needOf(chairOf('x', told, 0, 33), settings, at(33)).due, chair)
      return chair.every_min
    })
    assert.deepEqual(every, [10, 5, 5, 5, 5])
  })

  it('[SES36] whatever order the chairs came in', () => {
    fc.assert(fc.property(fc.shuffledSubarray([...FLOOR, chairOf('k', plainVisit(0)), chairOf('l', plainVisit(0))], { minLength: 12 }), (chairs) => {
      assert.deepEqual(rankFloor(chairs, settings, at(40)).map((r) => r.chair.chair), [...FLOOR.slice(0, 9).map((c) => c.chair), 'k', 'l', 'j empty'])
    }))
  })
})
