import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { HOUR_MS, instant, MINUTE_MS, parseInstant, localTime, toIso } from '../shared/index.ts'
import { deliveredAt, dueVitals, expectedEnd, fold, runningTime, type RecordedEvent, type SessionEvent } from '../session/index.ts'
import { PROPOSED_PROTOCOL } from '../plan/index.ts'
import { clocksOf } from './index.ts'

const T0 = 1_793_520_000_000
const SESSION = '01900000-0000-7000-8000-0000000000aa'
const idOf = (n: number): string => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`
type Said = { readonly n: number; /** True time of recording and of receipt, ms after T0. */ readonly told: number; readonly got: number; readonly skew: number; readonly device?: string; readonly more?: object }
const fact = ({ n, told, got, skew, device = 'tablet', more = {} }: Said): RecordedEvent =>
  ({ id: idOf(n), session: SESSION, at: instant(T0 + told + skew), actor: 'nurse', device, type: 'words-captured', text: 'w', ...more, seq: n, recordedAt: instant(T0 + got), previousHash: '', hash: '' }) as unknown as RecordedEvent
const offsets = (events: readonly RecordedEvent[]): (number | null)[] => events.map((e) => clocksOf(events).get(e.id)!.offset_ms)

describe('how far a device\'s clock was off', () => {
  it('[SYN30] a clock that is ahead or behind by up to a day is found from facts that were sent at once; device, receipt and corrected time stand beside each other', () => {
    fc.assert(fc.property(fc.integer({ min: -24 * HOUR_MS, max: 24 * HOUR_MS }), fc.array(fc.record({ gap: fc.integer({ min: 1000, max: 10 * MINUTE_MS }), line: fc.integer({ min: 20, max: 2000 }) }), { minLength: 2, maxLength: 20 }), (skew, sends) => {
      let told = 0
      const events = sends.map(({ gap, line }, i) => { told += gap; return fact({ n: i + 1, told, got: told + line, skew }) })
      for (const event of events) {
        const clock = clocksOf(events).get(event.id)!
        assert.ok(clock.offset_ms !== null && Math.abs(clock.offset_ms - skew) <= 2000, `${skew} was taken for ${clock.offset_ms}`)
        assert.deepEqual([clock.at, clock.recordedAt], [event.at, event.recordedAt])
        assert.ok(Math.abs(clock.correctedAt - (event.at - skew)) <= 2000)
        if (Math.abs(skew) > 62_000) assert.equal(clock.isShown, true)
        if (Math.abs(skew) < 58_000) assert.equal(clock.isShown, false)
      }
    }))
  })

  it('[SYN30] facts that waited for the network do not make a right clock look slow', () => {
    const events = [fact({ n: 1, told: 0, got: 300, skew: 0 }), ...[2, 3, 4].map((n) => fact({ n, told: n * MINUTE_MS, got: 40 * MINUTE_MS, skew: 0 })), fact({ n: 5, told: 41 * MINUTE_MS, got: 41 * MINUTE_MS + 400, skew: 0 })]
    assert.deepEqual(offsets(events), [-300, -300, -300, -300, -400])
  })

  it('[SYN30] facts that waited are judged by the deliveries around them, also with a clock that is behind', () => {
    const skew = -HOUR_MS
    const events = [fact({ n: 1, told: 0, got: 300, skew }), fact({ n: 2, told: MINUTE_MS, got: MINUTE_MS + 300, skew }), fact({ n: 3, told: 2 * MINUTE_MS, got: 30 * MINUTE_MS, skew }), fact({ n: 4, told: 31 * MINUTE_MS, got: 31 * MINUTE_MS + 300, skew })]
    assert.deepEqual(offsets(events).slice(0, 3), [skew - 300, skew - 300, skew - 300])
  })

  it('[SYN30] one late delivery alone says nothing: it waited, or the clock is behind', () => {
    const [clock] = [...clocksOf([fact({ n: 1, told: 0, got: 20 * MINUTE_MS, skew: 0 })]).values()]
    assert.deepEqual([clock!.offset_ms, clock!.isShown, clock!.correctedAt], [null, false, T0])
  })

  it('[SYN30] a clock that steps by the hour of daylight saving is right before and shown after', () => {
    const events = [0, 1, 2, 3, 4, 5].map((n) => fact({ n: n + 1, told: n * MINUTE_MS, got: n * MINUTE_MS + 200, skew: n < 3 ? 0 : -HOUR_MS }))
    assert.deepEqual(events.map((e) => clocksOf(events).get(e.id)!.isShown), [false, false, false, true, true, true])
  })

  it('[SYN30] what was typed in late is judged by when it was typed, and each device by itself', () => {
    const paper = fact({ n: 2, told: 0, got: 30 * MINUTE_MS, skew: 0, more: { enteredAt: instant(T0 + 30 * MINUTE_MS - 500), enteredFrom: 'paper' } })
    const other = fact({ n: 1, told: 0, got: 300, skew: 2 * HOUR_MS, device: 'other tablet' })
    assert.deepEqual([clocksOf([paper, other]).get(paper.id)!.offset_ms, clocksOf([paper, other]).get(other.id)!.offset_ms], [-500, 2 * HOUR_MS - 300])
  })

  it('[SYN30] a monitor\'s reading stands on our clock, and its own time beside it', () => {
    const reading = fact({ n: 1, told: 0, got: 100, skew: 0, device: 'monitor', more: { type: 'vitals-recorded', values: { spo2_pct: 97 }, origin: 'device', measuredAt: instant(T0 - 3_686_000) } })
    assert.deepEqual(clocksOf([reading]).get(reading.id), { at: T0 - 3_686_000, recordedAt: T0 + 100, offset_ms: -3_686_000, correctedAt: T0, isShown: true })
  })
})

describe('the clinic\'s wall clock does not run through an infusion', () => {
  const base = { session: SESSION, actor: 'nurse', device: 'tablet' }
  const START = { type: 'infusion-started', dose_mg: 40, dose_mg_per_kg: 0.5, weight_kg: 80, weight_basis: 'actual', volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150 } as const
  const cases = [
    { zone: 'America/Los_Angeles', start: '2026-11-01T08:40:00Z', shows: ['01:40', '01:20'] },
    { zone: 'America/Boise', start: '2026-11-01T07:40:00Z', shows: ['01:40', '01:20'] },
    { zone: 'America/Phoenix', start: '2026-11-01T08:40:00Z', shows: ['01:40', '02:20'] },
    { zone: 'America/Los_Angeles', start: '2027-03-14T09:40:00Z', shows: ['01:40', '03:20'] },
    { zone: 'America/Boise', start: '2027-03-14T08:40:00Z', shows: ['01:40', '03:20'] },
  ] as const
  for (const { zone, start, shows } of cases)
    it(`[SYN31] 40 minutes are 40 minutes in ${zone} from ${start}, whatever the wall shows`, () => {
      const from = parseInstant(start)!
      const end = instant(from + 40 * MINUTE_MS)
      const view = fold([{ ...base, id: idOf(1), at: from, ...START }, { ...base, id: idOf(2), at: from, type: 'vitals-recorded', origin: 'person', values: { sbp_mmHg: 120 } }])
      assert.deepEqual([localTime(from, zone), localTime(end, zone)], shows)
      assert.equal(runningTime(view.infusion!, end), 40 * MINUTE_MS)
      assert.ok(Math.abs(deliveredAt(view.infusion!, end).dose_mg - 40) < 1e-9)
      assert.equal(toIso(expectedEnd(view.infusion!, from)!), toIso(end))
      assert.equal(dueVitals(view, PROPOSED_PROTOCOL, instant(from + MINUTE_MS)).dueAt, from + PROPOSED_PROTOCOL.monitor.vitals_every_min.default * MINUTE_MS)
    })

  it('[SYN31] a correction with the offset of either side of the change means its own moment', () => {
    const at = parseInstant('2026-11-01T01:30:00-07:00')!
    const wrong: SessionEvent = { ...base, id: idOf(1), at: parseInstant('2026-11-01T01:30:00-08:00')!, type: 'words-captured', text: 'w' }
    const view = fold([wrong, { ...base, id: idOf(2), at: wrong.at, type: 'corrected', corrects: idOf(1), reason: 'the first half past one', replacement: { at: '2026-11-01T01:30:00-07:00' } }])
    assert.equal(view.facts.find((f) => f.event.id === idOf(1))!.event.at, at)
    assert.equal(wrong.at - at, HOUR_MS)
  })
})
