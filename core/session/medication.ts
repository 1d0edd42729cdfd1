// A drug against the standing order that it is given under: range, most of the visit, repeat, who must not have it. Warnings for a person to weigh, each with why;
// nothing here refuses, because a rescue drug is recorded whatever anybody thinks of it (rule SES14). No dose is proposed that the order does not name.
import { MINUTE_MS, roundTo, type Instant } from '../shared/index.ts'
import type { Protocol, StandingOrder } from '../plan/index.ts'
import type { EventOf, PayloadOf } from './events.ts'
import type { SessionView } from './fold.ts'
import type { GateFinding } from './gate.ts'
import { keyWords, limitIn, phrasesOf, speaksOf } from './avoid.ts'
import type { VitalName } from './plausible.ts'

type Given = EventOf<'medication-given'>
export type MedicationAsked = Pick<PayloadOf<'medication-given'>, 'drug' | 'dose' | 'unit' | 'route'> & {
  readonly standingOrder?: string | undefined
  readonly at: Instant
  /** The fact that this one corrects: it does not count as a dose of its own. */
  readonly instead?: string
}
/** What the record knows of the patient. `age`: in years, null when unknown. */
export type KnownOfPatient = { readonly allergies: readonly string[]; readonly conditions: readonly string[]; readonly medications: readonly string[]; readonly age: number | null; /** In kg, null when unknown: for orders by weight. */ readonly weight_kg?: number | null }

const sameDrug = (a: string, b: string): boolean => {
  const [one, other] = [[...keyWords(a)], [...keyWords(b)]]
  return one.length > 0 && other.length > 0 && (one.every((w) => other.includes(w)) || other.every((w) => one.includes(w)))
}

/** The standing order that a drug falls under: the one it names, otherwise the first of its drug. Null when the protocol has none. */
export function standingOrderOf(orders: readonly StandingOrder[], asked: { readonly drug: string; readonly standingOrder?: string | undefined }): StandingOrder | null {
  return orders.find((o) => o.id === asked.standingOrder) ?? orders.find((o) => sameDrug(o.drug, asked.drug)) ?? null
}

/** Doses of the same drug in this visit, in order of time; what was withdrawn does not count. */
export const dosesOf = (view: Pick<SessionView, 'medications'>, drug: string, except?: string): readonly Given[] => view.medications.filter((m) => m.id !== except && sameDrug(m.drug, drug))

/** An amount in the order's unit, or null where the two cannot be converted. */
export function inUnit(amount: number, from: StandingOrder['unit'], to: StandingOrder['unit']): number | null {
  if (from === to) return amount
  if (from === 'ug' && to === 'mg') return amount / 1000
  return from === 'mg' && to === 'ug' ? amount * 1000 : null
}

/** Oxygen, or another gas, that flows at `at`: the last flow that was set up to then; null when it was set to 0 or never. */
export function flowAt(view: Pick<SessionView, 'medications'>, at: Instant): Given | null {
  const last = view.medications.findLast((m) => m.unit === 'L/min' && m.at <= at)
  return last && last.dose > 0 ? last : null
}

/** The doses of an order for this patient, in its unit: by weight where it says so, to a tenth. Null when it is by weight and the weight is not known. */
export function doseRange({ dose, per_kg }: StandingOrder, weight_kg: number | null): StandingOrder['dose'] | null {
  if (per_kg !== true) return dose
  return weight_kg === null ? null : { usual: roundTo(dose.usual * weight_kg, 1), min: roundTo(dose.min * weight_kg, 1), max: roundTo(dose.max * weight_kg, 1) }
}

const unitText = (unit: string): string => (unit === 'ug' ? 'µg' : unit)
const amount = (value: number, unit: string): string => `${roundTo(value, 3)} ${unitText(unit)}`
const minutesApart = (a: Instant, b: Instant): number => roundTo(Math.abs(a - b) / MINUTE_MS, 1)
const SIGN_WORDS: Readonly<Partial<Record<VitalName, string>>> = { pulse_per_min: 'pulse', sbp_mmHg: 'systolic pressure', dbp_mmHg: 'diastolic pressure', spo2_pct: 'SpO2', rr_per_min: 'breathing rate' }

function doseFindings(asked: MedicationAsked, dose: number, order: StandingOrder, { age, weight_kg = null }: KnownOfPatient): string[] {
  const found: string[] = []
  const range = doseRange(order, weight_kg)
  if (!range) return ['the order is by weight, and the weight is not known']
  const { min, max } = range
  if (dose < min || dose > max) found.push(`${amount(dose, order.unit)} is outside the order's ${min === max ? amount(min, order.unit) : `${min} to ${amount(max, order.unit)}`}`)
  if (order.older !== undefined && age !== null && age >= order.older.from_years && dose > order.older.max && dose <= max)
    found.push(`${amount(dose, order.unit)} is more than ${amount(order.older.max, order.unit)}, the most of one dose from ${order.older.from_years} years on`)
  if (asked.route !== order.route) found.push(`route ${asked.route}, the order says ${order.route}`)
  return found
}

function repeatFindings(asked: MedicationAsked, dose: number, order: StandingOrder, others: readonly Given[]): string[] {
  // A flow is set, not added up.
  if (others.length === 0 || order.unit === 'L/min') return []
  const found: string[] = []
  const nearest = others.reduce((a, b) => (Math.abs(b.at - asked.at) < Math.abs(a.at - asked.at) ? b : a))
  const apart = minutesApart(nearest.at, asked.at)
  if (order.most === null && order.repeat_after_min === null) found.push(`the order is for one dose, and ${amount(nearest.dose, nearest.unit)} was given ${apart} min ${nearest.at <= asked.at ? 'before' : 'after'}`)
  if (order.repeat_after_min !== null && Math.abs(nearest.at - asked.at) < order.repeat_after_min * MINUTE_MS) found.push(`${apart} min from the dose ${nearest.at <= asked.at ? 'before' : 'after'}; the order says ${order.repeat_after_min} min between two`)
  const all = others.reduce((sum, m) => sum + (inUnit(m.dose, m.unit, order.unit) ?? 0), dose)
  if (order.most !== null && roundTo(all, 6) > order.most) found.push(`makes ${amount(all, order.unit)} in this visit, more than the order's ${amount(order.most, order.unit)}`)
  return found
}

function avoidFindings(asked: MedicationAsked, order: StandingOrder, view: SessionView, known: KnownOfPatient, orders: readonly StandingOrder[]): string[] {
  return phrasesOf(order.avoid).flatMap((phrase): string[] => {
    const limit = limitIn(phrase)
    if (limit) {
      const last = view.vitals.findLast((v) => v.at <= asked.at && v.values[limit.sign] !== undefined)?.values[limit.sign]
      return last !== undefined && (limit.side === 'below' ? last < limit.limit : last > limit.limit) ? [`not with ${phrase}: the last ${SIGN_WORDS[limit.sign] ?? limit.sign} was ${last}`] : []
    }
    const entry = [...known.conditions, ...known.medications].find((one) => speaksOf(phrase, one))
    if (entry !== undefined) return [`not with ${phrase}: the record has "${entry}"`]
    if (!keyWords(phrase).has('sedative')) return []
    const sedative = view.medications.find((m) => m.id !== asked.instead && !sameDrug(m.drug, asked.drug) && (standingOrderOf(orders, m)?.sedative === true || speaksOf('sedative', m.drug)))
    return sedative ? [`not with ${phrase}: ${sedative.drug} ${amount(sedative.dose, sedative.unit)} was given in this visit`] : []
  })
}

/**
 * What speaks against a dose, worst first, as warnings and notes (`record`): dose outside the order's range, most of the visit, too soon, one dose only, avoid list, allergies,
 * another route or unit; that no medical director has approved the order; that there is no order for it. Empty: nothing was found, which is not that nothing speaks against it.
 */
export function medicationCheck(asked: MedicationAsked, view: SessionView, protocol: Protocol, known: KnownOfPatient): readonly GateFinding[] {
  const orders = protocol.settings.standing_orders
  const order = standingOrderOf(orders, asked)
  const warn = (message: string): GateFinding => ({ rule: order?.id ?? 'SES171', level: 'warn', message, overridableBy: [] })
  const note = (message: string): GateFinding => ({ rule: order?.id ?? 'SES171', level: 'record', message, overridableBy: [] })
  const allergy = known.allergies.find((entry) => [...keyWords(asked.drug)].length > 0 && [...keyWords(asked.drug)].every((word) => keyWords(entry).has(word)))
  const allergic = allergy === undefined ? [] : [{ ...warn(`allergy on the record: ${allergy}`), rule: 'PR-02' }]
  if (!order) return [...allergic, note('the protocol has no standing order for it: say who ordered it')]
  // A flow of 0 is the end of oxygen, not a dose.
  if (order.unit === 'L/min' && asked.unit === 'L/min' && asked.dose === 0) return []
  const dose = inUnit(asked.dose, asked.unit, order.unit)
  const found = dose === null ? [`given in ${unitText(asked.unit)}, the order counts in ${unitText(order.unit)}: the dose is not checked`]
    : [...doseFindings(asked, dose, order, known), ...repeatFindings(asked, dose, order, dosesOf(view, order.drug, asked.instead))]
  const proposed = protocol.approved_at === null ? [note('a proposal: no medical director has approved this order')] : []
  return [...allergic, ...avoidFindings(asked, order, view, known, orders).map(warn), ...found.map(warn), ...proposed]
}
