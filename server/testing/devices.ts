// A clinic with a monitor's line into it: a real database, a real listener, a real socket. For tests of devices.
import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Instant } from '@chairside/core/shared'
import type { SessionEvent } from '@chairside/core/session'
import { inOrganization, type Tx } from '../db/connect.ts'
import { startHl7Listener } from '../devices/listener.ts'
import { openSender, type Sender } from '../devices/sender.ts'
import type { Services } from '../http/context.ts'
import { composeObservations, composePump, type PumpRow, type Sending } from '../hl7/index.ts'
import { testApp } from './app.ts'
import { makeClinic, type TestClinic } from './clinic.ts'
import { freshDatabase, type TestDatabase } from './database.ts'

export const BED = 'Clinic of the test chair'
export type World = { readonly db: TestDatabase; readonly app: FastifyInstance; readonly services: Services; readonly clinic: TestClinic; readonly port: number; readonly monitor: Sender; now: Date; rows<T extends object>(query: (tx: Tx) => Promise<readonly T[]>): Promise<readonly T[]> }

export async function world(t: { after(done: () => Promise<void>): void }, options: { arrived?: boolean; demonstration?: boolean } = {}): Promise<World> {
  const db = await freshDatabase()
  const clinic = await makeClinic(db.sql, { startsAt: new Date('2026-11-23T15:00:00Z'), demonstration: options.demonstration ?? false })
  let now = new Date('2026-11-23T15:10:00Z')
  const { app, services, close } = await testApp(db, () => now)
  const listener = await startHl7Listener(services, { port: 0 })
  const monitor = await openSender('127.0.0.1', listener.port)
  t.after(async () => { monitor.close(); await listener.close(); await close() })
  if (options.arrived !== false) await happen(services, clinic, { type: 'arrived' }, new Date('2026-11-23T15:05:00Z'))
  return { db, app, services, clinic, port: listener.port, monitor, get now() { return now }, set now(at) { now = at }, rows: (query) => inOrganization(db.sql, clinic.organization, async (tx) => (await query(tx)).map((row) => ({ ...row }))) }
}
export const happen = (services: Services, clinic: TestClinic, what: { readonly type: SessionEvent['type'] } & Record<string, unknown>, at: Date): Promise<unknown> =>
  services.log.append(clinic.organization, [{ id: randomUUID(), session: clinic.sessions[0]!, at: at.getTime() as Instant, actor: clinic.nurse, device: 'tablet', ...what } as unknown as SessionEvent], () => [])

const MONITOR = { application: 'MONITOR', facility: 'SN1', bed: BED }
export const later = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000)
let controlId = 0
export const said = (at: Date, rows: Sending['rows'], more: Partial<Sending> = {}): string => composeObservations({ ...MONITOR, controlId: `T${++controlId}`, at, rows, ...more })
export const spo2 = (value: number | null): Sending['rows'] => [{ vital: 'spo2_pct', value }]
export const cuff = (sys: number, dia: number, at?: Date): Sending['rows'] => [{ vital: 'sbp_mmHg', value: sys, ...(at ? { at } : {}) }, { vital: 'dbp_mmHg', value: dia, ...(at ? { at } : {}) }]
type Charted = { at: Date; body: { values: Record<string, number>; origin: string; measuredAt: string; source: string } }
export const charted = (w: World): Promise<readonly Charted[]> => w.rows<Charted>((tx) => tx`select at, body from session_event where type = 'vitals-recorded' order by seq`)
export const observed = (w: World): Promise<readonly { device: string; vital: string; value: number }[]> => w.rows((tx) => tx`select device, vital, value::float8, session_id, simulated from device_observation order by received_at, ordinal`)
export const quarantined = (w: World): Promise<readonly { raw: string; problems: string[]; acknowledgement: string }[]> => w.rows((tx) => tx`select raw, problems, acknowledgement from device_quarantine order by received_at`)
/** What the pump of the test says; without more it runs at 150 mL/h and names ketamine. */
export const pumped = (at: Date, volume_mL: number | null, pump: Partial<PumpRow> = {}, more: Partial<Sending> = {}): string =>
  composePump({ application: 'PUMP', facility: 'P7', bed: '', controlId: `P${++controlId}`, at, pump: { drug: 'Ketamine', volume_mL, rate_mL_per_h: 150, status: 'pump-status-infusing', ...pump }, ...more })
type PumpRead = { at: Date; body: { volume_infused_mL?: number; of: string; rate_mL_per_h?: number; status?: string; alarm?: string; origin: string } }
export const pumpReads = (w: World): Promise<readonly PumpRead[]> => w.rows<PumpRead>((tx) => tx`select at, body from session_event where type = 'pump-read' order by seq`)
/** 40 mg in 100 mL at 150 mL/h, ten seconds from now. */
export const startInfusion = (w: World): Promise<unknown> =>
  happen(w.services, w.clinic, { type: 'infusion-started', dose_mg: 40, dose_mg_per_kg: 0.5, weight_kg: 80, weight_basis: 'actual', volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150 }, w.now = later(w.now, 10))
/** A person says that this device stands at the chair of the test. */
export const bind = (w: World, device: string): Promise<unknown> =>
  w.rows((tx) => tx`insert into device_binding (organization_id, device, chair_id, bound_by) values (${w.clinic.organization}, ${device}, ${w.clinic.chair}, ${w.clinic.nurse}) on conflict (organization_id, device) do update set chair_id = excluded.chair_id, bound_by = excluded.bound_by, patient_said = null returning device`)
