// The site this device works at: chosen once, remembered here.
import { useSyncExternalStore } from 'react'
import type { Me, Site } from '@chairside/core/people'
import { useMe } from './api.ts'
import { showTimesOf } from './ui/clock.ts'

const KEY = 'chairside-site'
const listeners = new Set<() => void>()

export function chooseSite(me: Me, site: string): void {
  localStorage.setItem(KEY, site)
  showSiteTimes(me)
  for (const tell of listeners) tell()
}

const siteOf = (me: Me | null | undefined, kept: string | null): Site | null => me?.sites.find((s) => s.site === kept) ?? me?.sites[0] ?? null

/** Times are shown on the clock of this person's chosen site from here on. */
export function showSiteTimes(me: Me): void {
  showTimesOf(siteOf(me, localStorage.getItem(KEY))?.time_zone ?? me.organization.time_zone)
}

/** The chosen site, or the first; null before anybody signed in. */
export function useSite(): Site | null {
  const { data } = useMe()
  const kept = useSyncExternalStore((tell) => { listeners.add(tell); return () => listeners.delete(tell) }, () => localStorage.getItem(KEY))
  return siteOf(data, kept)
}
