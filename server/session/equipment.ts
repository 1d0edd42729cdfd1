// The daily check of a site's equipment: recorded once a day by somebody who looked, read by every gate of that day.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { canonicalJson } from '@chairside/core/shared'
import { may, isRole } from '@chairside/core/people'
import { EQUIPMENT, type EquipmentCheck, type EquipmentId } from '@chairside/core/session'
import type { Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { fieldsOf, oneOf, uuid, words } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { CHANNEL } from '../log/writer.ts'

type Row = Omit<EquipmentCheck, 'checked_at'> & { checked_at: Date }
const LISTED = 14

const columns = (tx: Tx) => tx`e.equipment_check_id as "check", e.site_id as site, e.checked_at, e.checked_by, b.name as checked_by_name, e.items, e.cart_lock, e.acls, a.name as acls_name, e.remark`
const source = (tx: Tx) => tx`equipment_check e join staff b on b.organization_id = e.organization_id and b.staff_id = e.checked_by join staff a on a.organization_id = e.organization_id and a.staff_id = e.acls`
const shown = ({ checked_at, ...row }: Row): EquipmentCheck => ({ ...row, checked_at: checked_at.toISOString() })

/** The last check of a site, of whatever day; null before the first. */
export async function lastEquipmentCheck(tx: Tx, site: string): Promise<EquipmentCheck | null> {
  const [row] = await tx<Row[]>`select ${columns(tx)} from ${source(tx)} where e.site_id = ${site} order by e.checked_at desc, e.equipment_check_id desc limit 1`
  return row ? shown(row) : null
}

const Items = T.Object(Object.fromEntries(EQUIPMENT.map(({ id }) => [id, oneOf('ok', 'fault')])) as Record<EquipmentId, ReturnType<typeof oneOf<['ok', 'fault']>>>, { additionalProperties: false })
const SiteParams = fieldsOf({ site: uuid })

async function needsSite(tx: Tx, site: string): Promise<void> {
  if ((await tx`select from site where site_id = ${site}`).length === 0) throw new Refused({ kind: 'not-found', what: 'site' })
}

export function equipmentRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/sites/:site/equipment-checks', policy: { allow: 'staff', act: 'floor.read' }, params: SiteParams,
    handler: async ({ tx, params }): Promise<{ checks: readonly EquipmentCheck[] }> => {
      await needsSite(tx, params.site)
      const rows = await tx<Row[]>`select ${columns(tx)} from ${source(tx)} where e.site_id = ${params.site} order by e.checked_at desc, e.equipment_check_id desc limit ${LISTED}`
      return { checks: rows.map(shown) }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/sites/:site/equipment-checks', policy: { allow: 'staff', act: 'session.record' }, params: SiteParams,
    body: fieldsOf({ check: uuid, items: Items, cart_lock: words(60), acls: uuid, remark: T.Optional(words(500)) }),
    handler: async ({ tx, caller, params, body, now, reply }): Promise<EquipmentCheck> => {
      await needsSite(tx, params.site)
      const [acls] = await tx<{ roles: string[] }[]>`select roles from staff where staff_id = ${body.acls} and active`
      if (!acls || !may(acls.roles.filter(isRole), 'session.record')) throw new Refused({ kind: 'bad-input', path: 'acls', value: body.acls, allowed: 'somebody clinical who works here' })
      const row = { items: body.items, cart_lock: body.cart_lock, acls: body.acls, remark: body.remark ?? null }
      const made = await tx`insert into equipment_check (organization_id, equipment_check_id, site_id, checked_at, checked_by, items, cart_lock, acls, remark)
        values (${caller.organization}, ${body.check}, ${params.site}, ${now}, ${caller.staff}, ${tx.json(row.items)}, ${row.cart_lock}, ${row.acls}, ${row.remark}) on conflict do nothing returning 1`
      const [stored] = await tx<Row[]>`select ${columns(tx)} from ${source(tx)} where e.equipment_check_id = ${body.check}`
      if (!stored) throw new Refused({ kind: 'not-found', what: 'equipment check' })
      if (made.length === 0) {
        const { items, cart_lock, acls: named, remark, site, checked_by } = stored
        if (canonicalJson({ items, cart_lock, acls: named, remark, site, checked_by }) !== canonicalJson({ ...row, site: params.site, checked_by: caller.staff })) throw new Refused({ kind: 'conflict', message: 'Another check is stored under this id.', rule: 'FLO8' })
        return shown(stored)
      }
      // Every open Chair and Floor reads again: the gate of each start in this site has one answer more.
      await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ organization: caller.organization })})`
      void reply.code(201)
      return shown(stored)
    },
  })
}
