// What one infusion says about the next dose (DS-09, DS-10), out of its log.
import type { LastInfusion } from '../plan/index.ts'
import type { SessionView } from './fold.ts'

/** Reasons of a pause that are about the patient and not about the line, as people write them. */
const FOR_SIGNS = /pressure|\bBP\b|satur|SpO|breath|sedat|asleep|pulse|heart|vomit|nausea|dissoc|anxi/i
const SEVERE: readonly string[] = ['severe', 'life-threatening', 'death']

/** The facts of the infusion of this visit; null when none was started. What nobody measured or scored is null. */
export function lastInfusionOf(view: SessionView, ordinal: number): LastInfusion | null {
  const { infusion } = view
  if (!infusion) return null
  const facts = view.facts.flatMap(({ event, withdrawn }) => (withdrawn || event.at < infusion.startedAt ? [] : [event]))
  const values = (name: 'sbp_mmHg' | 'dbp_mmHg' | 'spo2_pct'): number[] => facts.flatMap((e) => (e.type === 'vitals-recorded' ? (e.values[name] ?? []) : []))
  const most = (of: readonly number[]): number | null => (of.length === 0 ? null : Math.max(...of))
  const least = (of: readonly number[]): number | null => (of.length === 0 ? null : Math.min(...of))
  const dissociation = facts.flatMap((e) => (e.type === 'dissociation-scored' ? [e] : []))
  const running_ms = infusion.segments.reduce((sum, s) => sum + ((s.to ?? infusion.stoppedAt ?? s.from) - s.from), 0)
  return {
    ordinal, dose_mg_per_kg: infusion.dose_mg_per_kg, duration_min: infusion.stoppedAt === null ? null : Math.round(running_ms / 60_000), stoppedEarly: infusion.stoppedWhy === 'early',
    pausedForSigns: facts.some((e) => e.type === 'infusion-paused' && e.reason !== undefined && FOR_SIGNS.test(e.reason)),
    peak_sbp_mmHg: most(values('sbp_mmHg')), peak_dbp_mmHg: most(values('dbp_mmHg')), lowest_spo2_pct: least(values('spo2_pct')), lowest_moaas: least(facts.flatMap((e) => (e.type === 'sedation-scored' && e.scale === 'MOAA/S' ? [e.score] : []))),
    distressingDissociation: dissociation.length === 0 ? null : dissociation.some((e) => e.distressing === true), vomited: facts.some((e) => e.type === 'symptom-rated' && e.vomited === true),
    severeEvent: facts.some((e) => e.type === 'adverse-event-noted' && SEVERE.includes(e.severity)),
  }
}
