import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addDays, DAY_MS, instant, parseLocalDate, type LocalDate } from '../shared/index.ts'
import { exposureFlags, exposureWindows, INTERACTIONS, interactionFlags, interactionsOf, PROPOSED_PROTOCOL, proposeTitration, reviewAdvice, safetyDue, type GivenElsewhere, type GivenHere, type Improvement, type LastInfusion, type SafetyFacts } from './index.ts'

const day = (text: string): LocalDate => parseLocalDate(text)!
const rules = (...medications: string[]): string[] => interactionFlags(medications).map((f) => `${f.level} ${f.rule}`)

describe('other medicines', () => {
  it('[PLN40] each interaction of the reference is a flag with its effect and what to do', () => {
    for (const [entry, expected] of [
      ['Theophylline 300 mg ER', ['block DI-01']], ['Lorazepam 1 mg tablet', ['warn DI-02']], ['VIVITROL', ['warn DI-04']], ['lamotrigine 200 MG Oral Tablet', ['warn DI-05']], ['Phenelzine', ['warn DI-06']], ['Adderall XR 20 mg', ['warn DI-07']],
      ['midodrine', ['warn DI-08']], ['Clarithromycin', ['warn DI-09']], ['St. John\'s wort', ['info DI-10']], ['Lithium carbonate', ['info DI-11']], ['Clozapine', ['info DI-12']], ['Sertraline 50 mg', ['info DI-13']], ['Levothyroxine', ['info DI-14']], ['Metoprolol', ['info DI-15']],
      ['Spravato 84 mg', ['attest DI-16']], ['Memantine', ['warn DI-16']], ['Gabapentin 300 mg', ['warn DI-03']], ['Ozempic 0.5 mg', ['attest CX-31']], ['Medical cannabis', ['warn DI-17']],
    ] as const) assert.deepEqual(rules(entry), expected, entry)
    assert.deepEqual(rules('Oxycodone 5 mg', 'Clonazepam 0.5 mg'), ['attest DI-03', 'warn DI-03', 'warn DI-02'])
    assert.deepEqual(rules('Citalopram 20 mg'), ['info DI-13', 'info DI-18'])
    for (const flag of interactionFlags(['Naltrexone'])) assert.match(flag.message, /^Naltrexone \(naltrexone\): .*What to do: /)
    assert.deepEqual(rules(), [])
  })

  it('[PLN41] names are whole words in any case; what is not known is named', () => {
    assert.deepEqual(rules('Lisinopril 10 mg', 'Vitamin D'), ['info PLN41'])
    assert.match(interactionFlags(['Lisinopril 10 mg', 'Vitamin D'])[0]!.message, /Lisinopril 10 mg, Vitamin D/)
    assert.deepEqual(interactionsOf('Somatropin').length, 0, 'soma is a word of its own')
    fc.assert(fc.property(fc.constantFrom(...INTERACTIONS), fc.nat(), fc.constantFrom('', ' 10 mg', ' oral tablet'), fc.boolean(), (interaction, n, tail, upper) => {
      const name = interaction.names[n % interaction.names.length]!
      const entry = `${upper ? name.toUpperCase() : name}${tail}`
      assert.ok(interactionsOf(entry).includes(interaction), entry)
      assert.ok(!interactionsOf(`x${name}x`).includes(interaction) || interaction.names.some((other) => ` x${name}x `.includes(` ${other} `)))
    }))
  })
})

const calm: LastInfusion = { ordinal: 2, dose_mg_per_kg: 0.5, duration_min: 40, stoppedEarly: false, pausedForSigns: false, peak_sbp_mmHg: 150, peak_dbp_mmHg: 92, lowest_spo2_pct: 96, lowest_moaas: 4, distressingDissociation: false, vomited: false, severeEvent: false }
const little: Improvement = { instrument: 'PHQ-9', from: 20, to: 15, pct: 25 }
const propose = (last: LastInfusion | null, improvement: Improvement | null = little) => proposeTitration(last, improvement, PROPOSED_PROTOCOL)

describe('the next step of the dose', () => {
  it('[PLN42] a step only when everything was measured and fits', () => {
    assert.deepEqual([propose(calm).propose, propose(calm).dose_mg_per_kg], ['increase', { min: 0.6, max: 0.75 }])
    for (const change of [{ peak_sbp_mmHg: 180 }, { peak_dbp_mmHg: 110 }, { lowest_spo2_pct: 91 }, { lowest_moaas: 2 }, { stoppedEarly: true }, { severeEvent: true }] as const) assert.equal(propose({ ...calm, ...change }).propose, 'same', JSON.stringify(change))
    for (const change of [{ peak_sbp_mmHg: 179 }, { peak_dbp_mmHg: 109 }, { lowest_spo2_pct: 92 }, { lowest_moaas: 3 }] as const) assert.equal(propose({ ...calm, ...change }).propose, 'increase', JSON.stringify(change))
    for (const change of [{ peak_sbp_mmHg: null }, { lowest_spo2_pct: null }, { lowest_moaas: null }, { distressingDissociation: null }] as const) assert.deepEqual([propose({ ...calm, ...change }).propose, propose({ ...calm, ...change }).dose_mg_per_kg], ['not-enough-known', null])
    assert.equal(propose(calm, null).propose, 'not-enough-known')
    assert.equal(propose(calm, { ...little, to: 10, pct: 50 }).propose, 'same')
    assert.deepEqual(propose({ ...calm, dose_mg_per_kg: 1.4 }).dose_mg_per_kg, { min: 1.5, max: 1.5 })
  })
  it('[PLN43] what went badly comes first, and the first infusion has no step', () => {
    for (const change of [{ pausedForSigns: true }, { vomited: true }, { distressingDissociation: true }, { vomited: true, peak_sbp_mmHg: null }] as const) {
      const proposal = propose({ ...calm, ...change })
      assert.deepEqual([proposal.propose, proposal.dose_mg_per_kg, proposal.or_longer], ['decrease', { min: 0.375, max: 0.4 }, { dose_mg_per_kg: 0.5, duration_min: 60 }])
    }
    assert.deepEqual([propose(null).propose, propose(null).dose_mg_per_kg], ['first', null])
  })
  it('[PLN44] every fact is said; a review and little effect are words', () => {
    assert.deepEqual(propose(calm).reasons.map((r) => r.message).slice(0, 2), ['highest systolic pressure 150 mmHg', 'highest diastolic pressure 92 mmHg'])
    const advice = (given: number, pct: number): string[] => reviewAdvice(given, { ...little, pct }, PROPOSED_PROTOCOL).map((a) => a.rule)
    assert.deepEqual([advice(2, 5), advice(3, 30), advice(4, 19), advice(4, 20), advice(5, 5)], [[], ['DS-19'], ['DS-19', 'DS-20'], ['DS-19'], ['DS-20']])
  })
})

const NOW = instant(Date.UTC(2026, 10, 27, 12))
const ago = (days: number) => instant(Math.round(NOW - days * DAY_MS))
describe('exposure', () => {
  it('[EXP1] windows end now, and their edge is outside', () => {
    const given: GivenHere[] = [0, 6.99, 7, 29, 30, 364, 365, 1000].map((days) => ({ at: ago(days), dose_mg: 40, dose_mg_per_kg: 0.5 }))
    assert.deepEqual(exposureWindows(given, [], NOW).map((w) => [w.days, w.here, w.ketamine_mg, w.ketamine_mg_per_kg]), [[7, 2, 80, 1], [30, 4, 160, 2], [90, 5, 200, 2.5], [365, 6, 240, 3], [null, 8, 320, 4]])
    fc.assert(fc.property(fc.array(fc.record({ days: fc.double({ min: -5, max: 900, noNaN: true }), mg: fc.integer({ min: 1, max: 1500 }) }), { maxLength: 40 }), fc.nat(), (list, turn) => {
      const all = list.map(({ days, mg }): GivenHere => ({ at: ago(days), dose_mg: mg / 10, dose_mg_per_kg: null }))
      const turned = [...all.slice(turn % (all.length + 1)), ...all.slice(0, turn % (all.length + 1))]
      assert.deepEqual(exposureWindows(turned, [], NOW), exposureWindows(all, [], NOW))
      const sums = exposureWindows(all, [], NOW).map((w) => w.ketamine_mg)
      assert.ok(sums.every((mg, i) => i === 0 || mg >= sums[i - 1]!))
      assert.equal(sums.at(-1), all.filter((g) => g.at <= NOW).reduce((n, g) => n + Math.round(g.dose_mg * 10), 0) / 10)
    }))
  })
  it('[EXP2] elsewhere counts, esketamine beside, unknown amounts are said', () => {
    const elsewhere: GivenElsewhere[] = [{ at: ago(3), drug: 'esketamine', dose_mg: 84, times: 2 }, { at: ago(100), drug: 'ketamine', dose_mg: null, times: 6 }, { at: ago(200), drug: 'ketamine', dose_mg: 50, times: 1 }]
    assert.deepEqual(exposureWindows([], elsewhere, NOW).map((w) => [w.elsewhere, w.ketamine_mg, w.esketamine_mg, w.without_amount]), [[2, 0, 168, 0], [2, 0, 168, 0], [2, 0, 168, 0], [9, 50, 168, 6], [9, 50, 168, 6]])
  })
  it('[EXP3] numbers above the protocol are flagged, never refused', () => {
    const every = (n: number, days: number): GivenHere[] => Array.from({ length: n }, (_, i) => ({ at: ago(i * days), dose_mg: 40, dose_mg_per_kg: 0.5 }))
    const flags = (given: GivenHere[]): string[] => exposureFlags(given, [], NOW, PROPOSED_PROTOCOL).map((f) => f.message.replace(/:.*/, ''))
    assert.deepEqual(flags(every(3, 2)), [])
    assert.deepEqual(flags(every(4, 1.5)), ['4 infusions in 7 days, more than 3'])
    assert.deepEqual(flags(every(13, 4.5)), ['13 infusions in 60 days, more than 12'])
    assert.deepEqual(flags(every(27, 13)), ['27 infusions in 365 days, more than 26'])
    assert.deepEqual(flags(every(51, 30)), ['51 infusions over life, more than 50'])
    assert.deepEqual(flags([...every(2, 3), { at: ago(100), dose_mg: 40, dose_mg_per_kg: 0.5 }]), ['2 infusions in 7 days, later than day 60 from the first'])
  })
})

describe('what is due', () => {
  const today = day('2026-11-27')
  const series = Array.from({ length: 6 }, (_, i) => addDays(day('2026-10-01'), i * 3))
  const due = (facts: Partial<SafetyFacts>, on = today): string[] => safetyDue({ infusions: series, done: {}, maintenance: false, induction_count: 6, ...facts }, on, PROPOSED_PROTOCOL).map((d) => `${d.task} ${d.due_on}`)
  it('[EXP4] follows from what was done and from the intervals', () => {
    assert.deepEqual(due({ infusions: [] }), ['bladder 2026-11-27', 'cognition 2026-11-27', 'monitoring-programme 2026-11-27'])
    assert.deepEqual(due({ done: { 'bladder': day('2026-10-01'), 'cognition': day('2026-10-01'), 'monitoring-programme': day('2026-10-01') } }), ['bladder 2026-10-16'])
    const done = { 'bladder': day('2026-10-16'), 'cognition': day('2026-10-01'), 'monitoring-programme': day('2026-10-01') } as const
    assert.deepEqual(due({ done }), [])
    assert.deepEqual(due({ done }, day('2027-01-15')), ['benefit 2026-12-31', 'bladder 2027-01-15'])
    assert.deepEqual(due({ done, maintenance: true }, day('2027-04-16')), ['benefit 2026-12-31', 'bladder 2027-01-15', 'cognition 2027-04-01', 'monitoring-programme 2027-04-01', 'taper 2027-04-01', 'liver 2026-10-16'].toSorted((a, b) => a.split(' ')[1]!.localeCompare(b.split(' ')[1]!)))
  })
  it('[EXP5] nothing for who is no longer treated; what was done is due again after its interval', () => {
    assert.deepEqual(due({}, day('2027-10-18')), [])
    fc.assert(fc.property(fc.integer({ min: 0, max: 300 }), (n) => {
      const on = addDays(day('2026-10-20'), n)
      for (const d of safetyDue({ infusions: [...series, on], done: {}, maintenance: true, induction_count: 6 }, on, PROPOSED_PROTOCOL)) {
        const after = safetyDue({ infusions: [...series, on], done: { [d.task]: on }, maintenance: true, induction_count: 6 }, on, PROPOSED_PROTOCOL)
        assert.ok(!after.some((a) => a.task === d.task), d.task)
      }
    }))
  })
})
