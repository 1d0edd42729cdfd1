// The Chair without a pointer: one key for each act.
import { mayRecord, type EventType } from '@chairside/core/session'
import type { PanelName } from './panel.tsx'
import type { Chair } from './use-chair.ts'

export const KEYS: readonly { readonly key: string; readonly act: string; readonly words: string }[] = [
  { key: 'v', act: 'vitals', words: 'Vital signs by hand' }, { key: 'i', act: 'start', words: 'Start the infusion' }, { key: 'r', act: 'rate', words: 'Change the rate, or resume' },
  { key: 'p', act: 'pause', words: 'Pause' }, { key: 'x', act: 'stop', words: 'Stop: moves to the Stop button, then Enter twice' }, { key: 's', act: 'sedation', words: 'Sedation' },
  { key: 'd', act: 'dissociation', words: 'Dissociation' }, { key: 'y', act: 'symptoms', words: 'Pain, nausea, distress' }, { key: 'w', act: 'words', words: 'The patient\'s words' }, { key: 'c', act: 'comfort', words: 'Comfort' }, { key: 'm', act: 'medication', words: 'Medication' },
  { key: 'e', act: 'event', words: 'Adverse event' }, { key: 'l', act: 'iv', words: 'IV line' }, { key: 'o', act: 'pump', words: 'Read the pump' }, { key: 'b', act: 'bag', words: 'New bag, extra volume, flush' }, { key: 'g', act: 'discharge', words: 'Discharge' }, { key: 'n', act: 'note', words: 'Note and sign' }, { key: 'u', act: 'undo', words: 'Undo the last act' },
  { key: '?', act: 'help', words: 'This sheet' },
]

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
  const found = KEYS.find((k) => k.key === event.key.toLowerCase())
  const { state } = chair.view
  const type = TYPES[found?.act ?? '']
  if (type !== undefined && !mayRecord(chair.view, type).ok) return null
  switch (found?.act) {
    case undefined: return null
    case 'stop': document.querySelector<HTMLElement>('[data-act="stop"]')?.focus(); return null
    case 'rate': return state === 'infusing' || state === 'paused' ? 'rate' : null
    case 'note': return state === 'discharged' || state === 'aborted' ? 'note' : state === 'signed' ? 'amend' : null
    default: return found!.act as PanelName | 'undo'
  }
}
