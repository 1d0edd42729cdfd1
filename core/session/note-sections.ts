// Where each kind of fact stands in the note, and the small words that every sentence needs.
import { localDate, localTime, roundTo, type Instant } from '../shared/index.ts'
import type { Order, ProtocolSettings } from '../plan/index.ts'
import type { EventType, SessionEvent } from './events.ts'
import type { SessionView } from './fold.ts'
import type { ChecklistItem } from './checklist.ts'
import { VITAL_FIELDS, VITAL_NAMES, type VitalName } from './plausible.ts'

/** What the note must know that is not in the facts. The same facts and the same context give the same text. */
export type NoteContext = {
  readonly timeZone: string
  readonly ordinal: number
  readonly planned_sessions: number | null
  readonly chair_name: string
  readonly order: Order | null
  /** The protocol's limits, for the departures; without them only the order is compared. */
  readonly settings?: ProtocolSettings
  /** Names an actor: a staff id, or `device:<name>`. */
  readonly nameOf: (actor: string) => string
  readonly checklist?: readonly ChecklistItem[]
}

export const SECTIONS = [
  'Arrival', 'Before the infusion', 'Infusion', 'IV site', 'Vital signs', 'Scores', 'Alarms', 'Medications', 'Adverse events', 'Comfort', 'In the patient\'s words', 'Recovery and discharge', 'Notes',
  'Departures from order and protocol', 'Corrections',
] as const
export type SectionTitle = (typeof SECTIONS)[number]

/** The section of each kind of fact; null for what comes after the text (signatures, amendments). */
export const SECTION_OF: Readonly<Record<EventType, SectionTitle | null>> = {
  'arrived': 'Arrival', 'checklist-confirmed': 'Before the infusion', 'time-out-checked': 'Before the infusion',
  'infusion-started': 'Infusion', 'infusion-rate-changed': 'Infusion', 'infusion-paused': 'Infusion', 'infusion-resumed': 'Infusion', 'infusion-stopped': 'Infusion', 'bag-changed': 'Infusion', 'volume-added': 'Infusion', 'pump-read': 'Infusion', 'watch-taken-over': 'Infusion',
  'iv-checked': 'IV site', 'vitals-recorded': 'Vital signs', 'sedation-scored': 'Scores', 'dissociation-scored': 'Scores', 'symptom-rated': 'Scores', 'alarm-answered': 'Alarms', 'quiet-cuff-set': 'Alarms',
  'medication-given': 'Medications', 'adverse-event-noted': 'Adverse events', 'comfort-changed': 'Comfort', 'words-captured': 'In the patient\'s words',
  'recovery-started': 'Recovery and discharge', 'discharge-scored': 'Recovery and discharge', 'ready-estimated': 'Recovery and discharge', 'prescriber-assessed': 'Recovery and discharge', 'instructions-given': 'Recovery and discharge',
  'discharge-approved': 'Recovery and discharge', 'aborted': 'Recovery and discharge', 'note-added': 'Notes', 'corrected': 'Corrections', 'signed': null, 'amended': null,
}

/** What every part of the note is written with. `time` gives the clinic's wall clock, with the day where it is not the day of the visit. */
export type Writer = { readonly view: SessionView; readonly context: NoteContext; readonly time: (at: Instant) => string }

export function writerOf(view: SessionView, context: NoteContext): Writer {
  // The day of the visit is the day of the infusion: one fact from a tablet with a wrong clock must not put a date before every other time.
  const anchor = view.infusion?.startedAt ?? view.arrivedAt ?? view.facts.find((fact) => !fact.withdrawn)?.event.at ?? null
  const day = anchor === null ? null : localDate(anchor, context.timeZone)
  const time = (at: Instant): string => {
    const own = localDate(at, context.timeZone)
    return own === day ? localTime(at, context.timeZone) : `${own} ${localTime(at, context.timeZone)}`
  }
  return { view, context, time }
}

export const SIGN_WORDS: Readonly<Record<VitalName, string>> = {
  sbp_mmHg: 'systolic pressure', dbp_mmHg: 'diastolic pressure', map_mmHg: 'mean pressure', pulse_per_min: 'pulse', spo2_pct: 'SpO2', rr_per_min: 'breathing rate', etco2_mmHg: 'EtCO2', temp_Cel: 'temperature',
}
export const signUnit = (name: VitalName): string => VITAL_FIELDS[name].unit.replace('mm[Hg]', 'mmHg').replace('Cel', '°C')
export const doseUnit = (unit: string): string => (unit === 'ug' ? 'µg' : unit)
export const figure = (value: number, decimals = 2): string => String(roundTo(value, decimals))
export const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]”?$/.test(text) ? '' : '.'}`
/** What was typed may have lines of its own; in the note one fact is one line. */
export const oneLine = (text: string): string => text.trim().replaceAll(/\s*[\n\r\u2028\u2029]+\s*/g, ' / ')

/** `130/75 mmHg, pulse 70 /min, SpO2 98 %`. */
export function signsInWords(values: Readonly<Partial<Record<VitalName, number>>>): string {
  const { sbp_mmHg: sbp, dbp_mmHg: dbp } = values
  const both = sbp !== undefined && dbp !== undefined
  return [
    ...(both ? [`${figure(sbp)}/${figure(dbp)} mmHg`] : []),
    ...VITAL_NAMES.filter((name) => values[name] !== undefined && !(both && (name === 'sbp_mmHg' || name === 'dbp_mmHg'))).map((name) => `${SIGN_WORDS[name]} ${figure(values[name]!)} ${signUnit(name)}`),
  ].join(', ')
}

const ENTERED = { paper: 'from paper', memory: 'from memory' } as const
/** How a fact came into the record, where that is not plain: typed in later, simulated. */
export function provenance(event: SessionEvent, time: (at: Instant) => string): string {
  const late = event.enteredAt === undefined ? [] : [`entered ${time(event.enteredAt)} ${ENTERED[event.enteredFrom ?? 'memory']}`]
  const simulated = 'origin' in event && event.origin === 'simulated' ? ['simulated'] : []
  const all = [...late, ...simulated]
  return all.length === 0 ? '' : ` (${all.join(', ')})`
}
