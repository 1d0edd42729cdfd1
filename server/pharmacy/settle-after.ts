// When the log of a visit says that the drug has ended, or says something else of it afterwards, the book follows at once: nobody types what was given.
import type { SessionEvent } from '@chairside/core/session'
import { inOrganization, type Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { lockBook } from './book.ts'
import { settleSession } from './preparations.ts'

const SETTLING: ReadonlySet<SessionEvent['type']> = new Set<SessionEvent['type']>(['infusion-stopped', 'recovery-started', 'aborted', 'corrected', 'pump-read', 'bag-changed', 'volume-added'])

/** The address that a visit's preparations are booked at; null when nothing was prepared. */
async function bookOf(tx: Tx, session: string): Promise<string | null> {
  const [row] = await tx<{ address_id: string }[]>`select address_id from drug_entry where session_id = ${session} and kind = 'prepared' limit 1`
  return row?.address_id ?? null
}

/** Books what the new facts make of the drug. The facts are saved already: a failure here loses nothing, the close of the day settles again and names what differs. */
export async function settleAfter(services: Services, organization: string, session: string, events: readonly SessionEvent[], now: Date): Promise<void> {
  if (!events.some((event) => SETTLING.has(event.type))) return
  try {
    await inOrganization(services.sql, organization, async (tx) => {
      const address = await bookOf(tx, session)
      if (address !== null) await settleSession(tx, organization, await lockBook(tx, address), session, now)
    })
  } catch (error) {
    console.error(`the drug book was not settled after facts of a visit: ${error instanceof Error ? error.name : 'error'}`)
  }
}
