// Which facts may be recorded now: what a button asks before it is shown. The log itself takes every fact; this keeps slips out, never an emergency.
import { ok, refuse, type Result } from '../shared/index.ts'
import type { EventType } from './events.ts'
import type { SessionState, SessionView } from './fold.ts'

export type RecordRefusal = { readonly kind: 'refused'; readonly rule: string; readonly message: string }

/** Recorded in any state, before and after everything else: what was done for a person in danger is written down, and questions come after. */
export const EMERGENCY = ['infusion-stopped', 'medication-given', 'adverse-event-noted', 'aborted'] as const satisfies readonly EventType[]
/** Corrections, and answers to an alarm, have no state either. */
const ALWAYS = [...EMERGENCY, 'corrected', 'alarm-answered'] as const satisfies readonly EventType[]

const BEFORE: readonly SessionState[] = ['expected', 'arrived', 'preparing']
const OPEN: readonly SessionState[] = ['expected', 'arrived', 'preparing', 'infusing', 'paused', 'recovering', 'discharged', 'aborted']

/** In which states a fact fits. What stands in ALWAYS is not listed. */
const FITS: Readonly<Record<Exclude<EventType, (typeof ALWAYS)[number]>, readonly SessionState[]>> = {
  'arrived': ['expected'],
  'checklist-confirmed': BEFORE,
  'time-out-checked': BEFORE,
  'infusion-started': BEFORE,
  'infusion-rate-changed': ['infusing', 'paused'],
  'bag-changed': ['infusing', 'paused'],
  'volume-added': OPEN,
  'pump-read': ['infusing', 'paused', 'recovering'],
  'infusion-paused': ['infusing'],
  'infusion-resumed': ['paused'],
  'recovery-started': ['recovering', 'aborted'],
  'discharge-scored': ['recovering', 'aborted'],
  'watch-taken-over': ['arrived', 'preparing', 'infusing', 'paused', 'recovering', 'aborted'],
  'ready-estimated': ['infusing', 'paused', 'recovering', 'aborted'],
  'prescriber-assessed': ['infusing', 'paused', 'recovering', 'aborted'],
  'instructions-given': ['recovering', 'discharged', 'aborted'],
  'quiet-cuff-set': ['infusing', 'paused'],
  'discharge-approved': ['recovering', 'aborted'],
  'signed': ['discharged', 'signed', 'aborted'],
  'amended': ['signed'],
  'vitals-recorded': OPEN, 'sedation-scored': OPEN, 'dissociation-scored': OPEN, 'comfort-changed': OPEN, 'words-captured': OPEN, 'note-added': OPEN, 'iv-checked': OPEN, 'symptom-rated': OPEN,
}
const NEEDS_INFUSION: readonly EventType[] = ['recovery-started', 'discharge-scored', 'discharge-approved', 'ready-estimated', 'instructions-given']

/** Whether a fact of this type fits the visit as it stands. Refused with the rule and the state; emergency acts (stop, medication, adverse event, abort) and corrections never. */
export function mayRecord(view: SessionView, type: EventType): Result<true, RecordRefusal> {
  if ((ALWAYS as readonly EventType[]).includes(type)) return ok(true)
  if (type === 'infusion-started' && view.infusion) return refuse({ kind: 'refused', rule: 'SES5', message: 'An infusion was started in this visit already.' })
  const fits = FITS[type as keyof typeof FITS]
  if (!fits.includes(view.state) || (NEEDS_INFUSION.includes(type) && !view.infusion) || (type === 'discharge-approved' && view.dischargedAt !== null))
    return refuse({ kind: 'refused', rule: 'SES13', message: view.state === 'signed' ? 'The visit is signed: amend it instead.' : `This does not fit a visit that is ${view.state}.` })
  return ok(true)
}
