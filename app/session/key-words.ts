// The keys of the Chair in words, for the sheet that shows them.
import type { KEYS } from './keys.ts'

export const KEY_WORDS: Readonly<Record<keyof typeof KEYS, string>> = {
  v: 'Vital signs by hand',
  i: 'Start the infusion',
  r: 'Change the rate, or resume',
  p: 'Pause',
  x: 'Stop: moves to the Stop button, then Enter twice',
  s: 'Sedation',
  d: 'Dissociation',
  y: 'Pain, nausea, distress',
  w: 'The patient\'s words',
  c: 'Comfort',
  m: 'Medication',
  e: 'Adverse event',
  l: 'IV line',
  o: 'Read the pump',
  b: 'New bag, extra volume, flush',
  g: 'Discharge',
  n: 'Note and sign',
  u: 'Undo the last act',
  '?': 'This sheet',
}
