// The note of a visit, written from its facts in plain sentences. The same facts always give the same text: a signature binds to the hash of that text,
// so a fact that arrives late, or a correction, shows as a text that is no longer the signed one. A later version may word a sentence differently: whoever
// stores a signature stores the signed text with it.
import { localDate, localTime, MINUTE_MS, roundTo, type Instant } from '../shared/index.ts'
import type { Order } from '../plan/index.ts'
import { aldreteTotal } from './aldrete.ts'
import { deliveredAt, runningTime } from './delivered.ts'
import type { Fact, SessionView } from './fold.ts'
import type { ChecklistItem } from './gate.ts'
import { CHECKLIST } from './gate.ts'
import { VITAL_FIELDS, VITAL_NAMES, type VitalName } from './plausible.ts'

export type NoteContext = {
  readonly timeZone: string
  readonly ordinal: number
  readonly planned_sessions: number | null
  readonly chair_name: string
  readonly order: Order | null
  /** Names an actor: a staff id, or `device:<name>`. */
  readonly nameOf: (actor: string) => string
  readonly checklist?: readonly ChecklistItem[]
}
export type NoteSection = { readonly title: string; readonly lines: readonly string[] }
export type Note = {
  readonly sections: readonly NoteSection[]
  /** What is signed: every section, without signatures and amendments. */
  readonly text: string
  /** Signatures and amendments, which come after the text and are not part of it. */
  readonly after: readonly string[]
}

const SIGNS: Readonly<Record<VitalName, string>> = {
  sbp_mmHg: 'systolic pressure', dbp_mmHg: 'diastolic pressure', map_mmHg: 'mean pressure', pulse_per_min: 'pulse', spo2_pct: 'SpO2', rr_per_min: 'breathing rate', etco2_mmHg: 'EtCO2', temp_Cel: 'temperature',
}
const unit = (name: VitalName): string => VITAL_FIELDS[name].unit.replace('mm[Hg]', 'mmHg').replace('Cel', '°C')
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]”?$/.test(text) ? '' : '.'}`
const minutesBetween = (from: Instant, to: Instant): number => Math.round((to - from) / MINUTE_MS)

type Writer = { readonly view: SessionView; readonly context: NoteContext; readonly time: (at: Instant) => string }

function arrival({ view, context, time }: Writer): string[] {
  const first = view.facts.find((fact) => !fact.withdrawn)
  const visit = `Visit ${context.ordinal}${context.planned_sessions === null ? '' : ` of ${context.planned_sessions}`}, chair ${context.chair_name}${first ? `, ${localDate(first.event.at, context.timeZone)}` : ''}`
  return [visit, ...(view.arrivedAt === null ? ['arrival was not recorded'] : [`arrived ${time(view.arrivedAt)}`])]
}

function gate({ view, context, time }: Writer): string[] {
  const labels = new Map((context.checklist ?? CHECKLIST).map((item) => [item.id, item.label]))
  return Object.values(view.checklist).sort((a, b) => a.at - b.at).map((one) =>
    `${time(one.at)} ${labels.get(one.item) ?? one.item}: ${one.answer ?? 'confirmed'}${one.override ? ` (overridden by ${one.override.role}: ${one.override.reason})` : ''}, ${context.nameOf(one.actor)}`)
}

function infusion({ view, context, time }: Writer): string[] {
  const given = view.infusion
  if (!given) return ['no infusion was given']
  const lines: string[] = []
  const { order } = context
  if (order) lines.push(`ordered ${order.dose_mg} mg ketamine (${order.dose_mg_per_kg} mg/kg on the ${order.weight_basis} weight, ${order.dosing_weight_kg} kg) over ${order.duration_min} min, ${order.concentration_mg_per_ml} mg/mL at ${order.rate_ml_per_h} mL/h`)
  const start = view.facts.find((fact) => fact.event.type === 'infusion-started' && !fact.withdrawn)
  lines.push(`started ${time(given.startedAt)}: ${given.dose_mg} mg in ${given.volume_mL} mL (${given.concentration_mg_per_mL} mg/mL)${start ? `, by ${context.nameOf(start.event.actor)}` : ''}${start?.event.type === 'infusion-started' && start.event.checkedBy !== undefined ? `, checked by ${context.nameOf(start.event.checkedBy)}` : ''}`)
  for (const { event, withdrawn } of view.facts) {
    if (withdrawn) continue
    if (event.type === 'infusion-rate-changed') lines.push(`${time(event.at)} rate ${event.rate_mL_per_h} mL/h${event.reason ? `: ${event.reason}` : ''}`)
    if (event.type === 'infusion-paused') lines.push(`${time(event.at)} paused${event.reason ? `: ${event.reason}` : ''}`)
    if (event.type === 'infusion-resumed') lines.push(`${time(event.at)} resumed${event.rate_mL_per_h === undefined ? '' : ` at ${event.rate_mL_per_h} mL/h`}${event.reason ? `: ${event.reason}` : ''}`)
    if (event.type === 'infusion-stopped') lines.push(`${time(event.at)} stopped, ${event.why}${event.reason ? `: ${event.reason}` : ''}`)
  }
  if (given.stoppedAt === null) return [...lines, 'the stop was not recorded: what was delivered is not known']
  const delivered = deliveredAt(given, given.stoppedAt)
  const origin = { 'pump': 'read from the pump', 'pump-and-rate': 'from the pump\'s readings, and from rates and times between them', 'elapsed-rate': 'from recorded rates and times' }[delivered.origin]
  lines.push(`delivered ${roundTo(delivered.dose_mg, 1)} mg (${roundTo(delivered.dose_mg_per_kg, 2)} mg/kg) in ${roundTo(delivered.volume_mL, 1)} mL, ${origin}; pump running ${Math.round(runningTime(given, given.stoppedAt) / MINUTE_MS)} min`)
  return lines
}

function vitals({ view, context, time }: Writer): string[] {
  const lines = VITAL_NAMES.flatMap((name) => {
    const readings = view.vitals.flatMap((v) => (v.values[name] === undefined ? [] : [{ value: v.values[name], at: v.at }]))
    if (readings.length === 0) return []
    const least = readings.reduce((a, b) => (b.value < a.value ? b : a))
    const most = readings.reduce((a, b) => (b.value > a.value ? b : a))
    return [`${SIGNS[name]}: ${readings.length} reading${readings.length === 1 ? '' : 's'}, ${readings[0]!.value} at first, lowest ${least.value} (${time(least.at)}), highest ${most.value} (${time(most.at)}), ${readings.at(-1)!.value} ${unit(name)} at last`]
  })
  const simulated = view.vitals.filter((v) => v.origin === 'simulated').length
  if (simulated > 0) lines.push(`${simulated} of ${view.vitals.length} sets are simulated and are not measurements of a person`)
  for (const { remark, at, actor } of view.vitals) if (remark !== undefined) lines.push(`${time(at)} ${remark}, ${context.nameOf(actor)}`)
  return lines
}

function scores({ view, time }: Writer): string[] {
  return view.facts.flatMap(({ event, withdrawn }) => {
    if (withdrawn) return []
    if (event.type === 'sedation-scored') return [`${time(event.at)} ${event.scale} ${event.score}`]
    return event.type === 'dissociation-scored' ? [`${time(event.at)} dissociation ${event.score} of 10${event.distressing === true ? ', distressing' : ''}`] : []
  })
}

const medications = ({ view, context, time }: Writer): string[] =>
  view.medications.map((m) => `${time(m.at)} ${m.drug} ${m.dose} ${m.unit === 'ug' ? 'µg' : m.unit} ${m.route}${m.reason === undefined ? '' : `: ${m.reason}`}, ${context.nameOf(m.actor)}`)

const adverseEvents = ({ view, time }: Writer): string[] =>
  view.adverseEvents.map((e) => `${time(e.at)} ${e.what}, ${e.severity}; action: ${e.action}${e.outcome === undefined ? '' : `; ${e.outcome}`}${e.onset === undefined ? '' : `; onset ${time(e.onset)}`}`)

function recovery({ view, context, time }: Writer): string[] {
  const lines: string[] = []
  const stoppedAt = view.infusion?.stoppedAt ?? null
  if (view.recoveryStartedAt !== null) lines.push(`recovery from ${time(view.recoveryStartedAt)}`)
  const score = view.dischargeScore
  if (score) {
    const met = Object.entries(score.criteria ?? {}).filter(([, yes]) => yes).map(([name]) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace('iv', 'IV'))
    lines.push(`${time(score.at)} modified Aldrete ${aldreteTotal(score.aldrete)} of 10${met.length > 0 ? `; confirmed: ${met.join(', ')}` : ''}, ${context.nameOf(score.actor)}`)
  }
  const approval = view.facts.findLast((fact) => fact.event.type === 'discharge-approved' && !fact.withdrawn)?.event
  if (view.dischargedAt !== null && approval?.type === 'discharge-approved')
    lines.push(`discharged ${time(view.dischargedAt)}${stoppedAt === null ? '' : `, ${minutesBetween(stoppedAt, view.dischargedAt)} min after the stop`}, by ${context.nameOf(approval.actor)}${approval.override ? ` (overridden by ${approval.override.role}: ${approval.override.reason})` : ''}`)
  for (const { event, withdrawn } of view.facts) if (event.type === 'aborted' && !withdrawn) lines.push(`${time(event.at)} visit aborted: ${event.reason}`)
  return lines
}

/** What was not as ordered or as the record should be: named, not hidden. */
function departures({ view, context }: Writer): string[] {
  const lines: string[] = []
  const given = view.infusion
  const { order } = context
  if (given && !order) lines.push('the infusion has no signed order in this record')
  if (given && order) {
    if (given.order !== null && given.order !== order.order) lines.push('the infusion names another order than the one that applies')
    if (given.dose_mg !== order.dose_mg) lines.push(`prepared ${given.dose_mg} mg, ordered ${order.dose_mg} mg`)
    if (given.concentration_mg_per_mL !== order.concentration_mg_per_ml) lines.push(`prepared ${given.concentration_mg_per_mL} mg/mL, ordered ${order.concentration_mg_per_ml} mg/mL`)
    const rate = given.segments[0]?.rate_mL_per_h
    if (rate !== undefined && rate !== order.rate_ml_per_h) lines.push(`started at ${rate} mL/h, ordered ${order.rate_ml_per_h} mL/h`)
  }
  const start = view.facts.find((fact) => fact.event.type === 'infusion-started' && !fact.withdrawn)?.event
  if (start?.type === 'infusion-started' && start.checkedBy === undefined) lines.push('no second person checked at the time-out')
  if (start?.type === 'infusion-started' && start.override) lines.push(`started against the gate, overridden by ${start.override.role}: ${start.override.reason}`)
  if (given?.stoppedWhy === 'early') lines.push('the infusion was stopped before its end')
  for (const contradiction of view.contradictions) lines.push(`contradiction not settled: ${contradiction.kind.replaceAll('-', ' ')} (${contradiction.events.length} fact${contradiction.events.length === 1 ? '' : 's'})`)
  return lines
}

function corrections({ view, context, time }: Writer): string[] {
  return view.facts.flatMap((fact: Fact) => fact.corrections.map((c) =>
    `${time(c.at)} ${fact.original.type.replaceAll('-', ' ')} of ${time(fact.original.at)} ${c.withdrawn === true ? 'withdrawn' : fact.event.at === fact.original.at ? 'corrected' : `corrected, now ${time(fact.event.at)}`}: ${c.reason}, ${context.nameOf(c.actor)}`))
}

/** Writes the note. Times are the site's clock; empty sections are left out. */
export function writeNote(view: SessionView, context: NoteContext): Note {
  const time = (at: Instant): string => localTime(at, context.timeZone)
  const writer: Writer = { view, context, time }
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['Arrival', arrival(writer)], ['Before the infusion', gate(writer)], ['Infusion', infusion(writer)], ['Vital signs', vitals(writer)], ['Scores', scores(writer)],
    ['Medications', medications(writer)], ['Adverse events', adverseEvents(writer)], ['In the patient\'s words', view.words.map((w) => `${time(w.at)} “${w.text}”`)],
    ['Recovery and discharge', recovery(writer)], ['Notes', view.notes.flatMap((n) => (n.type === 'note-added' ? [`${time(n.at)} ${n.text}, ${context.nameOf(n.actor)}`] : []))],
    ['Departures from order and protocol', departures(writer)], ['Corrections', corrections(writer)],
  ]
  const sections = parts.flatMap(([title, lines]) => (lines.length === 0 ? [] : [{ title, lines: lines.map(sentence) }]))
  const after = view.facts.flatMap(({ event, withdrawn }) => {
    if (withdrawn) return []
    if (event.type === 'signed') return [sentence(`${localDate(event.at, context.timeZone)} ${time(event.at)} signed as ${event.meaning} by ${context.nameOf(event.actor)}`)]
    return event.type === 'amended' ? [sentence(`${localDate(event.at, context.timeZone)} ${time(event.at)} amended by ${context.nameOf(event.actor)} (${event.reason}): ${event.text}`)] : []
  })
  return { sections, text: sections.map(({ title, lines }) => [title, ...lines].join('\n')).join('\n\n'), after }
}
