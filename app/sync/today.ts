// Today at the site, fetched again and again while there is a line: every visit of the day can then be opened without one, and the patients be found.
import { read } from '../api.ts'
import type { SessionBundle, TodayCopy } from '@chairside/core/session'
import { keepToday, receiveBundle, type Device } from './device.ts'

/** Nothing older than five minutes is promised (OFF2): asked sooner than that, a little apart from other tablets. */
export const EVERY_MS = 240_000

/** Reads today's visits of `site` and keeps them. Rejects with ApiError when the server does not answer: what was kept before stays. */
export async function fetchToday(device: Device, site: string): Promise<void> {
  const sentAt = Date.now()
  const copy = await read<TodayCopy>(`/api/downtime?site=${site}`)
  const { protocol, staff, server_time } = copy
  for (const { phone: _phone, ...visit } of copy.visits) await receiveBundle(device, { ...visit, protocol, staff, server_time } satisfies SessionBundle, sentAt)
  await keepToday(device, copy)
}
