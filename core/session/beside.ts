// One nurse's attention: how many infusions somebody watches, and whether one more may start beside them (ST-02; users' gap: two peaks on one nurse).
import { MINUTE_MS, parseInstant, type Instant } from '../shared/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import { PRESCRIBER } from './checklist.ts'
import type { SessionState } from './fold.ts'
import type { FloorChair } from './wire.ts'
import type { GateFinding } from './gate.ts'

/** Another visit of the site, as far as its nurse's attention goes. `nurse`: who watches; null: nobody is named. */
export type Beside = { readonly session: string; readonly nurse: string | null; readonly state: SessionState; readonly startedAt: Instant | null }
export type Load = { readonly infusing: number; readonly recovering: number }

const isInfusing = ({ state }: Beside): boolean => state === 'infusing' || state === 'paused'

/** What the Floor knows, as `Beside`. Who had drug and was aborted is watched like somebody who recovers. */
export const besideOf = (chairs: readonly Pick<FloorChair, 'visit'>[]): Beside[] => chairs.flatMap(({ visit }) =>
  (visit ? [{ session: visit.session, nurse: visit.nurse, state: visit.state === 'aborted' && visit.infusion ? 'recovering' : visit.state, startedAt: parseInstant(visit.infusion?.startedAt ?? null) }] : []))

/** How many one nurse watches now. */
export function loadOf(nurse: string, visits: readonly Beside[]): Load {
  const own = visits.filter((visit) => visit.nurse === nurse)
  return { infusing: own.filter(isInfusing).length, recovering: own.filter((visit) => visit.state === 'recovering').length }
}

const infusions = (count: number): string => `${count} infusion${count === 1 ? '' : 's'}`
/** `ST-02` blocks; the rest of the program turns it into what the clinic's protocol says. */
const blocked = (message: string): GateFinding => ({ rule: 'ST-02', level: 'block', message, overridableBy: PRESCRIBER })
const warned = (message: string): GateFinding => ({ rule: 'ST-02', level: 'warn', message, overridableBy: [] })

/**
 * Whether `nurse` may have one more infusion start beside the others now. Blocked beyond the protocol's limit of infusions, beyond its limit of recovering patients, and within the
 * stagger of another start of the same nurse, before or after; the peak of each start then falls into a time of its own. Warned beyond what is preferred, and at the limit of recovering patients.
 */
export function mayStartBeside(asked: { readonly nurse: string; readonly session: string; readonly others: readonly Beside[]; readonly now: Instant }, { staffing }: Pick<ProtocolSettings, 'staffing'>): GateFinding[] {
  const { nurse, session, now } = asked
  const others = asked.others.filter((visit) => visit.session !== session)
  const { infusing, recovering } = loadOf(nurse, others)
  const { preferred, max } = staffing.infusing_per_nurse
  const findings: GateFinding[] = []
  if (infusing + 1 > max) findings.push(blocked(`this nurse watches ${infusions(infusing)} already; at most ${max} at a time`))
  else if (infusing + 1 > preferred) findings.push(warned(`this nurse watches ${infusions(infusing)} already; ${preferred} at a time is preferred`))
  if (recovering > staffing.recovering_per_nurse) findings.push(blocked(`this nurse watches ${recovering} recovering patients; at most ${staffing.recovering_per_nurse}`))
  else if (recovering === staffing.recovering_per_nurse) findings.push(warned(`this nurse watches ${recovering} recovering patients, as many as may be`))
  const starts = others.flatMap(({ nurse: other, startedAt, state }) => (other === nurse && startedAt !== null && state !== 'discharged' && state !== 'signed' && Math.abs(now - startedAt) < staffing.start_stagger_min * MINUTE_MS ? [Math.abs(now - startedAt)] : []))
  if (starts.length > 0) {
    const least = Math.min(...starts)
    findings.push(blocked(`another infusion of this nurse started ${Math.floor(least / MINUTE_MS)} min ago; ${staffing.start_stagger_min} min between two starts (wait ${Math.ceil((staffing.start_stagger_min * MINUTE_MS - least) / MINUTE_MS)} min)`))
  }
  return findings
}

/** What is said, and never refused, when somebody takes over watching this patient: somebody must watch. */
export const takeOverWarnings = (asked: { readonly nurse: string; readonly session: string; readonly state: SessionState; readonly others: readonly Beside[] }, { staffing }: Pick<ProtocolSettings, 'staffing'>): string[] => {
  const { infusing, recovering } = loadOf(asked.nurse, asked.others.filter((visit) => visit.session !== asked.session))
  const [isRunning, isRecovering] = [isInfusing({ ...asked, startedAt: null }), asked.state === 'recovering']
  return [
    ...(isRunning && infusing + 1 > staffing.infusing_per_nurse.max ? [`${infusions(infusing + 1)} with this one; at most ${staffing.infusing_per_nurse.max} at a time`] : []),
    ...(isRecovering && recovering + 1 > staffing.recovering_per_nurse ? [`${recovering + 1} recovering patients with this one; at most ${staffing.recovering_per_nurse}`] : []),
  ]
}
