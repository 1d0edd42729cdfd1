import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, toIso, type Instant } from '../shared/index.ts'
import { PROPOSED_PROTOCOL, type Order, type Protocol, type ProtocolSettings } from '../plan/index.ts'
import { checklistRows, EMPTY_STREAM, EQUIPMENT, fastingShort, fold, knownOf, mayStart, mayStartBeside, recheckDue, takeOverWarnings, timeOutOf, unlifted, watchFacts, watchOf, type Beside, type ChecklistRow, type EquipmentCheck, type GateFinding, type GateKnown, type SessionBundle, type StartAsked } from './index.ts'
import { at, CALM, idOf, plainVisit, SESSION, STARTED, story, type Story } from './story.ts'

const ZONE = 'America/Los_Angeles'
const settings = PROPOSED_PROTOCOL
const KNOWN: GateKnown = { sex: 'female', age: 42, escort: null, onRecord: { conditions: [], medications: [], bmi: 27 }, carried: [], said: null, scalesAt: at(-60), item9: null, equipment: null, beside: [], consent: null }
const protocolOf = (own: ProtocolSettings): Protocol => ({ version: 1, settings: own, approved_at: '2026-12-01T00:00:00Z', approved_by: 'director' })
const order: Order = {
  order: idOf(500), course: idOf(600), applies_from: 1, dose_mg_per_kg: 0.5, dose_mg: 40, weight_kg: 80, dosing_weight_kg: 80, weight_basis: 'actual', duration_min: 40, vial_mg_per_ml: 50, draw_ml: 0.8, final_ml: 100,
  concentration_mg_per_ml: 0.4, rate_ml_per_h: 150, flags: [], written_by: 'prescriber', signed_by: 'prescriber', signed_at: '2026-12-06T12:00:00Z',
}
const ready = (): Story => plainVisit(17)
const asked = (told: Story, more: Partial<StartAsked> = {}): StartAsked => ({
  view: fold(told.events), order, protocol: protocolOf(settings), known: KNOWN, weight: { weight_kg: 80, measured_at: at(0) }, phase: 'induction', earlier: [], timeZone: ZONE, session: SESSION, actor: 'nurse-ada', nurse: 'nurse-ada', now: at(20), ...more,
})
const gateOf = (told: Story, more: Partial<StartAsked> = {}): string[] => mayStart(asked(told, more)).map((f) => `${f.level} ${f.rule}`)
const row = (told: Story, item: string, known: Partial<GateKnown> = {}, now: Instant = at(20)): ChecklistRow | undefined => checklistRows({ view: fold(told.events), known: { ...KNOWN, ...known }, settings, timeZone: ZONE, now }).find((one) => one.item.id === item)
const without = (...items: string[]): Story => {
  const told = story()
  for (const event of ready().events) if (!(event.type === 'checklist-confirmed' && items.includes(event.item)) && !(event.type === 'iv-checked' && items.includes('iv'))) told.say(event.type, (event.at - at(0)) / MINUTE_MS, Object.fromEntries(Object.entries(event).filter(([name]) => !['id', 'session', 'at', 'actor', 'device', 'type'].includes(name))))
  return told
}
const carried = (item: string, days: number, more: Partial<GateKnown['carried'][number]> = {}): GateKnown['carried'][number] => ({ item, answer: null, at: instant(at(20) - days * DAY_MS), testedAt: null, by: 'Ben Test', ordinal: 2, same_course: true, ...more })
const CHECK: EquipmentCheck = {
  check: idOf(700), site: 'site', checked_at: toIso(at(-60)), checked_by: 'nurse-ben', checked_by_name: 'Ben Test', items: Object.fromEntries(EQUIPMENT.map(({ id }) => [id, 'ok'])) as EquipmentCheck['items'], cart_lock: '4711', acls: 'nurse-ada', acls_name: 'Ada Test', remark: null,
}

describe('the checklist fills itself', () => {
  it('[SES140] from earlier visits, the phone and the record, and waits for one tap', () => {
    const told = without('consent', 'escort', 'fasting', 'pdmp')
    const said: GateKnown['said'] = { at: at(-90), ateAt: at(-12 * 60), ateFatty: true, drankAt: at(-200), driver: 'Sam, 555 0100', changes: null, taken: null, pregnant: null }
    const known: Partial<GateKnown> = { carried: [carried('consent', 20), carried('pdmp', 100)], said, escort: 'June, 555 0199' }
    const [consent, fasting, escort, pdmp] = ['consent', 'fasting', 'escort', 'pdmp'].map((item) => row(told, item, known)!)
    assert.deepEqual([consent!.state, fasting!.state, escort!.state, pdmp!.state], ['known', 'known', 'known', 'done'])
    assert.equal(consent!.words, 'confirmed at visit 2, 2026-11-17, Ben Test')
    assert.equal(fasting!.words, 'fatty meal 2026-12-06 21:00, clear liquid 05:40; said by the patient at 07:30')
    assert.deepEqual([fasting!.suggested?.ateAt, fasting!.suggested?.ateFatty, fasting!.suggested?.drankAt], [at(-720), true, at(-200)])
    assert.equal(escort!.words, 'Sam, 555 0100; said by the patient at 07:30', 'the patient\'s own word stands before the record')
    assert.equal(row(told, 'escort', { escort: 'June' })!.words, 'June')
    // Known is not confirmed: the start still waits for a person.
    assert.deepEqual(gateOf(told, { known: { ...KNOWN, ...known } }), ['block PR-01', 'block PR-03', 'block PR-05'])
    for (const one of [consent!, fasting!, escort!]) told.say('checklist-confirmed', 18, one.suggested!)
    assert.deepEqual(gateOf(told, { known: { ...KNOWN, ...known } }), [])
  })

  it('[CON7] a signed consent waits for one tap; one that is needed again stops, whatever an earlier visit confirmed', () => {
    const told = without('consent')
    const consent = (state: 'current' | 'again', why = ''): Partial<GateKnown> => ({ carried: [carried('consent', 20)], consent: { state, why, at: at(-3000), version: 3 } })
    assert.deepEqual([row(told, 'consent', consent('current'))!.state, row(told, 'consent', consent('current'))!.words!.includes('version 3')], ['known', true])
    assert.deepEqual([row(told, 'consent', consent('again', 'it was taken back'))!.state, row(told, 'consent', consent('again', 'it was taken back'))!.words], ['stopped', 'consent is needed again: it was taken back'])
    assert.ok(gateOf(told, { known: { ...KNOWN, ...consent('again', 'it covers 1 mg/kg') } }).includes('block PR-01'))
  })

  it('[SES140] nothing is carried from another course, nor for longer than it counts', () => {
    const told = without('consent', 'pdmp')
    assert.deepEqual([carried('consent', 20, { same_course: false }), carried('consent', 366), carried('consent', 365)].map((one) => row(told, 'consent', { carried: [one] })!.state), ['open', 'open', 'known'])
    assert.deepEqual([carried('pdmp', 182, { same_course: false }), carried('pdmp', 183)].map((one) => row(told, 'pdmp', { carried: [one] })!.state), ['done', 'open'])
  })

  it('[SES140] from a bundle, and from one that an older program kept', () => {
    const bundle = {
      protocol: { settings }, patient: { sex: 'female', age: 40, escort_name: 'June', escort_phone: null }, previous: [{ ordinal: 1, date: '2026-12-04', started_at: toIso(at(-3 * 1440)), dose_mg: 40, state: 'signed' }],
      scores: [
        { score: 'a', instrument: 'phq-9', total: 12, band: null, complete: true, flags: [{ kind: 'suicide-item', linkId: '9', value: 2 }], answered_at: toIso(at(-100)), source: 'phone', check_in: null },
        { score: 'b', instrument: 'phq-9', total: 20, band: null, complete: true, flags: [{ kind: 'suicide-item', linkId: '9', value: 3 }], answered_at: toIso(at(-5 * 1440)), source: 'phone', check_in: null },
      ],
      gate: { nurse: 'n', carried: [], equipment: null, readiness: { answered_at: toIso(at(-90)), answers: { ate_at: toIso(at(-700)), driver_name: ' Sam ', changes: '  ', pregnant: 'possible' } }, infusions: 1, adverse_events: [], beside: [{ session: 's', nurse: 'n', state: 'infusing', started_at: toIso(at(12)) }] },
    } as unknown as SessionBundle
    const known = knownOf(bundle, at(20))
    assert.deepEqual(known.item9, { value: 2, at: at(-100) }, 'what was answered before the last infusion was dealt with then')
    assert.deepEqual([known.scalesAt, known.escort, known.beside, known.said], [at(-100), 'June', [{ session: 's', nurse: 'n', state: 'infusing', startedAt: at(12) }], { at: at(-90), ateAt: at(-700), ateFatty: false, drankAt: null, driver: 'Sam', changes: null, taken: null, pregnant: 'possible' }])
    const { gate: _gate, ...old } = bundle
    assert.deepEqual(knownOf(old as SessionBundle, at(20)).carried, [])
  })

  it('[SES141] fasting by the clock, to the minute, each with its own hours', () => {
    const short = (times: Parameters<typeof fastingShort>[0]) => fastingShort(times, settings, at(20)).map((one) => one.what)
    const ago = (hours: number, ms = 0) => instant(at(20) - hours * HOUR_MS + ms)
    assert.deepEqual([short({ drankAt: ago(2) }), short({ drankAt: ago(2, 1) }), short({ ateAt: ago(6) }), short({ ateAt: ago(6, 1) }), short({ ateAt: ago(6), ateFatty: true }), short({ ateAt: ago(8), ateFatty: true }), short({ ateAt: ago(5), drankAt: ago(1) })], [[], ['clear liquid'], [], ['food'], ['a fatty or fried meal'], [], ['food', 'clear liquid']])
    const told = without('fasting')
    told.say('checklist-confirmed', 12, { item: 'fasting', answer: 'clear liquid 07:50', drankAt: at(-70) })
    const finding = row(told, 'fasting')!.findings[0]!
    assert.deepEqual([finding.level, finding.message, finding.overridableBy], ['block', 'Fasting kept: clear liquid 1 h 30 min ago, less than 2 h; enough from 09:50', ['prescriber', 'medical-director']])
    assert.deepEqual([row(told, 'fasting', {}, at(50))!.state, row(told, 'fasting', {}, instant(at(50) - 1))!.state], ['done', 'stopped'])
    const bare = without('fasting')
    bare.say('checklist-confirmed', 12, { item: 'fasting' })
    assert.deepEqual(gateOf(bare), ['warn PR-03'])
    fc.assert(fc.property(fc.integer({ min: 0, max: 12 * 60 }), fc.boolean(), (minutes, fatty) => {
      assert.equal(short({ ateAt: instant(at(20) - minutes * MINUTE_MS), ateFatty: fatty }).length, minutes < (fatty ? 480 : 360) ? 1 : 0)
    }))
  })

  it('[SES142] pregnancy is asked of whom it applies to, and a test counts for its days', () => {
    const told = without('pregnancy')
    const applies = (known: Partial<GateKnown>) => row(told, 'pregnancy', known) !== undefined
    assert.deepEqual([applies({}), applies({ sex: 'male' }), applies({ sex: 'unknown' }), applies({ sex: 'other' }), applies({ age: 55 }), applies({ age: 56 })], [true, false, true, true, true, false])
    assert.deepEqual(gateOf(told, { known: { ...KNOWN, sex: 'male' } }), [])
    const before = row(told, 'pregnancy', { carried: [carried('pregnancy', 7, { answer: 'test negative' })] })!
    assert.deepEqual([before.state, before.suggested?.testedAt], ['known', instant(at(20) - 7 * DAY_MS)])
    assert.equal(row(told, 'pregnancy', { carried: [carried('pregnancy', 8, { answer: 'test negative' })] })!.state, 'open')
    assert.equal(row(told, 'pregnancy', { carried: [carried('pregnancy', 1, { answer: 'test negative', testedAt: instant(at(20) - 8 * DAY_MS) })] })!.state, 'open', 'the age of the test counts, not of the tap')
    assert.equal(row(told, 'pregnancy', { said: { at: at(-30), ateAt: null, ateFatty: false, drankAt: null, driver: null, changes: null, taken: null, pregnant: 'possible' } })!.words, 'the patient said at 08:30: pregnancy is possible')
    told.say('checklist-confirmed', 12, { item: 'pregnancy', answer: 'test negative', testedAt: instant(at(20) - 7 * DAY_MS - 1) })
    assert.deepEqual(gateOf(told), ['block PR-07'])
  })

  it('[SES143] item 9 forces the screener', () => {
    const item9 = { value: 1, at: at(-50) }
    assert.match(row(without('suicide'), 'suicide', { item9 })!.words!, /item 9 was answered 1 at 08:10: the C-SSRS screener is needed/)
    const answers = ['no current risk', 'C-SSRS 0 to 3', 'clinician has seen the patient', 'C-SSRS 4, 5 or behavior', 'clinician needed'].map((answer) => {
      const told = ready()
      told.say('checklist-confirmed', 18, { item: 'suicide', answer })
      return [gateOf(told), gateOf(told, { known: { ...KNOWN, item9 } })]
    })
    assert.deepEqual(answers, [[[], ['block PR-18']], [[], []], [[], []], [['block PR-18'], ['block PR-18']], [['block PR-18'], ['block PR-18']]])
  })

  it('[SES144] scales within their hours', () => {
    const gate = (scalesAt: Instant | null) => gateOf(ready(), { known: { ...KNOWN, scalesAt } })
    assert.deepEqual([gate(instant(at(20) - 24 * HOUR_MS)), gate(instant(at(20) - 24 * HOUR_MS - 1)), gate(null)], [[], ['block PR-19'], ['block PR-19']])
    const told = ready()
    told.say('checklist-confirmed', 18, { item: 'scales', override: { role: 'prescriber', reason: 'asked in person, tablet was flat' } })
    assert.deepEqual(gateOf(told, { known: { ...KNOWN, scalesAt: null } }), ['record PR-19'])
  })

  it('[SES145] the line', () => {
    const gate = (iv: object) => { const told = without('iv'); told.say('iv-checked', 10, { site: 'hand', finding: 'patent', ...iv } as never); return gateOf(told) }
    assert.deepEqual([gate({}), gate({ side: 'left', cuff: 'right', gauge: 20 }), gate({ side: 'left', cuff: 'left' }), gate({ gauge: 24 }), gate({ gauge: 18 }), gate({ finding: 'sluggish' }), gateOf(without('iv'))], [[], [], ['block PR-21'], ['warn PR-21'], ['warn PR-21'], ['block PR-21'], ['block PR-21']])
  })

  it('[SES146] one equipment check a day for the site', () => {
    const told = without('equipment')
    const gate = (check: Partial<EquipmentCheck> | null, now?: Instant) => gateOf(told, { known: { ...KNOWN, equipment: check && { ...CHECK, ...check } }, ...(now === undefined ? {} : { now }) })
    assert.deepEqual([gate(null), gate({}), gate({ items: { ...CHECK.items, suction: 'fault' } })], [['block PR-22'], [], ['block PR-22']])
    // 23:59 of the day before on the site's clock is another day; one minute after midnight is today.
    assert.deepEqual([gate({ checked_at: '2026-12-07T07:59:00Z' }), gate({ checked_at: '2026-12-07T08:01:00Z' })], [['block PR-22'], []])
    assert.equal(row(told, 'equipment', { equipment: { ...CHECK, items: { ...CHECK.items, suction: 'fault' } } })!.words, 'not in order at 08:00: Suction')
    assert.equal(row(told, 'equipment', { equipment: CHECK })!.words, 'checked 08:00, Ben Test; ACLS: Ada Test')
  })
})

describe('the numbers of the start', () => {
  const pressures = (...readings: readonly (readonly [minute: number, sbp: number, dbp?: number])[]): Story => {
    const told = ready()
    for (const [minute, sbp_mmHg, dbp_mmHg = 80] of readings) told.say('vitals-recorded', minute, { ...CALM, values: { ...CALM.values, sbp_mmHg, dbp_mmHg } })
    return told
  }
  const first = (told: Story, now: Instant): GateFinding => mayStart(asked(told, { now }))[0]!
  it('[SES147] a high pressure is taken again, twice, five minutes apart', () => {
    const told = pressures([18, 168])
    assert.match(first(told, at(19)).message, /recheck 1 of 2 from 09:23 on/)
    told.say('vitals-recorded', 20, { ...CALM, values: { ...CALM.values, sbp_mmHg: 166 } })
    assert.deepEqual(recheckDue(fold(told.events), settings.start_gate, at(21)), { at: at(23), nth: 1, of: 2 }, 'two minutes later is no recheck')
    told.say('vitals-recorded', 23, { ...CALM, values: { ...CALM.values, dbp_mmHg: 101 } })
    assert.match(first(told, at(24)).message, /recheck 2 of 2 from 09:28 on/)
    told.say('vitals-recorded', 28, { ...CALM, values: { ...CALM.values, sbp_mmHg: 161 } })
    const still = first(told, at(29))
    assert.match(still.message, /still so after 2 rechecks/)
    assert.deepEqual([still.rule, still.overridableBy], ['PR-12', ['prescriber', 'medical-director']])
    told.say('vitals-recorded', 34, { ...CALM, values: { ...CALM.values, sbp_mmHg: 138 } })
    assert.deepEqual(gateOf(told, { now: at(35) }), [])
    assert.deepEqual(gateOf(pressures([18, 168], [20, 138]), { now: at(21) }), ['warn PR-12'])
    assert.equal(first(pressures([18, 182]), at(19)).overridableBy.length, 0)
  })

  it('[SES23] a mean pressure that nobody measured is reckoned', () => {
    assert.deepEqual([gateOf(pressures([18, 92, 43])), gateOf(pressures([18, 92, 44]))], [['block PR-13'], []])
  })

  it('[SES148] a rule weighs what the protocol says, and never less than what nobody may override', () => {
    const own = (levels: Partial<ProtocolSettings['start_gate']['rule_levels']>): Protocol => protocolOf({ ...settings, start_gate: { ...settings.start_gate, rule_levels: { ...settings.start_gate.rule_levels, ...levels } } })
    const told = without('substances')
    assert.deepEqual(['block', 'warn', 'record'].map((level) => gateOf(told, { protocol: own({ 'PR-20': level as 'warn' }) })), [['block PR-20'], ['warn PR-20'], ['record PR-20']])
    assert.deepEqual(gateOf(pressures([18, 120, 75]), { protocol: own({ 'PR-16': 'block' }), now: at(20) }), [])
    const all = Object.fromEntries(Object.keys(settings.start_gate.rule_levels).map((rule) => [rule, 'record'])) as ProtocolSettings['start_gate']['rule_levels']
    assert.deepEqual(mayStart(asked(pressures([18, 185]), { protocol: own(all), order: null, weight: null })).filter((f) => f.level === 'block').map((f) => f.rule), ['SES21', 'PR-12', 'WT-06', 'PR-24'])
  })

  it('[SES152] what was given before the start names an order', () => {
    const told = ready()
    told.say('medication-given', 18, { drug: 'Ondansetron', dose: 4, unit: 'mg', route: 'IV', standingOrder: 'RX-04' })
    assert.deepEqual(gateOf(told), [])
    told.say('medication-given', 19, { drug: 'Lorazepam', dose: 1, unit: 'mg', route: 'PO' })
    assert.deepEqual(gateOf(told), ['block PR-25'])
  })
})

describe('the time-out', () => {
  const values = { dose_mg: 40, volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150 }
  const checked = (more: object, applies: Order | null = order) => { const told = ready(); told.say('time-out-checked', 18, { ...values, second: idOf(900), how: 'pin', ...more } as never); return timeOutOf(fold(told.events), applies) }
  it('[SES149] is void when what was checked is not the order any more', () => {
    assert.equal(checked({}).state, 'stands')
    assert.equal(checked({ order: order.order }).state, 'stands')
    assert.deepEqual([checked({ order: idOf(501) }), checked({}, null)].map((t) => t.state), ['void', 'void'])
    for (const [name, same, other] of [['dose_mg', 40.05, 40.06], ['concentration_mg_per_mL', 0.4005, 0.401], ['rate_mL_per_h', 149.95, 149.9], ['volume_mL', 100.05, 100.1]] as const)
      assert.deepEqual([checked({ [name]: same }).state, checked({ [name]: other }).state], ['stands', 'void'], name)
    const ten = checked({ rate_mL_per_h: 15 })
    assert.equal(ten.state === 'void' && ten.why, 'rate 15 mL/h was checked, the order says 150 mL/h')
  })

  it('[SES149] named only, it warns; a withdrawn one does not stand', () => {
    const told = ready()
    const named = told.say('time-out-checked', 18, { ...values, second: idOf(901), how: 'named' })
    assert.deepEqual(gateOf(told), ['warn PR-24'])
    told.say('corrected', 18.5, { corrects: named.id, reason: 'wrong person', withdrawn: true })
    assert.deepEqual(gateOf(told), [], 'the check before it stands again')
    assert.deepEqual(gateOf(told, { order: { ...order, rate_ml_per_h: 120 } }), ['block PR-24'])
  })

  it('[SES153] who watches', () => {
    const told = ready()
    assert.equal(fold(told.events).nurse, null)
    told.say('infusion-started', 20, { ...STARTED, nurse: idOf(2) }, { actor: idOf(1) })
    assert.equal(fold(told.events).nurse, idOf(2))
    told.say('watch-taken-over', 30, { from: idOf(2) }, { actor: idOf(3) })
    assert.equal(fold(told.events).nurse, idOf(3))
    const plain = ready()
    plain.say('infusion-started', 20, STARTED, { actor: idOf(1) })
    assert.equal(fold(plain.events).nurse, idOf(1))
  })
})

describe('one nurse and the others', () => {
  const other = (n: number, state: Beside['state'], started: number | null, nurse = 'ada'): Beside => ({ session: idOf(n), nurse, state, startedAt: started === null ? null : at(started) })
  const beside = (others: readonly Beside[], now = at(40)) => mayStartBeside({ nurse: 'ada', session: SESSION, others, now }, settings)
  const levels = (others: readonly Beside[], now?: Instant) => beside(others, now).map((f) => f.level)
  it('[SES154] limits and stagger, each to its edge', () => {
    assert.deepEqual([levels([]), levels([other(1, 'infusing', 20)]), levels([other(1, 'infusing', 20), other(2, 'paused', 10)]), levels([other(1, 'infusing', 20, 'ben'), other(2, 'infusing', 10, 'ben')])], [[], ['warn'], ['block'], []])
    const three = [1, 2, 3].map((n) => other(n, 'recovering', -30))
    assert.deepEqual([levels(three.slice(1)), levels(three), levels([...three, other(4, 'recovering', -40)])], [[], ['warn'], ['block']])
    assert.deepEqual([levels([other(1, 'recovering', 30)]), levels([other(1, 'recovering', 31)]), beside([other(1, 'recovering', 35)])[0]!.message], [[], ['block'], 'another infusion of this nurse started 5 min ago; 10 min between two starts (wait 5 min)'])
    // A start on another tablet whose clock is a little ahead is a start at the same time, not one in the future.
    assert.deepEqual(levels([other(1, 'recovering', 43)]), ['block'])
    assert.deepEqual(levels([{ ...other(1, 'infusing', 38), session: SESSION }]), [], 'never against itself')
  })

  it('[SES154] is refused at the gate and lifted by a prescriber with a reason', () => {
    const busy = { ...KNOWN, beside: [other(1, 'infusing', 15, 'nurse-ada'), other(2, 'infusing', 5, 'nurse-ada')] }
    const findings = mayStart(asked(ready(), { known: busy }))
    assert.deepEqual(findings.map((f) => `${f.level} ${f.rule}`), ['block ST-02', 'block ST-02'])
    assert.deepEqual([unlifted(findings, { role: 'prescriber', reason: 'a second nurse stands in' }).length, unlifted(findings, { role: 'nurse', reason: 'in a hurry' }).length], [0, 2])
    assert.deepEqual(gateOf(ready(), { known: busy, nurse: 'nurse-ben' }), [])
  })

  it('[SES154] more patients never make a start easier', () => {
    const states = ['infusing', 'paused', 'recovering'] as const
    const anyOther = fc.record({ state: fc.constantFrom(...states), started: fc.integer({ min: -60, max: 40 }), nurse: fc.constantFrom('ada', 'ben') })
    const worst = (findings: readonly GateFinding[]) => (findings.some((f) => f.level === 'block') ? 2 : findings.length > 0 ? 1 : 0)
    fc.assert(fc.property(fc.array(anyOther, { maxLength: 6 }), anyOther, (all, one) => {
      const made = [...all, one].map(({ state, started, nurse }, n) => other(n + 1, state, started, nurse))
      assert.ok(worst(beside(made)) >= worst(beside(made.slice(0, -1))))
    }))
  })

  it('[FLO9] taking over is never refused, and says when it is too much', () => {
    const warnings = (state: 'infusing' | 'recovering', others: readonly Beside[]) => takeOverWarnings({ nurse: 'ada', session: SESSION, state, others }, settings)
    const two = [other(1, 'infusing', 20), other(2, 'infusing', 10)]
    assert.deepEqual([warnings('infusing', two.slice(1)), warnings('infusing', two), warnings('recovering', two)], [[], ['3 infusions with this one; at most 2 at a time'], []])
  })
})

describe('what the record asks for', () => {
  const record = (more: Partial<GateKnown['onRecord']>): Partial<StartAsked> => ({ known: { ...KNOWN, onRecord: { ...KNOWN.onRecord, ...more } } })

  it('[SES210] rest before the baseline is confirmed, or a prescriber overrides', () => {
    const told = without('rest')
    assert.deepEqual(gateOf(told), ['block PR-09'])
    assert.deepEqual(mayStart(asked(told))[0]!.overridableBy, ['prescriber', 'medical-director'])
    told.say('checklist-confirmed', 18, { item: 'rest', override: { reason: 'seen at rest', role: 'prescriber' } })
    assert.deepEqual(gateOf(told), ['record PR-09'])
  })

  it('[SES211] in chronic lung disease the limit is the usual saturation less two points', () => {
    const lung = record({ conditions: ['Chronic obstructive lung disease (disorder)'] })
    const visit = (spo2_pct: number, answer?: string): Story => {
      const told = ready()
      told.say('vitals-recorded', 17, { ...CALM, values: { ...CALM.values, spo2_pct } })
      if (answer !== undefined) told.say('checklist-confirmed', 18, { item: 'usual-spo2', answer })
      return told
    }
    // Not known: as for everybody.
    assert.deepEqual([94, 93].map((spo2) => gateOf(visit(spo2), lung)), [[], ['block PR-15']])
    assert.deepEqual([96, 95].map((spo2) => gateOf(visit(spo2, '98'), lung)), [[], ['block PR-15']])
    assert.deepEqual([94, 93, 90, 89, 88].map((spo2) => gateOf(visit(spo2, '91'), lung)), [[], ['warn PR-15'], ['warn PR-15'], ['warn PR-15'], ['block PR-15']])
    // What is no saturation counts as not answered; without the disease the answer counts for nothing.
    assert.deepEqual(['', 'low', '91.5', '300'].map((answer) => gateOf(visit(92, answer || 'x'), lung)), Array.from({ length: 4 }, () => ['block PR-15']))
    assert.deepEqual(gateOf(visit(92, '91')), ['block PR-15'])
    assert.equal(row(ready(), 'usual-spo2'), undefined)
    const before = row(ready(), 'usual-spo2', { ...lung.known, carried: [carried('usual-spo2', 30, { answer: '91' })] })!
    assert.deepEqual([before.state, before.suggested?.answer], ['known', '91'])
  })

  it('[SES213] a start without a drawn bag, or after its time, is warned about where the site keeps a cabinet', () => {
    const rules = (prepared?: StartAsked['prepared']): string[] => mayStart({ ...asked(ready()), ...(prepared === undefined ? {} : { prepared }) }).filter((f) => ['SES213', 'PX-07'].includes(f.rule)).map((f) => `${f.level} ${f.rule}`)
    const { now } = asked(ready())
    assert.deepEqual(rules(), [])
    assert.deepEqual(rules(null), ['warn SES213'])
    assert.deepEqual(rules({ code: 'K-1', startBy: now }), [])
    assert.deepEqual(rules({ code: 'K-1', startBy: instant(now - 1) }), ['warn PX-07'])
  })

  it('[SES212] sleep apnoea, body mass index and sedatives ask for carbon dioxide until it is measured', () => {
    const asks = (more: Partial<GateKnown['onRecord']>, told: Story = ready()): string[] => gateOf(told, record(more))
    assert.deepEqual([asks({ conditions: ['Obstructive sleep apnea'] }), asks({ bmi: 40 }), asks({ bmi: 39.9 }), asks({ bmi: null }), asks({ medications: ['Clonazepam 0.5 MG Oral Tablet'] }), asks({ medications: ['oxycodone'] }), asks({ medications: ['sertraline'] })],
      [['warn MN-04'], ['warn MN-04'], [], [], ['warn MN-04'], ['warn MN-04'], []])
    const measured = ready()
    measured.say('vitals-recorded', 17, { ...CALM, values: { ...CALM.values, etco2_mmHg: 38 } })
    assert.deepEqual(asks({ conditions: ['OSA'] }, measured), [])
    // While drug runs as well: the remark of the watch.
    const facts = (reasons: readonly string[]) => watchFacts(fold(plainVisit(25).events), reasons)
    const remarks = (reasons: readonly string[]): readonly string[] => watchOf(facts(reasons), EMPTY_STREAM, settings, at(25)).remarks.map((remark) => remark.rule)
    assert.deepEqual([remarks(['OSA']), remarks([])], [['MN-04'], []])
  })
})
