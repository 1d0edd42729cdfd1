// The note's sentences about what went in: ordered, given, delivered, and where pump and rate do not agree.
import { MINUTE_MS } from '../shared/index.ts'
import { deliveredAt, pumpDisagreement, runningTime } from './delivered.ts'
import type { EventOf } from './events.ts'
import type { Fact } from './fold.ts'
import { figure, type Writer } from './note-sections.ts'

export const DELIVERED_FROM = { 'pump': 'read from the pump', 'pump-and-rate': 'from the pump\'s readings, and from rates and times between them', 'elapsed-rate': 'from recorded rates and times' } as const

/** What was ordered, before the facts of the infusion. */
export function ordered({ view, context: { order } }: Writer): string[] {
  if (!view.infusion) return ['no infusion was given']
  return order ? [`ordered ${figure(order.dose_mg)} mg ketamine (${figure(order.dose_mg_per_kg, 3)} mg/kg on the ${order.weight_basis} weight, ${figure(order.dosing_weight_kg)} kg) over ${figure(order.duration_min)} min, ${figure(order.concentration_mg_per_ml, 3)} mg/mL at ${figure(order.rate_ml_per_h)} mL/h`] : []
}

/** What was delivered, after the facts of the infusion, with where the figure comes from. */
export function delivered({ view, context, time }: Writer): string[] {
  const given = view.infusion
  if (!given) return []
  if (given.stoppedAt === null) return ['the stop was not recorded: what was delivered is not known']
  const sum = deliveredAt(given, given.stoppedAt)
  const lines = [`delivered ${figure(sum.dose_mg, 1)} mg (${figure(sum.dose_mg_per_kg)} mg/kg) in ${figure(sum.volume_mL, 1)} mL, ${DELIVERED_FROM[sum.origin]}; pump running ${Math.round(runningTime(given, given.stoppedAt) / MINUTE_MS)} min${given.bags.length > 1 ? `, ${given.bags.length} bags` : ''}`]
  const apart = context.settings ? pumpDisagreement(given, context.settings.monitor.pump_difference) : null
  if (apart) lines.push(`at ${time(apart.at)} the pump showed ${figure(apart.pump_mL, 1)} mL, rates and times make ${figure(apart.reckoned_mL, 1)} mL: ${figure(Math.abs(apart.difference_mg), 1)} mg ${apart.difference_mg > 0 ? 'more' : 'less'} by the pump`)
  return lines
}

type PumpFact = Fact & { readonly event: EventOf<'pump-read'> }
/** A pump that reports by itself speaks every minute: what says nothing new is one sentence with its first and last reading. */
const isRoutine = (fact: Fact): fact is PumpFact => fact.event.type === 'pump-read' && fact.event.origin !== 'person' && fact.event.alarm === undefined && (fact.event.status ?? 'running') === 'running' && fact.corrections.length === 0

export type Told = { readonly fact: Fact } | { readonly routine: readonly PumpFact[] }
/** The facts in order, with neighbouring routine readings of the pump together. */
export function groupedReadings(facts: readonly Fact[]): readonly Told[] {
  const told: (Told & { routine?: PumpFact[] })[] = []
  for (const fact of facts) {
    const last = told.at(-1)
    if (!isRoutine(fact)) told.push({ fact })
    else if (last?.routine && last.routine[0]!.event.of === fact.event.of && last.routine[0]!.event.origin === fact.event.origin) last.routine.push(fact)
    else told.push({ routine: [fact] })
  }
  return told
}

export function routineWords(readings: readonly PumpFact[], { time }: Writer): string {
  const [first, last] = [readings[0]!.event, readings.at(-1)!.event]
  const simulated = first.origin === 'simulated' ? ' (simulated)' : ''
  const mL = (event: typeof first): string => (event.volume_infused_mL === undefined ? 'unknown' : figure(event.volume_infused_mL))
  return readings.length === 1 ? `${time(first.at)} pump showed ${mL(first)} mL ${first.of === 'bag' ? 'of the bag' : 'since the start'}${simulated}`
    : `${time(first.at)} to ${time(last.at)} pump showed ${mL(first)} to ${mL(last)} mL ${first.of === 'bag' ? 'of the bag' : 'since the start'} in ${readings.length} readings${simulated}`
}
