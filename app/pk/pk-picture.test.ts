import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fixedDraws, givenBy, normalQuantile, percentile } from '@chairside/core/pk'
import { deliveredAt, fold, parseEvent, type SessionEvent, type SessionView } from '@chairside/core/session'
import { instant, MINUTE_MS, type Instant } from '@chairside/core/shared'
import { curvesOf } from './curves.ts'
import { historyOf, type PkAsked } from './history.ts'

const BEGAN = Date.UTC(2026, 10, 27, 17)
const at = (min: number): Instant => instant(BEGAN + min * MINUTE_MS)
let made = 0
function fact(type: string, min: number, payload: object = {}): SessionEvent {
  made += 1
  const parsed = parseEvent({ id: `019ac000-0000-7000-8000-${String(made).padStart(12, '0')}`, session: '019ac000-0000-7000-8000-aaaaaaaaaaaa', at: new Date(at(min)).toISOString(), actor: '019ac000-0000-7000-8000-bbbbbbbbbbbb', device: 'tablet', type, ...payload })
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.value
}
const START = { dose_mg: 40, dose_mg_per_kg: 0.5, weight_kg: 80, weight_basis: 'actual', volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150 }
/** Vital signs all along, so that nothing was silent for long. */
const signs = (until: number): SessionEvent[] => Array.from({ length: Math.floor(until / 10) }, (_, i) => fact('sedation-scored', (i + 1) * 10 - 1, { scale: 'MOAA/S', score: 5 }))
const visit = (...facts: SessionEvent[]): SessionView => fold([fact('arrived', -30), fact('infusion-started', 0, START), ...facts])
const asked = (view: SessionView, now: number, more: Partial<PkAsked['patient']> = {}): PkAsked => ({ view, patient: { weight_kg: 80, age_y: 40, isPregnant: false, ...more }, now: at(now), longestGap_min: 30 })
const whole = (): SessionView => visit(...signs(40), fact('infusion-stopped', 40, { why: 'complete', volume_infused_mL: 100 }))

describe('the history behind the picture', () => {
  it('[PK15] gives at every moment what the chart says was given', () => {
    const step = fc.record({ gap: fc.integer({ min: 1, max: 9 }), what: fc.constantFrom('rate', 'pause', 'resume', 'pump', 'bag'), rate: fc.integer({ min: 20, max: 300 }) })
    fc.assert(fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      let min = 0
      let view = visit()
      const facts: SessionEvent[] = []
      for (const { gap, what, rate } of steps) {
        min += gap
        const paused = view.state === 'paused'
        facts.push(what === 'rate' && !paused ? fact('infusion-rate-changed', min, { rate_mL_per_h: rate }) : what === 'pause' && !paused ? fact('infusion-paused', min) : paused ? fact('infusion-resumed', min, { rate_mL_per_h: rate })
          : what === 'bag' ? fact('bag-changed', min, { volume_mL: 50, concentration_mg_per_mL: 0.8 }) : fact('pump-read', min, { volume_infused_mL: deliveredAt(view.infusion!, at(min)).volume_mL, of: 'infusion', origin: 'person' }))
        view = visit(...facts)
      }
      min += 5
      view = visit(...facts, fact('infusion-stopped', min, { why: 'early' }))
      const found = historyOf(asked(view, min + 60))
      if (!found?.history) { assert.ok(found!.refusals.length > 0); return }
      for (let t = 0; t <= min; t += 1) assert.ok(Math.abs(givenBy(found.history.segments, t * 60) - deliveredAt(view.infusion!, at(t)).dose_mg) < 1e-9, `minute ${t}`)
      assert.ok(Math.abs(givenBy(found.history.segments, min * 60 + 3600) - deliveredAt(view.infusion!, at(min)).dose_mg) < 1e-9)
    }), { numRuns: 200 })
  })

  it('[PK15] a correction of the log corrects the curve', () => {
    const stop = fact('infusion-stopped', 40, { why: 'complete', volume_infused_mL: 100 })
    const facts = [...signs(40), stop]
    const corrected = visit(...facts, fact('corrected', 50, { corrects: stop.id, reason: 'earlier', replacement: { why: 'early', volume_infused_mL: 97 } }))
    const [before, after] = [visit(...facts), corrected].map((view) => historyOf(asked(view, 60))!.history!)
    assert.ok(Math.abs(givenBy(before!.segments, 3600) - 40) < 1e-9)
    assert.ok(Math.abs(givenBy(after!.segments, 3600) - 38.8) < 1e-9)
  })

  it('[PK16] says why there is no curve', () => {
    const why = (view: SessionView, more: Partial<PkAsked['patient']> = {}): string => historyOf(asked(view, 60, more))!.refusals.map((r) => r.why).join('; ')
    assert.equal(why(whole()), '')
    assert.match(why(whole(), { age_y: 17 }), /18 years/)
    assert.match(why(whole(), { age_y: null }), /date of birth/)
    assert.match(why(whole(), { isPregnant: true }), /pregnancy/)
    assert.match(why(visit(fact('infusion-stopped', 40, { why: 'complete' }))), /nothing was charted for 40 min/)
    assert.match(why(visit(...signs(40), fact('infusion-stopped', 40, { why: 'early', volume_infused_mL: 80 }))), /differ by more than 5 %/)
    const heavy = fold([fact('infusion-started', 0, { ...START, weight_basis: 'ideal' }), ...signs(40), fact('infusion-stopped', 40, { why: 'complete' })])
    assert.match(why(heavy, { weight_kg: 180 }), /180 kg is outside/)
    assert.match(why(heavy, { weight_kg: null }), /no weight/)
    assert.equal(historyOf(asked(fold([fact('arrived', 0)]), 10)), null)
  })
})

describe('the people of a band', () => {
  it('[PK17] are the same numbers each time, and spread as standard normals', () => {
    const draws = fixedDraws(400, 4)
    assert.deepEqual(fixedDraws(400, 4), draws)
    for (let d = 0; d < 4; d += 1) {
      const column = Float64Array.from(draws.map((row) => row[d]!)).sort()
      const mean = column.reduce((a, b) => a + b, 0) / 400
      const sd = Math.sqrt(column.reduce((a, b) => a + (b - mean) ** 2, 0) / 400)
      assert.ok(Math.abs(mean) < 0.02 && Math.abs(sd - 1) < 0.03, `${mean} ${sd}`)
      for (const [p, z] of [[5, -1.6449], [25, -0.6745], [75, 0.6745], [95, 1.6449]] as const) assert.ok(Math.abs(percentile(column, p) - z) < 0.06, `${d}: ${p}`)
    }
    for (const [p, z] of [[0.5, 0], [0.975, 1.959963985], [0.001, -3.090232306]] as const) assert.ok(Math.abs(normalQuantile(p) - z) < 1e-8)
    assert.throws(() => normalQuantile(0), RangeError)
    assert.throws(() => fixedDraws(1, 9), RangeError)
  })

  it('[PK17][PK18] bands hold their typical line, and the arterial curve peaks at the stop', () => {
    const { history } = historyOf(asked(whole(), 120))!
    const curves = curvesOf(history!, 120 * 60)
    for (const line of [curves.arterial, curves.venous, curves.norketamine]) for (let i = 20; i < curves.points; i += 1) assert.ok(line.p5![i]! < line.p25![i]! && line.p25![i]! < line.typical[i]! && line.typical[i]! < line.p75![i]! && line.p75![i]! < line.p95![i]!, `${line.id} ${i}`)
    const peak = curves.arterial.typical.indexOf(Math.max(...curves.arterial.typical))
    assert.equal(peak * curves.step_s, 40 * 60)
    assert.equal(curves.site.p5, null)
  })
})
