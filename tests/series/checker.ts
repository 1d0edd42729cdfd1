// Is a plan allowed? Written from the published form of the command alone; it shares no code with the planner.
type Weekly = { weekday: number; from: string; to: string }
export type Document = {
  schema: string; timezone: string; horizon: { from: string; to: string }; grid_min: number; block: { prepare_min: number; infuse_min: number; turnover_min: number }; stagger_min: number
  sites: { id: string; chairs: string[]; open: Weekly[]; closed: string[] }[]
  nurses: { id: string; max_infusing: number; max_patients: number; shifts: { site: string; date: string; from: string; to: string }[] }[]
  patients: { id: string; sites: string[]; sessions: number; recovery_min: number; earliest: string; min_gap_h: number; max_gap_d: number; complete_within_d: number; available: Weekly[]; not: string[] }[]
  held: { patient: string; session: number; site: string; chair: string; nurse: string; start: string; recovery_min: number }[]
}
export type Answer = {
  placed: { patient: string; visits: { session: number; site: string; chair: string; nurse: string; start: string }[] }[]
  unplaced: { patient: string; why: string }[]; objective: { patients: number; sum_days: number }; bound: { patients: number; sum_days: number }
}

const formats = new Map<string, Intl.DateTimeFormat>()
function wallOf(ms: number, zone: string): string {
  let format = formats.get(zone)
  if (!format) formats.set(zone, (format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' })))
  return format.format(ms).replace(' ', 'T')
}
/** Minutes since 1970 of a wall-clock time; null where the clock skips it. */
function instantOf(wall: string, zone: string): number | null {
  const naive = Date.parse(`${wall}:00Z`)
  for (let hours = -15; hours <= 15; hours += 0.25) if (wallOf(naive - hours * 3_600_000, zone) === wall) return (naive - hours * 3_600_000) / 60_000
  return null
}
const dayNumber = (date: string): number => Date.parse(date) / 86_400_000
const weekday = (date: string): number => ((dayNumber(date) + 3) % 7) + 1
const plus = (wall: string, minutes: number, zone: string): string => wallOf((instantOf(wall, zone)! + minutes) * 60_000, zone)

/** Everything that is wrong with an answer; empty when it may be done. */
export function problemsOf(doc: Document, answer: Answer): string[] {
  const wrong: string[] = []
  const { prepare_min: prepare, infuse_min: infuse, turnover_min: turnover } = doc.block
  type Block = { who: string; chair: string; nurse: string; at: number; cared: number; free: number }
  const blocks: Block[] = []
  const add = (who: string, v: { site: string; chair: string; nurse: string; start: string }, recovery: number): Block => {
    const at = instantOf(v.start, doc.timezone) ?? NaN
    const block = { who, chair: `${v.site}/${v.chair}`, nurse: v.nurse, at, cared: at + prepare + infuse + recovery, free: at + prepare + infuse + recovery + turnover }
    blocks.push(block)
    return block
  }
  const within = (v: string, end: string, windows: { from: string; to: string }[]): boolean => windows.some(({ from, to }) => v.slice(0, 10) === end.slice(0, 10) && from <= v.slice(11) && end.slice(11) <= to)
  for (const h of doc.held) add(`held ${h.patient}`, h, h.recovery_min)
  let sum = 0
  for (const { patient: id, visits } of answer.placed) {
    const patient = doc.patients.find((p) => p.id === id)
    if (!patient) { wrong.push(`${id} was not asked for`); continue }
    if (visits.length !== patient.sessions || visits.some((v, i) => v.session !== i + 1)) wrong.push(`${id}: sessions`)
    let previous: { at: number; date: string } | null = null
    for (const v of visits) {
      const date = v.start.slice(0, 10)
      const place = `${id} ${v.session} ${v.start}`
      const site = doc.sites.find((s) => s.id === v.site)
      const nurse = doc.nurses.find((n) => n.id === v.nurse)
      if (!site || !patient.sites.includes(v.site) || !site.chairs.includes(v.chair) || !nurse) { wrong.push(`${place}: site, chair or nurse`); continue }
      const own = doc.held.find((h) => h.patient === id && h.session === v.session)
      if (own) { if (own.start !== v.start || own.chair !== v.chair) wrong.push(`${place}: held visit moved`) }
      const { at } = own ? { at: instantOf(own.start, doc.timezone)! } : add(id, v, patient.recovery_min)
      const careEnd = plus(v.start, prepare + infuse + patient.recovery_min, doc.timezone)
      const end = plus(v.start, prepare + infuse + patient.recovery_min + turnover, doc.timezone)
      if (!own) {
        if ((Number(v.start.slice(11, 13)) * 60 + Number(v.start.slice(14))) % doc.grid_min !== 0) wrong.push(`${place}: grid`)
        if (site.closed.includes(date) || !within(v.start, end, site.open.filter((w) => w.weekday === weekday(date)))) wrong.push(`${place}: closed`)
        if (!within(v.start, careEnd, nurse.shifts.filter((s) => s.site === v.site && s.date === date))) wrong.push(`${place}: shift`)
        if (patient.not.includes(date) || date < patient.earliest || !within(v.start, careEnd, patient.available.filter((w) => w.weekday === weekday(date)))) wrong.push(`${place}: patient`)
        if (date < doc.horizon.from || date > doc.horizon.to) wrong.push(`${place}: horizon`)
      }
      if (previous && (at - previous.at < patient.min_gap_h * 60 || dayNumber(date) - dayNumber(previous.date) > patient.max_gap_d)) wrong.push(`${place}: gap`)
      previous = { at, date }
    }
    const first = visits[0]!.start.slice(0, 10)
    const last = visits.at(-1)!.start.slice(0, 10)
    if (dayNumber(last) - dayNumber(first) > patient.complete_within_d) wrong.push(`${id}: longer than ${patient.complete_within_d} days`)
    sum += dayNumber(last) - dayNumber(patient.earliest)
  }
  for (const [i, a] of blocks.entries()) for (const b of blocks.slice(i + 1)) {
    if (a.chair === b.chair && a.at < b.free && b.at < a.free) wrong.push(`${a.who} and ${b.who}: one chair`)
    if (a.nurse === b.nurse && Math.abs(a.at - b.at) < doc.stagger_min) wrong.push(`${a.who} and ${b.who}: stagger`)
  }
  for (const nurse of doc.nurses) {
    const own = blocks.filter((b) => b.nurse === nurse.id)
    for (const { at } of own) for (const moment of [at, at + prepare]) {
      if (own.filter((b) => b.at <= moment && moment < b.cared).length > nurse.max_patients) wrong.push(`${nurse.id}: patients`)
      if (own.filter((b) => b.at + prepare <= moment && moment < b.at + prepare + infuse).length > nurse.max_infusing) wrong.push(`${nurse.id}: infusing`)
    }
  }
  const named = [...answer.placed.map((p) => p.patient), ...answer.unplaced.map((u) => u.patient)].toSorted()
  if (named.join() !== doc.patients.map((p) => p.id).toSorted().join()) wrong.push('not everybody stands in the answer once')
  if (answer.objective.patients !== answer.placed.length || answer.objective.sum_days !== sum) wrong.push(`objective ${JSON.stringify(answer.objective)}, counted ${sum}`)
  if (answer.bound.patients < answer.placed.length || (answer.bound.patients === answer.placed.length && answer.bound.sum_days > sum)) wrong.push(`bound ${JSON.stringify(answer.bound)} is beaten`)
  return wrong
}
