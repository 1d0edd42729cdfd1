// Clinics that nobody has: sizes, hours and wishes drawn from a seed.
import type { Document } from './checker.ts'

export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
const date = (from: string, days: number): string => new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10)
const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** `load` is the share of what the nurses can take that is asked for, roughly. */
export function drawn(seed: number, { sites, chairs, patients, days = 33 }: { sites: number; chairs: number; patients: number; days?: number }): Document {
  const random = randomOf(seed)
  const int = (min: number, max: number): number => min + Math.floor(random() * (max - min + 1))
  const from = date('2026-10-05', int(0, 200))
  const siteList = Array.from({ length: sites }, (_, s) => ({
    id: `S${s}`, chairs: Array.from({ length: Math.max(1, Math.round(chairs / sites)) }, (__, c) => `C${c}`),
    open: [1, 2, 3, 4, 5].filter(() => random() < 0.9).map((weekday) => ({ weekday, from: clock(60 * int(7, 9)), to: clock(60 * int(15, 18)) })), closed: random() < 0.5 ? [date(from, int(0, days))] : [],
  }))
  const nurses = siteList.flatMap((site, s) => Array.from({ length: Math.ceil(site.chairs.length / 2) }, (_, n) => ({
    id: `N${s}-${n}`, max_infusing: int(1, 3), max_patients: int(2, 4),
    shifts: Array.from({ length: days }, (__, d) => d).filter(() => random() < 0.8).map((d) => ({ site: site.id, date: date(from, d), from: clock(60 * int(7, 9)), to: clock(60 * int(14, 18)) })),
  })))
  return {
    schema: 'series-1', timezone: ['America/Los_Angeles', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'][int(0, 3)]!, horizon: { from, to: date(from, days) }, grid_min: [5, 10, 15][int(0, 2)]!,
    block: { prepare_min: int(2, 5) * 5, infuse_min: 40, turnover_min: int(1, 3) * 5 }, stagger_min: int(0, 3) * 5, sites: siteList, nurses,
    patients: Array.from({ length: patients }, (_, p) => ({
      id: `P${p}`, sites: siteList.filter((__, s) => s === p % sites || random() < 0.2).map((s) => s.id), sessions: random() < 0.8 ? 6 : int(1, 5), recovery_min: int(3, 12) * 5, earliest: date(from, int(0, 6)),
      min_gap_h: [24, 48, 48, 48, 72][int(0, 4)]!, max_gap_d: int(4, 7), complete_within_d: int(18, 28),
      available: [1, 2, 3, 4, 5].filter(() => random() < 0.85).map((weekday) => { const start = 60 * int(7, 12); return { weekday, from: clock(start), to: clock(start + 60 * int(3, 7)) } }),
      not: random() < 0.3 ? [date(from, int(0, days))] : [],
    })),
    held: [],
  }
}

/** The answer's first visits as held ones, for a second question. */
export const heldFrom = (doc: Document, placed: readonly { readonly patient: string; readonly visits: readonly { session: number; site: string; chair: string; nurse: string; start: string }[] }[]): Document['held'] =>
  placed.slice(0, 3).map(({ patient, visits }) => ({ patient: `held-${patient}`, ...visits[0]!, recovery_min: doc.patients.find((p) => p.id === patient)!.recovery_min }))
