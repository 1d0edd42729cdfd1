// The Floor's order in the words and marks of a card: core says who needs eyes, this says it to people.
import { besideOf, loadOf, nextAct, observerNeeded, rankFloor, type FloorView, type Load, type Need, type Ranked } from '@chairside/core/session'
import type { ProtocolSettings } from '@chairside/core/plan'
import type { Instant } from '@chairside/core/shared'
import type { Rank } from './floor-card.tsx'

function rankOf({ need, alarms, due, chair }: Ranked, settings: ProtocolSettings): Rank {
  const found = alarms.map((a) => a.message.charAt(0).toUpperCase() + a.message.slice(1))
  const late = due !== null && due.minutes !== null && due.minutes < 0 ? -due.minutes : 0
  const lateLine = late > 0 ? [`Vital signs ${late} min late`] : []
  const clash = (chair.visit?.contradictions ?? 0) > 0 ? ['Facts that do not agree: settle on the Chair'] : []
  const observer = chair.visit && observerNeeded(chair.visit, settings) ? ['Needs an observer without another duty (ST-03)'] : []
  const why = [...found, ...lateLine, ...clash, ...observer]
  switch (need) {
    case 'stop': return { tier: 'high', lamp: 'high', word: 'Stop', why }
    case 'pause': return { tier: 'medium', lamp: 'medium', word: 'Pause', why }
    // Two facts that do not agree are to be settled; no alarm of a patient says so, and no lamp.
    case 'contradiction': return { tier: 'medium', lamp: null, word: 'Settle', why }
    case 'escalate': return { tier: 'medium', lamp: 'medium', word: late > 0 ? 'Overdue' : alarms.some((a) => a.what === 'signal') ? 'No signal' : 'Not watched', why }
    case 'warn': return { tier: 'low', lamp: null, word: alarms.every((a) => a.what === 'signal') ? 'No signal' : 'Recheck', why }
    case 'late': return { tier: 'low', lamp: null, word: 'Late', why }
    case 'due-soon': return { tier: 'none', lamp: null, word: late > 0 ? 'Due' : 'Due soon', why }
    case 'phase': return { tier: 'none', lamp: null, word: due?.minutes != null ? `Next in ${due.minutes} min` : 'Quiet', why }
  }
}

export type RankedCard = { readonly chair: FloorView['chairs'][number]; readonly rank: Rank; readonly need: Need; readonly next: string | null }
/** All chairs of a Floor in the order in which they need somebody. `timeZone`: the site's. */
export const rankedCards = (floor: FloorView, now: Instant, timeZone: string): readonly RankedCard[] => {
  const { settings } = floor.protocol
  return rankFloor(floor.chairs, settings, now).map((ranked) => ({ chair: ranked.chair, need: ranked.need, rank: rankOf(ranked, settings), next: nextAct(ranked, settings, now, timeZone) }))
}

/** A chair in a stop or pause tier is shown whatever the filter says. */
export const isDanger = ({ need }: Pick<RankedCard, 'need'>): boolean => need === 'stop' || need === 'pause'

export type NurseLoad = { readonly nurse: string; readonly name: string; readonly load: Load; readonly chairs: number; /** What is beyond the protocol, in words; null within it. */ readonly beyond: string | null }
/** Who watches how many, by name; who has nobody is not listed. */
export function nurseLoads(floor: FloorView): readonly NurseLoad[] {
  const { infusing_per_nurse, recovering_per_nurse } = floor.protocol.settings.staffing
  const names = new Map(floor.chairs.flatMap(({ visit }) => (visit && visit.nurse !== null ? [[visit.nurse, visit.nurse_name ?? 'A colleague'] as const] : [])))
  const visits = besideOf(floor.chairs)
  return [...names].map(([nurse, name]) => {
    const load = loadOf(nurse, visits)
    const beyond = [load.infusing > infusing_per_nurse.max ? `more than ${infusing_per_nurse.max} infusions` : null, load.recovering > recovering_per_nurse ? `more than ${recovering_per_nurse} recovering` : null].filter((part) => part !== null).join(', ')
    return { nurse, name, load, chairs: visits.filter((v) => v.nurse === nurse).length, beyond: beyond === '' ? null : beyond }
  }).toSorted((a, b) => a.name.localeCompare(b.name))
}
