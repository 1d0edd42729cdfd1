// Device rows in the database: observations once by (device, control id, row), what was not taken, and which monitor stands where.
import type { DeviceReading } from '@chairside/core/session'
import type { Tx } from '../db/connect.ts'
import { shownSegments, type Acknowledgement, type ShownSegment } from '../hl7/index.ts'

export type ObservationRow = {
  readonly device: string; readonly control_id: string; readonly ordinal: number; readonly chair_id: string; readonly session_id: string | null; readonly at: string; readonly received_at: string
  readonly mdc: string | null; readonly vital: string | null; readonly value: number; readonly unit: string; readonly simulated: boolean
}
export type StoredRow = { readonly device: string; readonly control_id: string; readonly ordinal: number; readonly chair_id: string; readonly at: Date; readonly received_at: Date; readonly value: number; readonly mdc: string | null }

/** The rows that stand already under these control ids. */
export const storedRows = (tx: Tx, keys: readonly { device: string; control_id: string }[]) => tx<StoredRow[]>`
  select o.device, o.control_id, o.ordinal, o.chair_id, o.at, o.received_at, o.value::float8, o.mdc
  from (select distinct device, control_id from jsonb_to_recordset(${tx.json(keys)}) as r(device text, control_id text)) k join device_observation o on o.device = k.device and o.control_id = k.control_id`

export const insertObservations = (tx: Tx, organization: string, rows: readonly ObservationRow[]) => tx`
  insert into device_observation (organization_id, device, control_id, ordinal, chair_id, session_id, at, received_at, mdc, vital, value, unit, simulated)
  select ${organization}, r.device, r.control_id, r.ordinal, r.chair_id, r.session_id, r.at, r.received_at, r.mdc, r.vital, r.value, r.unit, r.simulated
  from jsonb_to_recordset(${tx.json(rows)}) as r(device text, control_id text, ordinal integer, chair_id uuid, session_id uuid, at timestamptz, received_at timestamptz, mdc text, vital text, value numeric, unit text, simulated boolean)
  on conflict do nothing`

export type Kind = 'monitor' | 'pump'
export type QuarantineRow = { readonly quarantine_id: string; readonly received_at: string; readonly device: string | null; readonly control_id: string | null; readonly raw: string; readonly problems: readonly string[]; readonly acknowledgement: Acknowledgement; readonly kind: Kind | null }

/** Keeps messages whole. The id follows from the message, so that one which is sent again and again is kept once. PostgreSQL's text holds no NUL: it is shown as its symbol. */
export const insertQuarantine = (tx: Tx, organization: string, rows: readonly QuarantineRow[]) => tx`
  insert into device_quarantine (organization_id, quarantine_id, received_at, device, control_id, raw, problems, acknowledgement, kind)
  select ${organization}, r.* from jsonb_to_recordset(${tx.json(rows.map((row) => ({ ...row, raw: row.raw.replaceAll('\u0000', '\u2400').toWellFormed() })))})
    as r(quarantine_id uuid, received_at timestamptz, device text, control_id text, raw text, problems jsonb, acknowledgement text, kind text)
  on conflict do nothing`

export type Binding = { readonly device: string; readonly chair_id: string; readonly bound_by: string | null; readonly kind: Kind; readonly patient_said: string | null; readonly last_seen_at: Date | null }
export const bindingsOf = (tx: Tx, devices: readonly string[]) => tx<Binding[]>`select device, chair_id, bound_by, kind, patient_said, last_seen_at from device_binding where device = any(${devices as string[]}::text[])`

export type Seen = { readonly device: string; readonly chair_id: string; readonly seen_at: string; readonly skew_ms: number | null; readonly kind: Kind; readonly patient: string | null }

/** A device was heard. One that a person has not bound is written down with the chair that its own bed names, without a `bound_by`. */
export const markSeen = (tx: Tx, organization: string, seen: readonly Seen[]) => tx`
  insert into device_binding as b (organization_id, device, chair_id, last_seen_at, clock_skew_ms, kind, patient_said)
  select ${organization}, r.device, r.chair_id, r.seen_at, r.skew_ms, r.kind, r.patient
  from jsonb_to_recordset(${tx.json(seen)}) as r(device text, chair_id uuid, seen_at timestamptz, skew_ms bigint, kind text, patient text) order by r.device
  on conflict (organization_id, device) do update
    set last_seen_at = greatest(b.last_seen_at, excluded.last_seen_at), clock_skew_ms = coalesce(excluded.clock_skew_ms, b.clock_skew_ms), patient_said = coalesce(excluded.patient_said, b.patient_said),
      kind = excluded.kind, chair_id = case when b.bound_by is null then excluded.chair_id else b.chair_id end`

/** What a pump's counter stood at, oldest first, since `since`. A message with several volumes is a rack: nobody knows which of them it was. */
export const pumpVolumes = (tx: Tx, chair: string, device: string, mdc: string, since: Date) => tx<{ received_at: Date; value: number; unit: string }[]>`
  select min(received_at) as received_at, min(value)::float8 as value, min(unit) as unit from device_observation
  where chair_id = ${chair} and received_at > ${since} and device = ${device} and mdc = ${mdc} group by control_id having count(*) = 1 order by 1`

export const timeZonesOf = (tx: Tx, chairs: readonly string[]) => tx<{ chair_id: string; time_zone: string }[]>`
  select c.chair_id, s.time_zone from chair c join site s on s.organization_id = c.organization_id and s.site_id = c.site_id where c.chair_id = any(${chairs as string[]}::uuid[])`

/** The visit's log was quiet for longer: whatever its state says, it is over (as on the Floor). */
const ABANDONED_MS = 12 * 3_600_000
export type Visit = { readonly session_id: string; readonly chair_id: string; readonly patient_id: string; readonly head_seq: number }
/** Visits of these chairs whose log moved lately. By site, because that is where the index is. */
export const openVisits = (tx: Tx, chairs: readonly string[], now: Date) => tx<Visit[]>`
  select s.session_id, s.chair_id, s.patient_id, s.head_seq from chair c
  join session s on s.organization_id = c.organization_id and s.site_id = c.site_id and s.chair_id = c.chair_id and s.last_event_at > ${new Date(now.getTime() - ABANDONED_MS)}
  where c.chair_id = any(${chairs as string[]}::uuid[]) and s.cancelled_at is null and s.head_seq > 0`

export const patientsByNumber = (tx: Tx, numbers: readonly string[]) => tx<{ patient_id: string; record_number: string }[]>`
  select patient_id, record_number from patient where record_number = any(${numbers as string[]}::text[])`

export type Device = { readonly device: string; readonly chair: string | null; readonly chair_name: string | null; readonly bound_by: string | null; readonly bound_at: string | null; readonly last_seen_at: string | null; readonly clock_skew_ms: number | null; readonly problem: string | null; readonly kind: Kind | null }
type DeviceRow = Omit<Device, 'bound_at' | 'last_seen_at' | 'clock_skew_ms'> & { bound_at: Date | null; last_seen_at: Date | null; clock_skew_ms: string | null }

/** Every bound device, and those heard since `since` that stand at no chair, with what was wrong last. */
export async function readDevices(tx: Tx, since: Date): Promise<Device[]> {
  const rows = await tx<DeviceRow[]>`
    select b.device, b.chair_id as chair, c.name as chair_name, s.name as bound_by, b.bound_at, b.last_seen_at, b.clock_skew_ms, null as problem, b.kind
    from device_binding b join chair c on c.organization_id = b.organization_id and c.chair_id = b.chair_id left join staff s on s.organization_id = b.organization_id and s.staff_id = b.bound_by
    union all
    select q.device, null, null, null, null, q.received_at, null, q.problem, q.kind from (
      select distinct on (device) device, received_at, problems ->> 0 as problem, kind from device_quarantine where device is not null and received_at > ${since} order by device, received_at desc) q
    where not exists (select from device_binding b where b.device = q.device)
    order by chair_name nulls first, device`
  return rows.map((row) => ({ ...row, bound_at: row.bound_at?.toISOString() ?? null, last_seen_at: row.last_seen_at?.toISOString() ?? null, clock_skew_ms: row.clock_skew_ms === null ? null : Number(row.clock_skew_ms) }))
}

/** What a device is: from what it sent as long as it stands somewhere, else from what is kept of it. A monitor when nothing is known. */
async function kindOf(tx: Tx, device: string): Promise<Kind> {
  const [row] = await tx<{ kind: Kind }[]>`
    select kind from device_binding where device = ${device}
    union all (select kind from device_quarantine where device = ${device} and kind is not null order by received_at desc limit 1) limit 1`
  return row?.kind ?? 'monitor'
}

/** One monitor and one pump at a chair: what a person says replaces what stood there before. A person's word also ends a doubt about the patient. */
export async function bindDevice(tx: Tx, organization: string, chair: string, device: string, by: string, now: Date): Promise<Kind> {
  const kind = await kindOf(tx, device)
  await tx`delete from device_binding where chair_id = ${chair} and device <> ${device} and bound_by is not null and kind = ${kind}`
  await tx`insert into device_binding (organization_id, device, chair_id, bound_at, bound_by, kind) values (${organization}, ${device}, ${chair}, ${now}, ${by}, ${kind})
    on conflict (organization_id, device) do update set chair_id = excluded.chair_id, bound_at = excluded.bound_at, bound_by = excluded.bound_by, patient_said = null`
  return kind
}

/** Takes one device from its chair, or all of them. */
export const unbindChair = (tx: Tx, chair: string, device: string | null) => tx`delete from device_binding where chair_id = ${chair} and (${device}::text is null or device = ${device})`

type ReadingRow = { at: Date; received_at: Date; vital: DeviceReading['vital']; value: number; unit: string; device: string; simulated: boolean }
/** What the monitors of a chair sent after `after`, in order of arrival. At most 20 000 rows: 15 minutes of a fast monitor. */
export async function readReadings(tx: Tx, chair: string, after: Date): Promise<DeviceReading[]> {
  const rows = await tx<ReadingRow[]>`
    select at, received_at, vital, value::float8, unit, device, simulated from (
      select * from device_observation where chair_id = ${chair} and received_at > ${after} and vital is not null order by received_at desc limit 20000) o
    order by received_at, ordinal`
  return rows.map((row) => ({ ...row, at: row.at.toISOString(), received_at: row.received_at.toISOString() }))
}

export type Quarantined = {
  readonly quarantine: string; readonly received_at: string; readonly device: string | null; readonly kind: Kind | null; readonly control_id: string | null; readonly problems: readonly string[]; readonly acknowledgement: string
  /** Without what is about the patient. */
  readonly segments: readonly ShownSegment[]
  readonly reviewed_at: string | null; readonly reviewed_by: string | null
}
type QuarantinedRow = Omit<Quarantined, 'received_at' | 'reviewed_at' | 'segments'> & { received_at: Date; reviewed_at: Date | null; raw: string }

/** Messages that nobody has looked at yet, or that somebody has; the latest first, at most 200. */
export async function readQuarantine(tx: Tx, lookedAt: boolean): Promise<Quarantined[]> {
  const rows = await tx<QuarantinedRow[]>`
    select q.quarantine_id as quarantine, q.received_at, q.device, q.kind, q.control_id, q.problems, q.acknowledgement, left(q.raw, 20000) as raw, q.reviewed_at, s.name as reviewed_by
    from device_quarantine q left join staff s on s.organization_id = q.organization_id and s.staff_id = q.reviewed_by
    where ${lookedAt ? tx`q.reviewed_at is not null order by q.reviewed_at desc` : tx`q.reviewed_at is null order by q.received_at desc`} limit 200`
  return rows.map(({ raw, ...row }) => ({ ...row, segments: shownSegments(raw), received_at: row.received_at.toISOString(), reviewed_at: row.reviewed_at?.toISOString() ?? null }))
}

export const countQuarantine = async (tx: Tx): Promise<number> => (await tx<{ n: number }[]>`select count(*)::int as n from device_quarantine where reviewed_at is null`)[0]!.n

/** The message as it came; null when there is none. */
export const rawQuarantine = async (tx: Tx, quarantine: string): Promise<string | null> => (await tx<{ raw: string }[]>`select raw from device_quarantine where quarantine_id = ${quarantine}`)[0]?.raw ?? null

/** False when there is no such message. One that was reviewed keeps its first reviewer. */
export async function reviewQuarantine(tx: Tx, quarantine: string, by: string, now: Date): Promise<boolean> {
  const rows = await tx`update device_quarantine set reviewed_at = coalesce(reviewed_at, ${now}), reviewed_by = coalesce(reviewed_by, ${by}) where quarantine_id = ${quarantine} returning quarantine_id`
  return rows.length === 1
}
