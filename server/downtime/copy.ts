// Today at one site as every tablet there keeps it: whatever happens to the line, the patients of the day can be found and their visits opened.
import { addDays, atLocal, instant, localDate } from '@chairside/core/shared'
import type { TodayCopy } from '@chairside/core/session'
import type { Tx } from '../db/connect.ts'
import { Refused } from '../http/refusal.ts'
import { readBundle } from '../session/bundle.ts'
import { currentProtocol } from '../session/protocol.ts'

/** A visit that is still going on belongs to today's copy also when it was planned for the evening before. Not a clinical number. */
const UNDER_WAY_MS = 12 * 3_600_000
/** More visits than any site has chairs and hours for: a bound, so that no import of a calendar can fill a tablet. */
const MOST_VISITS = 200

export const todayQuery = (tx: Tx, site: string, from: Date, to: Date, now: Date) => tx<{ session: string; phone: string | null }[]>`
  select s.session_id as session, p.phone from session s join patient p on p.organization_id = s.organization_id and p.patient_id = s.patient_id
  where s.site_id = ${site} and s.cancelled_at is null and (
    (s.starts_at >= ${from} and s.starts_at < ${to})
    or (s.starts_at >= ${new Date(from.getTime() - UNDER_WAY_MS)} and s.starts_at < ${from} and s.state in ('infusing', 'paused', 'recovering') and s.last_event_at > ${new Date(now.getTime() - UNDER_WAY_MS)}))
  order by s.starts_at limit ${MOST_VISITS}`

/** Reads the copy of `site`, which is a place of the transaction's organization; refused as not found otherwise. `mailOff`: why no mail can be sent from here. */
export async function readToday(tx: Tx, site: string, now: Date, mailOff: string | null): Promise<TodayCopy> {
  const [place] = await tx<{ name: string; time_zone: string; organization: string }[]>`select t.name, t.time_zone, o.name as organization from site t join organization o using (organization_id) where t.site_id = ${site}`
  if (!place) throw new Refused({ kind: 'not-found', what: 'site' })
  const date = localDate(instant(now.getTime()), place.time_zone)
  const [from, to] = [new Date(atLocal(date, '00:00', place.time_zone)), new Date(atLocal(addDays(date, 1), '00:00', place.time_zone))]
  const rows = await todayQuery(tx, site, from, to, now)
  const staff = await tx<TodayCopy['staff'][number][]>`select staff_id as staff, name, roles from staff where active order by name`
  const visits: TodayCopy['visits'][number][] = []
  for (const { session, phone } of rows) {
    const { protocol: _protocol, staff: _staff, server_time: _time, ...visit } = await readBundle(tx, session, now, mailOff)
    visits.push({ ...visit, phone })
  }
  return { site, site_name: place.name, organization_name: place.organization, time_zone: place.time_zone, date, protocol: await currentProtocol(tx), staff, visits, server_time: now.toISOString() }
}
