// What no plan can beat: each patient alone, and how many visits chairs and nurses can take up to each day.
import type { Board } from './board.ts'
import type { Calendar } from './calendar.ts'
import type { Instance } from './instance.ts'

export type Bound = { readonly patients: number; readonly sum_days: number }
/** A patient that fits alone: sessions still to place, the first day on which the series can end, and the day days are counted from. */
export type Alone = { readonly sessions: number; readonly end: number; readonly earliestDay: number }

/** At most so many visits on one day at one site: chairs by their windows; nurses by their shifts, by who infuses, and by the stagger. */
function dailyCapacity(instance: Instance, board: Board, site: number, day: number, shortest: number): number {
  const { prepareMin, infuseMin, turnoverMin, staggerMin, nurses, sites } = instance
  const care = prepareMin + infuseMin + shortest
  const { open, shifts } = board.siteDay(site, day)
  let chairs = 0
  for (const span of open) chairs += Math.floor((span.to - span.from) / (care + turnoverMin)) * sites[site]!.chairs.length
  let staff = 0
  for (const { nurse, from, to } of shifts) {
    const length = to - from
    if (length < care) continue
    const { maxInfusing, maxPatients } = nurses[nurse]!
    const apart = staggerMin > 0 ? Math.floor((length - care) / staggerMin) + 1 : Infinity
    staff += Math.min(apart, maxPatients * Math.floor(length / care), maxInfusing * Math.floor((length - prepareMin - shortest) / infuseMin))
  }
  return Math.min(chairs, staff)
}

/**
 * An upper bound on patients and a lower bound on days for that many. With everybody placed, the n-th series to end cannot end before the visits of the n shortest fit
 * between now and then, nor before n patients could end alone; with fewer, only what each needs alone counts. What is held already is not taken off: that keeps the bound true also
 * where a held visit breaks a rule.
 */
export function boundOf(instance: Instance, calendar: Calendar, board: Board, alone: readonly Alone[]): Bound {
  const shortest = Math.min(...instance.patients.map((p) => p.recoveryMin), ...instance.held.map((h) => h.recoveryMin))
  let room = 0
  const upTo = calendar.days.map((_, day) => {
    let today = 0
    for (let site = 0; site < instance.sites.length; site++) today += dailyCapacity(instance, board, site, day, shortest)
    return (room += today)
  })
  const sessions = alone.map((a) => a.sessions).toSorted((a, b) => a - b)
  const fitting = (capacity: number): number => {
    let used = 0
    let n = 0
    for (const each of sessions) { used += each; if (used > capacity) break; n += 1 }
    return n
  }
  const patients = fitting(room)
  const needed = alone.map((a) => a.end - a.earliestDay).toSorted((a, b) => a - b)
  const sum = needed.slice(0, patients).reduce((total, days) => total + days, 0)
  if (patients < alone.length) return { patients, sum_days: sum }
  // The sum of end days is, day by day, the number of series that cannot have ended yet.
  let ends = 0
  for (const [day, capacity] of upTo.entries()) ends += patients - Math.min(alone.filter((a) => a.end <= day).length, fitting(capacity))
  return { patients, sum_days: Math.max(sum, ends - alone.reduce((total, a) => total + a.earliestDay, 0)) }
}
