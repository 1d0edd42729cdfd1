// Time zones for the first run: the browser's own guess first, and every zone by name.

/** All IANA zones this browser knows, with `guess` among them. */
export function zonesWith(guess: string): readonly string[] {
  const known = Intl.supportedValuesOf('timeZone')
  return known.includes(guess) ? known : [guess, ...known].sort((a, b) => a.localeCompare(b))
}

export const guessedZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** "15:42 there now", so that a wrong zone is seen before it is saved. */
export function clockIn(zone: string, at: Date): string | null {
  try {
    return new Intl.DateTimeFormat(undefined, { timeZone: zone, hour: 'numeric', minute: '2-digit', weekday: 'long' }).format(at)
  } catch {
    return null
  }
}
