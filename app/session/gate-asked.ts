// Everything that core's gate must know, from what this tablet keeps: the bundle, the facts, and the last known Floor.
import { useQueryClient } from '@tanstack/react-query'
import { besideOf, gateFacts, knownOf, type Beside, type FloorView, type StartAsked } from '@chairside/core/session'
import { may } from '@chairside/core/people'
import { parseInstant, type Instant } from '@chairside/core/shared'
import type { Chair } from './use-chair.ts'

export const zoneOf = ({ me, bundle }: Chair): string => me.sites.find((s) => s.site === bundle.visit.site)?.time_zone ?? me.organization.time_zone

/** Who watches now: named in the facts, otherwise the nurse of the booking. */
export const watchingNurse = ({ view, bundle }: Pick<Chair, 'view' | 'bundle'>): string | null => view.nurse ?? gateFacts(bundle).nurse

/** Who would watch if this person started now: whoever took over before the start, a nurse who starts, otherwise the nurse of the booking. */
export const nurseOfStart = (chair: Chair): string => chair.view.nurse ?? (chair.me.roles.includes('nurse') ? chair.me.staff : gateFacts(chair.bundle).nurse ?? chair.me.staff)

/** The other chairs as this tablet last saw them, on its Floor or in the visit's bundle, whichever is newer; `at`: when that was. */
export function useBeside(chair: Chair): { readonly others: readonly Beside[]; readonly at: Instant | null } {
  const floor = useQueryClient().getQueryData<FloorView>(['floor', chair.bundle.visit.site])
  const [ofFloor, ofBundle] = [parseInstant(floor?.server_time ?? null), parseInstant(chair.bundle.server_time)]
  if (floor && ofFloor !== null && (ofBundle === null || ofFloor > ofBundle)) return { others: besideOf(floor.chairs), at: ofFloor }
  return { others: gateFacts(chair.bundle).beside.map(({ started_at, ...visit }) => ({ ...visit, startedAt: parseInstant(started_at) })), at: ofBundle }
}

export function startAsked(chair: Chair, nurse: string, others: readonly Beside[], now: Instant): StartAsked {
  const { bundle, view, me } = chair
  const measured = parseInstant(bundle.patient.weight_measured_at)
  return {
    view, order: bundle.order, protocol: bundle.protocol, known: { ...knownOf(bundle, now), beside: others },
    weight: bundle.patient.weight_kg !== null && measured !== null ? { weight_kg: bundle.patient.weight_kg, measured_at: measured } : null,
    phase: bundle.course?.kind === 'booster' ? 'maintenance' : 'induction', earlier: bundle.previous.flatMap((p) => parseInstant(p.started_at) ?? []),
    timeZone: zoneOf(chair), session: chair.session, actor: me.staff, nurse, now,
    ...(bundle.prepared === undefined ? {} : { prepared: bundle.prepared === null ? null : { code: bundle.prepared.code, startBy: parseInstant(bundle.prepared.start_by)! } }),
  }
}

/** Everybody clinical but this person. */
export const colleaguesOf = ({ bundle, me }: Chair) => bundle.staff.filter((s) => s.staff !== me.staff && may(s.roles, 'session.record'))
