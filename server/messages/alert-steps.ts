// The ladder of alerts, taken step by step while the server runs: who on call is told next, by text where there is a number and a way, else by mail.
import { createHash } from 'node:crypto'
import { instant } from '@chairside/core/shared'
import { nextStepAt } from '@chairside/core/intake'
import { inOrganization, type Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { CHANNEL } from '../log/writer.ts'
import { currentProtocol } from '../session/protocol.ts'
import { askedHash, enqueue } from './outbox.ts'
import { numberIn } from './texter.ts'
import { alertStepWords, shortened } from './words.ts'

/** The same id for the same thing, so that two processes write one message. */
export function idOf(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

type OpenAlert = { readonly alert: string; readonly opened_at: Date; readonly time_zone: string; readonly steps: readonly string[] }
/** Alerts that nobody has taken, with the steps so far: one query. */
export const untakenQuery = (tx: Tx) => tx<OpenAlert[]>`
  select a.safety_alert_id as alert, a.opened_at, o.time_zone, coalesce((select jsonb_agg(l.taken_at order by l.step) from safety_alert_step l where l.organization_id = a.organization_id and l.safety_alert_id = a.safety_alert_id), '[]') as steps
  from safety_alert a join organization o using (organization_id) where a.closed_at is null and a.acknowledged_at is null for update of a skip locked`

async function stepsOf(tx: Tx, services: Services, organization: string, now: Date): Promise<number> {
  const alerts = await untakenQuery(tx)
  if (alerts.length === 0) return 0
  const [{ settings }, people] = await Promise.all([currentProtocol(tx), tx<{ staff: string; email: string; mobile: string | null }[]>`select c.staff_id as staff, s.email, s.mobile from on_call c join staff s on s.organization_id = c.organization_id and s.staff_id = c.staff_id where s.active order by c.position`])
  let taken = 0
  for (const { alert, opened_at, time_zone, steps } of alerts) {
    const due = nextStepAt({ openedAt: instant(opened_at.getTime()), acknowledgedAt: null, closedAt: null, steps: steps.map((at) => ({ at: instant(Date.parse(at)) })) }, people.length, time_zone, settings.safety_alerts)
    if (due === null || due > now.getTime()) continue
    const who = people[steps.length]!
    await tx`insert into safety_alert_step (organization_id, safety_alert_id, step, staff_id, taken_at) values (${organization}, ${alert}, ${steps.length + 1}, ${who.staff}, ${now}) on conflict do nothing`
    const words = alertStepWords(`${services.origin}/desk`)
    const number = services.text === null || who.mobile === null ? null : numberIn(who.mobile)
    const message = idOf(alert, String(steps.length + 1))
    // No quiet hours: this is what being on call is for.
    await enqueue(tx, services, organization, { message, patient: null, session: null, kind: 'alert-step', channel: number === null ? 'mail' : 'text', to: number ?? who.email, subject: words.subject, text: number === null ? words.text : shortened(words) }, askedHash({ alert, step: steps.length + 1 }), null, now)
    taken += 1
  }
  if (taken > 0) await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ organization })})`
  return taken
}

/** Takes every step that is due; returns how many. The demonstration tells nobody. */
export async function takeSteps(services: Services): Promise<number> {
  let taken = 0
  for (const { organization_id: organization } of await services.sql<{ organization_id: string }[]>`select organization_id from door_organizations() where not is_demonstration`)
    taken += await inOrganization(services.sql, organization, (tx) => stepsOf(tx, services, organization, services.clock()))
  return taken
}
