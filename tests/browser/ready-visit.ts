// Two visits that are ready to start but for what happens on the day: an approved protocol, signed orders, answered scales, fresh weights. Everything over HTTP, as people do it.
import { randomUUID } from 'node:crypto'
import type { Protocol } from '@chairside/core/plan'
import { EQUIPMENT } from '@chairside/core/session'
import { enrol } from './enrol.ts'
import { hireStaff, setUpClinic, type Person } from './staffed-clinic.ts'
import { call, newId } from './visit.ts'

export type ReadyClinic = { readonly nora: Person; readonly milo: Person; readonly pavel: Person; readonly odette: Person; readonly first: string; readonly second: string }

export const PIN = '2468'

/** Nora works on a shared tablet, Milo on his own; both have a PIN. `first` and `second`: visits of Rowan Testwell and Kim Othertest, both men's, in the two chairs, now. */
export async function readyClinic(base: string): Promise<ReadyClinic> {
  const admin = await setUpClinic(base)
  const [nora, milo, pavel, odette] = [await hireStaff(base, admin, 'Nora Nurse', ['nurse'], true), await hireStaff(base, admin, 'Milo Nurse', ['nurse']), await hireStaff(base, admin, 'Pavel Prescriber', ['prescriber'], true), await hireStaff(base, admin, 'Odette Director', ['medical-director'])]
  for (const person of [nora, milo, pavel]) await call(base, person, 'POST', '/api/pin', { pin: PIN })
  const { version } = (await call(base, odette, 'GET', '/api/protocol')) as Protocol
  await call(base, odette, 'POST', '/api/protocol/approve', { version })
  const site = nora.sites[0]!
  const visits = []
  for (const [i, family_name] of ['Testwell', 'Othertest'].entries()) {
    const [patient, session, course, order] = [newId(), newId(), newId(), newId()]
    await call(base, pavel, 'POST', '/api/patients', { patient, given_name: i === 0 ? 'Rowan' : 'Kim', family_name, birth_date: `198${i}-05-06`, sex: 'male', site: site.site, height_cm: 178, weight_kg: 80, escort_name: 'Sam', escort_phone: '+1 310 555 0100' })
    await enrol(base, odette, patient, `${i === 0 ? 'Rowan' : 'Kim'} ${family_name}`)
    await call(base, pavel, 'POST', `/api/patients/${patient}/courses`, { course, kind: 'induction', indication: 'Treatment-resistant depression', visits: [{ session, ordinal: 1, site: site.site, chair: site.chairs[i]!.chair, start: new Date(Date.now() - 60_000).toISOString() }] })
    await call(base, pavel, 'POST', `/api/courses/${course}/orders`, { order, applies_from: 1, dose_mg_per_kg: 0.5, duration_min: 40, vial_mg_per_ml: 50, bag_ml: 100, withdraw_equal_volume: true, weight_basis: 'actual' })
    await call(base, pavel, 'POST', `/api/orders/${order}/sign`, {})
    await call(base, nora, 'POST', `/api/patients/${patient}/scores`, { score: newId(), instrument: 'gad-7', answers: Object.fromEntries(Array.from({ length: 7 }, (_, n) => [String(n + 1), 1])), answered_at: new Date(Date.now() - 3_600_000).toISOString(), session })
    visits.push(session)
  }
  return { nora, milo, pavel, odette, first: visits[0]!, second: visits[1]! }
}

/** The site's equipment, checked by Milo with Pavel as the ACLS clinician. */
export const equipmentChecked = (base: string, { milo, pavel }: ReadyClinic): Promise<unknown> =>
  call(base, milo, 'POST', `/api/sites/${milo.sites[0]!.site}/equipment-checks`, { check: randomUUID(), items: Object.fromEntries(EQUIPMENT.map(({ id }) => [id, 'ok'])), cart_lock: '4711', acls: pavel.staff })

/** Facts of everything that is asked and measured before a start, the time-out apart. */
export const PREPARED: readonly Record<string, unknown>[] = [
  { type: 'arrived' }, ...['identity', 'medicines', 'consent', 'escort', 'no-driving', 'substances', 'awake', 'pdmp', 'rest'].map((item) => ({ type: 'checklist-confirmed', item })),
  { type: 'checklist-confirmed', item: 'fasting', ateAt: new Date(Date.now() - 12 * 3_600_000).toISOString(), drankAt: new Date(Date.now() - 3 * 3_600_000).toISOString() }, { type: 'checklist-confirmed', item: 'suicide', answer: 'no current risk' },
  { type: 'iv-checked', site: 'forearm', side: 'left', gauge: 22, cuff: 'right', finding: 'patent' }, { type: 'vitals-recorded', origin: 'person', values: { sbp_mmHg: 121, dbp_mmHg: 77, pulse_per_min: 70, spo2_pct: 98, rr_per_min: 14 } }, { type: 'sedation-scored', scale: 'MOAA/S', score: 5 },
]
