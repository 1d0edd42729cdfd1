// Today at the site as this tablet keeps it: the list, each visit whole, and what was recorded here since. Reads nothing from the server.
import { useEffect, useState } from 'react'
import { fold, type SessionBundle, type SessionView } from '@chairside/core/session'
import { may } from '@chairside/core/people'
import { useMe } from '../api.ts'
import { useSite } from '../site.ts'
import { bundleWithoutNetwork, deviceOf, keptToday, type KeptToday } from '../sync/device.ts'
import { useNow } from '../ui/clock.ts'

export type KeptVisit = { readonly bundle: SessionBundle; readonly phone: string | null; readonly view: SessionView }
export type Today =
  | { readonly state: 'looking' }
  /** In words for a person: why there is none. */
  | { readonly state: 'none'; readonly why: string }
  | { readonly state: 'here'; readonly list: KeptToday; readonly visits: readonly KeptVisit[] }

const LOOK_AGAIN_S = 15

export function useToday(): Today {
  const { data: me } = useMe()
  const site = useSite()?.site ?? null
  const again = useNow(LOOK_AGAIN_S)
  const [today, setToday] = useState<Today>({ state: 'looking' })
  const organization = me?.organization.organization ?? null
  const allowed = me ? may(me.roles, 'chart.read') : false
  useEffect(() => {
    let gone = false
    const look = async (): Promise<Today> => {
      if (!allowed) return { state: 'none', why: 'Charts are not open to this role.' }
      if (organization === null || site === null) return { state: 'none', why: 'No site is chosen on this tablet.' }
      const device = await deviceOf(organization)
      if (!device.sealer) return { state: 'none', why: 'This address is not secure (https), so the browser cannot encrypt, and nothing of a patient is kept here.' }
      const list = await keptToday(device, site)
      if (!list) return { state: 'none', why: 'This tablet has not been in touch with the server at this site today.' }
      const visits: KeptVisit[] = []
      for (const { session, phone } of list.visits) {
        const bundle = await bundleWithoutNetwork(device, session)
        if (!bundle) continue
        await device.sync.open(session)
        visits.push({ bundle, phone, view: fold(device.sync.facts(session).map((kept) => kept.event)) })
      }
      return { state: 'here', list, visits }
    }
    look().then((found) => { if (!gone) setToday(found) }, () => { if (!gone) setToday({ state: 'none', why: 'This tablet cannot read its own storage. Use another tablet, or blank sheets.' }) })
    return () => { gone = true }
  }, [organization, site, allowed, again])
  return today
}

/** The last earlier visit in which something was given. */
export const lastDose = (bundle: SessionBundle): SessionBundle['previous'][number] | null => bundle.previous.find((visit) => visit.dose_mg !== null) ?? null
