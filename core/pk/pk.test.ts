import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bandsOf, cholesky, createGrid, createRunner, curve, DISSOCIATION, givenBy, MODELS, noCurve, outputAt, parseEvents, parseStructure, peopleAt, percentile, personOf, segmentsOf, statements, systemOf, unitResponses, whatIf, type DoseEvent, type Known, type Mammillary, type System } from './index.ts'
import { expm } from './matrix.ts'
import { expmWide } from './double-double.ts'

const PARAMS: Mammillary = { V1: 25, CL: 1.4, V2: 56, Q2: 161 / 60, V3: 157, Q3: 79 / 60, ke0: [0.0835, 1.39], met: { n_transit: 2, MTT: 20.1, fm: 0.8, V: 12, CL: 1.03, V2: 230, Q2: 2.7 } }
const SYSTEM = systemOf({ family: 'mamm', params: PARAMS })
const NAMES = SYSTEM.outputs.map((o) => o.name)
const close = (a: number, b: number, scale: number): boolean => Math.abs(a - b) <= 1e-12 * Math.abs(b) + 1e-14 * scale

const seconds = fc.integer({ min: 0, max: 14_400 }).map((t) => t / 2)
/** Nobody gives less than a nanogram: below, doubles lose their digits. */
const amount = (max: number) => fc.double({ min: 0, max, noNaN: true }).map((x) => Math.round(x * 1e6) / 1e6)
const event: fc.Arbitrary<DoseEvent> = fc.oneof(
  fc.record({ t_s: seconds, type: fc.constant('bolus' as const), mg: amount(50) }),
  fc.record({ t_s: seconds, type: fc.constant('push' as const), mg: amount(50), over_s: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ t_s: seconds, type: fc.constant('rate' as const), mg_per_min: amount(5) }),
  fc.record({ t_s: seconds, type: fc.constantFrom('pause' as const, 'resume' as const, 'stop' as const) }),
)
const history = fc.array(event, { maxLength: 12 })
const GRID = [0, 30, 61.5, 600, 1800, 3600, 7000, 10_800, 86_400]
/** Boluses and rates of one time only: histories whose inputs add. */
const additive = (events: readonly DoseEvent[]): DoseEvent[] => events.filter((e) => e.type === 'bolus' || e.type === 'push')

describe('the engine', () => {
  it('[PK1] meets closed forms: one compartment, and an effect site with the very same rate constant', () => {
    const k = 0.0625
    const system = systemOf({ family: 'mamm', params: { V1: 64, CL: 4, ke0: [k] } })
    const segments = segmentsOf([{ t_s: 0, type: 'bolus', mg: 32 }])
    for (const t of [0, 1, 600, 7200, 86_400]) {
      const [at] = curve(system, segments, [t])
      const minutes = t / 60
      assert.ok(close(at!.Cp_mg_L!, 0.5 * Math.exp(-k * minutes), 0.5), `plasma at ${t} s`)
      assert.ok(close(at!.Ce1_mg_L!, 0.5 * k * minutes * Math.exp(-k * minutes), 0.5), `effect site at ${t} s`)
    }
  })

  it('[PK1] keeps its digits where a system is stiff and the way is a month long', () => {
    // exp of diag(-1e-5, -500) with a coupling, over 30 days: the slow part is known, the fast one has settled.
    const minutes = 43_200
    const [slow, fast, into] = [1e-5, 500, 3]
    const exact = (Math.exp(-slow * minutes) * into) / (fast - slow)
    const e = expm(Float64Array.from([-slow, 0, into, -fast].map((x) => x * minutes)), 2)
    assert.ok(Math.abs(e[0]! / Math.exp(-slow * minutes) - 1) < 1e-13)
    assert.ok(Math.abs(e[2]! / exact - 1) < 1e-13)
  })

  it('[PK1] both ways to the exponential agree where both are good', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 16, maxLength: 16 }), (entries) => {
      const a = Float64Array.from(entries)
      const [one, other] = [expm(a, 4), expmWide(a, 4, 4)]
      const scale = Math.max(...other.map(Math.abs))
      one.forEach((x, i) => assert.ok(Math.abs(x - other[i]!) <= 1e-13 * scale))
    }))
  })

  it('[PK2] reads pumps, hands and pauses', () => {
    const of = (...events: DoseEvent[]) => segmentsOf(events).map((s) => [s.t_s, s.bolus_mg, s.rate_mg_per_min])
    assert.deepEqual(of({ t_s: 60, type: 'stop' }, { t_s: 0, type: 'rate', mg_per_min: 1 }, { t_s: 0, type: 'rate', mg_per_min: 2 }, { t_s: 0, type: 'bolus', mg: 3 }, { t_s: 0, type: 'bolus', mg: 4 }), [[0, 7, 2], [60, 0, 0]])
    assert.deepEqual(of({ t_s: 0, type: 'rate', mg_per_min: 1 }, { t_s: 10, type: 'pause' }, { t_s: 20, type: 'rate', mg_per_min: 3 }, { t_s: 30, type: 'resume' }, { t_s: 40, type: 'pause' }, { t_s: 50, type: 'stop' }, { t_s: 60, type: 'resume' }).map((s) => s[2]), [1, 0, 0, 3, 0, 0, 0])
    assert.deepEqual(of({ t_s: 0, type: 'rate', mg_per_min: 1 }, { t_s: 10, type: 'push', mg: 2, over_s: 60 }, { t_s: 30, type: 'pause' }), [[0, 0, 1], [10, 0, 3], [30, 0, 2], [70, 0, 0]])
    for (const [events, path] of [[{}, 'events'], [[{ t_s: -1, type: 'stop' }], 'events.0.t_s'], [[{ t_s: 0, type: 'drip' }], 'events.0.type'], [[{ t_s: 0, type: 'bolus', mg: '7' }], 'events.0.mg'], [[{ t_s: 0, type: 'push', mg: 1, over_s: 0 }], 'events.0.over_s'], [[{ t_s: 0, type: 'rate', mg_per_min: NaN }], 'events.0.mg_per_min']] as const) {
      const parsed = parseEvents(events)
      assert.equal(parsed.ok ? null : parsed.refusal.path, path)
    }
  })

  it('[PK3] a late entry gives, bit for bit, what a timely one gives', () => {
    fc.assert(fc.property(history, fc.nat(), (events, seed) => {
      // Times apart, so that the order of the list says nothing.
      const apart = events.map((e, i) => ({ ...e, t_s: e.t_s + i / 64 }))
      const late = apart.toSorted((a, b) => ((a.t_s * 7919 + seed) % 101) - ((b.t_s * 7919 + seed) % 101))
      assert.deepEqual(curve(SYSTEM, segmentsOf(late), GRID), curve(SYSTEM, segmentsOf(apart.toSorted((a, b) => a.t_s - b.t_s)), GRID))
    }))
  })

  it('[PK4] histories add, shift, split and scale', () => {
    fc.assert(fc.property(history, history, fc.integer({ min: 1, max: 7200 }), (one, other, shift) => {
      const [a, b] = [additive(one), additive(other)]
      const at = (events: readonly DoseEvent[], times = GRID) => curve(SYSTEM, segmentsOf(events), times)
      const [ca, cb, both] = [at(a), at(b), at([...a, ...b])]
      const later = at(one.map((e) => ({ ...e, t_s: e.t_s + shift })), GRID.map((t) => t + shift))
      const plain = at(one)
      const split = curve(SYSTEM, segmentsOf(one).flatMap((s, i, all) => [s, { ...s, t_s: s.t_s + ((all[i + 1]?.t_s ?? s.t_s + 1000) - s.t_s) / 3, bolus_mg: 0 }]), GRID)
      const twice = at(one.map((e) => ('mg' in e ? { ...e, mg: e.mg * 2 } : 'mg_per_min' in e ? { ...e, mg_per_min: e.mg_per_min * 2 } : e)))
      for (const name of NAMES) {
        const most = Math.max(...both.map((c) => c[name]!), ...plain.map((c) => c[name]!))
        GRID.forEach((_, i) => {
          assert.ok(close(ca[i]![name]! + cb[i]![name]!, both[i]![name]!, most * 10), `sum of ${name}`)
          assert.ok(close(later[i]![name]!, plain[i]![name]!, most * 10), `shift of ${name}`)
          assert.ok(close(split[i]![name]!, plain[i]![name]!, most * 10), `split of ${name}`)
          assert.ok(close(twice[i]![name]!, 2 * plain[i]![name]!, most * 10), `scale of ${name}`)
        })
      }
    }), { numRuns: 60 })
  })

  it('[PK5] what was given is in the body or gone, and nothing is below zero', () => {
    const parent = systemOf({ family: 'mamm', params: { V1: 25, CL: 1.4, V2: 56, Q2: 2.7, V3: 157, Q3: 1.3 } })
    const n = parent.states.length
    const rates = new Float64Array((n + 1) ** 2)
    for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) rates[i * (n + 1) + j] = parent.rates[i * n + j]!
    rates[n * (n + 1)] = 1.4 / 25
    const counted: System = { states: [...parent.states, 'gone'], rates, outputs: parent.outputs }
    fc.assert(fc.property(history, (events) => {
      const segments = segmentsOf(events)
      const states = createRunner(counted)(segments, GRID)
      GRID.forEach((t, i) => {
        const amounts = [...states.subarray(i * (n + 1), (i + 1) * (n + 1))]
        const given = givenBy(segments, t)
        assert.ok(amounts.every((x) => x >= -1e-14 * given), amounts.join(' '))
        assert.ok(Math.abs(amounts.reduce((sum, x) => sum + x, 0) - given) <= 1e-10 * (1 + given))
      })
      for (const point of curve(SYSTEM, segments, GRID)) for (const name of NAMES) assert.ok(point[name]! >= -1e-14 * (1 + givenBy(segments, 1e9)))
    }))
  })

  it('[PK13] the even grid of a screen gives the values of exact jumps, wherever the history changes', () => {
    fc.assert(fc.property(history, fc.constantFrom(7.5, 30, 60), (events, step_s) => {
      const steps = Math.floor(9000 / step_s)
      const segments = segmentsOf(events)
      for (const name of NAMES) {
        const exact = outputAt(SYSTEM, segments, Array.from({ length: steps + 1 }, (_, i) => i * step_s), name)
        const out = new Float64Array(steps + 1)
        createGrid(SYSTEM, step_s).fill(segments, steps, name, out)
        const most = Math.max(...exact)
        exact.forEach((x, i) => assert.ok(Math.abs(out[i]! - x) <= 1e-11 * x + 1e-13 * most, `${name} at ${i * step_s} s`))
      }
    }), { numRuns: 12 })
  })

  it('[PK6] what-if by unit responses is what a new calculation gives', () => {
    const [step_s, steps] = [30, 240]
    const times = Array.from({ length: steps + 1 }, (_, i) => i * step_s)
    const unit = unitResponses(SYSTEM, 'Ce1_mg_L', step_s, steps)
    fc.assert(fc.property(history, fc.nat(steps), fc.double({ min: 0, max: 30, noNaN: true }), fc.double({ min: 0, max: 2, noNaN: true }), (events, step, mg, rate) => {
      const segments = segmentsOf(events)
      const base = outputAt(SYSTEM, segments, times, 'Ce1_mg_L')
      const alone = outputAt(SYSTEM, [{ t_s: step * step_s, bolus_mg: mg, rate_mg_per_min: rate }], times, 'Ce1_mg_L')
      whatIf(base, unit, [{ step, bolus_mg: mg, rate_mg_per_min: rate }]).forEach((x, i) => assert.ok(close(x, base[i]! + alone[i]!, 1)))
    }), { numRuns: 30 })
  })

  it('[PK7] the same drawn numbers give the same bands; percentiles interpolate as type 7', () => {
    const typical = MODELS.otto2021.structureAt(70, [0.08])
    const z = Array.from({ length: 40 }, (_, p) => [0, 1, 2, 3].map((i) => Math.sin(p * 12.9898 + i * 78.233) * 1.5))
    const segments = segmentsOf([{ t_s: 0, type: 'rate', mg_per_min: 0.875 }, { t_s: 2400, type: 'stop' }])
    const bands = () => bandsOf(peopleAt(z.map((one) => personOf(typical, MODELS.otto2021.spread, one)), segments, [600, 2400]).get('Cp_mg_L')!, 2, [2.5, 50, 97.5])
    assert.deepEqual(bands(), bands())
    for (const [low, middle, high] of bands()) assert.ok(low! < middle! && middle! < high!)
    assert.equal(percentile(Float64Array.from([1, 2, 3, 4]), 25), 1.75)
    assert.equal(percentile(Float64Array.from([1, 2, 3, 4]), 100), 4)
    const lower = cholesky([[4, 2], [2, 5]])
    assert.deepEqual(lower, [[2, 0], [1, 2]])
    assert.throws(() => cholesky([[1, 2], [2, 1]]), RangeError)
    assert.deepEqual(personOf(typical, { etas: ['V1'], cholesky: [[0.3]] }, [0]), typical)
  })
})

describe('models', () => {
  it('[PK8] 0.5 mg/kg over 40 min at 70 kg: 10, 40, 60 and 80 min as published elsewhere, ng/mL', () => {
    const segments = segmentsOf([{ t_s: 0, type: 'rate', mg_per_min: 0.875 }, { t_s: 2400, type: 'stop' }])
    const EXPECTED = { kamp2020: [155, 253, 96, 74], otto2021: [56, 158, 104, 79], simons2022: [195, 289, 91, 63], perezruixo2021: [41, 125, 88, 65], clements1981: [62, 177, 115, 85], domino1984: [182, 240, 55, 46] }
    for (const model of Object.values(MODELS)) {
      const system = systemOf(model.structureAt(70, [DISSOCIATION.ke0_per_min]))
      assert.deepEqual([...outputAt(system, segments, [600, 2400, 3600, 4800], 'Cp_mg_L')].map((x) => Math.round(x * 1000)), EXPECTED[model.id], model.name)
    }
  })

  it('[PK8] parameters that cannot be are refused with their place', () => {
    for (const [family, params, path] of [['oral', {}, 'family'], ['mamm', { V1: 0, CL: 1 }, 'params.V1'], ['mamm', { V1: 1, CL: 1, V2: 3 }, 'params.Q2'], ['mamm', { V1: 1, CL: 1, ke0: [0.1, -1] }, 'params.ke0.1'],
      ['mamm', { V1: 1, CL: 1, met: { n_transit: 2, fm: 1, V: 1, CL: 1 } }, 'params.met.MTT'], ['mamm', { V1: 1, CL: 1, met: { n_transit: 0, fm: 2, V: 1, CL: 1 } }, 'params.met.fm'], ['hepatic', { Vc: 1 }, 'params.Q1']] as const) {
      const parsed = parseStructure(family, params)
      assert.equal(parsed.ok ? null : parsed.refusal.path, path)
    }
  })
})

describe('what is said', () => {
  const KNOWN: Known = { weight_kg: 70, age_y: 40, isPregnant: false, isRacemicBase: true, charted_mg: 35, pump_mg: 35.5, hasConcentration: true, isTimeInDoubt: false }
  it('[PK9] no curve is drawn where the models end, and each reason is said', () => {
    assert.deepEqual(noCurve(KNOWN), [])
    for (const change of [{ weight_kg: null }, { weight_kg: 39.9 }, { weight_kg: 150.1 }, { age_y: 17 }, { age_y: null }, { isPregnant: true }, { isRacemicBase: false }, { pump_mg: 37 }, { pump_mg: 33 }, { hasConcentration: false }, { isTimeInDoubt: true }])
      assert.equal(noCurve({ ...KNOWN, ...change }).length, 1, JSON.stringify(change))
    assert.equal(noCurve({ ...KNOWN, weight_kg: 40, pump_mg: null }).length, 0)
    assert.equal(noCurve({ ...KNOWN, weight_kg: null, age_y: 12, isPregnant: true }).length, 3)
  })

  it('[PK10] what must stand beside a curve does, and nothing names a target or an act', () => {
    const text = statements([MODELS.kamp2020, MODELS.otto2021], DISSOCIATION, 70, 'pump stopped, 12 min ago')
    assert.equal(text[0], 'Estimate from published population models. Not a measurement. Research and education. Not for dosing.')
    const all = text.join('\n')
    for (const part of ['arterial (what reaches the brain)', 'venous (what a blood draw would read)', '59 people', '70 kg', '12 min ago', 'half-time 8.3 min', 'models differ by up to 2.3 times', 'Norketamine: wider uncertainty.', 'First minute after a bolus: not modelled.']) assert.ok(all.includes(part), part)
    assert.doesNotMatch(all, /target|therapeutic|reduce|increase|safe/i)
    assert.ok(statements([MODELS.kamp2020], null, 120, 'x').some((s) => s.includes('above 100 kg')))
  })
})
