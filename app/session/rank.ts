// The Floor's order in the words and marks of a card: core says who needs eyes, this says it to people.
import { rankFloor, type FloorView, type Ranked } from '@chairside/core/session'
import type { Instant } from '@chairside/core/shared'
import type { Rank } from './floor-card.tsx'

function rankOf({ need, alarms, due, chair }: Ranked): Rank {
  const found = alarms.map((a) => a.message.charAt(0).toUpperCase() + a.message.slice(1))
  const late = due !== null && due.minutes !== null && due.minutes < 0 ? -due.minutes : 0
  const lateLine = late > 0 ? [`Vital signs ${late} min late`] : []
  const clash = (chair.visit?.contradictions ?? 0) > 0 ? ['Facts that do not agree: settle on the Chair'] : []
  const why = [...found, ...lateLine, ...clash]
  switch (need) {
    case 'stop': return { tier: 'high', word: 'Stop', why }
    case 'pause': return { tier: 'medium', word: 'Pause', why }
    case 'contradiction': return { tier: 'medium', word: 'Settle', why }
    case 'escalate': return { tier: 'medium', word: late > 0 ? 'Overdue' : 'No signal', why }
    case 'warn': return { tier: 'low', word: alarms.every((a) => a.what === 'signal') ? 'No signal' : 'Recheck', why }
    case 'late': return { tier: 'low', word: 'Late', why }
    case 'due-soon': return { tier: 'none', word: late > 0 ? 'Due' : 'Due soon', why }
    case 'phase': return { tier: 'none', word: due?.minutes != null ? `Next in ${due.minutes} min` : 'Quiet', why }
  }
}

export type RankedCard = { readonly chair: FloorView['chairs'][number]; readonly rank: Rank }
/** All chairs of a Floor in the order in which they need somebody. */
export const rankedCards = (floor: FloorView, now: Instant): readonly RankedCard[] =>
  rankFloor(floor.chairs, floor.protocol.settings, now).map((ranked) => ({ chair: ranked.chair, rank: rankOf(ranked) }))
