/*
Mail that was written down in the transaction that promised it, sent afterwards, once for each message as far as mail allows.

A message is claimed before it is sent: its next try is put off and committed, so that a process that dies while sending leaves it for later, and two processes never
send it at once. A copy can still arrive twice when the answer of the mail server is lost; both have one Message-ID. When a message is settled, its text is gone.
*/
import type { OutgoingMessage } from '@chairside/core/session'
import { inOrganization, type Tx } from '../db/connect.ts'
import { seal, unseal } from '../auth/sealed.ts'
import type { Services } from '../http/context.ts'
import { CHANNEL } from '../log/writer.ts'
import { sha256 } from '../log/chain.ts'
import { canonicalJson } from '@chairside/core/shared'
import { NotSent } from './mailer.ts'

const PURPOSE = 'outgoing message'
/** Waits before the next try; after the last the message has failed. */
export const TRIES_AFTER_MS: readonly number[] = [30_000, 2 * 60_000, 10 * 60_000, 30 * 60_000, 2 * 3_600_000]
/** How often waiting messages are looked for when nobody says that there is one. */
const LOOK_EVERY_MS = 5_000
const AT_ONCE = 10

/** `patient` and `session` where it is about one; a message by nobody's hand has no `by`. `notBefore`: the end of the quiet hours. `stop`: where one tap ends such messages. */
export type NewMessage = { readonly message: string; readonly patient: string | null; readonly session: string | null; readonly kind: OutgoingMessage['kind']; readonly channel?: 'mail' | 'text'; readonly to: string; readonly subject: string; readonly text: string; readonly notBefore?: Date; readonly stop?: string }

/** `sam@example.org` as `s…@example.org`, a number as its last two digits: enough to see a slip, too little to write to. */
export const hintOf = (address: string): string => (address.includes('@') ? `${address.slice(0, 1)}…${address.slice(address.lastIndexOf('@'))}` : `…${address.slice(-2)}`)
/** What makes two requests the same; the link in a text is new each time, so the text is not in it. */
export const askedHash = (asked: Readonly<Record<string, unknown>>): string => sha256(canonicalJson(asked))

/** Writes the message in the caller's transaction. */
export async function enqueue(tx: Tx, services: Services, organization: string, { message, patient, session, kind, channel = 'mail', to, subject, text, notBefore = new Date(0), stop }: NewMessage, asked: string, by: string | null, now: Date): Promise<void> {
  const first = notBefore > now ? notBefore : now
  await tx`insert into outgoing_message (organization_id, message_id, patient_id, session_id, kind, channel, sealed, address_hint, asked_hash, next_try_at, created_at, created_by)
    values (${organization}, ${message}, ${patient}, ${session}, ${kind}, ${channel}, ${seal(services.secret, PURPOSE, JSON.stringify({ to, subject, text, stop: stop ?? null }))}, ${hintOf(to)}, ${asked}, ${first}, ${now}, ${by}) on conflict do nothing`
}

type Claimed = { readonly message_id: string; readonly session_id: string | null; readonly channel: 'mail' | 'text'; readonly sealed: string; readonly attempts: number }

/** Takes what is due, and puts its next try off before anything is sent. */
const claim = (tx: Tx, channels: readonly string[], now: Date) => tx<Claimed[]>`
  update outgoing_message m set attempts = m.attempts + 1, next_try_at = ${now}::timestamptz + (${TRIES_AFTER_MS as number[]}::float8[])[least(m.attempts + 1, ${TRIES_AFTER_MS.length})] * interval '1 millisecond'
  where (m.organization_id, m.message_id) in (select organization_id, message_id from outgoing_message where state = 'waiting' and channel = any(${channels as string[]}::text[]) and next_try_at <= ${now} order by next_try_at limit ${AT_ONCE} for update skip locked)
  returning message_id, session_id, channel, sealed, attempts`

async function settle(services: Services, organization: string, { message_id, session_id, attempts }: Claimed, problem: NotSent | null): Promise<void> {
  const now = services.clock()
  const failed = problem !== null && (problem.forGood || attempts > TRIES_AFTER_MS.length)
  await inOrganization(services.sql, organization, async (tx) => {
    if (problem === null) await tx`update outgoing_message set state = 'sent', sealed = null, next_try_at = null, problem = null, settled_at = ${now} where message_id = ${message_id}`
    else if (failed) await tx`update outgoing_message set state = 'failed', sealed = null, next_try_at = null, problem = ${problem.message}, settled_at = ${now} where message_id = ${message_id}`
    else await tx`update outgoing_message set problem = ${problem.message} where message_id = ${message_id}`
    await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ organization, sessions: session_id === null ? [] : [session_id] })})`
  })
}

/** Sends what is due now; returns how many messages were tried. What has no way to leave is not touched. */
export async function sendDue(services: Services): Promise<number> {
  const { mail, text: texts } = services
  const channels = [...(mail ? ['mail'] : []), ...(texts ? ['text'] : [])]
  if (channels.length === 0) return 0
  let tried = 0
  for (const { organization_id: organization } of await services.sql<{ organization_id: string }[]>`select organization_id from door_organizations() where not is_demonstration`) {
    const claimed = await inOrganization(services.sql, organization, (tx) => claim(tx, channels, services.clock()))
    for (const one of claimed) {
      tried += 1
      const text = unseal(services.secret, PURPOSE, one.sealed)
      const content = text === null ? null : (JSON.parse(text) as { to: string; subject: string; text: string; stop?: string | null })
      const problem = content === null ? new NotSent('The message cannot be opened with this installation\'s secret.', true)
        : await (one.channel === 'text' ? texts!.send({ to: content.to, text: content.text, id: one.message_id }) : mail!.send({ ...content, id: one.message_id })).then(() => null, (error: unknown) => (error instanceof NotSent ? error : new NotSent('The message could not be sent.', false)))
      await settle(services, organization, one, problem)
    }
  }
  return tried
}

/** Sends for as long as the process runs. `close` waits for the one that is being sent. */
export function startOutbox(services: Services, every_ms = LOOK_EVERY_MS): { close(): Promise<void> } {
  let closed = false
  let timer: ReturnType<typeof setTimeout> | null = null
  let running: Promise<void> = Promise.resolve()
  const look = (): void => {
    timer = null
    running = sendDue(services).then(() => {}, (error: unknown) => console.error(`outbox: ${(error as Error).stack ?? String(error)}`)).then(() => {
      if (!closed) timer = setTimeout(look, every_ms)
    })
  }
  look()
  return {
    async close() {
      closed = true
      if (timer) clearTimeout(timer)
      await running
    },
  }
}

type Row = { message: string; kind: OutgoingMessage['kind']; to: string; state: OutgoingMessage['state']; attempts: number; created_at: Date; next_try_at: Date | null; settled_at: Date | null; problem: string | null }
const columns = (tx: Tx) => tx`message_id as message, kind, address_hint as "to", state, attempts, created_at, next_try_at, settled_at, problem`
const messageOf = ({ settled_at, created_at, next_try_at, ...row }: Row): OutgoingMessage => ({
  ...row, created_at: created_at.toISOString(), next_try_at: next_try_at?.toISOString() ?? null, sent_at: row.state === 'sent' ? settled_at!.toISOString() : null,
})

/** The messages of one visit, newest first. */
export const messagesOf = async (tx: Tx, session: string): Promise<OutgoingMessage[]> => (await tx<Row[]>`select ${columns(tx)} from outgoing_message where session_id = ${session} order by created_at desc, message_id`).map(messageOf)

/** A message by its id with what was asked; null when there is none. */
export async function readMessage(tx: Tx, message: string): Promise<{ readonly message: OutgoingMessage; readonly asked: string } | null> {
  const [row] = await tx<(Row & { asked_hash: string })[]>`select ${columns(tx)}, asked_hash from outgoing_message where message_id = ${message}`
  if (!row) return null
  const { asked_hash, ...rest } = row
  return { message: messageOf(rest), asked: asked_hash }
}
