// One fact in one line, as people read it. Apart from the words of the first picture: the list of facts comes after it.
import { alarmWords, CHECKLIST, SCALES, VITAL_NAMES, type EventType, type PayloadOf, type SessionEvent, type VitalName } from '@chairside/core/session'
import type { FactClock } from '@chairside/core/sync'
import { timeText } from '../ui/index.ts'
import { BASIS_WORDS, number, ORIGIN_WORDS, VITAL_WORDS } from './words.ts'

const EVENT_WORDS: Readonly<Record<EventType, string>> = {
  'arrived': 'Arrived', 'checklist-confirmed': 'Checked', 'vitals-recorded': 'Vital signs', 'infusion-started': 'Infusion started', 'infusion-rate-changed': 'Rate changed', 'infusion-paused': 'Paused',
  'infusion-resumed': 'Resumed', 'infusion-stopped': 'Infusion stopped', 'medication-given': 'Medication', 'sedation-scored': 'Sedation', 'dissociation-scored': 'Dissociation', 'adverse-event-noted': 'Adverse event',
  'comfort-changed': 'Comfort', 'words-captured': 'In the patient\'s words', 'recovery-started': 'Recovery started', 'discharge-scored': 'Discharge score', 'discharge-approved': 'Discharge approved', 'note-added': 'Note',
  'time-out-checked': 'Time-out', 'watch-taken-over': 'Taken over', 'bag-changed': 'New bag', 'volume-added': 'Extra volume', 'pump-read': 'Pump read', 'iv-checked': 'IV site', 'symptom-rated': 'Rating', 'alarm-answered': 'Alarm', 'quiet-cuff-set': 'Quiet cuff',
  'ready-estimated': 'Ready to go home', 'prescriber-assessed': 'Prescriber looked', 'instructions-given': 'Instructions',
  'corrected': 'Correction', 'signed': 'Signed', 'amended': 'Amended', 'aborted': 'Visit ended',
}
export const eventWord = (type: EventType): string => EVENT_WORDS[type]

/** `132/78 mmHg, SpO₂ 97 %, pulse 72 /min`: pressures together, each with its unit. */
export function vitalsText(values: Readonly<Partial<Record<VitalName, number>>>): string {
  const { sbp_mmHg: sbp, dbp_mmHg: dbp } = values
  const pressure = sbp !== undefined && dbp !== undefined ? [`${sbp}/${dbp} mmHg`] : []
  const rest = VITAL_NAMES.filter((name) => values[name] !== undefined && !(pressure.length > 0 && (name === 'sbp_mmHg' || name === 'dbp_mmHg')))
  return [...pressure, ...rest.map((name) => `${VITAL_WORDS[name].short} ${number(values[name]!, 1)} ${VITAL_WORDS[name].unit}`)].join(', ')
}

const LIGHT = { none: 'off', some: 'dim', full: 'on' } as const
const TALK = { none: 'quiet', some: 'some talk', full: 'talk' } as const

const TIME_OUT_WORDS = { 'pin': 'confirmed by PIN', 'own-device': 'confirmed on their own device', 'named': 'named, not confirmed' } as const
const ALARM_ANSWER_WORDS = { 'audio-paused': 'tone paused', 'seen': 'seen', 'repeated': 'repeated', 'artefact': 'not a reading of the patient' } as const

export const comfortText = (comfort: PayloadOf<'comfort-changed'>): string =>
  [comfort.music && `music: ${comfort.music}`, comfort.light && `light ${LIGHT[comfort.light]}`, comfort.talk && TALK[comfort.talk], comfort.blanket !== undefined && (comfort.blanket ? 'blanket' : 'blanket off'), comfort.eyeMask !== undefined && (comfort.eyeMask ? 'eye mask' : 'eye mask off'), comfort.touchConsent !== undefined && (comfort.touchConsent ? 'a hand is welcome' : 'no touch')].filter(Boolean).join(', ')

/** Both times of a fact whose device clock was off: `14:02 by the device, 13:02 by the clinic's clock (60 min ahead)`. Seconds where minutes would say the same. */
export function clockText({ at, correctedAt, offset_ms }: FactClock): string {
  const off = Math.abs(offset_ms ?? 0)
  const size = off < 90_000 ? `${Math.round(off / 1000)} s` : off < 5_400_000 ? `${Math.round(off / 60_000)} min` : `${number(off / 3_600_000, 1)} h`
  return `${timeText(at)} by the device, ${timeText(correctedAt)} by the clinic's clock (${size} ${(offset_ms ?? 0) > 0 ? 'ahead' : 'behind'})`
}

/** One fact in one line, units included. */
export function factText(event: SessionEvent): string {
  switch (event.type) {
    case 'checklist-confirmed': return [CHECKLIST.find((item) => item.id === event.item)?.label ?? event.item.replaceAll('-', ' '), event.answer, event.override && `overridden: ${event.override.reason} (${event.override.role})`].filter(Boolean).join(': ')
    case 'vitals-recorded': return `${vitalsText(event.values)}, ${ORIGIN_WORDS[event.origin]}${event.source && !event.actor.startsWith('device:') ? ` (${event.source})` : ''}${event.remark ? `: ${event.remark}` : ''}`
    case 'infusion-started': return `${number(event.dose_mg)} mg (${number(event.dose_mg_per_kg)} mg/kg, ${number(event.weight_kg, 1)} kg ${BASIS_WORDS[event.weight_basis]}) in ${number(event.volume_mL, 1)} mL, ${number(event.concentration_mg_per_mL)} mg/mL at ${number(event.rate_mL_per_h, 1)} mL/h${event.override ? `; override: ${event.override.reason} (${event.override.role})` : ''}`
    case 'time-out-checked': return `${number(event.dose_mg)} mg, ${number(event.concentration_mg_per_mL, 3)} mg/mL, ${number(event.rate_mL_per_h, 1)} mL/h, ${number(event.volume_mL, 1)} mL; ${TIME_OUT_WORDS[event.how]}`
    case 'bag-changed': return [`${number(event.volume_mL, 1)} mL, ${number(event.concentration_mg_per_mL, 3)} mg/mL`, event.previous_volume_infused_mL !== undefined ? `the bag before had given ${number(event.previous_volume_infused_mL, 1)} mL` : null, event.reason].filter(Boolean).join('; ')
    case 'volume-added': return `${event.what === 'drug' ? 'of the bag' : event.what} ${number(event.volume_mL, 1)} mL${event.reason ? `: ${event.reason}` : ''}${event.override ? `; override: ${event.override.reason} (${event.override.role})` : ''}`
    case 'pump-read': return [event.volume_infused_mL === undefined ? null : `${number(event.volume_infused_mL, 1)} mL since ${event.of === 'bag' ? 'the bag was hung' : 'the start'}`, event.rate_mL_per_h !== undefined ? `${number(event.rate_mL_per_h, 1)} mL/h` : null, event.status, event.alarm, event.origin === 'device' ? 'pump' : ORIGIN_WORDS[event.origin]].filter(Boolean).join(', ')
    case 'iv-checked': return [event.side, event.site, event.gauge !== undefined ? `${event.gauge} G` : null, event.finding, event.cuff !== undefined ? `cuff ${event.cuff}` : null, event.action].filter(Boolean).join(', ')
    case 'symptom-rated': return `${SCALES[event.symptom].words}: ${event.score}${event.vomited === true ? ', vomited' : ''}`
    case 'alarm-answered': return [ALARM_ANSWER_WORDS[event.answer], alarmWords(event.alarm), event.note].filter(Boolean).join(': ')
    case 'quiet-cuff-set': return 'cuff left off'
    case 'ready-estimated': return [`about ${timeText(event.readyAt)}`, event.reason].filter(Boolean).join(': ')
    case 'prescriber-assessed': return `${event.decision.replace('-', ' ')}: ${event.text}`
    case 'instructions-given': return `${event.how}, ${event.language === 'es' ? 'Spanish' : event.language === 'en' ? 'English' : event.language}`
    case 'infusion-rate-changed': return `${number(event.rate_mL_per_h, 1)} mL/h${event.reason ? `: ${event.reason}` : ''}`
    case 'infusion-resumed': return [event.rate_mL_per_h !== undefined ? `${number(event.rate_mL_per_h, 1)} mL/h` : null, event.reason].filter(Boolean).join(': ')
    case 'infusion-paused': return event.reason ?? ''
    case 'infusion-stopped': return [event.why === 'complete' ? 'complete' : 'early', event.volume_infused_mL !== undefined ? `pump read ${number(event.volume_infused_mL, 1)} mL` : null, event.reason].filter(Boolean).join(', ')
    case 'medication-given': return `${event.drug} ${event.unit === 'L/min' && event.dose === 0 ? 'stopped' : `${number(event.dose, 3)} ${event.unit === 'ug' ? 'µg' : event.unit} ${event.route}`}${event.reason ? `: ${event.reason}` : ''}${event.standingOrder ? ` (${event.standingOrder})` : ''}${event.override ? `; in spite of a warning: ${event.override.reason} (${event.override.role})` : ''}`
    case 'sedation-scored': return `${event.scale} ${event.score}`
    case 'dissociation-scored': return `${event.scale === 'CADSS-6' ? `CADSS-6 ${event.score} of 24` : `${event.score} of 10`}${event.distressing === true ? ', distressing' : ''}`
    case 'adverse-event-noted': return [event.what, event.emergency === true ? 'emergency' : null, event.severity, event.action !== 'none' ? event.action.replace('-', ' ') : null, event.outcome, event.onset !== undefined ? `began ${timeText(event.onset)}` : null, event.medwatch === true ? 'MedWatch' : null].filter(Boolean).join(', ')
    case 'comfort-changed': return comfortText(event)
    case 'words-captured': return `“${event.text}”${event.how === 'dictated' ? ', dictated' : ''}`
    case 'discharge-scored': return `modified Aldrete ${Object.values(event.aldrete).reduce<number>((a, b) => a + b, 0)} of 10${event.padss ? `, modified PADSS ${Object.values(event.padss).reduce<number>((a, b) => a + b, 0)} of 10` : ''}`
    case 'discharge-approved': return event.override ? `override: ${event.override.reason} (${event.override.role})` : ''
    case 'note-added': return event.text
    case 'amended': return `${event.text} (${event.reason})`
    case 'corrected': case 'aborted': return event.reason
    case 'signed': return event.meaning
    case 'watch-taken-over': return 'watches from here on'
    case 'arrived': case 'recovery-started': return ''
  }
}
