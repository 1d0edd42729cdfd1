// What a patient said before the first visit that makes it easier, as the Chair offers it: the history's answers in the words of the log.
import type { History } from '../intake/index.ts'
import type { PayloadOf } from './events.ts'

const MUSIC: Readonly<Record<string, string>> = { 'soundscape': 'Soundscape', 'own': 'Own playlist', 'silence': 'Silence' }

/** Only what was said; empty when nothing was. A touch counts as welcome only after a plain yes. */
export function comfortWished(history: History): PayloadOf<'comfort-changed'> {
  const chosen = Array.isArray(history['comforts']) ? (history['comforts'] as readonly string[]) : []
  const music = typeof history['music'] === 'string' ? MUSIC[history['music']] : undefined
  return {
    ...(music === undefined ? {} : { music }), ...(chosen.includes('dim') ? { light: 'some' } : {}), ...(chosen.includes('blanket') ? { blanket: true } : {}), ...(chosen.includes('eye-mask') ? { eyeMask: true } : {}),
    ...(chosen.includes('quiet') ? { talk: 'none' } : chosen.includes('talk') ? { talk: 'full' } : {}), ...(history['touch'] === undefined ? {} : { touchConsent: history['touch'] === 'yes' }),
  }
}
