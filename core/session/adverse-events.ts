// What goes wrong often, and what must not be missed: the names that are offered, whether each is an emergency, what is usually done first, and the standing orders that answer it.
// From the clinical reference 5.2 and 5.5; first measures and severities are proposals for a person to change (docs/sources.md#adverse-events).
import { deliveredAt, type Delivered } from './delivered.ts'
import type { PayloadOf } from './events.ts'
import type { SessionView } from './fold.ts'
import { MINUTE_MS, type Instant } from '../shared/index.ts'

export type Severity = PayloadOf<'adverse-event-noted'>['severity']
export type EventAction = PayloadOf<'adverse-event-noted'>['action']
export type AdverseEventKind = {
  /** As it is recorded. */
  readonly what: string
  /** An end-organ symptom, or another state in which somebody is called at once: the strictest tier whatever the numbers say. */
  readonly emergency: boolean
  /** CTCAE grade in words, as it usually is; a person changes it. */
  readonly severity: Severity
  /** What is usually done with the infusion. */
  readonly usual: EventAction
  /** The first measures, without a drug. */
  readonly first: string
  /** Ids of standing orders that answer it. */
  readonly orders: readonly string[]
}

const common = (what: string, severity: Severity, usual: EventAction, first: string, ...orders: readonly string[]): AdverseEventKind => ({ what, emergency: false, severity, usual, first, orders })
const emergency = (what: string, severity: Severity, first: string, ...orders: readonly string[]): AdverseEventKind => ({ what, emergency: true, severity, usual: 'stopped', first, orders })

/** In the order in which they are offered: emergencies first, then by how often they happen. */
export const ADVERSE_EVENTS: readonly AdverseEventKind[] = [
  emergency('Chest pain', 'severe', 'stop; emergency services; ECG', 'RX-08'),
  emergency('Severe headache', 'severe', 'stop; pressure on both arms; emergency services with a neurological sign', 'RX-05'),
  emergency('Visual or neurological sign', 'severe', 'stop; last seen well, written down; emergency services', 'RX-08'),
  emergency('Shortness of breath', 'severe', 'stop; sit up; oxygen', 'OXYGEN'),
  emergency('Apnoea', 'life-threatening', 'stop; head tilt and jaw thrust; oxygen; bag and mask; emergency services if it does not end at once', 'OXYGEN', 'RX-11'),
  emergency('Laryngospasm', 'life-threatening', 'stop; 100 % oxygen; jaw thrust at the laryngospasm notch; bag and mask with pressure; emergency services', 'OXYGEN', 'RX-12'),
  emergency('Seizure', 'severe', 'stop; protect, airway, glucose', 'RX-13', 'OXYGEN'),
  emergency('Anaphylaxis', 'life-threatening', 'stop; emergency services; lie flat', 'RX-14', 'OXYGEN'),
  emergency('Fainting', 'severe', 'stop; lie flat, legs up', 'RX-15', 'RX-09'),
  emergency('Cannot be woken', 'severe', 'stop; airway, oxygen; somebody who does nothing else', 'RX-04', 'OXYGEN'),
  emergency('New arrhythmia', 'severe', 'stop; ECG; emergency services', 'RX-09'),
  emergency('Aspiration suspected', 'severe', 'stop; on the side, suction, oxygen', 'OXYGEN'),
  emergency('Cardiac arrest', 'life-threatening', 'emergency services; compressions; defibrillator'),
  common('Nausea', 'mild', 'none', 'sit up, slow or pause, emesis bag', 'RX-01', 'RX-02'),
  common('Vomiting', 'moderate', 'paused', 'sit up or on the side, pause, airway', 'RX-01', 'RX-02'),
  common('Dizziness', 'mild', 'none', 'eyes closed or on one point, no sudden moves'),
  common('Headache', 'mild', 'none', 'quiet, dim light', 'RX-16'),
  common('Anxiety', 'moderate', 'slowed', 'verbal grounding, quiet, halve the rate or pause', 'RX-03'),
  common('Distressing dissociation', 'moderate', 'slowed', 'verbal grounding, quiet, halve the rate or pause', 'RX-03'),
  common('Drowsiness', 'mild', 'none', 'sedation scored, saturation in sight'),
  common('Raised blood pressure', 'moderate', 'none', 'a cuff that fits, quiet, measure again; observe, slow or stop', 'RX-05', 'RX-06', 'RX-07'),
  common('Low blood pressure', 'moderate', 'paused', 'lie flat, legs up, measure again', 'RX-15'),
  common('Fast pulse', 'mild', 'none', 'quiet, measure again'),
  common('Slow pulse', 'moderate', 'paused', 'measure again, symptoms', 'RX-09'),
  common('Low saturation', 'moderate', 'stopped', 'wake, head tilt and jaw thrust, check the probe', 'OXYGEN', 'RX-11'),
  common('Agitation', 'moderate', 'slowed', 'quiet, few words, little touch and light', 'RX-03'),
  common('Too much saliva', 'mild', 'none', 'suction', 'RX-10'),
  common('Blurred vision', 'mild', 'none', 'ask for other signs; with any, it is a neurological sign'),
  common('Itching or rash', 'mild', 'paused', 'look at the skin and the breathing; with either worse, it is anaphylaxis', 'RX-14'),
  common('Infiltration', 'moderate', 'paused', 'stop, new site, elevate'),
]

/** CTCAE grades 1 to 5 in words. */
export const SEVERITIES: readonly { readonly grade: 1 | 2 | 3 | 4 | 5; readonly severity: Severity; readonly words: string }[] = [
  { grade: 1, severity: 'mild', words: 'Mild' }, { grade: 2, severity: 'moderate', words: 'Moderate' }, { grade: 3, severity: 'severe', words: 'Severe' },
  { grade: 4, severity: 'life-threatening', words: 'Life-threatening' }, { grade: 5, severity: 'death', words: 'Death' },
]

/** The kind that a recorded name is, or null when it was written freely. */
export const kindOf = (what: string): AdverseEventKind | null => ADVERSE_EVENTS.find((kind) => kind.what.toLowerCase() === what.trim().toLowerCase()) ?? null

/**
 * What was done since `since`, as far as the log says it: stopped, paused, a drug, slowed, in this order. 'none' is what the log knows, not what is right;
 * that somebody called for help only a person can say. Nobody's act is invented by a first tap.
 */
export function actionSince(view: SessionView, since: Instant): EventAction {
  const { infusion } = view
  if (infusion?.stoppedAt != null && infusion.stoppedAt >= since) return 'stopped'
  if (infusion?.pausedAt != null && infusion.pausedAt >= since) return 'paused'
  if (view.medications.some((m) => m.at >= since)) return 'drug'
  const rates = infusion?.segments ?? []
  const slowed = rates.some((s, i) => i > 0 && s.from >= since && s.rate_mL_per_h < rates[i - 1]!.rate_mL_per_h)
  return slowed ? 'slowed' : 'none'
}

/** Where in the infusion an event began: what had been given by then, and minutes from the start (negative before it). Null without an infusion. */
export function atOnset(view: Pick<SessionView, 'infusion'>, onset: Instant): { readonly delivered: Delivered; readonly minute: number } | null {
  const { infusion } = view
  return infusion ? { delivered: deliveredAt(infusion, onset), minute: Math.floor((onset - infusion.startedAt) / MINUTE_MS) } : null
}
