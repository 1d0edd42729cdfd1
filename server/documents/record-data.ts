// What the record of a visit says on paper, from the bundle of the visit: values in, values out. The layout is in record.typ.
import { instant, localDate, localTime, MINUTE_MS, type Instant } from '@chairside/core/shared'
import { chartInWords, deliveredAt, fold, minutesToSignature, noteParts, parseEvent, recordChart, runningTime, standingOf, writeNote, type NoteContext, type SessionBundle, type SessionView } from '@chairside/core/session'
import { chartSvg } from './chart-svg.ts'

export type RecordAsked = {
  readonly bundle: SessionBundle
  readonly organization: string
  readonly site: string
  readonly timeZone: string
  readonly isDemonstration: boolean
  /** Names every member of staff, also those who left. */
  readonly nameOf: (actor: string) => string
  readonly software: string
  readonly now: Instant
}
type Field = readonly [name: string, value: string]

/** The chart's width in units of the drawing: at 540 points of paper its letters have 8 points. */
const CHART_WIDTH = 640
/** What a key entry may take of the first page; the whole sentence stands in the note. */
const KEY_LETTERS = 140
const QUIET_MS = 60 * MINUTE_MS
const ORIGINS = { 'pump': 'read from the pump', 'pump-and-rate': 'pump readings, and rate between them', 'elapsed-rate': 'from recorded rates and times' } as const
const HOW = { 'pin': 'confirmed by PIN', 'own-device': 'confirmed on their own device', 'named': 'named, not confirmed' } as const
const LEGEND = 'Carets: systolic and diastolic pressure, grey when simulated. Dots: readings, open when simulated. Dashed line above: milligrams given. Shaded: no blood pressure for longer than due. Squares drugs, triangles adverse events, circles other events, bubbles words of the patient. C corrected, L entered later, R RASS, ! distressing.'

const short = (text: string): string => (text.length <= KEY_LETTERS ? text : `${text.slice(0, KEY_LETTERS - 1).trimEnd()}…`)
const number = (value: number, decimals = 2): string => String(Number(value.toFixed(decimals)))

function orderFields(order: SessionBundle['order']): Field[] {
  if (!order) return [['Order', 'no signed order']]
  return [
    ['Ordered', `${number(order.dose_mg)} mg ketamine`], ['per weight', `${number(order.dose_mg_per_kg, 3)} mg/kg`], ['on weight', `${number(order.dosing_weight_kg)} kg ${order.weight_basis}`], ['in, over', `${number(order.final_ml)} mL, ${number(order.duration_min, 0)} min`],
    ['at', `${number(order.concentration_mg_per_ml, 3)} mg/mL, ${number(order.rate_ml_per_h)} mL/h`], ['signed by', order.signed_by ?? 'nobody'],
  ]
}

/** `until`: now, for a visit that goes on. */
function totals(view: SessionView, until: Instant | null, timeZone: string): Field[] {
  const given = view.infusion
  if (!given) return []
  if (given.stoppedAt === null) {
    if (until === null) return [['Ketamine given', 'the stop was not recorded']]
    const soFar = deliveredAt(given, until)
    return [[`Ketamine given until ${localTime(until, timeZone)}`, `${number(soFar.dose_mg, 1)} mg (${number(soFar.dose_mg_per_kg)} mg/kg)`], ['Volume', `${number(soFar.volume_mL, 1)} mL`], ['Counted', ORIGINS[soFar.origin]], ['Pump', given.pausedAt === null ? 'runs' : 'paused']]
  }
  const sum = deliveredAt(given, given.stoppedAt)
  return [
    ['Ketamine given', `${number(sum.dose_mg, 1)} mg (${number(sum.dose_mg_per_kg)} mg/kg)`], ['Volume', `${number(sum.volume_mL, 1)} mL`], ['Counted', ORIGINS[sum.origin]], ['Pump running', `${Math.round(runningTime(given, given.stoppedAt) / MINUTE_MS)} min`],
    ...(view.dischargedAt === null ? [] : [['Stop to discharge', `${Math.round((view.dischargedAt - given.stoppedAt) / MINUTE_MS)} min`] as const]),
  ]
}

/** The data for record.typ. Throws when a stored event cannot be read. */
export function recordData({ bundle, organization, site, timeZone, isDemonstration, nameOf, software, now }: RecordAsked) {
  const events = bundle.events.map((body) => {
    const parsed = parseEvent(body)
    if (!parsed.ok) throw new Error(`stored event cannot be read: ${parsed.refusal.path}`)
    return parsed.value
  })
  const view = fold(events)
  const context: NoteContext = { timeZone, ordinal: bundle.visit.ordinal, planned_sessions: bundle.course?.planned_sessions ?? null, chair_name: bundle.visit.chair_name, order: bundle.order, settings: bundle.protocol.settings, nameOf }
  const note = writeNote(view, context)
  const author = view.signatures.find((signature) => signature.meaning === 'author') ?? view.signatures[0]
  const standing = author ? standingOf(author, view, note) : null
  const isSigned = author !== undefined
  const goesOn = view.dischargedAt === null && view.infusion !== null && !isSigned
  // A visit whose log has been quiet for this long does not go on, whatever its state says: nothing is reckoned past it.
  const until = goesOn && now - view.facts.at(-1)!.event.at < QUIET_MS ? now : null
  const chart = recordChart({ view, timeZone, monitor: bundle.protocol.settings.monitor, width: CHART_WIDTH, until })
  const day = (at: Instant): string => localDate(at, timeZone)
  const start = view.infusion?.startedAt ?? view.arrivedAt ?? instant(Date.parse(bundle.visit.start))
  const started = view.facts.find(({ event, withdrawn }) => event.type === 'infusion-started' && !withdrawn)?.event
  const second = view.timeOut ? `${nameOf(view.timeOut.second)}, ${HOW[view.timeOut.how]}` : started?.type === 'infusion-started' && started.checkedBy !== undefined ? `${nameOf(started.checkedBy)}, named at the start` : 'not recorded'
  const minutes = minutesToSignature(view)
  const signatures = view.signatures.map((signature, i) => ({
    text: `${nameOf(signature.actor)}, ${signature.meaning}, ${day(signature.at)} ${localTime(signature.at, timeZone)}${signature.id === author?.id && i === 0 && minutes !== null ? ` (${minutes} min after discharge)` : ''}`, hash: signature.noteHash ?? null,
  }))
  const amendments = view.notes.flatMap((one) => (one.type === 'amended' ? [{ text: `Amendment ${day(one.at)} ${localTime(one.at, timeZone)}, ${nameOf(one.actor)} (${one.reason}): ${one.text}`, hash: null }] : []))
  const { patient, protocol } = bundle
  return {
    title: 'Infusion record', heading: 'Infusion record', organization, site, paper: 'us-letter', visit: `Visit ${bundle.visit.ordinal}${bundle.course ? ` of ${bundle.course.planned_sessions}` : ''} · ${bundle.visit.chair_name} · ${day(start)}`,
    watermark: isSigned ? null : 'NOT SIGNED',
    notice: [isDemonstration ? 'Demonstration: an invented person, simulated vital signs.' : null, standing?.changed === true ? 'The record changed after the signature; the chart shows what stands now, the note below is as it was signed.' : null].filter((one) => one !== null).join(' ') || null,
    head: [
      ['Patient', patient.name], ['Record', patient.record_number], ['Born', `${patient.birth_date} (${patient.age} y, ${patient.sex})`], ['Allergies', bundle.allergies.join(', ') || 'none recorded'],
      ['Nurse', started ? nameOf(started.actor) : bundle.visit.nurse ?? 'not recorded'], ['Arrived', view.arrivedAt === null ? 'not recorded' : localTime(view.arrivedAt, timeZone)], ['Discharged', view.dischargedAt === null ? 'not recorded' : localTime(view.dischargedAt, timeZone)], ['Time-out, second person', second],
    ] satisfies Field[],
    order: orderFields(bundle.order), totals: totals(view, until, timeZone),
    chart: chart ? chartSvg(chart) : null, chartWords: chart ? chartInWords(chart, timeZone) : '', legend: `${LEGEND}${chart && chart.outside > 0 ? ` ${chart.outside} fact${chart.outside === 1 ? ' lies' : 's lie'} outside of this axis: see the note.` : ''}`,
    key: (chart?.key ?? []).map(({ n, time, text }) => ({ n: String(n), time, text: short(text) })),
    noteHeading: isSigned ? 'Note, as signed' : 'Note, not signed',
    changed: standing?.changed === true ? [...standing.added.map((line) => `Now also: ${line}`), ...standing.gone.map((line) => `No more: ${line}`)] : [],
    parts: noteParts(author?.noteText ?? note.text), signatures: [...signatures, ...amendments],
    footer: `${patient.name} · record ${patient.record_number} · visit ${day(start)} · ${protocol.approved_at === null ? 'protocol not approved' : `protocol version ${protocol.version}, approved by ${protocol.approved_by ?? 'unknown'}`} · Chairside ${software} · printed ${day(now)} ${localTime(now, timeZone)}`,
  }
}
