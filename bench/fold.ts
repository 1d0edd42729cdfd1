// What one more fact costs in a long visit, against a short one. The tablet folds at every fact, the server at every change.
import { fold, type SessionEvent } from '@chairside/core/session'

const SHORT = 200
const LONG = 5000
const TURNS = 7
const START = { dose_mg: 40, dose_mg_per_kg: 0.5, weight_kg: 80, weight_basis: 'actual', volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150 }

export type FoldBench = { readonly short: number; readonly long: number; readonly short_us: number; readonly long_us: number; readonly ratio: number }

const idOf = (n: number): string => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`
/** Facts of every kind that grows a list: readings, pump, rates, words, corrections, answers to alarms. */
function visit(count: number): SessionEvent[] {
  const by = { session: idOf(0), actor: 'nurse', device: 'tablet' }
  const kinds = (i: number): object => [
    { type: 'vitals-recorded', origin: 'device', values: { spo2_pct: 97, pulse_per_min: 70 } }, { type: 'pump-read', volume_infused_mL: i / 1000, of: 'infusion', origin: 'device' }, { type: 'infusion-rate-changed', rate_mL_per_h: 100 + (i % 50) },
    { type: 'words-captured', text: 'a wide field' }, { type: 'corrected', corrects: idOf(i - 1), reason: 'twice', withdrawn: true }, { type: 'alarm-answered', alarm: 'spo2_pct:warn', answer: 'seen' },
  ][i % 6]!
  return Array.from({ length: count }, (_, i) => ({ ...by, id: idOf(i + 1), at: 1_800_000_000_000 + i * 1000, ...(i === 0 ? { type: 'infusion-started', ...START } : kinds(i + 1)) }) as unknown as SessionEvent)
}

/** Microseconds for one fact of `events`, folded `times` times. */
function usOf(events: readonly SessionEvent[], times: number): number {
  const began = performance.now()
  for (let i = 0; i < times; i += 1) fold(events)
  return ((performance.now() - began) * 1000) / (times * events.length)
}

export function benchFold(): FoldBench {
  const [short, long] = [visit(SHORT), visit(LONG)]
  for (let i = 0; i < 200; i += 1) fold(short)
  fold(long)
  const turns = Array.from({ length: TURNS }, () => ({ short: usOf(short, 100), long: usOf(long, 1) }))
  const middle = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
  return { short: SHORT, long: LONG, short_us: middle(turns.map((t) => t.short)), long_us: middle(turns.map((t) => t.long)), ratio: middle(turns.map((t) => t.long / t.short)) }
}
