// What a nurse of the simulated day records: facts of every kind, entries made late, and corrections of what stands on the screen.
import { HOUR_MS, instant, MINUTE_MS, toIso, uuidv7 } from '@chairside/core/shared'
import { EVENT_TYPES, sightOf, type EventType, type SessionEvent } from '@chairside/core/session'
import { sha256 } from '../../server/log/chain.ts'
import type { Chance } from './chance.ts'
import type { Tablet } from './sim-tablet.ts'

const DOSE = { dose_mg: 35, volume_mL: 50, concentration_mg_per_mL: 0.7, rate_mL_per_h: 75 }
const START = { ...DOSE, dose_mg_per_kg: 0.5, weight_kg: 70, weight_basis: 'actual' }
const ALDRETE = { activity: 2, respiration: 2, circulation: 2, consciousness: 1, spo2: 2 }
const NOTE = 'An infusion, as planned.'
const PERSON = '01900000-0000-7000-8000-0000000000d1'

/** A payload for each kind of fact; several where what it says matters to the fold. */
const PAYLOADS: Readonly<Record<Exclude<EventType, 'corrected'>, readonly object[]>> = {
  'arrived': [{}], 'watch-taken-over': [{}], 'infusion-paused': [{}, { reason: 'dizzy' }], 'infusion-resumed': [{}, { rate_mL_per_h: 40 }], 'recovery-started': [{}], 'discharge-approved': [{}],
  'checklist-confirmed': [{ item: 'consent' }, { item: 'fasting', answer: 'since 22:00' }, { item: 'fasting', answer: 'toast at 07:00' }],
  'time-out-checked': [{ ...DOSE, second: PERSON, how: 'named' }],
  'vitals-recorded': [{ values: { sbp_mmHg: 128, dbp_mmHg: 76 }, origin: 'person' }, { values: { sbp_mmHg: 182, dbp_mmHg: 101, pulse_per_min: 96 }, origin: 'person' }, { values: { spo2_pct: 88 }, origin: 'person' }],
  'infusion-started': [START, { ...START, rate_mL_per_h: 60 }],
  'infusion-rate-changed': [{ rate_mL_per_h: 60 }, { rate_mL_per_h: 45 }, { rate_mL_per_h: 45, reason: 'pressure' }],
  'infusion-stopped': [{ why: 'complete' }, { why: 'early', volume_infused_mL: 31 }],
  'bag-changed': [{ volume_mL: 50, concentration_mg_per_mL: 0.7 }, { volume_mL: 50, concentration_mg_per_mL: 1.4, previous_volume_infused_mL: 44 }],
  'volume-added': [{ what: 'drug', volume_mL: 5 }, { what: 'flush', volume_mL: 10 }],
  'pump-read': [{ volume_infused_mL: 12.5, of: 'infusion', origin: 'person' }, { volume_infused_mL: 30, of: 'bag', origin: 'person' }],
  'iv-checked': [{ site: 'forearm', finding: 'patent' }], 'medication-given': [{ drug: 'ondansetron', dose: 4, unit: 'mg', route: 'IV' }],
  'sedation-scored': [{ scale: 'MOAA/S', score: 4 }], 'dissociation-scored': [{ scale: '0-10', score: 7 }], 'symptom-rated': [{ symptom: 'nausea', score: 3 }, { symptom: 'pain', score: 1 }],
  'adverse-event-noted': [{ what: 'nausea', severity: 'mild', action: 'none' }], 'alarm-answered': [{ alarm: 'sbp_mmHg:pause', answer: 'seen' }], 'quiet-cuff-set': [{ until: instant(1_800_003_600_000) }],
  'comfort-changed': [{ music: 'tide', blanket: true }, { light: 'none', blanket: false }], 'words-captured': [{ text: 'a wide field' }, { text: 'warm, and far away' }],
  'discharge-scored': [{ aldrete: ALDRETE }], 'ready-estimated': [{ readyAt: instant(1_800_005_400_000) }], 'prescriber-assessed': [{ decision: 'keep-watching', text: 'slow to wake' }],
  'instructions-given': [{ how: 'printed', language: 'en', version: '3' }], 'note-added': [{ text: 'family called' }], 'signed': [{ meaning: 'author', noteText: NOTE, noteHash: sha256(NOTE) }], 'amended': [{ text: 'escort came at five', reason: 'left out' }], 'aborted': [{ reason: 'felt unwell' }],
}
/** What moves a visit comes more often than chance among all kinds would bring it. */
const COMMON: readonly EventType[] = ['arrived', 'checklist-confirmed', 'infusion-started', 'infusion-rate-changed', 'infusion-paused', 'infusion-resumed', 'infusion-stopped', 'vitals-recorded', 'bag-changed', 'pump-read', 'words-captured']
const ANY = EVENT_TYPES.filter((type) => type !== 'corrected')

const payloadFor = (type: EventType, chance: Chance): object => chance.pick(PAYLOADS[type as keyof typeof PAYLOADS])
const newId = (tablet: Tablet, chance: Chance): string => uuidv7(tablet.now(), chance.bytes(10))
const made = (tablet: Tablet, session: string, chance: Chance, fact: object): SessionEvent =>
  ({ id: newId(tablet, chance), session, at: tablet.now(), actor: tablet.nurse, device: tablet.name, ...fact }) as unknown as SessionEvent

/** A fact seen now, or now and then one that was written down first and is entered late. */
export function someFact(tablet: Tablet, session: string, chance: Chance, only?: readonly EventType[]): SessionEvent {
  const type = chance.pick(only ?? (chance.yes(0.6) ? COMMON : ANY))
  const late = chance.yes(0.1) ? { at: instant(tablet.now() - chance.between(1, 90) * MINUTE_MS), enteredAt: tablet.now(), enteredFrom: chance.pick(['paper', 'memory']) } : {}
  return made(tablet, session, chance, { ...payloadFor(type, chance), ...late, type })
}

/** A correction of something on the screen of this tablet, in sight of what corrects it already; null when there is nothing to correct. */
export function someCorrection(tablet: Tablet, session: string, chance: Chance, target?: string): SessionEvent | null {
  const view = tablet.view(session)
  const { facts } = view
  const chosen = target === undefined ? facts : facts.filter((f) => f.event.id === target)
  if (chosen.length === 0) return null
  const { original } = chance.pick(chosen)
  const dice = chance.next()
  const replacement = original.type === 'corrected' || dice < 0.2 ? { at: toIso(instant(original.at - chance.between(1, 60) * MINUTE_MS)) } : payloadJson(original.type, chance)
  return made(tablet, session, chance, { type: 'corrected', corrects: original.id, reason: 'mistaken', ...(dice > 0.6 ? { withdrawn: true } : { replacement }), ...sightOf(view, original.id) })
}

/** A payload as it stands in a replacement: JSON. */
function payloadJson(type: EventType, chance: Chance): object {
  const payload = payloadFor(type, chance)
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, name === 'until' || name === 'readyAt' ? toIso(value as never) : value]))
}

/** How a clock goes wrong: a step of up to a day either way, the hour of daylight saving, or a little. */
export function clockStep(chance: Chance): number {
  const dice = chance.next()
  if (dice < 0.3) return (chance.yes(0.5) ? 1 : -1) * HOUR_MS
  if (dice < 0.6) return Math.round((chance.next() - 0.5) * 48 * HOUR_MS)
  return Math.round((chance.next() - 0.5) * 10 * MINUTE_MS)
}
