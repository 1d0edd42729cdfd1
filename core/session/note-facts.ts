// One sentence for each kind of fact, without its time: what was done, with its units, and by whom.
import { aldreteTotal } from './aldrete.ts'
import { SCALES } from './scales.ts'
import type { EventOf, SessionEvent } from './events.ts'
import { CHECKLIST } from './checklist.ts'
import { doseUnit, figure, oneLine, signsInWords, type Writer } from './note-sections.ts'
import { alarmWords } from './watch-alarm.ts'

const TIME_OUT = { 'pin': 'confirmed by their own PIN', 'own-device': 'confirmed on their own device', 'named': 'named by the other, not confirmed' } as const
const ALARM = { 'audio-paused': 'tone paused', 'seen': 'seen', 'repeated': 'repeated', 'artefact': 'not a reading of the patient' } as const
const AMOUNT = { none: 'none', some: 'some', full: 'full' } as const
const COUNTED = { infusion: 'since the start', bag: 'of the bag' } as const
const ADDED = { drug: 'more of the mixture in the bag', flush: 'flush, no drug,', saline: 'saline, no drug,' } as const
const DECISION = { 'keep-watching': 'go on watching', 'discharge': 'discharge', 'transfer': 'transfer' } as const

const because = (reason: string | undefined): string => (reason === undefined ? '' : `: ${oneLine(reason)}`)
const overridden = (override: { readonly reason: string; readonly role: string } | undefined): string => (override ? ` (overridden by ${override.role}: ${oneLine(override.reason)})` : '')
/** `dissociationAtBaseline` -> `dissociation at baseline`. */
const spelled = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/\biv\b/, 'IV')

function pumpText(event: EventOf<'pump-read'>): string {
  const extra = [event.rate_mL_per_h === undefined ? null : `at ${figure(event.rate_mL_per_h)} mL/h`, event.status === 'alarm' && event.alarm !== undefined ? null : event.status ?? null, event.alarm === undefined ? null : `alarm: ${oneLine(event.alarm)}`]
  const shown = event.volume_infused_mL === undefined ? 'pump told no volume' : `pump showed ${figure(event.volume_infused_mL)} mL ${COUNTED[event.of]}`
  return [shown, ...extra.filter((one) => one !== null)].join(', ')
}

function dischargeText(event: EventOf<'discharge-scored'>): string {
  const criteria = Object.entries(event.criteria ?? {})
  const met = criteria.filter(([, yes]) => yes).map(([name]) => spelled(name))
  const not = criteria.filter(([, yes]) => !yes).map(([name]) => spelled(name))
  const items = Object.entries(event.aldrete).map(([name, points]) => `${name === 'spo2' ? 'SpO2' : name} ${points}`).join(', ')
  const padss = event.padss ? `; PADSS ${Object.values(event.padss).reduce<number>((a, b) => a + b, 0)} of 10` : ''
  return `modified Aldrete ${aldreteTotal(event.aldrete)} of 10 (${items})${padss}${met.length > 0 ? `; confirmed: ${met.join(', ')}` : ''}${not.length > 0 ? `; not met: ${not.join(', ')}` : ''}`
}

function comfortText(event: EventOf<'comfort-changed'>): string {
  const parts = [
    event.music === undefined ? null : `music: ${oneLine(event.music)}`, event.light === undefined ? null : `light: ${AMOUNT[event.light]}`, event.talk === undefined ? null : `talk: ${AMOUNT[event.talk]}`,
    event.blanket === undefined ? null : `blanket ${event.blanket ? 'on' : 'off'}`, event.eyeMask === undefined ? null : `eye mask ${event.eyeMask ? 'on' : 'off'}`, event.touchConsent === undefined ? null : event.touchConsent ? 'a hand is welcome' : 'no touch',
  ].filter((one) => one !== null)
  return parts.length === 0 ? 'comfort asked, nothing changed' : parts.join(', ')
}

/** What an event says, without its time and without who recorded it. Every number has its unit. */
export function factWords(event: SessionEvent, { context, time }: Writer): string {
  switch (event.type) {
    case 'arrived': return 'arrived'
    case 'checklist-confirmed': return `${(context.checklist ?? CHECKLIST).find((item) => item.id === event.item)?.label ?? event.item}: ${event.answer === undefined ? 'confirmed' : oneLine(event.answer)}${overridden(event.override)}`
    case 'time-out-checked': return `time-out: ${figure(event.dose_mg)} mg in ${figure(event.volume_mL)} mL, ${figure(event.concentration_mg_per_mL, 3)} mg/mL at ${figure(event.rate_mL_per_h)} mL/h, second person ${context.nameOf(event.second)}, ${TIME_OUT[event.how]}`
    case 'infusion-started': return `started: ${figure(event.dose_mg)} mg in ${figure(event.volume_mL)} mL (${figure(event.concentration_mg_per_mL, 3)} mg/mL) at ${figure(event.rate_mL_per_h)} mL/h, ${figure(event.dose_mg_per_kg, 3)} mg/kg on the ${event.weight_basis} weight of ${figure(event.weight_kg)} kg${event.checkedBy === undefined ? '' : `, checked by ${context.nameOf(event.checkedBy)}`}${event.nurse === undefined ? '' : `, watched by ${context.nameOf(event.nurse)}`}${overridden(event.override)}${event.findings === undefined ? '' : `; stood against it: ${oneLine(event.findings)}`}`
    case 'watch-taken-over': return `takes over watching${event.from === undefined ? '' : ` from ${context.nameOf(event.from)}`}`
    case 'infusion-rate-changed': return `rate ${figure(event.rate_mL_per_h)} mL/h${because(event.reason)}`
    case 'infusion-paused': return `paused${because(event.reason)}`
    case 'infusion-resumed': return `resumed${event.rate_mL_per_h === undefined ? '' : ` at ${figure(event.rate_mL_per_h)} mL/h`}${because(event.reason)}`
    case 'infusion-stopped': return `stopped, ${event.why}${event.volume_infused_mL === undefined ? '' : `, pump showed ${figure(event.volume_infused_mL)} mL`}${because(event.reason)}`
    case 'bag-changed': return `new bag: ${figure(event.volume_mL)} mL at ${figure(event.concentration_mg_per_mL, 3)} mg/mL${event.previous_volume_infused_mL === undefined ? ', the bag before was not read' : `, the bag before had given ${figure(event.previous_volume_infused_mL)} mL`}${because(event.reason)}`
    case 'volume-added': return `${ADDED[event.what]} ${figure(event.volume_mL)} mL${because(event.reason)}${overridden(event.override)}`
    case 'pump-read': return pumpText(event)
    case 'iv-checked': return [event.side, oneLine(event.site), event.gauge === undefined ? undefined : `${event.gauge} G`, event.cuff === undefined ? undefined : `(cuff ${event.cuff})`].filter((one) => one !== undefined).join(' ') + `: ${event.finding}${event.action === undefined ? '' : `; ${oneLine(event.action)}`}`
    case 'vitals-recorded': return `${signsInWords(event.values)}${event.remark === undefined ? '' : `; ${oneLine(event.remark)}`}`
    case 'sedation-scored': return `${event.scale} ${event.score}`
    case 'dissociation-scored': return `${event.scale === 'CADSS-6' ? `CADSS-6 ${event.score} of ${SCALES['CADSS-6'].max}` : `dissociation ${event.score} of ${SCALES['0-10'].max}`}${event.distressing === true ? ', distressing' : ''}`
    case 'symptom-rated': return `${event.symptom} ${event.score} of ${SCALES[event.symptom].max}${event.vomited === true ? ', vomited' : ''}`
    case 'alarm-answered': return `${alarmWords(event.alarm)}: ${ALARM[event.answer]}${event.until === undefined ? '' : ` until ${time(event.until)}`}${event.note === undefined ? '' : `; ${oneLine(event.note)}`}`
    case 'quiet-cuff-set': return `cuff left off until ${time(event.until)}`
    case 'medication-given': return `${event.drug} ${figure(event.dose, 3)} ${doseUnit(event.unit)} ${event.route}${event.standingOrder === undefined ? '' : `, standing order ${event.standingOrder}`}${because(event.reason)}${overridden(event.override)}`
    case 'adverse-event-noted': return `${oneLine(event.what)}, ${event.severity}${event.emergency === true ? ', emergency' : ''}; action: ${event.action.replace('-', ' ')}${event.outcome === undefined ? '' : `; ${event.outcome}`}${event.onset === undefined ? '' : `; onset ${time(event.onset)}`}${event.medwatch === true ? '; for MedWatch' : ''}`
    case 'comfort-changed': return comfortText(event)
    case 'words-captured': return `“${oneLine(event.text)}”${event.how === 'dictated' ? ' (dictated)' : ''}`
    case 'recovery-started': return 'recovery started'
    case 'discharge-scored': return dischargeText(event)
    case 'ready-estimated': return `expected to be ready to go home at ${time(event.readyAt)}${because(event.reason)}`
    case 'prescriber-assessed': return `prescriber looked: ${DECISION[event.decision]}; ${oneLine(event.text)}`
    case 'instructions-given': return `instructions ${event.how}, language ${event.language}, version ${event.version}`
    case 'discharge-approved': return `discharged${overridden(event.override)}`
    case 'note-added': return oneLine(event.text)
    case 'corrected': return `${event.withdrawn === true ? 'withdrawal' : 'correction'}: ${oneLine(event.reason)}`
    case 'signed': return `signed as ${event.meaning}`
    case 'amended': return `${oneLine(event.text)} (${oneLine(event.reason)})`
    case 'aborted': return `visit ended: ${oneLine(event.reason)}`
  }
}
