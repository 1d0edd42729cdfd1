// Who is where: chairs and nurses by day, and whether one more visit fits. Every hard rule about two visits at once stands here.
import { onWeekday, weekdayOf, type Calendar, type Minute, type Span, type Start } from './calendar.ts'
import type { Instance } from './instance.ts'

export type Visit = { readonly day: number; readonly minute: number; readonly at: Minute; readonly site: number; readonly chair: number; readonly nurse: number; readonly recovery: number }
/** A place at one start; the smaller `loss`, the less time beside it is left that nobody can use (minutes). */
export type Place = Start & { readonly site: number; readonly chair: number; readonly nurse: number; readonly loss: number }

type SiteDay = { readonly open: readonly Span[]; readonly shifts: readonly (Span & { readonly nurse: number })[] }

export type Board = {
  readonly siteDay: (site: number, day: number) => SiteDay
  add(visit: Visit): void
  remove(visit: Visit): void
  /** The best place of a site at a start for somebody who recovers `recovery` minutes, or null. */
  placeAt(site: number, start: Start, recovery: number): Place | null
}

const overlaps = (a: Minute, b: Minute, c: Minute, d: Minute): boolean => a < d && c < b

/** `limits`: what is asked without one of them, to find out which one is in the way. */
export function createBoard(instance: Instance, calendar: Calendar, limits: { readonly nurses: boolean } = { nurses: true }): Board {
  const { sites, nurses, prepareMin, infuseMin, turnoverMin, staggerMin } = instance
  const dayCount = calendar.days.length
  const siteDays = sites.map((site) => calendar.days.map((date, day): SiteDay => ({
    open: site.closed.includes(date) ? [] : calendar.spans(day, onWeekday(site.open, weekdayOf(date))),
    shifts: nurses.flatMap((nurse, n) => nurse.shifts.filter((shift) => shift.site === site.id && shift.date === date).map((shift) => ({ nurse: n, ...calendar.spans(day, [shift])[0]! }))),
  })))
  const firstChair: number[] = []
  let chairs = 0
  for (const site of sites) { firstChair.push(chairs); chairs += site.chairs.length }
  const byChair: Visit[][] = Array.from({ length: chairs * dayCount }, () => [])
  const byNurse: Visit[][] = Array.from({ length: nurses.length * dayCount }, () => [])
  const ofChair = (site: number, chair: number, day: number): Visit[] => byChair[(firstChair[site]! + chair) * dayCount + day]!
  const ofNurse = (nurse: number, day: number): Visit[] => byNurse[nurse * dayCount + day]!
  const cared = (visit: Visit): Minute => visit.at + prepareMin + infuseMin + visit.recovery

  /** Most of `spans` at one moment within [from, to). */
  function peak(spans: readonly Span[], from: Minute, to: Minute): number {
    const beside = spans.filter((span) => overlaps(span.from, span.to, from, to))
    let most = 0
    for (const { from: moment } of [{ from }, ...beside]) {
      const at = Math.max(from, moment)
      let count = 0
      for (const span of beside) if (span.from <= at && at < span.to) count += 1
      if (count > most) most = count
    }
    return most
  }

  function nurseFits(nurse: number, day: number, at: Minute, end: Minute): boolean {
    const { maxInfusing, maxPatients } = nurses[nurse]!
    if (maxInfusing < 1 || maxPatients < 1) return false
    const own = ofNurse(nurse, day)
    let patients = 0
    let infusing = 0
    for (const visit of own) {
      if (Math.abs(visit.at - at) < staggerMin) return false
      if (overlaps(visit.at, cared(visit), at, end)) patients += 1
      if (Math.abs(visit.at - at) < infuseMin) infusing += 1
    }
    // Fewer beside it than allowed cannot be too many at one moment; only then is it counted moment by moment.
    if (patients >= maxPatients && peak(own.map((visit) => ({ from: visit.at, to: cared(visit) })), at, end) >= maxPatients) return false
    return infusing < maxInfusing || peak(own.map((visit) => ({ from: visit.at + prepareMin, to: visit.at + prepareMin + infuseMin })), at + prepareMin, at + prepareMin + infuseMin) < maxInfusing
  }

  function placeAt(site: number, start: Start, recovery: number): Place | null {
    const { day, at } = start
    const end = at + prepareMin + infuseMin + recovery
    const free = end + turnoverMin
    const { open, shifts } = siteDays[site]![day]!
    const window = open.find((span) => span.from <= at && free <= span.to)
    if (!window) return null
    let best = -1
    let loss = Infinity
    for (let chair = 0; chair < sites[site]!.chairs.length; chair++) {
      let before = window.from
      let after = window.to
      let taken = false
      for (const visit of ofChair(site, chair, day)) {
        const gone = cared(visit) + turnoverMin
        if (overlaps(visit.at, gone, at, free)) { taken = true; break }
        if (gone <= at) before = Math.max(before, gone)
        else after = Math.min(after, visit.at)
      }
      if (!taken && Math.min(at - before, after - free) < loss) { best = chair; loss = Math.min(at - before, after - free) }
    }
    if (best < 0) return null
    if (!limits.nurses) return { ...start, site, chair: best, nurse: 0, loss }
    const shift = shifts.find((s) => s.from <= at && end <= s.to && nurseFits(s.nurse, day, at, end))
    return shift ? { ...start, site, chair: best, nurse: shift.nurse, loss } : null
  }

  const lists = (visit: Visit): readonly Visit[][] => [ofChair(visit.site, visit.chair, visit.day), ofNurse(visit.nurse, visit.day)]
  return {
    siteDay: (site, day) => siteDays[site]![day]!, placeAt,
    add: (visit) => { for (const each of lists(visit)) each.push(visit) },
    remove: (visit) => { for (const each of lists(visit)) each.splice(each.indexOf(visit), 1) },
  }
}
