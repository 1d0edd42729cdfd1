// The Chair without a pointer: one key for each act.
import { mayRecord, type EventType } from '@chairside/core/session'
import type { PanelName } from './panel.tsx'
import type { Chair } from './use-chair.ts'

/** What each key asks for; its words stand on the sheet of keys, in key-words.ts. */
export const KEYS = {
  v: 'vitals', i: 'start', r: 'rate', p: 'pause', x: 'stop', s: 'sedation', d: 'dissociation', y: 'symptoms', w: 'words', c: 'comfort', m: 'medication', e: 'event', l: 'iv', o: 'pump', b: 'bag', g: 'discharge', n: 'note', u: 'undo', '?': 'help',
} as const satisfies Readonly<Record<string, string>>

/** What an act records: core says whether that fits the visit as it stands. */
const TYPES: Readonly<Record<string, EventType>> = {
  vitals: 'vitals-recorded', start: 'infusion-started', pause: 'infusion-paused', sedation: 'sedation-scored', dissociation: 'dissociation-scored', words: 'words-captured', comfort: 'comfort-changed',
  symptoms: 'symptom-rated', iv: 'iv-checked', pump: 'pump-read', bag: 'volume-added', medication: 'medication-given', event: 'adverse-event-noted', discharge: 'discharge-approved',
}

/** What a key asks for now, or null. Keys typed into a field are text; acts that do not fit the phase are ignored. */
export function keyOf(event: KeyboardEvent, chair: Chair): PanelName | 'undo' | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null
  const target = event.target as HTMLElement
  if (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)) return null
  const act = (KEYS as Readonly<Record<string, (typeof KEYS)[keyof typeof KEYS] | undefined>>)[event.key.toLowerCase()]
  const { state } = chair.view
  const type = TYPES[act ?? '']
  if (type !== undefined && !mayRecord(chair.view, type).ok) return null
  switch (act) {
    case undefined: return null
    case 'stop': document.querySelector<HTMLElement>('[data-act="stop"]')?.focus(); return null
    case 'rate': return state === 'infusing' || state === 'paused' ? 'rate' : null
    case 'note': return state === 'discharged' || state === 'aborted' ? 'note' : state === 'signed' ? 'amend' : null
    default: return act
  }
}
