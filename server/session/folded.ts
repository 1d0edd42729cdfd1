// From stored rows to sessions: the events of any number of sessions in one query, folded by the same function as on the tablet.
import { fold, parseEvent, type SessionEvent, type SessionView } from '@chairside/core/session'
import type { Tx } from '../db/connect.ts'

/** A stored event that can no longer be read: a broken promise, never passed over in silence. */
function readBody(body: unknown, eventId: string): SessionEvent {
  const parsed = parseEvent(body)
  if (!parsed.ok) throw new Error(`stored event ${eventId} cannot be read: ${parsed.refusal.path}`)
  return parsed.value
}

/** The events of each session, in order of arrival. Sessions without events are absent. */
export async function sessionEvents(tx: Tx, sessions: readonly string[]): Promise<Map<string, SessionEvent[]>> {
  const rows = sessions.length === 0 ? [] : await tx<{ session_id: string; event_id: string; body: unknown }[]>`
    select session_id, event_id, body from session_event where session_id = any(${sessions as string[]}::uuid[]) order by session_id, seq`
  const bySession = new Map<string, SessionEvent[]>()
  for (const row of rows) {
    const events = bySession.get(row.session_id) ?? []
    bySession.set(row.session_id, events)
    events.push(readBody(row.body, row.event_id))
  }
  return bySession
}

/** `fold` of each session; a session without events is one that is expected. */
export async function foldedSessions(tx: Tx, sessions: readonly string[]): Promise<Map<string, SessionView>> {
  const events = await sessionEvents(tx, sessions)
  return new Map(sessions.map((session) => [session, fold(events.get(session) ?? [])]))
}
