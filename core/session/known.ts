// What the clinic knows already when a patient sits down: from earlier visits, the phone, the site's equipment check. Read out of the bundle, so that it is the same without a network.
import { DAY_MS, HOUR_MS, parseInstant, type Instant } from '../shared/index.ts'
import type { Readiness } from '../intake/index.ts'
import type { Sex } from '../people/index.ts'
import { bmiOf } from '../pharmacy/index.ts'
import type { Beside } from './beside.ts'
import type { EquipmentCheck } from './equipment.ts'
import type { OnRecord } from './on-record.ts'
import type { CarriedAnswer, GateFacts, SessionBundle } from './wire.ts'

export type Carried = Omit<CarriedAnswer, 'at' | 'tested_at'> & { readonly at: Instant; readonly testedAt: Instant | null }
/** What the patient said on the phone, with the time of saying it. */
export type Said = Pick<Readiness, 'ate' | 'drank' | 'ride' | 'changed' | 'substances'> & {
  readonly at: Instant
  readonly ateAt: Instant | null
  readonly ateFatty: boolean
  readonly drankAt: Instant | null
  readonly driver: string | null
  readonly changes: string | null
  readonly taken: string | null
  readonly pregnant: NonNullable<Readiness['pregnant']> | null
}
export type GateKnown = {
  readonly sex: Sex
  readonly age: number
  readonly escort: string | null
  readonly onRecord: OnRecord
  readonly carried: readonly Carried[]
  readonly said: Said | null
  /** The last time a whole scale was answered. */
  readonly scalesAt: Instant | null
  /** PHQ-9 item 9 of the forms since the last infusion, the highest answer above 0. */
  readonly item9: { readonly value: number; readonly at: Instant } | null
  readonly equipment: EquipmentCheck | null
  readonly beside: readonly Beside[]
  /** The signed consent, as it stands for this visit; null where none was ever signed here. */
  readonly consent: { readonly state: 'current' | 'again'; readonly why: string; readonly at: Instant; readonly version: number } | null
}

const NOTHING: GateFacts = { nurse: null, carried: [], equipment: null, readiness: null, infusions: 0, adverse_events: [], beside: [] }
/** The gate's part of a bundle; empty for one that an older server made and this tablet kept. */
export const gateFacts = (bundle: Pick<SessionBundle, 'gate'>): GateFacts => (bundle as { gate?: GateFacts }).gate ?? NOTHING

function saidOf(readiness: GateFacts['readiness']): Said | null {
  const at = readiness && parseInstant(readiness.answered_at)
  if (!readiness || at === null) return null
  const { ate_at, drank_at, driver_name, driver_phone, changes, substances_words, pregnant, ate, drank, ride, changed, substances } = readiness.answers
  const driver = [driver_name, driver_phone].map((part) => part?.trim()).filter(Boolean).join(', ')
  return {
    at, ...(ate && { ate }), ...(drank && { drank }), ...(ride && { ride }), ...(changed && { changed }), ...(substances && { substances }), ateAt: parseInstant(ate_at), ateFatty: ate === 'fatty', drankAt: parseInstant(drank_at),
    driver: driver === '' ? null : driver, changes: changes?.trim() || null, taken: substances_words?.trim() || null, pregnant: pregnant ?? null,
  }
}

const consentOf = (given: GateFacts['consent']): GateKnown['consent'] => { const at = given && parseInstant(given.signed_at); return given && at != null ? { state: given.state, why: given.why, at, version: given.version } : null }

/** What the record of a bundle says; a bundle that an older server made has no height. */
export const onRecordOf = ({ conditions, medications, patient }: Pick<SessionBundle, 'conditions' | 'medications' | 'patient'>): OnRecord =>
  ({ conditions: conditions ?? [], medications: medications ?? [], bmi: patient.weight_kg === null || patient.height_cm == null ? null : bmiOf(patient.weight_kg, patient.height_cm) })

/** What the gate fills itself from. `now` bounds what counts as of this visit. */
export function knownOf(bundle: Pick<SessionBundle, 'gate' | 'patient' | 'conditions' | 'medications' | 'scores' | 'previous' | 'protocol'>, now: Instant): GateKnown {
  const facts = gateFacts(bundle)
  const { patient } = bundle
  // Answers of a form that was sent long before this visit say nothing about this visit's risk.
  const lastInfusion = Math.max(now - bundle.protocol.settings.start_gate.forms_count_d * DAY_MS, ...bundle.previous.flatMap((p) => parseInstant(p.started_at) ?? []))
  const answered = bundle.scores.flatMap((score) => { const at = parseInstant(score.answered_at); return at === null || at > now + HOUR_MS ? [] : [{ score, at }] })
  const flagged = answered.filter(({ at }) => at > lastInfusion).flatMap(({ score, at }) => score.flags.flatMap((flag) => (flag.kind === 'suicide-item' ? [{ value: flag.value, at }] : [])))
  return {
    sex: patient.sex, age: patient.age, escort: [patient.escort_name, patient.escort_phone].filter(Boolean).join(', ') || null,
    onRecord: onRecordOf(bundle),
    carried: facts.carried.flatMap(({ at: said, tested_at, ...rest }) => { const at = parseInstant(said); return at === null ? [] : [{ ...rest, at, testedAt: parseInstant(tested_at) }] }),
    said: saidOf(facts.readiness),
    scalesAt: answered.filter(({ score }) => score.complete && score.total !== null).reduce<Instant | null>((last, { at }) => (last === null || at > last ? at : last), null),
    item9: flagged.reduce<GateKnown['item9']>((worst, one) => (worst === null || one.value > worst.value ? one : worst), null),
    equipment: facts.equipment, consent: consentOf(facts.consent),
    beside: facts.beside.map(({ started_at, ...visit }) => ({ ...visit, startedAt: parseInstant(started_at) })),
  }
}
