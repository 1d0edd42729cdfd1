// May this infusion start? The checklist, and what can be known: protocol, order, time-out, vital signs, weight, interval, the nurse's other patients. Clinical reference section 4.
import { DAY_MS, HOUR_MS, roundTo, type Instant } from '../shared/index.ts'
import type { Role } from '../people/index.ts'
import { checkSpacing, type Order, type Protocol } from '../plan/index.ts'
import { mayStartBeside } from './beside.ts'
import { PRESCRIBER } from './checklist.ts'
import { checklistRows, leveled, type ChecklistRow } from './checklist-rows.ts'
import type { SessionView } from './fold.ts'
import { vitalFindings } from './gate-vitals.ts'
import type { GateKnown } from './known.ts'
import { timeOutOf } from './time-out.ts'

export type GateFinding = {
  readonly rule: string
  readonly level: 'block' | 'warn' | 'record'
  readonly message: string
  /** Who may override a block, with a reason. Empty: nobody. */
  readonly overridableBy: readonly Role[]
}

export type StartAsked = {
  readonly view: SessionView
  /** The signed order that applies to this visit. */
  readonly order: Order | null
  readonly protocol: Protocol
  readonly known: GateKnown
  /** The patient's last measured weight. */
  readonly weight: { readonly weight_kg: number; readonly measured_at: Instant } | null
  readonly phase: 'induction' | 'maintenance'
  /** Starts of the patient's earlier infusions, as far as known. */
  readonly earlier: readonly Instant[]
  readonly timeZone: string
  /** This visit, who starts it, and who will watch. */
  readonly session: string
  readonly actor: string
  readonly nurse: string
  /** The bag of this visit; null when nothing was drawn for it. Left out where the site keeps no cabinet. */
  readonly prepared?: { readonly code: string; readonly startBy: Instant } | null
  readonly now: Instant
}

const block = (rule: string, message: string, overridableBy: readonly Role[] = []): GateFinding => ({ rule, level: 'block', message, overridableBy })
const warn = (rule: string, message: string): GateFinding => ({ rule, level: 'warn', message, overridableBy: [] })

function weightFindings({ weight, order, phase, protocol, now }: StartAsked): GateFinding[] {
  if (!weight) return [block('WT-06', 'no measured weight is recorded: weigh first')]
  const most = protocol.settings.start_gate.weight_age_d[phase]
  const findings = now - weight.measured_at > most * DAY_MS
    ? [block('WT-06', `the weight of ${weight.weight_kg} kg is ${Math.floor((now - weight.measured_at) / DAY_MS)} days old, more than ${most} days in ${phase}: weigh again`)] : []
  if (!order) return findings
  const limit = protocol.settings.start_gate.weight_change_pct
  const change = roundTo((100 * Math.abs(weight.weight_kg - order.weight_kg)) / order.weight_kg, 1)
  const text = `${weight.weight_kg} kg now, ${order.weight_kg} kg on the order: a change of ${change} %`
  if (change > limit.block) findings.push(block('WT-06', `${text}, more than ${limit.block} %: weigh again or order again`))
  else if (change > limit.warn) findings.push(warn('WT-06', `${text}, more than ${limit.warn} %`))
  return findings
}

function timeOutFindings({ view, order, actor }: StartAsked): GateFinding[] {
  const timeOut = timeOutOf(view, order)
  if (timeOut.state === 'none') return [block('PR-24', 'time-out: a second person has not checked dose, concentration, rate and volume', PRESCRIBER)]
  if (timeOut.state === 'void') return [block('PR-24', `time-out: ${timeOut.why}; check again`, PRESCRIBER)]
  if (timeOut.check.second === actor) return [block('PR-24', 'time-out: the second person is the one who starts', PRESCRIBER)]
  return timeOut.check.how === 'named' ? [warn('PR-24', 'time-out: the second person is named and has not confirmed it themselves')] : []
}

/** PR-25: whatever was given before the start needs an order. What was given is recorded in any case; here it is only named. */
const premedication = (view: SessionView): GateFinding[] => view.medications.filter((given) => given.standingOrder === undefined && !given.override)
  .map((given) => block('PR-25', `${given.drug} was given before the start and names no order`, PRESCRIBER))

function intervalFindings({ earlier, timeZone, protocol, now }: StartAsked): GateFinding[] {
  const recent = earlier.filter((at) => at < now && now - at < 7 * 24 * HOUR_MS + DAY_MS)
  const known = checkSpacing(recent, 'booster', timeZone, protocol.settings)
  return checkSpacing([...recent, now], 'booster', timeZone, protocol.settings).filter((one) => !known.some((old) => old.message === one.message))
    .map((flag) => (flag.level === 'block' ? block(flag.rule, flag.message, PRESCRIBER) : warn(flag.rule, flag.message)))
}

/** SES213: what is hung was drawn out of the cabinet, and is started in its time (PX-07). Never a block: a drug that is needed is not held back by a book. */
function preparationFindings({ prepared, now }: StartAsked): GateFinding[] {
  if (prepared === undefined) return []
  if (prepared === null) return [warn('SES213', 'nothing was drawn from the cabinet for this visit: the day cannot close')]
  return now > prepared.startBy ? [warn('PX-07', `bag ${prepared.code} was to be started ${Math.ceil((now - prepared.startBy) / 60_000)} min ago`)] : []
}

/** Everything that speaks against starting now, blocks first. An empty list means: start. */
export function mayStart(asked: StartAsked): GateFinding[] {
  const { view, order, protocol, now } = asked
  const { settings } = protocol
  const findings: GateFinding[] = []
  if (view.infusion) findings.push(block('SES5', 'an infusion was started in this visit already'))
  else if (!['expected', 'arrived', 'preparing'].includes(view.state)) findings.push(block('SES5', `the visit is ${view.state}`))
  if (protocol.approved_at === null) findings.push(block('SES20', 'the clinic\'s protocol is not approved by a medical director'))
  if (!order || order.signed_at === null) findings.push(block('SES21', 'no signed order applies to this visit'))
  const ours = [
    ...vitalFindings(view, { settings, onRecord: asked.known.onRecord }, now, asked.timeZone), ...weightFindings(asked), ...intervalFindings(asked), ...premedication(view), ...timeOutFindings(asked), ...preparationFindings(asked),
    ...mayStartBeside({ nurse: asked.nurse, session: asked.session, others: asked.known.beside, now }, settings),
  ].map((finding) => leveled(finding, settings.start_gate.rule_levels))
  findings.push(...startRows(asked).flatMap((row) => row.findings), ...ours)
  if (view.contradictions.length > 0) findings.push(warn('SES10', `${view.contradictions.length} contradiction${view.contradictions.length === 1 ? '' : 's'} in the record of this visit`))
  return findings.sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))
}
const LEVELS: readonly GateFinding['level'][] = ['block', 'warn', 'record']

/** The checklist of this start. */
export const startRows = ({ view, known, protocol, timeZone, now }: Pick<StartAsked, 'view' | 'known' | 'protocol' | 'timeZone' | 'now'>): ChecklistRow[] => checklistRows({ view, known, settings: protocol.settings, timeZone, now })

/** The blocks that an override by `role` with a reason does not lift. Empty: the infusion may start. */
export const unlifted = (findings: readonly GateFinding[], override: { readonly role: string; readonly reason: string } | null): GateFinding[] =>
  findings.filter((finding) => finding.level === 'block' && !(override !== null && override.reason.trim().length >= 3 && finding.overridableBy.includes(override.role as Role)))
