// More of the mixture, a new bag, another rate: against the signed order and the protocol's limits of dose. Asked before it is done; what has gone in already is recorded, with why.
import { roundTo, type Instant } from '../shared/index.ts'
import type { Role } from '../people/index.ts'
import type { Order, ProtocolSettings } from '../plan/index.ts'
import { deliveredAt } from './delivered.ts'
import type { Infusion } from './fold.ts'
import type { GateFinding } from './gate.ts'

const PRESCRIBER: readonly Role[] = ['prescriber', 'medical-director']
const DIRECTOR: readonly Role[] = ['medical-director']
type Dose = ProtocolSettings['dose']

/** Milligrams that may come to be given: everything that hangs or hung. A bag that was taken off early counts with what it gave. */
function mgInAll(infusion: Infusion): number {
  const last = infusion.bags.at(-1)!
  const before = infusion.bags.length === 1 ? 0 : deliveredAt(infusion, last.from).dose_mg
  return before + last.volume_mL * last.concentration_mg_per_mL
}

/** The limits of one dose, in mg and in mg/kg of the dosing weight, for `total_mg` in all. */
function limitsPassed(total_mg: number, weight_kg: number, dose: Dose): GateFinding[] {
  const perKg = roundTo(total_mg / weight_kg, 3)
  const total = roundTo(total_mg, 1)
  const found: GateFinding[] = []
  const check = (value: number, unit: string, rule: string, limits: { readonly warn: number; readonly attest: number; readonly block: number }): void => {
    const text = (limit: number): string => `${value} ${unit} in all, more than ${limit} ${unit}`
    if (value > limits.block) found.push({ rule, level: 'block', message: text(limits.block), overridableBy: DIRECTOR })
    else if (value > limits.attest) found.push({ rule, level: 'block', message: text(limits.attest), overridableBy: PRESCRIBER })
    else if (value > limits.warn) found.push({ rule, level: 'warn', message: text(limits.warn), overridableBy: [] })
  }
  check(perKg, 'mg/kg', 'DS-11', { warn: dose.warn_mg_per_kg, attest: dose.attest_mg_per_kg, block: dose.block_mg_per_kg })
  check(total, 'mg', 'DS-13', { warn: dose.warn_mg, attest: dose.attest_mg, block: dose.block_mg })
  return found
}

/** What is rounded away between an order and a bag must not look like more drug: an order's dose has one decimal, a concentration three. */
const withRounding = (ordered_mg: number): number => ordered_mg * 1.005 + 0.1

function against(total_mg: number, infusion: Infusion, order: Order | null, dose: Dose): GateFinding[] {
  const ordered = order?.dose_mg ?? infusion.dose_mg
  const more: GateFinding[] = total_mg > withRounding(ordered)
    ? [{ rule: 'SES173', level: 'block', message: `${roundTo(total_mg, 1)} mg in all, the ${order ? 'signed order' : 'start'} says ${ordered} mg: a prescriber orders more`, overridableBy: PRESCRIBER }] : []
  return [...more, ...limitsPassed(total_mg, infusion.weight_kg, dose)]
}

export type VolumeAsked = {
  readonly what: 'drug' | 'flush' | 'saline' | 'new-bag'
  readonly volume_mL: number
  /** Of a new bag; drug that is added has the concentration of the bag that hangs. */
  readonly concentration_mg_per_mL?: number
  readonly at: Instant
  /** It has gone in: nothing can be held back any more, so that blocks become warnings that ask for a reason. */
  readonly given: boolean
}

/** What speaks against more volume. Flush and saline carry no drug and are never questioned; drug without a running infusion has no bag to be added to. */
export function addedVolumeCheck(asked: VolumeAsked, infusion: Infusion | null, order: Order | null, { dose }: Pick<ProtocolSettings, 'dose'>): readonly GateFinding[] {
  if (asked.what === 'flush' || asked.what === 'saline') return []
  if (!infusion || infusion.stoppedAt !== null) return [{ rule: 'SES13', level: 'block', message: 'no infusion is running that it could be added to', overridableBy: [] }]
  const total = asked.what === 'new-bag'
    ? deliveredAt(infusion, asked.at).dose_mg + asked.volume_mL * (asked.concentration_mg_per_mL ?? 0)
    : mgInAll(infusion) + asked.volume_mL * infusion.bags.at(-1)!.concentration_mg_per_mL
  const found = against(total, infusion, order, dose)
  return asked.given ? found.map((f) => (f.level === 'block' ? { ...f, level: 'warn', overridableBy: [] } : f)) : found
}

/** What speaks against a rate in mL/h: dose per weight and hour (DS-12), and a small vein (PX-12). Warnings: the pump is set by hand, and this records what it does. */
export function rateCheck(rate_mL_per_h: number, infusion: Infusion, { dose }: Pick<ProtocolSettings, 'dose'>): readonly GateFinding[] {
  const hourly = roundTo((rate_mL_per_h * infusion.bags.at(-1)!.concentration_mg_per_mL) / infusion.weight_kg, 3)
  const limit = hourly > dose.rate_block_mg_per_kg_h ? dose.rate_block_mg_per_kg_h : hourly > dose.rate_warn_mg_per_kg_h ? dose.rate_warn_mg_per_kg_h : null
  return [
    ...(limit === null ? [] : [{ rule: 'DS-12', level: 'warn' as const, message: `${hourly} mg/kg/h, more than ${limit} mg/kg/h`, overridableBy: [] }]),
    ...(rate_mL_per_h > dose.warn_ml_per_h ? [{ rule: 'PX-12', level: 'warn' as const, message: `${rate_mL_per_h} mL/h, more than ${dose.warn_ml_per_h} mL/h: fast for a small vein`, overridableBy: [] }] : []),
  ]
}
