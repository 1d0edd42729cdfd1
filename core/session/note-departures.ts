// What was not as ordered, not as the protocol says, or not as the record should be: named, not hidden.
import { MINUTE_MS, type Instant } from '../shared/index.ts'
import type { StandingOrder } from '../plan/index.ts'
import { deliveredAt } from './delivered.ts'
import { dischargeFindings } from './discharge.ts'
import type { EventOf, EventType, SessionEvent } from './events.ts'
import { fold, type SessionView } from './fold.ts'
import { doseUnit, figure, oneLine, type Writer } from './note-sections.ts'

const standing = (view: SessionView): SessionEvent[] => view.facts.flatMap(({ event, withdrawn }) => (withdrawn ? [] : [event]))
const ofType = <T extends EventType>(view: SessionView, type: T): EventOf<T>[] => standing(view).filter((event): event is EventOf<T> => event.type === type)

function fromOrder({ view, context: { order }, time }: Writer): string[] {
  const given = view.infusion
  if (!given) return []
  if (!order) return ['the infusion has no signed order in this record']
  const lines: string[] = []
  if (given.order !== null && given.order !== order.order) lines.push('the infusion names another order than the one that applies')
  if (given.dose_mg !== order.dose_mg) lines.push(`prepared ${figure(given.dose_mg)} mg, ordered ${figure(order.dose_mg)} mg`)
  if (given.concentration_mg_per_mL !== order.concentration_mg_per_ml) lines.push(`prepared ${figure(given.concentration_mg_per_mL, 3)} mg/mL, ordered ${figure(order.concentration_mg_per_ml, 3)} mg/mL`)
  const rate = given.segments[0]?.rate_mL_per_h
  if (rate !== undefined && rate !== order.rate_ml_per_h) lines.push(`started at ${figure(rate)} mL/h, ordered ${figure(order.rate_ml_per_h)} mL/h`)
  for (const change of ofType(view, 'infusion-rate-changed')) if (change.rate_mL_per_h > order.rate_ml_per_h) lines.push(`${time(change.at)} rate ${figure(change.rate_mL_per_h)} mL/h is above the ordered ${figure(order.rate_ml_per_h)} mL/h`)
  for (const bag of ofType(view, 'bag-changed')) if (bag.concentration_mg_per_mL !== order.concentration_mg_per_ml) lines.push(`${time(bag.at)} the new bag has ${figure(bag.concentration_mg_per_mL, 3)} mg/mL, ordered ${figure(order.concentration_mg_per_ml, 3)} mg/mL`)
  for (const extra of ofType(view, 'volume-added')) if (extra.what === 'drug') lines.push(`${time(extra.at)} ${figure(extra.volume_mL)} mL of the mixture beyond what was prepared`)
  if (given.stoppedAt !== null) {
    const { dose_mg } = deliveredAt(given, given.stoppedAt)
    // To a tenth of a milligram, as doses are ordered: less is the rounding of a pump's display.
    if (Math.abs(dose_mg - order.dose_mg) >= 0.1) lines.push(`delivered ${figure(dose_mg, 1)} mg of ${figure(order.dose_mg)} mg ordered`)
  }
  return lines
}

function timeOut({ view }: Writer): string[] {
  const start = ofType(view, 'infusion-started')[0]
  if (!start) return []
  const lines: string[] = []
  if (start.checkedBy === undefined && view.timeOut === null) lines.push('no second person checked at the time-out')
  if (start.checkedBy === start.actor || view.timeOut?.second === start.actor) lines.push('the second person of the time-out is the one who started')
  if (view.timeOut?.how === 'named') lines.push('the second person of the time-out was named, and did not confirm it themselves')
  if (view.timeOut) {
    const differs = (['dose_mg', 'volume_mL', 'concentration_mg_per_mL', 'rate_mL_per_h'] as const).filter((name) => view.timeOut![name] !== start[name])
    if (differs.length > 0) lines.push(`what was started is not what was checked at the time-out: ${differs.map((name) => `${name.split('_')[0]} ${figure(start[name], 3)} instead of ${figure(view.timeOut![name], 3)} ${name.slice(name.indexOf('_') + 1).replace('_per_', '/')}`).join(', ')}`)
  }
  return lines
}

/** Everything that was done against a block, by whom and why. */
function overrides({ view, context, time }: Writer): string[] {
  return standing(view).flatMap((event) => ('override' in event && event.override ? [`${time(event.at)} ${event.type === 'infusion-started' ? 'started against the gate' : event.type.replaceAll('-', ' ')}, overridden by ${event.override.role}: ${oneLine(event.override.reason)} – ${context.nameOf(event.actor)}`] : []))
}

function medicationsOutside({ view, context, time }: Writer): string[] {
  const orders: readonly StandingOrder[] | undefined = context.settings?.standing_orders
  if (!orders) return []
  const lines: string[] = []
  const sums = new Map<string, number>()
  for (const given of ofType(view, 'medication-given')) {
    if (given.standingOrder === undefined) continue
    const order = orders.find(({ id }) => id === given.standingOrder)
    if (!order) { lines.push(`${time(given.at)} ${given.drug} names the standing order ${given.standingOrder}, which the protocol does not have`); continue }
    const unit = doseUnit(order.unit)
    if (given.drug.toLowerCase() !== order.drug.toLowerCase() || given.unit !== order.unit || given.route !== order.route) { lines.push(`${time(given.at)} ${given.drug} ${figure(given.dose, 3)} ${doseUnit(given.unit)} ${given.route} is not what standing order ${order.id} says (${order.drug} ${order.route}, ${unit})`); continue }
    if (given.dose < order.dose.min || given.dose > order.dose.max) lines.push(`${time(given.at)} ${given.drug} ${figure(given.dose, 3)} ${unit} is ${order.dose.min === order.dose.max ? 'not the' : `outside ${figure(order.dose.min, 3)} to`} ${figure(order.dose.max, 3)} ${unit} of standing order ${order.id}`)
    const sum = (sums.get(order.id) ?? 0) + given.dose
    sums.set(order.id, sum)
    // Rates (L/min of oxygen) do not add up.
    if (order.unit !== 'L/min' && sum > (order.most ?? order.dose.max)) lines.push(`${time(given.at)} ${given.drug} ${figure(sum, 3)} ${unit} in all is more than ${figure(order.most ?? order.dose.max, 3)} ${unit} of standing order ${order.id}`)
  }
  return lines
}

/** Stretches without a blood pressure that are longer than the protocol's interval of the phase and its lateness. */
export function unwatched(view: SessionView, monitor: NonNullable<Writer['context']['settings']>['monitor']): readonly { readonly from: Instant; readonly to: Instant; readonly every_min: number }[] {
  const given = view.infusion
  if (!given) return []
  const end = view.dischargedAt ?? view.vitals.at(-1)?.at ?? given.startedAt
  const times = [given.startedAt, ...view.vitals.filter((v) => v.values.sbp_mmHg !== undefined && v.at > given.startedAt && v.at < end).map((v) => v.at), end]
  return times.slice(1).flatMap((to, i) => {
    const from = times[i]!
    const every_min = given.stoppedAt !== null && to > given.stoppedAt ? monitor.vitals_every_min.recovery : monitor.vitals_every_min.default
    return to - from > (every_min + monitor.late_min.flag) * MINUTE_MS ? [{ from, to, every_min }] : []
  })
}

function watching({ view, context, time }: Writer): string[] {
  const given = view.infusion
  if (!given || !context.settings) return []
  const { monitor } = context.settings
  const quiet = ofType(view, 'quiet-cuff-set')
  const lines = unwatched(view, monitor).map(({ from, to, every_min }) => `no blood pressure from ${time(from)} to ${time(to)}, ${Math.round((to - from) / MINUTE_MS)} min; due every ${every_min} min${quiet.some((set) => set.at < to && set.until > from) ? '; the cuff was left off' : ''}`)
  const { from, to } = monitor.peak_reading_min
  const ran = given.stoppedAt === null ? 0 : (given.stoppedAt - given.startedAt) / MINUTE_MS
  if (ran >= to && !view.vitals.some((v) => v.values.sbp_mmHg !== undefined && v.at >= given.startedAt + from * MINUTE_MS && v.at <= given.startedAt + to * MINUTE_MS)) lines.push(`no blood pressure between minute ${from} and ${to} of the infusion`)
  return lines
}

/** What of the protocol's conditions was not met when the patient left, judged by what was known then. */
function leaving({ view, context }: Writer): string[] {
  if (view.dischargedAt === null || !context.settings || !view.infusion) return []
  const known = fold(standing(view).filter((event) => event.at <= view.dischargedAt!))
  return dischargeFindings(known, context.settings, view.dischargedAt).flatMap((finding) => (finding.level === 'block' ? [`discharged although ${finding.message}`] : []))
}

export function departures(writer: Writer): string[] {
  const { view } = writer
  const simulated = view.vitals.filter((v) => v.origin === 'simulated').length
  return [
    ...fromOrder(writer), ...timeOut(writer), ...overrides(writer), ...(view.infusion?.stoppedWhy === 'early' ? ['the infusion was stopped before its end'] : []), ...medicationsOutside(writer), ...watching(writer), ...leaving(writer),
    ...(simulated > 0 ? [`${simulated} of ${view.vitals.length} sets of vital signs are simulated and are not measurements of a person`] : []),
    ...view.contradictions.map(({ kind, events }) => `contradiction not settled: ${kind.replaceAll('-', ' ')} (${events.length} fact${events.length === 1 ? '' : 's'})`),
  ]
}
