/*
May the patient go home? Every condition of the protocol, whether it is met, what is known of it and what would clear it (clinical reference section 6,
rules RC-01 to RC-04, CA-05). What the log knows fills a condition by itself: a score, a reading, an IV check, instructions that were given. Only the rest is a
tick of the person who discharges; a tick never stands against a fact that says otherwise.
*/
import { MINUTE_MS, type Instant } from '../shared/index.ts'
import type { Role } from '../people/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import { aldreteTotal } from './aldrete.ts'
import { signConditions } from './discharge-signs.ts'
import type { EventOf } from './events.ts'
import type { SessionView } from './fold.ts'
import type { GateFinding } from './gate.ts'
import { padssTotal } from './padss.ts'
import { factsOf, lastSince } from './recovery-facts.ts'
import { prolongedRecovery, recoveryEnds, recoveryMinutes } from './recovery-minutes.ts'

export type DischargeConditionId = 'time' | 'aldrete' | 'padss' | 'oriented' | 'gait' | 'dissociation' | 'iv' | 'mood' | 'escort' | 'instructions' | 'sedation' | 'pressure' | 'pulse' | 'spo2'
export type DischargeCondition = {
  readonly id: DischargeConditionId
  readonly rule: string
  readonly label: string
  readonly met: boolean
  /** What the log says about it, values with their units; null when nothing. */
  readonly known: string | null
  /** What is not met, each in words; empty when met. */
  readonly missing: readonly string[]
  /** What would clear it. */
  readonly clear: string
  /** What it waits for: the clock, the patient, new sets of vital signs, or somebody's hand. */
  readonly wait: 'clock' | 'patient' | 'sets' | 'hand'
  /** New sets of vital signs that it takes at least. */
  readonly sets: number
  readonly overridableBy: readonly Role[]
}
export type DischargeFinding = GateFinding & { readonly condition?: DischargeConditionId; /** What would clear it. */ readonly clear?: string }

const PRESCRIBER: readonly Role[] = ['prescriber', 'medical-director']
const DIRECTOR: readonly Role[] = ['medical-director']
const MOAAS_AWAKE = 5

type Part = Pick<DischargeCondition, 'id' | 'label' | 'known' | 'missing' | 'clear' | 'wait'> & { readonly sets?: number }
type Scored = EventOf<'discharge-scored'> | null
type Criterion = keyof NonNullable<EventOf<'discharge-scored'>['criteria']>

function scoreParts(scored: Scored, { recovery }: ProtocolSettings): Part[] {
  const aldrete: string[] = []
  const padss: string[] = []
  if (!scored) aldrete.push('the modified Aldrete score is not taken')
  else {
    const total = aldreteTotal(scored.aldrete)
    if (total < recovery.aldrete_min) aldrete.push(`modified Aldrete ${total} of 10 is below ${recovery.aldrete_min}`)
    if (Object.values(scored.aldrete).includes(0)) aldrete.push('an item of the modified Aldrete score is 0')
  }
  if (!scored?.padss) padss.push('the modified PADSS is not taken')
  else if (padssTotal(scored.padss) < recovery.padss_min) padss.push(`modified PADSS ${padssTotal(scored.padss)} of 10 is below ${recovery.padss_min}`)
  return [
    { id: 'aldrete', label: `Modified Aldrete at least ${recovery.aldrete_min}, no item 0`, known: scored ? `${aldreteTotal(scored.aldrete)} of 10` : null, missing: aldrete, clear: scored ? 'wait, then score again' : 'take the score', wait: scored ? 'patient' : 'hand' },
    { id: 'padss', label: `Modified PADSS at least ${recovery.padss_min}`, known: scored?.padss ? `${padssTotal(scored.padss)} of 10` : null, missing: padss, clear: scored?.padss ? 'wait, then score again' : 'take the score', wait: scored?.padss ? 'patient' : 'hand' },
  ]
}

/** A condition that a person confirms; `known` says that they did. */
function ticked(scored: Scored, id: DischargeConditionId, name: Criterion, label: string, clear: string, wait: Part['wait'] = 'hand'): Part {
  const value = scored?.criteria?.[name]
  const words = label.charAt(0).toLowerCase() + label.slice(1).replace(/ \(.*\)$/, '')
  return { id, label, known: value === true ? 'confirmed' : null, missing: value === true ? [] : [`not confirmed: ${label === 'IV line removed' ? label : words}`], clear, wait }
}

/** The modified PADSS sees the walk: who needs help, or is dizzy, does not walk steadily, whatever else is ticked. */
function gaitPart(scored: Scored): Part {
  const tick = ticked(scored, 'gait', 'steadyGait', 'Steady gait', 'see the patient walk')
  const walk = scored?.padss?.ambulation
  if (walk === undefined || scored?.criteria?.steadyGait === false) return tick
  return walk === 2 ? { ...tick, known: 'steady gait, no dizziness (PADSS)', missing: [] }
    : { ...tick, known: `walking ${walk} of 2 (PADSS)`, missing: [walk === 1 ? 'walks only with assistance' : 'does not walk, or is dizzy'], clear: 'wait, then see the patient walk again', wait: 'patient' }
}

/** CA-05: scores taken after the stop decide; without one the tick does. */
function dissociationPart(view: SessionView, scored: Scored, { recovery }: ProtocolSettings, stoppedAt: Instant): Part {
  const [plain, cadss] = (['0-10', 'CADSS-6'] as const).map((scale) => lastSince(view, 'dissociation-scored', stoppedAt, (event) => event.scale === scale))
  if (!plain && !cadss) return ticked(scored, 'dissociation', 'dissociationAtBaseline', 'Dissociation back at baseline', 'ask how far away the patient feels, 0 to 10')
  const startedAt = view.infusion!.startedAt
  const before = factsOf(view, 'dissociation-scored').findLast((event) => event.scale === 'CADSS-6' && event.at <= startedAt)?.score ?? 0
  const missing: string[] = []
  if (plain && plain.score > recovery.dissociation_at_most) missing.push(`dissociation ${plain.score} of 10 is above ${recovery.dissociation_at_most}`)
  if (cadss && cadss.score > before + recovery.cadss6_above_baseline) missing.push(`CADSS-6 ${cadss.score} is more than ${recovery.cadss6_above_baseline} above the baseline of ${before}`)
  const known = [plain ? `${plain.score} of 10` : '', cadss ? `CADSS-6 ${cadss.score}, before ${before}` : ''].filter((words) => words !== '').join('; ')
  return { id: 'dissociation', label: 'Dissociation back at baseline', known, missing, clear: 'wait, then ask again', wait: 'patient' }
}

function sedationPart(view: SessionView, stoppedAt: Instant): Part {
  const scored = lastSince(view, 'sedation-scored', stoppedAt, (event) => event.scale === 'MOAA/S')
  const later = scored && lastSince(view, 'sedation-scored', scored.at, (event) => event.scale === 'RASS' && event.score < 0)
  const missing = !scored ? ['MOAA/S not scored in recovery'] : scored.score < MOAAS_AWAKE ? [`MOAA/S ${scored.score}, not ${MOAAS_AWAKE}`] : later ? [`RASS ${later.score} after the last MOAA/S`] : []
  return { id: 'sedation', label: `MOAA/S ${MOAAS_AWAKE}, fully awake`, known: scored ? `MOAA/S ${scored.score}` : null, missing, clear: scored ? 'wait, then score again' : 'score MOAA/S', wait: scored ? 'patient' : 'hand' }
}

/** The IV checks decide: every site whose last check says removed. A later tick counts for a site that nobody checked out. */
function ivPart(view: SessionView, scored: Scored): Part {
  const last = new Map(view.ivChecks.map((check) => [`${check.side ?? ''} ${check.site}`, check]))
  const open = [...last.values()].filter((check) => check.finding !== 'removed')
  const tick = ticked(scored, 'iv', 'ivRemoved', 'IV line removed', 'take the line out and record the check')
  if (last.size > 0 && open.length === 0) return { ...tick, known: 'removed (IV check)', missing: [] }
  const after = open.find((check) => scored !== null && check.at > scored.at)
  return after ? { ...tick, known: `${after.side ? `${after.side} ` : ''}${after.site}: ${after.finding}`, missing: [`not removed: IV line, ${after.side ? `${after.side} ` : ''}${after.site}`] } : tick
}

function instructionsPart(view: SessionView, scored: Scored, stoppedAt: Instant): Part {
  const tick = ticked(scored, 'instructions', 'instructionsGiven', 'Instructions given', 'print, send or read them out')
  const given = view.instructions && view.instructions.at >= stoppedAt ? view.instructions : null
  return given ? { ...tick, known: given.how, missing: [] } : tick
}

function timePart(view: SessionView, settings: ProtocolSettings, stoppedAt: Instant, now: Instant, isFirst: boolean): Part {
  const { floor, why } = recoveryMinutes(view, isFirst, settings)
  const { floorAt, from, drug } = recoveryEnds(view, isFirst, settings, stoppedAt)
  const minutes = Math.floor((now - from) / MINUTE_MS)
  const since = drug === null ? 'since the stop' : `since ${drug}`
  return {
    id: 'time', label: `At least ${floor} min ${drug === null ? 'after the stop' : `after ${drug}`}${why === '' || floor === settings.recovery.min_minutes.default ? '' : `, ${why}`}`, known: `${minutes} min ${since}`,
    missing: now < floorAt ? [`${minutes} min ${since}, less than ${floor} min`] : [], clear: `${Math.ceil((floorAt - now) / MINUTE_MS)} min more`, wait: 'clock',
  }
}

/** Every condition of discharge in the order in which it is looked at; empty before the stop. `isFirst`: the patient's first infusion. */
export function dischargeConditions(view: SessionView, settings: ProtocolSettings, now: Instant, isFirst = false): DischargeCondition[] {
  const stoppedAt = view.infusion?.stoppedAt ?? null
  if (stoppedAt === null) return []
  const scored = view.dischargeScore !== null && view.dischargeScore.at >= stoppedAt ? view.dischargeScore : null
  const parts: readonly Part[] = [
    timePart(view, settings, stoppedAt, now, isFirst), ...scoreParts(scored, settings), ticked(scored, 'oriented', 'oriented', 'Oriented to person, place and time', 'ask', 'hand'), gaitPart(scored),
    dissociationPart(view, scored, settings, stoppedAt), ivPart(view, scored), ticked(scored, 'mood', 'moodChecked', 'Mood and suicide risk checked', 'ask'), ticked(scored, 'escort', 'escortPresent', 'Escort present', 'wait for the escort, or call'),
    instructionsPart(view, scored, stoppedAt), sedationPart(view, stoppedAt), ...signConditions(view, settings, stoppedAt),
  ]
  return parts.map((part) => ({ ...part, rule: part.id === 'time' ? 'RC-01' : part.id === 'dissociation' ? 'CA-05' : 'RC-02', met: part.missing.length === 0, sets: part.sets ?? 0, overridableBy: part.id === 'time' ? DIRECTOR : PRESCRIBER }))
}

/** What is worth a word beside the conditions: a longer stay that is advised, vital signs that are old, a recovery that goes on (RC-04). */
function remarks(view: SessionView, settings: ProtocolSettings, now: Instant, isFirst: boolean, stoppedAt: Instant, unmet: boolean): DischargeFinding[] {
  const remark = (rule: string, message: string, clear: string): DischargeFinding => ({ rule, level: 'warn', message, overridableBy: [], clear })
  const found: DischargeFinding[] = []
  const { floorAt, advisedAt, from } = recoveryEnds(view, isFirst, settings, stoppedAt)
  const { advised, why } = recoveryMinutes(view, isFirst, settings)
  if (now >= floorAt && now < advisedAt) found.push(remark('RC-01', `${Math.floor((now - from) / MINUTE_MS)} min since the stop; ${advised} min are advised here: ${why}`, `${Math.ceil((advisedAt - now) / MINUTE_MS)} min more`))
  const { vitals_every_min, late_min } = settings.monitor
  const last = view.vitals.findLast((v) => v.at >= stoppedAt && v.values.sbp_mmHg !== undefined)
  if (last && now - last.at >= (vitals_every_min.recovery + late_min.flag) * MINUTE_MS) found.push(remark('MN-08', `the last pressure is ${Math.floor((now - last.at) / MINUTE_MS)} min old, due every ${vitals_every_min.recovery} min`, 'take vital signs'))
  const prolonged = unmet ? prolongedRecovery(view, settings, now) : null
  if (prolonged?.wanted === true) found.push(prolonged.stage === 'transfer'
    ? remark('RC-04', `not ready ${prolonged.minutes} min after the stop: decide on transfer`, 'a prescriber decides and records it')
    : remark('RC-04', `not ready ${prolonged.minutes} min after the stop: a prescriber has to see the patient`, 'a prescriber looks and records it'))
  return found
}

/** What speaks against discharge now, blocks first. Empty: the patient may go. `isFirst`: the patient's first infusion. Blocks name who may override them with a reason. */
export function dischargeFindings(view: SessionView, settings: ProtocolSettings, now: Instant, isFirst = false): DischargeFinding[] {
  const stoppedAt = view.infusion?.stoppedAt ?? null
  if (stoppedAt === null) return [{ rule: 'SES13', level: 'block', message: view.infusion ? 'the infusion has not been stopped' : 'no infusion was given', overridableBy: [] }]
  const blocks = dischargeConditions(view, settings, now, isFirst).flatMap(({ id, rule, missing, clear, overridableBy }) => missing.map((message): DischargeFinding => ({ rule, level: 'block', message, overridableBy, condition: id, clear })))
  return [...blocks, ...remarks(view, settings, now, isFirst, stoppedAt, blocks.length > 0)]
}
