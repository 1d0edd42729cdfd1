// Two people for one record: each types their own PIN while the record is on the screen. A proof is sealed, bound to that record, that person and that device, and good for a minute (trust: re-authentication within 60 s).
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { may } from '@chairside/core/people'
import { twoPeople, type Proof } from '@chairside/core/pharmacy'
import { canonicalJson } from '@chairside/core/shared'
import { provePin } from '../auth/pin.ts'
import { seal, unseal } from '../auth/sealed.ts'
import { inside, personOf } from '../auth/sign-in-steps.ts'
import type { Tx } from '../db/connect.ts'
import type { StaffCaller } from '../http/caller.ts'
import type { Services } from '../http/context.ts'
import { fieldsOf, oneOf, uuid } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { appendAudit } from '../log/audit.ts'
import { sha256 } from '../log/chain.ts'

const PROOF_MS = 60_000
const PURPOSE = 'drug proof'
type Sealed = { readonly staff: string; readonly name: string; readonly signIn: string; readonly of: string; readonly at: number }

/** The acts that a proof can be for: a proof for one never serves another. */
export const PROVEN_ACTS = ['movement', 'count', 'inventory', 'discrepancy'] as const
export type ProvenAct = (typeof PROVEN_ACTS)[number]
const hashOf = (act: ProvenAct, record: unknown): string => sha256(canonicalJson({ act, record }))

export const proofField = T.String({ minLength: 1, maxLength: 2000 })
/** What comes with a record that needs two people. */
export const proofsField = fieldsOf({ by: proofField, witness: proofField })

export type TwoProven = { readonly by: { readonly staff: string; readonly name: string }; readonly witness: { readonly staff: string; readonly name: string } }

function open(services: Services, caller: StaffCaller, sealed: string, of: string, whose: string, now: Date): Sealed {
  const text = unseal(services.secret, PURPOSE, sealed)
  const proof = text === null ? null : JSON.parse(text) as Sealed
  const refused = (message: string): Refused => new Refused({ kind: 'refused', rule: 'BAL32', message })
  if (!proof || proof.signIn !== caller.signIn || proof.of !== of) throw refused(`The PIN of ${whose} was not given for this record. Please enter it again.`)
  if (now.getTime() - proof.at > PROOF_MS) throw refused(`The PIN of ${whose} was given more than a minute ago. Please enter it again.`)
  return proof
}

/** The two who proved themselves for this record. Refuses proofs that are old, of another device or for another record (BAL32), and one person twice (BAL6). */
export function provenTwo(services: Services, caller: StaffCaller, act: ProvenAct, record: unknown, proofs: { readonly by: string; readonly witness: string }, now: Date): TwoProven {
  const of = hashOf(act, record)
  const [by, witness] = [open(services, caller, proofs.by, of, 'the first person', now), open(services, caller, proofs.witness, of, 'the second person', now)]
  const problem = twoPeople(by, witness)
  if (problem) throw new Refused(problem)
  return { by, witness }
}

export function proofRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'POST', url: '/api/proofs', policy: { allow: 'staff', act: 'stock.move' }, audited: 'by-writer',
    body: fieldsOf({ staff: uuid, pin: T.String({ minLength: 1, maxLength: 100 }), act: oneOf(...PROVEN_ACTS), record: T.Unknown() }),
    handler: async ({ caller, body, now, reply, about }): Promise<Proof> => {
      about(null, body.staff)
      const asked = await inside(services, caller.organization, (tx) => personOf(tx, body.staff))
      if (asked && !may(asked.roles, 'stock.move')) throw new Refused({ kind: 'refused', rule: 'BAL33', message: 'Somebody clinical is needed for this.' })
      return provePin({ services, caller, reply, staff: body.staff, pin: body.pin, now, joins: false, proved: async (tx: Tx, person) => {
        await appendAudit(tx, caller.organization, [{ actor: person.staff, roles: person.roles, action: 'write', what: 'POST /api/proofs', act: 'stock.move', patient: null, record: null, outcome: `ok: proved for one ${body.act}`, device: caller.device }], now)
        const proof: Sealed = { staff: person.staff, name: person.name, signIn: caller.signIn, of: hashOf(body.act, body.record), at: now.getTime() }
        return { proof: seal(services.secret, PURPOSE, JSON.stringify(proof)), staff: person.staff, name: person.name }
      } })
    },
  })
}
