// One patient's series against what is taken: the earliest end there is, and among those the one that wastes least.
import type { Board, Place, Visit } from './board.ts'
import { onWeekday, weekdayOf, type Calendar, type Start } from './calendar.ts'
import type { Instance, SeriesPatient } from './instance.ts'

/** One patient as the planner sees it: starts at which the patient could come, ascending, and visits that are held already by session. */
export type Asked = {
  readonly patient: SeriesPatient; readonly sites: readonly number[]; readonly starts: readonly Start[]
  readonly minGap: number; readonly earliestDay: number; readonly fixed: ReadonlyMap<number, Visit>
}

export function askedOf(instance: Instance, calendar: Calendar, patient: SeriesPatient, fixed: ReadonlyMap<number, Visit>): Asked {
  const care = instance.prepareMin + instance.infuseMin + patient.recoveryMin
  const earliestDay = calendar.dayOf(patient.earliest)
  const starts = calendar.days.flatMap((date, day) => {
    if (day < earliestDay || patient.not.includes(date)) return []
    const windows = calendar.spans(day, onWeekday(patient.available, weekdayOf(date)))
    return windows.length === 0 ? [] : calendar.starts(day).filter(({ at }) => windows.some((window) => window.from <= at && at + care <= window.to))
  })
  // Nobody sits in two chairs, whatever gap was asked for.
  return { patient, sites: [...new Set(patient.sites.map((id) => instance.sites.findIndex((site) => site.id === id)))], starts, minGap: Math.max(patient.minGapH * 60, care), earliestDay, fixed }
}

type Slot = Place & { readonly fixed: number | null }

/** Best value of a chain of sessions ending at each slot: higher is better; -Infinity where there is none. A sliding maximum keeps it linear. */
function chains(slots: readonly Slot[], { patient, minGap }: Asked, worth: (slot: Slot) => number, alone: (slot: Slot) => number): { readonly value: number[]; readonly from: number[][] } {
  const allowed = (slot: Slot, session: number, isFixed: boolean): boolean => (slot.fixed === null ? !isFixed : slot.fixed === session)
  const fixedSessions = new Set(slots.map(({ fixed }) => fixed))
  let value = slots.map((slot) => (allowed(slot, 1, fixedSessions.has(1)) ? alone(slot) : -Infinity))
  const from: number[][] = []
  for (let session = 2; session <= patient.sessions; session++) {
    const isFixed = fixedSessions.has(session)
    const queue: number[] = []
    const came: number[] = []
    let head = 0
    let next = 0
    const previous = value
    value = slots.map((slot, j) => {
      for (; next < slots.length && slots[next]!.at <= slot.at - minGap; next++) {
        if (previous[next] === -Infinity) continue
        while (queue.length > head && previous[queue.at(-1)!]! <= previous[next]!) queue.pop()
        queue.push(next)
      }
      while (head < queue.length && slots[queue[head]!]!.day < slot.day - patient.maxGapD) head += 1
      came[j] = queue[head] ?? -1
      return head < queue.length && allowed(slot, session, isFixed) ? previous[queue[head]!]! + worth(slot) : -Infinity
    })
    from.push(came)
  }
  return { value, from }
}

/** The series that ends first, or null. `until` looks no further than that day. */
export function bestSeries(asked: Asked, board: Board, until: number, noise: () => number): Visit[] | null {
  const { patient, starts, sites, fixed } = asked
  const slots: Slot[] = []
  for (const start of starts) {
    if (start.day > until) break
    let best: Place | null = null
    for (const site of sites) {
      const place = board.placeAt(site, start, patient.recoveryMin)
      if (place && (best === null || place.loss < best.loss)) best = place
    }
    if (best) slots.push({ ...best, fixed: null })
  }
  for (const [session, visit] of fixed) slots.push({ ...visit, loss: 0, fixed: session })
  if (fixed.size > 0) slots.sort((a, b) => a.at - b.at)

  // The latest first day of a chain decides whether the whole is short enough.
  const first = chains(slots, asked, () => 0, (slot) => slot.day)
  const end = slots.find((slot, j) => first.value[j]! >= slot.day - patient.withinD)?.day
  if (end === undefined) return null
  const kept = slots.filter((slot) => slot.day <= end && slot.day >= end - patient.withinD)
  const cost = (slot: Slot): number => -Math.min(slot.loss, 120) - noise()
  const { value, from } = chains(kept, asked, cost, cost)
  let at = -1
  for (const [j, slot] of kept.entries()) if (slot.day === end && value[j]! > (at < 0 ? -Infinity : value[at]!)) at = j
  const chosen: Slot[] = [kept[at]!]
  for (let session = patient.sessions; session > 1; session--) {
    at = from[session - 2]![at]!
    chosen.unshift(kept[at]!)
  }
  return chosen.map((slot, i) => fixed.get(i + 1) ?? { day: slot.day, minute: slot.minute, at: slot.at, site: slot.site, chair: slot.chair, nurse: slot.nurse, recovery: patient.recoveryMin })
}
