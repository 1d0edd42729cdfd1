// Which chair and which nurse, when: nothing is booked twice, and the hours around now are left to the demonstration's day.
import { addDays, atLocal, HOUR_MS, instant, localDate, MINUTE_MS, type Instant, type LocalDate } from '@chairside/core/shared'
import { VISIT_MIN } from './cases.ts'
import { SITES, STAFF, TIME_ZONE, type ChairKey, type SiteKey, type StaffKey } from './names.ts'
import type { Random } from './random.ts'

export type Slot = { readonly chair: ChairKey; readonly from: Instant; readonly to: Instant }
export type Calendar = {
  /** Takes a given time; throws when the chair is not free. */
  hold(slot: Slot): Slot
  /** A free chair of the site on the first working day that is `date` or, step by step, after it (before it, with `step` -1). */
  find(site: SiteKey, date: LocalDate, step?: 1 | -1): Slot
  /** The nurse of the site with the fewest visits at that time. */
  nurse(site: SiteKey, slot: Slot): StaffKey
}

const STARTS = ['08:00', '10:20', '12:40', '15:00']
/** Ordinary bookings keep this far from now, so that the day in progress is the one that cases.ts tells. */
const AROUND_NOW_MS = 9 * HOUR_MS

const isWorkday = (date: LocalDate): boolean => ![0, 6].includes(new Date(`${date}T12:00:00Z`).getUTCDay())

export function createCalendar(now: Instant, random: Random): Calendar {
  const taken = new Map<ChairKey, Slot[]>()
  const nursing = new Map<StaffKey, Slot[]>()
  const overlapping = (slots: readonly Slot[] | undefined, { from, to }: Pick<Slot, 'from' | 'to'>): number => (slots ?? []).filter((s) => s.from < to && from < s.to).length
  const hold = (slot: Slot): Slot => {
    if (overlapping(taken.get(slot.chair), slot) > 0) throw new Error(`${slot.chair} is booked twice at ${new Date(slot.from).toISOString()}`)
    taken.set(slot.chair, [...(taken.get(slot.chair) ?? []), slot])
    return slot
  }
  return {
    hold,
    find(site, date, step = 1) {
      const chairs = SITES.find((s) => s.key === site)!.chairs
      for (let day = date, tries = 0; tries < 60; day = addDays(day, step), tries += 1) {
        if (!isWorkday(day)) continue
        for (const time of random.shuffled(STARTS)) {
          const from = atLocal(day, time, TIME_ZONE)
          const to = instant(from + VISIT_MIN * MINUTE_MS)
          if (from < now + AROUND_NOW_MS && to > now - AROUND_NOW_MS) continue
          const free = random.shuffled(chairs).find(({ key }) => overlapping(taken.get(key), { from, to }) === 0)
          if (free) return hold({ chair: free.key, from, to })
        }
      }
      throw new Error(`no chair is free at ${site} near ${date}`)
    },
    nurse(site, slot) {
      const [first] = random.shuffled(STAFF.filter((s) => s.site === site && s.roles.includes('nurse')))
        .map(({ key }) => ({ key, busy: overlapping(nursing.get(key), slot) })).sort((a, b) => a.busy - b.busy)
      nursing.set(first!.key, [...(nursing.get(first!.key) ?? []), slot])
      return first!.key
    },
  }
}

export const dayAt = (at: Instant): LocalDate => localDate(at, TIME_ZONE)
