// Who needs eyes now: the order of the chairs on the Floor. Danger first, then silence, then phase.
import { MINUTE_MS, parseInstant, type Instant } from '../shared/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import { TIER_ORDER, type Values } from './alarms.ts'
import { isHighRisk, nextVitals, type Due } from './due.ts'
import { VITAL_NAMES } from './plausible.ts'
import type { SessionState } from './fold.ts'
import type { FloorChair } from './wire.ts'

export const NEEDS = ['stop', 'pause', 'contradiction', 'escalate', 'warn', 'late', 'due-soon', 'phase'] as const
/** Why a chair stands where it stands. */
export type Need = (typeof NEEDS)[number]
export type FloorAlarm = NonNullable<FloorChair['watch']>['alarms'][number]
/** `alarms`: worst first, without late vital signs, which `due` tells to the minute. */
export type Ranked = { readonly chair: FloorChair; readonly need: Need; readonly alarms: readonly FloorAlarm[]; readonly due: Due | null }

/** Vitals that are due within this many minutes already lift a chair: somebody can walk there in time. UNSOURCED (proposed). */
const SOON_MIN = 2
const PHASES: readonly (SessionState | 'empty')[] = ['paused', 'infusing', 'recovering', 'preparing', 'arrived', 'aborted', 'expected', 'discharged', 'signed', 'empty']
const WATCHED: readonly SessionState[] = ['infusing', 'paused', 'recovering', 'aborted']

const valuesOf = (live: NonNullable<FloorChair['visit']>['latest']): Values => Object.fromEntries(VITAL_NAMES.flatMap((name) => (live[name] ? [[name, live[name].value]] : [])))

/** What one chair needs, from what the Floor knows. */
export function needOf(chair: FloorChair, settings: ProtocolSettings, now: Instant): Ranked {
  const { visit } = chair
  if (!visit) return { chair, need: 'phase', alarms: [], due: null }
  const infusion = WATCHED.includes(visit.state) ? visit.infusion : null
  const watch = infusion ? chair.watch : null
  const alarms = watch?.alarms.filter((a) => a.what !== 'late') ?? []
  const tier = TIER_ORDER[Math.max(0, ...alarms.map((a) => TIER_ORDER.indexOf(a.tier)))]!
  const due = infusion ? nextVitals({
    state: visit.state, startedAt: parseInstant(infusion.startedAt), dischargedAt: null, lastVitalsAt: parseInstant(visit.lastVitalsAt), isHighRisk: isHighRisk({ infusion, values: valuesOf(visit.latest), sedation: visit.sedation, medications: visit.medications }, settings),
    isPeakTaken: watch?.isPeakTaken ?? false, quietUntil: parseInstant(watch?.quietUntil ?? null),
  }, settings, now) : null
  // Somebody had drug and nothing says that they are watched: never to be taken for quiet.
  const isUnwatched = infusion !== null && watch === null
  const need = ((): Need => {
    if (tier === 'stop' || tier === 'pause') return tier
    if (visit.contradictions > 0) return 'contradiction'
    // A signal that is away too long while drug runs is silence too.
    if (isUnwatched || due?.status === 'escalate' || alarms.some((a) => a.what === 'signal' && a.priority !== 'low')) return 'escalate'
    if (alarms.length > 0) return 'warn'
    if (due?.status === 'late') return 'late'
    return due?.status === 'due' || (due?.dueAt != null && due.dueAt - now <= SOON_MIN * MINUTE_MS) ? 'due-soon' : 'phase'
  })()
  return { chair, need, alarms, due }
}

/** The chairs in the order in which they need eyes; within one need by phase, then by what is due first, then by name. The same Floor always gives the same order. */
export function rankFloor(chairs: readonly FloorChair[], settings: ProtocolSettings, now: Instant): Ranked[] {
  const phase = ({ chair }: Ranked): number => PHASES.indexOf(chair.visit?.state ?? 'empty')
  const dueAt = ({ due }: Ranked): number => due?.dueAt ?? Number.MAX_SAFE_INTEGER
  const name = ({ chair }: Ranked): string => `${chair.chair_name}\u0000${chair.chair}`
  return chairs.map((chair) => needOf(chair, settings, now)).sort((a, b) =>
    NEEDS.indexOf(a.need) - NEEDS.indexOf(b.need) || phase(a) - phase(b) || dueAt(a) - dueAt(b) || (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0))
}
