// A whole clinic's series: one after the other by need, then taken apart and put together again for as long as there is time and something to gain.
import { createBoard, type Board, type Visit } from './board.ts'
import { boundOf, type Bound } from './bound.ts'
import { calendarOf, clockOf } from './calendar.ts'
import type { Instance, SeriesPatient } from './instance.ts'
import { askedOf, bestSeries, type Asked } from './series.ts'
import { whyNot } from './why.ts'

export type PlannedVisit = { readonly session: number; readonly site: string; readonly chair: string; readonly nurse: string; readonly start: string }
export type Plan = {
  readonly placed: readonly { readonly patient: string; readonly visits: readonly PlannedVisit[] }[]
  readonly unplaced: readonly { readonly patient: string; readonly why: string }[]
  readonly objective: { readonly patients: number; readonly sum_days: number }
  readonly bound: Bound
}
/** `goOn` is asked between steps and gets the best so far; the plan stands whenever it says no. */
export type Progress = (best: Plan['objective'], bound: Bound) => boolean

/** While searching, a patient more is worth so many days, and so many days for the worse are taken now and then to get out of a dead end. */
const WORTH_DAYS = 1000
const WARMTH_DAYS = 0.2

/** A small generator of numbers in [0, 1): the same plan for the same question. (xorshift32, Marsaglia 2003) */
function generator(seed: number): () => number {
  let state = seed | 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4294967296
  }
}

type Task = Asked & { readonly aloneEnd: number; readonly times: ReadonlySet<number>; series: Visit[] | null }

function heldVisits(instance: Instance, calendar: ReturnType<typeof calendarOf>): { readonly visits: Visit[]; readonly of: ReadonlyMap<string, ReadonlyMap<number, Visit>> } {
  const visits: Visit[] = []
  const of = new Map<string, Map<number, Visit>>()
  for (const h of instance.held) {
    const day = calendar.dayOf(h.date)
    if (day < 0 || day >= calendar.days.length) continue
    const site = instance.sites.findIndex(({ id }) => id === h.site)
    const visit: Visit = { day, minute: h.minute, at: calendar.at(day, h.minute), site, chair: instance.sites[site]!.chairs.indexOf(h.chair), nurse: instance.nurses.findIndex(({ id }) => id === h.nurse), recovery: h.recoveryMin }
    visits.push(visit)
    of.set(h.patient, (of.get(h.patient) ?? new Map<number, Visit>()).set(h.session, visit))
  }
  return { visits, of }
}

const daysOf = (task: Task): number => (task.series ? task.series.at(-1)!.day - task.earliestDay : 0)

/** Plans all patients of an instance (docs/cli.md, `series`). Stops when the bound is reached or `goOn` says no. */
export function planSeries(instance: Instance, goOn: Progress, seed = 1): Plan {
  const calendar = calendarOf(instance)
  const random = generator(seed)
  const held = heldVisits(instance, calendar)
  const last = calendar.days.length - 1
  const empty = createBoard(instance, calendar)
  const board: Board = createBoard(instance, calendar)
  for (const visit of held.visits) board.add(visit)
  const noFixed: ReadonlyMap<number, Visit> = new Map()
  const impossible: SeriesPatient[] = []
  const tasks: Task[] = []
  for (const patient of instance.patients) {
    const asked = askedOf(instance, calendar, patient, held.of.get(patient.id) ?? noFixed)
    const alone = bestSeries(asked, empty, last, () => 0)
    if (alone) tasks.push({ ...asked, aloneEnd: alone.at(-1)!.day, times: new Set(asked.starts.map(({ at }) => at)), series: null })
    else impossible.push(patient)
  }
  const bound = boundOf(instance, calendar, empty, tasks.map((t) => ({ sessions: t.patient.sessions, end: t.aloneEnd, earliestDay: t.earliestDay })))

  // What is held was on the board before and never leaves it.
  const stays = new Set(held.visits)
  const take = (task: Task): void => { for (const visit of task.series ?? []) if (!stays.has(visit)) board.remove(visit); task.series = null }
  const put = (task: Task, series: Visit[] | null): void => { task.series = series; for (const visit of series ?? []) if (!stays.has(visit)) board.add(visit) }
  const place = (task: Task, noise: () => number): void => put(task, bestSeries(task, board, Math.min(last, task.aloneEnd + 3), noise) ?? bestSeries(task, board, last, noise))
  const score = (): Plan['objective'] => ({ patients: tasks.filter((t) => t.series).length, sum_days: tasks.reduce((sum, t) => sum + daysOf(t), 0) })
  const reached = (o: Plan['objective']): boolean => o.patients === bound.patients && o.sum_days <= bound.sum_days

  // Who has the fewest starts to choose from goes first.
  for (const task of tasks.toSorted((a, b) => a.starts.length * a.sites.length - b.starts.length * b.sites.length)) place(task, () => 0)
  let current = score()
  let best = current
  let kept = tasks.map((t) => t.series)
  while (tasks.length > 0 && !reached(best) && goOn(best, bound)) {
    // One who waits longer than alone, with those who sit where the wait could end.
    const waiting = tasks.filter((t) => t.series === null || t.series.at(-1)!.day > t.aloneEnd)
    const center = (waiting.length > 0 ? waiting : tasks)[Math.floor(random() * (waiting.length || tasks.length))]!
    const size = 2 + Math.floor(random() ** 2 * 10)
    const near = tasks.filter((t) => t !== center && t.series?.some((visit) => center.sites.includes(visit.site) && center.times.has(visit.at)))
    const out = [center]
    while (out.length < size && near.length > 0) out.push(near.splice(Math.floor(random() * near.length), 1)[0]!)
    const before = out.map((task) => task.series)
    for (const task of out) take(task)
    const order = random() < 0.5 ? out : out.toSorted((a, b) => a.aloneEnd - b.aloneEnd || random() - 0.5)
    const noise = random() < 0.3 ? () => 0 : () => random() * 40
    for (const task of order) place(task, noise)
    const now = score()
    const worse = now.sum_days - current.sum_days + WORTH_DAYS * (current.patients - now.patients)
    if (worse <= 0 || random() < Math.exp(-worse / WARMTH_DAYS)) {
      current = now
      if (now.patients > best.patients || (now.patients === best.patients && now.sum_days < best.sum_days)) { best = now; kept = tasks.map((t) => t.series) }
    } else {
      for (const task of out) take(task)
      for (const [i, task] of out.entries()) put(task, before[i]!)
    }
  }
  const written = (visit: Visit, session: number): PlannedVisit => ({
    session, site: instance.sites[visit.site]!.id, chair: instance.sites[visit.site]!.chairs[visit.chair]!, nurse: instance.nurses[visit.nurse]!.id, start: `${calendar.days[visit.day]!}T${clockOf(visit.minute)}`,
  })
  return {
    placed: tasks.flatMap((t, i) => (kept[i] ? [{ patient: t.patient.id, visits: kept[i].map((visit, at) => written(visit, at + 1)) }] : [])),
    unplaced: [
      ...impossible.map((patient) => ({ patient: patient.id, why: whyNot(instance, calendar, patient, held.of.get(patient.id) ?? noFixed) })),
      ...tasks.filter((_, i) => !kept[i]).map((t) => ({ patient: t.patient.id, why: 'a series would fit alone, but chairs or nurses are taken by other visits at the times that are left' })),
    ],
    objective: best, bound,
  }
}
