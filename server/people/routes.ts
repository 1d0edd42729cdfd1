// Patients over HTTP: find, register, change, weigh.
import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Type as T, type TSchema } from 'typebox'
import { canonicalJson, roundTo } from '@chairside/core/shared'
import { may } from '@chairside/core/people'
import { checkWeight } from '@chairside/core/pharmacy'
import type { NewPatient, PatientCard, PatientDetails } from '@chairside/core/people'
import type { Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { anyWords, day, fieldsOf, moment, oneOf, quantity, uuid, words } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { currentProtocol } from '../session/protocol.ts'
import * as store from './store.ts'

const PatientParams = fieldsOf({ patient: uuid })
const SEARCH_MAX = 100
const NAME_MAX = 200
const orNull = <S extends TSchema>(schema: S) => T.Optional(T.Union([schema, T.Null()]))

/** Bounds that refuse slips of the finger: docs/sources.md#plausibility. */
const HEIGHT_CM = quantity('cm', 80, 250)
const WEIGHT_KG = quantity('kg', 20, 400)

const PERSON = {
  given_name: words(NAME_MAX), family_name: words(NAME_MAX), preferred_name: orNull(words(NAME_MAX)), birth_date: day, sex: oneOf('female', 'male', 'other', 'unknown'), site: orNull(uuid),
  phone: orNull(words(60)), email: orNull(words(254)), escort_name: orNull(words(NAME_MAX)), escort_phone: orNull(words(60)), address: orNull(words(300)), height_cm: orNull(HEIGHT_CM),
} as const
/** A tablet's clock may be ahead of the server's by this much before its "now" counts as the future. */
export const CLOCK_SLACK_MS = 5 * 60_000
/** Weights are kept to 100 g and heights to 1 mm. */
const toTenths = <V extends number | null | undefined>(value: V): V => (typeof value === 'number' ? roundTo(value, 1) : value) as V

const NewPatientBody = fieldsOf({ patient: uuid, ...PERSON, weight_kg: orNull(WEIGHT_KG), even_if_similar: T.Optional(T.Boolean()) })

function refuseBirthDate(birth_date: string, now: Date): void {
  if (birth_date > now.toISOString().slice(0, 10)) throw new Refused({ kind: 'bad-input', path: 'birth_date', value: birth_date, allowed: 'a day that is not in the future' })
}

async function refuseSite(tx: Tx, site: string | null | undefined): Promise<void> {
  if (typeof site === 'string' && !(await store.siteExists(tx, site))) throw new Refused({ kind: 'bad-input', path: 'site', value: site, allowed: 'a site of the clinic' })
}

const contentOf = (p: Partial<Record<keyof NewPatient, unknown>>): string => canonicalJson(Object.keys(PERSON).map((name) => p[name as keyof NewPatient] ?? null))

/** Whether the patient is as the registration asked: sending it again is answered, another content under the same id is not. */
function sameRegistration(before: PatientDetails, asked: Omit<NewPatient, 'weight_kg'>): boolean {
  const { given_name, family_name, preferred_name, birth_date, sex, site, phone, email, escort_name, escort_phone, address, height_cm } = before
  return contentOf({ given_name, family_name, preferred_name, birth_date, sex, site, phone, email, escort_name, escort_phone, address, height_cm }) === contentOf(asked)
}

const withoutNulls = <O extends object>(fields: O): { [K in keyof O]: Exclude<O[K], null> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as { [K in keyof O]: Exclude<O[K], null> }

export function peopleRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/patients', policy: { allow: 'staff', act: 'patient.read' },
    handler: async ({ tx, now }): Promise<{ patients: PatientCard[] }> => ({ patients: await store.findPatients(tx, '', now) }),
  })

  route(app, services, {
    method: 'POST', url: '/api/patients/search', policy: { allow: 'staff', act: 'patient.read' }, reads: true, body: fieldsOf({ query: anyWords(SEARCH_MAX) }),
    handler: async ({ tx, body, now }): Promise<{ patients: PatientCard[] }> => ({ patients: await store.findPatients(tx, body.query, now) }),
  })

  route(app, services, {
    method: 'POST', url: '/api/patients', policy: { allow: 'staff', act: 'patient.write' }, body: NewPatientBody,
    handler: async ({ tx, caller, body, now, reply, about }): Promise<PatientDetails> => {
      about(body.patient)
      refuseBirthDate(body.birth_date, now)
      const { even_if_similar, weight_kg, ...fields } = body
      const asked = withoutNulls({ ...fields, height_cm: toTenths(fields.height_cm) }) as NewPatient
      const again = (before: PatientDetails): PatientDetails => {
        if (sameRegistration(before, asked)) return before
        throw new Refused({ kind: 'conflict', message: 'Another patient is registered under this id.', rule: 'CARE2' })
      }
      const before = await store.readPatient(tx, asked.patient, now)
      if (before) return again(before)
      await refuseSite(tx, asked.site)
      const recordNumber = await store.nextRecordNumber(tx, caller.organization)
      const similar = even_if_similar === true ? null : await store.similarPatient(tx, asked, now)
      if (similar) throw new Refused({ kind: 'conflict', message: `${similar.name}, born ${similar.birth_date}, is already registered (record ${similar.record_number}).`, rule: 'CARE3', details: { patient: similar } })
      if (!(await store.insertPatient(tx, caller.organization, asked, recordNumber))) return again((await store.readPatient(tx, asked.patient, now))!)
      // Somebody at the front desk writes down what the patient says; who weighs is clinical.
      if (typeof weight_kg === 'number')
        await store.insertWeight(tx, caller.organization, asked.patient, { weight: randomUUID(), weight_kg, measured_at: now.toISOString(), source: may(caller.roles, 'session.record') ? 'measured' : 'reported' }, caller.staff)
      void reply.code(201)
      return (await store.readPatient(tx, asked.patient, now))!
    },
  })

  route(app, services, {
    method: 'GET', url: '/api/patients/:patient', policy: { allow: 'staff', act: 'patient.read' }, params: PatientParams,
    handler: async ({ tx, params, now }): Promise<PatientDetails> => {
      const patient = await store.readPatient(tx, params.patient, now)
      if (!patient) throw new Refused({ kind: 'not-found', what: 'patient' })
      return patient
    },
  })

  route(app, services, {
    method: 'PUT', url: '/api/patients/:patient', policy: { allow: 'staff', act: 'patient.write' }, params: PatientParams, body: fieldsOf({ patient: T.Optional(uuid), ...PERSON }),
    handler: async ({ tx, params, body, now }): Promise<PatientDetails> => {
      if (body.patient !== undefined && body.patient !== params.patient) throw new Refused({ kind: 'bad-input', path: 'patient', value: body.patient, allowed: params.patient })
      refuseBirthDate(body.birth_date, now)
      await refuseSite(tx, body.site)
      if (!(await store.updatePatient(tx, params.patient, body, now))) throw new Refused({ kind: 'not-found', what: 'patient' })
      return (await store.readPatient(tx, params.patient, now))!
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/patients/:patient/weights', policy: { allow: 'staff', act: 'patient.write' }, params: PatientParams,
    body: fieldsOf({ weight: uuid, weight_kg: WEIGHT_KG, measured_at: moment, source: oneOf('measured', 'reported'), confirmed: T.Optional(T.Boolean()) }),
    handler: async ({ tx, caller, params, body, now, reply }): Promise<PatientDetails> => {
      const { confirmed, ...asked } = body
      if (!(await store.lockPatient(tx, params.patient))) throw new Refused({ kind: 'not-found', what: 'patient' })
      if (Date.parse(asked.measured_at) > now.getTime() + CLOCK_SLACK_MS) throw new Refused({ kind: 'bad-input', path: 'measured_at', value: asked.measured_at, allowed: 'a time that is not in the future' })
      const before = await store.readWeight(tx, asked.weight)
      if (before) {
        const same = before.patient === params.patient && before.weight_kg === toTenths(asked.weight_kg) && Date.parse(before.measured_at) === Date.parse(asked.measured_at) && before.source === asked.source
        if (!same) throw new Refused({ kind: 'conflict', message: 'Another weight is recorded under this id.', rule: 'CARE2' })
        return (await store.readPatient(tx, params.patient, now))!
      }
      const [last] = await store.readWeights(tx, params.patient, 1)
      const { settings } = await currentProtocol(tx)
      const checked = checkWeight(asked.weight_kg, last?.weight_kg ?? null, confirmed === true, settings.start_gate.weight_change_pct.block)
      if (!checked.ok) throw new Refused({ kind: 'refused', message: checked.refusal.message, rule: checked.refusal.rule, details: { last_weight_kg: last!.weight_kg, can_confirm: checked.refusal.kind === 'large-change' } })
      await store.insertWeight(tx, caller.organization, params.patient, asked, caller.staff)
      void reply.code(201)
      return (await store.readPatient(tx, params.patient, now))!
    },
  })
}
