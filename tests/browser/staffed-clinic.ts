// A real clinic over HTTP: set up, staffed and signed in, step by step as people do it, with the codes an authenticator app would show.
import { Secret, TOTP } from 'otpauth'
import type { Me, Role, SignInStep } from '@chairside/core/people'

export type Person = Me & {
  /** The value of the sign-in cookie. */
  readonly token: string
}

/** The time zone in which it is about noon now: a story of one day must not meet midnight, whenever it is told. */
const east = 12 - new Date().getUTCHours()
export const CLINIC_ZONE = east === 0 ? 'Etc/GMT' : `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`

const PASSWORD = 'seven quiet chairs'

async function post<T>(base: string, route: string, body: unknown, token?: string): Promise<{ body: T; token: string | null }> {
  const answer = await fetch(`${base}${route}`, { method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { cookie: `chairside=${token}` } : {}) }, body: JSON.stringify(body) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${route}: ${answer.status} ${text}`)
  const cookie = answer.headers.getSetCookie().map((c) => /^chairside=([^;]+)/.exec(c)?.[1]).find(Boolean)
  return { body: JSON.parse(text) as T, token: cookie ?? null }
}

async function enrol(base: string, step: SignInStep): Promise<Person> {
  if (step.step !== 'enrol') throw new Error(`expected to enrol, not ${step.step}`)
  const code = new TOTP({ secret: Secret.fromBase32(step.totp.secret) }).generate()
  const done = await post<SignInStep>(base, '/api/sign-in/enrol', { pending: step.pending, code })
  if (done.body.step !== 'done' || !done.token) throw new Error('was not let in')
  return { ...done.body.me, token: done.token }
}

/** The first run: one site with two chairs. Gives its administrator, signed in. */
export async function setUpClinic(base: string): Promise<Person> {
  const { body } = await post<SignInStep>(base, '/api/setup', {
    organization: { name: 'Quiet Harbor Clinic', time_zone: CLINIC_ZONE }, site: { name: 'Harbor', time_zone: CLINIC_ZONE }, chairs: ['Chair 1', 'Chair 2'],
    administrator: { name: 'Ada Administrator', email: 'ada@clinic.example', password: PASSWORD }, device_name: 'Office computer',
  })
  return enrol(base, body)
}

/** The administrator adds a colleague, who enrols with the code that was handed over. */
export async function hireStaff(base: string, admin: Person, name: string, roles: readonly Role[], shared_device = false): Promise<Person> {
  const { body } = await post<{ enrolment_code: string }>(base, '/api/staff', { name, email: `${name.toLowerCase().replaceAll(' ', '.')}@clinic.example`, roles }, admin.token)
  const step = await post<SignInStep>(base, '/api/enrol', { code: body.enrolment_code, password: PASSWORD, device_name: 'Tablet', shared_device })
  return enrol(base, step.body)
}
