// What comes next at a chair, in one line that can be read from two metres: the next act, not the state.
import { localTime, MINUTE_MS, parseInstant, type Instant } from '../shared/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import { expectedEnd } from './delivered.ts'
import type { Infusion } from './fold.ts'
import type { Ranked } from './floor-rank.ts'
import type { FloorChair } from './wire.ts'

type Visit = NonNullable<FloorChair['visit']>
const inMinutes = (at: Instant, now: Instant): string => { const minutes = Math.ceil((at - now) / MINUTE_MS); return minutes <= 0 ? 'now' : `in ${minutes} min` }

/** The infusion of a Floor chair in the form that the arithmetic of `delivered.ts` takes; null where none is running or was. */
export function floorInfusion(visit: Visit): Infusion | null {
  const { infusion } = visit
  if (!infusion) return null
  const at = (iso: string | null): Instant | null => parseInstant(iso)
  return {
    order: null, weight_basis: 'actual', pausedAt: null, stoppedWhy: null, ...infusion, startedAt: at(infusion.startedAt)!, stoppedAt: at(infusion.stoppedAt),
    segments: infusion.segments.map((s) => ({ from: at(s.from)!, to: at(s.to), rate_mL_per_h: s.rate_mL_per_h })),
    bags: infusion.bags.map((b) => ({ ...b, from: at(b.from)! })), pumpReadings: infusion.pumpReadings.map((r) => ({ ...r, at: at(r.at)! })),
  }
}

/** ST-03: at MOAA/S of the protocol's warn tier or less somebody watches this patient and does nothing else. */
export const observerNeeded = (visit: Pick<Visit, 'sedation' | 'state'>, { alerts }: Pick<ProtocolSettings, 'alerts'>): boolean => visit.sedation !== null && alerts.moaas_at_most[0] !== null && visit.sedation <= alerts.moaas_at_most[0] && ['infusing', 'paused', 'recovering', 'aborted'].includes(visit.state)

function beforeStart(visit: Visit): string {
  if (visit.state === 'expected') return 'not here yet'
  if (visit.toAsk > 0) return `checklist: ${visit.toAsk} to ask`
  if (visit.latest.sbp_mmHg === undefined) return 'baseline vital signs'
  return visit.timeOut ? 'ready to start' : 'time-out waits for a second person'
}

function atRecovery(visit: Visit, settings: ProtocolSettings, now: Instant, timeZone: string): string {
  const readyAt = parseInstant(visit.ready?.at ?? null)
  if (visit.ready && readyAt !== null) return visit.ready.kind === 'ready' ? 'ready to go home' : `ready about ${localTime(readyAt, timeZone)}`
  const since = parseInstant(visit.recoveryStartedAt)
  if (since === null) return 'watch until discharge'
  const from = (since + settings.recovery.min_minutes.default * MINUTE_MS) as Instant
  return from > now ? `discharge check from ${localTime(from, timeZone)}` : 'discharge check'
}

/** The next act at this chair: vital signs, the end of the bag, the discharge check, what the start waits for. Null where nothing is to be done. */
export function nextAct({ chair: { visit }, due }: Pick<Ranked, 'chair' | 'due'>, settings: ProtocolSettings, now: Instant, timeZone: string): string | null {
  if (!visit) return null
  const infusion = floorInfusion(visit)
  const signs = due?.dueAt == null ? null : `BP ${inMinutes(due.dueAt, now)}`
  switch (visit.state) {
    case 'expected': case 'arrived': case 'preparing': return beforeStart(visit)
    case 'infusing': {
      const end = infusion && expectedEnd(infusion, now)
      return [signs, infusion === null ? null : end === null ? 'bag should be empty' : `bag empty ${localTime(end, timeZone)}`].filter((part) => part !== null).join(' · ')
    }
    case 'paused': return [signs, 'paused: resume or stop'].filter((part) => part !== null).join(' · ')
    case 'recovering': return [signs, atRecovery(visit, settings, now, timeZone)].filter((part) => part !== null).join(' · ')
    case 'aborted': return infusion ? [signs, 'watch until discharge'].filter((part) => part !== null).join(' · ') : null
    case 'discharged': return 'note to sign'
    case 'signed': return null
  }
}
