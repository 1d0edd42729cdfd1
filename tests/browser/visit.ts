// A clinic with one visit of today in its first chair, and the people who work there: for tests of the Chair and the Floor.
import { randomBytes } from 'node:crypto'
import { instant, uuidv7 } from '@chairside/core/shared'
import { enrol } from './enrol.ts'
import { hireStaff, setUpClinic, type Person } from './staffed-clinic.ts'

export const newId = (): string => uuidv7(instant(Date.now()), randomBytes(10))

export async function call(base: string, person: Person, method: string, route: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${base}${route}`, { method, headers: { cookie: `chairside=${person.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

export type Visit = { readonly session: string; readonly nurse: Person; readonly second: Person; readonly admin: Person; readonly prescriber: Person; readonly director: Person }

/** Sets the clinic up over HTTP, as people do it, with the visit of Rowan Testwell starting now. */
export async function clinicWithVisit(base: string): Promise<Visit> {
  const admin = await setUpClinic(base)
  const [nurse, second, prescriber, director] = [await hireStaff(base, admin, 'Nora Nurse', ['nurse']), await hireStaff(base, admin, 'Milo Nurse', ['nurse']), await hireStaff(base, admin, 'Pavel Prescriber', ['prescriber']), await hireStaff(base, admin, 'Odette Director', ['medical-director'])]
  const site = nurse.sites[0]!
  const [patient, session] = [newId(), newId()]
  await call(base, prescriber, 'POST', '/api/patients', { patient, given_name: 'Rowan', family_name: 'Testwell', birth_date: '1984-05-06', sex: 'male', site: site.site, height_cm: 178, weight_kg: 80, escort_name: 'Sam Testwell', escort_phone: '+1 310 555 0100' })
  await enrol(base, director, patient, 'Rowan Testwell')
  await call(base, prescriber, 'POST', `/api/patients/${patient}/courses`, {
    course: newId(), kind: 'induction', indication: 'Treatment-resistant depression', visits: [{ session, ordinal: 1, site: site.site, chair: site.chairs[0]!.chair, start: new Date(Date.now() - 60_000).toISOString() }],
  })
  return { session, nurse, second, admin, prescriber, director }
}

/** Adds facts to the visit's log as a device of `person` would send them. */
export async function addFacts(base: string, person: Person, session: string, facts: readonly Record<string, unknown>[]): Promise<void> {
  const events = facts.map((fact, i) => ({ id: newId(), session, at: new Date(Date.now() - 1000 + i).toISOString(), actor: person.staff, device: 'Another tablet', ...fact }))
  const answer = (await call(base, person, 'POST', `/api/sessions/${session}/events`, { events })) as { acknowledged: unknown[]; refused: unknown[] }
  if (answer.acknowledged.length !== facts.length) throw new Error(`not taken: ${JSON.stringify(answer.refused)}`)
}

export const START = {
  type: 'infusion-started', dose_mg: 40, dose_mg_per_kg: 0.5, weight_kg: 80, weight_basis: 'actual', volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150,
}
