// From the log of a visit to what the models take: input that is constant between moments, exactly as much as the chart says was given, and what speaks against a curve.
import { noCurve, segmentsOf, type DoseEvent, type NoCurve, type Segment } from '@chairside/core/pk'
import { deliveredAt, type Infusion, type SessionView } from '@chairside/core/session'
import { localTime, MINUTE_MS, SECOND_MS, type Instant } from '@chairside/core/shared'

export type PkPatient = { readonly weight_kg: number | null; readonly age_y: number | null; readonly isPregnant: boolean }
/** The same for as long as the log is the same, while no drug runs: what hangs on the present moment is said by `lastOf`. */
export type PkHistory = { readonly startedAt: Instant; readonly weight_kg: number; readonly segments: readonly Segment[]; readonly moments: readonly { readonly at: Instant; readonly what: string }[] }
/** `now` counts only while the drug runs. */
export type PkAsked = { readonly view: SessionView; readonly patient: PkPatient; readonly now: Instant; readonly longestGap_min: number }

/** A drug given from a bag is followed this finely between the moments of the chart: a bag that runs empty ends within it. */
const GRAIN_MS = MINUTE_MS

const WHAT: Readonly<Record<string, string>> = { 'infusion-started': 'start', 'infusion-rate-changed': 'rate changed', 'infusion-paused': 'pause', 'infusion-resumed': 'resumed', 'infusion-stopped': 'stop', 'bag-changed': 'new bag', 'volume-added': 'volume added' }

/** A start without a checklist is out of its order and no doubt about its time. */
const BEFORE: readonly SessionView['state'][] = ['expected', 'arrived', 'preparing']

/** The longest time, in ms, during which nothing was charted while the drug ran. */
function longestGap(view: SessionView, infusion: Infusion, end: Instant): number {
  const times = view.facts.filter(({ withdrawn, event }) => !withdrawn && event.at >= infusion.startedAt && event.at <= end).map(({ event }) => event.at).toSorted((a, b) => a - b)
  return [...times.slice(1), end].reduce((most, at, i) => Math.max(most, at - (times[i] ?? at)), 0)
}

/** What each moment's rate is: between two of them the chart's own sum of milligrams, spread evenly. */
function eventsOf(infusion: Infusion, end: Instant): DoseEvent[] {
  const marks = new Set<number>([infusion.startedAt, end, ...infusion.segments.flatMap((s) => [s.from, s.to ?? end]), ...infusion.bags.map((b) => b.from), ...infusion.pumpReadings.map((r) => r.at)])
  for (let at: number = infusion.startedAt; at < end; at += GRAIN_MS) marks.add(at)
  const times = [...marks].filter((at) => at >= infusion.startedAt && at <= end).toSorted((a, b) => a - b)
  const events = times.slice(0, -1).map((from, i): DoseEvent => {
    const to = times[i + 1]!
    const mg = deliveredAt(infusion, to as Instant).dose_mg - deliveredAt(infusion, from as Instant).dose_mg
    return { t_s: (from - infusion.startedAt) / SECOND_MS, type: 'rate', mg_per_min: Math.max(0, mg) / ((to - from) / MINUTE_MS) }
  })
  return [...events, { t_s: (end - infusion.startedAt) / SECOND_MS, type: 'stop' }]
}

/** The history for the models, or every reason why there is no curve (PK9); null when no infusion was started. */
export function historyOf({ view, patient, now, longestGap_min }: PkAsked): { readonly history: PkHistory | null; readonly refusals: readonly NoCurve[] } | null {
  const { infusion } = view
  if (!infusion) return null
  const end = infusion.stoppedAt ?? now
  // The models scale with the body as it is; another dosing weight is not the body's.
  const weight_kg = infusion.weight_basis === 'actual' ? infusion.weight_kg : patient.weight_kg
  const byRate = deliveredAt({ ...infusion, pumpReadings: [], pumpVolume_mL: null, bags: infusion.bags.map((bag) => ({ ...bag, read_mL: null })) }, end).dose_mg
  const given = deliveredAt(infusion, end)
  const gap_min = longestGap(view, infusion, end) / MINUTE_MS
  const refusals = [
    ...noCurve({ weight_kg, age_y: patient.age_y, isPregnant: patient.isPregnant, isRacemicBase: true, charted_mg: byRate, pump_mg: given.origin === 'elapsed-rate' ? null : given.dose_mg, hasConcentration: infusion.bags.every((bag) => bag.concentration_mg_per_mL > 0), isTimeInDoubt: view.contradictions.some((c) => c.kind === 'two-starts' || c.kind === 'two-rates' || (c.kind === 'out-of-state' && !BEFORE.includes(c.state))) }),
    ...(gap_min > longestGap_min ? [{ why: `nothing was charted for ${Math.round(gap_min)} min while the drug ran` }] : []),
  ]
  if (refusals.length > 0 || weight_kg === null) return { history: null, refusals }
  const moments = view.facts.flatMap(({ event, withdrawn }) => { const what = WHAT[event.type]; return withdrawn || what === undefined ? [] : [{ at: event.at, what }] }).toSorted((a, b) => a.at - b.at)
  return { refusals, history: { startedAt: infusion.startedAt, weight_kg, segments: segmentsOf(eventsOf(infusion, end)), moments } }
}

/** The last event of the history and its age, in words: it stands beside every curve (PK10). */
export function lastOf({ moments }: PkHistory, now: Instant, timeZone: string): string {
  const last = moments.at(-1)
  if (!last) return 'none'
  const age_min = Math.max(0, Math.round((now - last.at) / MINUTE_MS))
  return `${last.what} at ${localTime(last.at, timeZone)}${age_min < 24 * 60 ? `, ${age_min} min ago` : ''}`
}
