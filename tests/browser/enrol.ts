// A patient who may be treated, over HTTP as people do it: the history, a measured pressure, C-SSRS, what only a clinician finds, the decision, and the consent.
import { randomUUID } from 'node:crypto'
import { HISTORY, PROPOSED_CONSENT, type Signature } from '@chairside/core/intake'
import type { Person } from './staffed-clinic.ts'

async function call(base: string, { token }: Pick<Person, 'token'>, method: string, route: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${base}${route}`, { method, headers: { cookie: `chairside=${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}
export const HEALTHY = Object.fromEntries(HISTORY.filter((q) => q.kind === 'yes-no').map((q) => [q.id, 'no']))
export const signatureOf = (name: string, problem: string): Signature => ({
  language: 'en', problem, name, initials: Object.fromEntries(PROPOSED_CONSENT.sections.filter((s) => s.initials).map((s) => [s.id, 'XX'])), teach_back: Object.fromEntries(PROPOSED_CONSENT.teach_back.map((q) => [q.id, [q.right]])),
})

/** The clinic's consent, approved. Twice is once. */
export async function approveConsent(base: string, director: Pick<Person, 'token'>): Promise<void> {
  const { texts } = (await call(base, director, 'GET', '/api/consent-texts')) as { texts: readonly { version: number }[] }
  if (texts.length > 0) return
  await call(base, director, 'POST', '/api/consent-texts', { based_on: 0, content: PROPOSED_CONSENT })
  await call(base, director, 'POST', '/api/consent-texts/approve', { version: 1 })
}

/** `director` may everything that this needs. */
export async function enrol(base: string, director: Pick<Person, 'token'>, patient: string, name: string): Promise<void> {
  await approveConsent(base, director)
  await call(base, director, 'PUT', `/api/patients/${patient}/history`, { answers: { ...HEALTHY, 'main-problem': 'depression', 'medicines': [], 'allergies': [], 'resting-pressure': { sbp_mmHg: 120, dbp_mmHg: 76 } } })
  const no = Object.fromEntries(['93246-7', '93247-5', '93267-3'].map((linkId) => [linkId, 0]))
  await call(base, director, 'POST', `/api/patients/${patient}/scores`, { score: randomUUID(), instrument: 'c-ssrs-screener', answers: no, answered_at: new Date().toISOString() })
  const { eligibility } = (await call(base, director, 'GET', `/api/patients/${patient}/enrolment`)) as { eligibility: { rows: readonly { item: string; state: string }[] } }
  for (const { item } of eligibility.rows.filter((row) => row.state === 'unknown')) await call(base, director, 'POST', `/api/patients/${patient}/eligibility-findings`, { finding: randomUUID(), item, is: 'absent', note: 'Seen today.' })
  const overrides = eligibility.rows.filter((row) => row.state === 'block' || row.state === 'review').map((row) => ({ item: row.item, reason: 'Looked at for this visit.' }))
  await call(base, director, 'POST', `/api/patients/${patient}/eligibility-decisions`, { decision_id: randomUUID(), decision: 'eligible', reason: 'Nothing stands against it.', overrides })
  await call(base, director, 'POST', `/api/patients/${patient}/consents`, { consent: randomUUID(), version: 1, ...signatureOf(name, 'depression') })
}
