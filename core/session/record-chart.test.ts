import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { MINUTE_MS } from '../shared/index.ts'
import { PROPOSED_PROTOCOL } from '../plan/index.ts'
import { EVENT_TYPES, fold, recordChart, type EventType, type RecordChart, type Shape } from './index.ts'
import { at, CALM, FIT, NINE, plainVisit, STARTED, story, type Story } from './story.ts'

const ZONE = 'America/Los_Angeles'
const drawn = (told: Story, width = 800): RecordChart => recordChart({ view: fold(told.events), timeZone: ZONE, monitor: PROPOSED_PROTOCOL.monitor, width, until: null })!
const of = <K extends Shape['kind']>(chart: RecordChart, kind: K, role: Shape['role']): Extract<Shape, { kind: K }>[] => chart.shapes.filter((shape): shape is Extract<Shape, { kind: K }> => shape.kind === kind && shape.role === role)
const placesOf = (shape: Shape): number[] => shape.kind === 'line' ? [shape.x1, shape.y1, shape.x2, shape.y2] : shape.kind === 'path' ? [...shape.d.matchAll(/-?[\d.]+/g)].map(Number) : shape.kind === 'rect' ? [shape.x, shape.y, shape.width, shape.height] : [shape.x, shape.y]
/** Where a minute after nine is on the axis, from two grid lines whose labels are known. */
const xOf = (chart: RecordChart, minute: number): number => {
  const labels = of(chart, 'text', 'number').filter(({ text, y }) => /^\d\d:\d\d$/.test(text) && y < 20)
  const minutes = (label: string): number => (Number(label.slice(0, 2)) - 9) * 60 + Number(label.slice(3))
  const [first, last] = [labels[0]!, labels.at(-1)!]
  return first.x + ((minute - minutes(first.text)) / (minutes(last.text) - minutes(first.text))) * (last.x - first.x)
}
const near = (a: number, b: number): boolean => Math.abs(a - b) < 0.6

describe('the chart of the record', () => {
  it('[NOT12] draws each reading at its time and its value', () => {
    const told = plainVisit()
    told.say('vitals-recorded', 35, { values: { sbp_mmHg: 160, dbp_mmHg: 100, pulse_per_min: 80 }, origin: 'person' })
    const chart = drawn(told)
    const bars = of(chart, 'line', 'pressure').filter((bar) => bar.x1 > 96)
    assert.equal(bars.length, 9)
    const [scale0, scale200] = ['0', '200'].map((text) => of(chart, 'text', 'number').findLast((one) => one.text === text)!.y - 4) as [number, number]
    const y = (value: number): number => scale0 + (value / 200) * (scale200 - scale0)
    const bar = bars.find((one) => near(one.x1, xOf(chart, 35)))!
    assert.ok(near(bar.y1, y(160)) && near(bar.y2, y(100)))
    assert.ok(of(chart, 'dot', 'pulse').some((dot) => near(dot.x, xOf(chart, 35)) && near(dot.y, y(80))))
    const rate = of(chart, 'rect', 'rate')
    assert.ok(near(rate[0]!.x, xOf(chart, 20)) && near(rate[0]!.x + rate[0]!.width, xOf(chart, 60)))
    assert.deepEqual(of(chart, 'text', 'dose-text').map((text) => text.text), ['given mg', '40 mg (pump)'])
    assert.deepEqual(of(chart, 'text', 'dissociation').map((text) => text.text), ['4'])
    assert.ok(chart.moments.some((moment) => moment.text === '09:35 BP 160/100 mmHg, Pulse 80 /min, Rate 150 mL/h, Given 15 rate mg' && near(moment.x, xOf(chart, 35))))
  })

  it('[NOT13] no line crosses a silence, a missed pressure is shaded, and a withdrawn reading is not drawn', () => {
    const told = plainVisit(30)
    const slip = told.say('vitals-recorded', 32, { values: { pulse_per_min: 200 }, origin: 'person' })
    told.say('corrected', 33, { corrects: slip.id, reason: 'wrong patient', withdrawn: true })
    told.say('vitals-recorded', 75, CALM)
    told.say('vitals-recorded', 80, CALM)
    const chart = drawn(told)
    const lines = of(chart, 'path', 'pulse').map((path) => placesOf(path).filter((_, i) => i % 2 === 0))
    assert.equal(lines.length, 2)
    assert.ok(lines.every((xs) => !(Math.min(...xs) < xOf(chart, 40) && Math.max(...xs) > xOf(chart, 60))))
    assert.equal(of(chart, 'dot', 'pulse').filter((dot) => dot.x > 96).length, 4)
    const gap = of(chart, 'rect', 'gap').find((one) => near(one.x, xOf(chart, 30)))!
    assert.ok(near(gap.x + gap.width, xOf(chart, 75)))
    assert.ok(of(chart, 'text', 'gap-text').some((text) => text.text === 'no BP 45 min'))
  })

  it('[NOT14] marks simulated, corrected and late readings; numbers every drug, event and saying, and says what each number is', () => {
    const told = plainVisit(30)
    told.say('vitals-recorded', 31, { ...CALM, origin: 'simulated' })
    const slip = told.say('vitals-recorded', 33, CALM)
    told.say('corrected', 34, { corrects: slip.id, reason: 'digit', replacement: { ...CALM, values: { ...CALM.values, sbp_mmHg: 121 } } })
    Object.assign(told.say('vitals-recorded', 36, CALM), { enteredAt: at(90), enteredFrom: 'paper' })
    told.say('adverse-event-noted', 37, { what: 'Nausea', severity: 'mild', action: 'drug' })
    told.say('medication-given', 37.2, { drug: 'Ondansetron', dose: 4, unit: 'mg', route: 'IV' })
    told.say('words-captured', 37.4, { text: 'Far.' })
    told.say('infusion-rate-changed', 37.6, { rate_mL_per_h: 75, reason: 'nausea' })
    const chart = drawn(told)
    assert.equal(of(chart, 'line', 'pressure-simulated').length, 1)
    assert.ok(of(chart, 'dot', 'pulse').some((dot) => dot.open))
    assert.deepEqual(of(chart, 'text', 'origin').map((text) => text.text), ['C', 'L'])
    assert.deepEqual(chart.key.map(({ n, time, kind, text }) => `${n} ${time} ${kind} ${text}`), ['1 09:09 event left forearm 22 G (cuff right): patent', '2 09:17 event time-out: 40 mg in 100 mL, 0.4 mg/mL at 150 mL/h, confirmed by their own PIN', '3 09:37 adverse Nausea, mild; action: drug', '4 09:37 drug Ondansetron 4 mg IV', '5 09:37 words “Far.”', '6 09:37 event rate 75 mL/h: nausea'])
    const marks = of(chart, 'text', 'mark-text')
    assert.deepEqual(marks.map((mark) => mark.text), ['1', '2', '3', '4', '5', '6'])
    assert.equal(new Set(marks.slice(2).map((mark) => Math.round(mark.y / 10))).size, 4, 'marks of one minute stand under each other')
  })

  it('[NOT14] a fact from a clock that is a day off does not squeeze the picture, and is counted', () => {
    const told = plainVisit()
    for (const minute of [-24 * 60, 24 * 60]) told.say('words-captured', minute, { text: 'Elsewhere.' })
    const chart = drawn(told)
    assert.equal(chart.outside, 2)
    assert.ok(chart.to - chart.from < 3 * 60 * MINUTE_MS && chart.from > NINE - 60 * MINUTE_MS)
    assert.equal(recordChart({ view: fold(story().events), timeZone: ZONE, monitor: PROPOSED_PROTOCOL.monitor, width: 800, until: null }), null)
  })

  const payloads: Partial<Record<EventType, object>> = {
    'checklist-confirmed': { item: 'iv' }, 'infusion-started': STARTED, 'vitals-recorded': { values: { sbp_mmHg: 300, dbp_mmHg: 10, pulse_per_min: 300, spo2_pct: 30, rr_per_min: 0, etco2_mmHg: 150 }, origin: 'device' }, 'infusion-rate-changed': { rate_mL_per_h: 2000 }, 'infusion-stopped': { why: 'early' },
    'bag-changed': { volume_mL: 1, concentration_mg_per_mL: 100 }, 'medication-given': { drug: 'D', dose: 1, unit: 'mg', route: 'IV' }, 'sedation-scored': { scale: 'RASS', score: 4 }, 'dissociation-scored': { scale: 'CADSS-6', score: 24 }, 'words-captured': { text: 'w' }, 'discharge-scored': FIT,
    'pump-read': { volume_infused_mL: 4000, of: 'bag', origin: 'device', alarm: 'air' }, 'aborted': { reason: 'r' }, 'infusion-paused': {}, 'infusion-resumed': {}, 'arrived': {}, 'discharge-approved': {}, 'recovery-started': {},
  }
  it('[NOT14] whatever happened, every shape is a number inside its frame', () => {
    const kinds = EVENT_TYPES.filter((type) => payloads[type] !== undefined)
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(...kinds), fc.integer({ min: -3000, max: 3000 })), { minLength: 1, maxLength: 20 }), fc.integer({ min: 200, max: 1400 }), (facts, width) => {
      const told = story()
      for (const [type, minute] of facts) told.say(type, minute, payloads[type] as never)
      const chart = recordChart({ view: fold(told.events), timeZone: ZONE, monitor: PROPOSED_PROTOCOL.monitor, width, until: null })
      if (!chart) return
      assert.ok(chart.to > chart.from)
      for (const shape of chart.shapes) {
        const places = placesOf(shape)
        assert.ok(places.every((place) => Number.isFinite(place)), JSON.stringify(shape))
        if (shape.kind === 'rect') assert.ok(shape.x >= 0 && shape.x + shape.width <= chart.width + 0.1 && shape.width >= 0 && shape.height >= 0 && shape.y + shape.height <= chart.height, JSON.stringify(shape))
        else places.forEach((place, i) => assert.ok(place >= -12 && place <= (i % 2 === 0 ? chart.width : chart.height) + 12, JSON.stringify([shape, chart.width, chart.height])))
      }
    }), { numRuns: 300 })
  })
})
