// The demonstration clinic: made in memory from a fixed seed around the present moment, written in one transaction, removed whole.
import { addDays, atLocal, HOUR_MS, instant, MINUTE_MS, toIso, DAY_MS } from '@chairside/core/shared'
import { PROPOSED_PROTOCOL } from '@chairside/core/plan'
import { EQUIPMENT } from '@chairside/core/session'
import { hashPin } from '../auth/hashing.ts'
import { inOrganization, sqlState } from '../db/connect.ts'
import { SIMULATION } from '../devices/place.ts'
import type { Services } from '../http/context.ts'
import { Refused } from '../http/refusal.ts'
import { appendAudit } from '../log/audit.ts'
import { addConsentText, addInquiry } from './enrolled.ts'
import { addCabinets } from './cabinet.ts'
import { CASES, type Today } from './cases.ts'
import { createCalendar, dayAt } from './calendar.ts'
import { CLINIC, PATIENTS, PIN, SITES, STAFF, TIME_ZONE } from './names.ts'
import { FIRST_RECORD_NUMBER, type Stage } from './patient.ts'
import { createRandom, type Random } from './random.ts'
import { createRows, type Rows } from './rows.ts'
import { tellStory } from './story.ts'
import { todaySlot, yesterdaySlot } from './today.ts'

const SEED = 20_261
/** The clinic is this old, so that its oldest course lies within its life. */
const OPENED_DAYS_AGO = 420
const YESTERDAY_CHAIRS: readonly Today['chair'][] = ['harbor-2', 'grove-3']

/** The place and its people: sites, chairs with their simulated monitors, staff with the printed PIN and no password, the protocol approved by the medical director. */
function addClinic(rows: Rows, random: Random, organization: string, now: number, pinHash: string): Stage {
  const opened = instant(now - OPENED_DAYS_AGO * DAY_MS)
  const at = toIso(opened)
  const sites: Record<string, string> = {}
  const chairs: Record<string, string> = {}
  const staff: Record<string, string> = {}
  for (const { key, name, roles } of STAFF) {
    staff[key] = random.id(opened)
    rows.add('staff', { staff_id: staff[key], name, email: `${key}@demonstration.example`, roles, active: true, created_at: at })
    rows.add('staff_secret', { staff_id: staff[key], pin_hash: pinHash, failed_attempts: 0 })
  }
  let position = 0
  for (const site of SITES) {
    sites[site.key] = random.id(opened)
    rows.add('site', { site_id: sites[site.key], name: site.name, time_zone: TIME_ZONE })
    for (const chair of site.chairs) {
      chairs[chair.key] = random.id(opened)
      rows.add('chair', { chair_id: chairs[chair.key], site_id: sites[site.key], name: chair.name, position: position += 1 })
      rows.add('device_binding', { device: `${SIMULATION} ${chair.name}`, chair_id: chairs[chair.key], bound_at: at, bound_by: staff['vale'] })
    }
  }
  rows.add('protocol_version', { version: 1, settings: PROPOSED_PROTOCOL, created_at: at, created_by: staff['northstar'], approved_at: toIso(instant(opened + 3 * HOUR_MS)), approved_by: staff['northstar'] })
  const stage: Stage = { now: instant(now), rows, organization, sites, chairs, staff }
  addConsentText(stage, opened)
  return stage
}

/** The equipment of each site as it was checked on the last working days, and today before the first patient. One thing was out of order once, as it is in life. */
function addEquipmentChecks(stage: Stage, random: Random): void {
  const today = dayAt(stage.now)
  for (const site of SITES) {
    const nurses = STAFF.filter((s) => s.site === site.key && s.roles.includes('nurse'))
    for (let days = 9; days >= 0; days -= 1) {
      const day = addDays(today, -days)
      const opens = atLocal(day, '07:25', TIME_ZONE) + random.int(0, 14) * MINUTE_MS
      // Whoever loads the demonstration before the clinic opens sees a clinic at work too: checked since midnight, when there was time for it.
      const at = days === 0 ? Math.min(opens, Math.max(stage.now - 4 * HOUR_MS, atLocal(day, '00:00', TIME_ZONE)), stage.now - MINUTE_MS) : opens
      if ([0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay()) && days > 0) continue
      if (at < atLocal(day, '00:00', TIME_ZONE)) continue
      const low = site.key === 'harbor' && days === 5
      stage.rows.add('equipment_check', {
        equipment_check_id: random.id(instant(at)), site_id: stage.sites[site.key], checked_at: toIso(instant(at)), checked_by: stage.staff[random.pick(nurses).key], items: Object.fromEntries(EQUIPMENT.map(({ id }) => [id, low && id === 'oxygen' ? 'fault' : 'ok'])),
        cart_lock: `${site.key === 'harbor' ? 'H' : 'G'}-${4100 + (9 - days) * 3}`, acls: stage.staff['fairweather'], remark: low ? 'Oxygen cylinder below a quarter: changed, checked again' : null,
      })
    }
  }
}

/** Every row of the demonstration, without a database. The same for the same `now`, but for what must be a secret. */
export function makeDemonstration(now: Date, pinHash: string): { readonly organization: string; readonly rows: Rows } {
  const random = createRandom(SEED)
  const organization = random.id(instant(now.getTime()))
  const rows = createRows(organization)
  const stage = addClinic(rows, random, organization, now.getTime(), pinHash)
  addEquipmentChecks(stage, createRandom(SEED + 1))
  addInquiry(stage, createRandom(SEED + 2))
  const calendar = createCalendar(stage.now, random)
  if (PATIENTS.length !== CASES.length) throw new Error(`${CASES.length} cases need as many names, not ${PATIENTS.length}`)
  let yesterdays = 0
  const slots = CASES.map((which) => (which.today ? calendar.hold(todaySlot(stage.now, which.today)) : which.yesterday ? calendar.hold(yesterdaySlot(stage.now, YESTERDAY_CHAIRS[yesterdays++]!)) : null))
  CASES.forEach((which, index) => tellStory(stage, createRandom(SEED + 7919 * (index + 1)), calendar, which, index, slots[index]!))
  addCabinets(stage, createRandom(SEED + 2))
  rows.add('record_number_counter', { last: FIRST_RECORD_NUMBER + CASES.length - 1 })
  return { organization, rows }
}

/** Loads the demonstration clinic as an organization of its own. Refuses (conflict) when one is loaded. Answers its id and how long it took. */
export async function loadDemonstration(services: Pick<Services, 'sql' | 'clock'>): Promise<{ organization: string; ms: number }> {
  const started = performance.now()
  const now = services.clock()
  const [loaded] = await services.sql`select from door_organizations() where is_demonstration`
  const alreadyThere = (): Refused => new Refused({ kind: 'conflict', rule: 'DEM2', message: 'A demonstration clinic is loaded already. Remove it first.' })
  if (loaded) throw alreadyThere()
  const { organization, rows } = makeDemonstration(now, await hashPin(PIN))
  await inOrganization(services.sql, organization, async (tx) => {
    await tx`select door_create_organization(${organization}, ${CLINIC}, ${TIME_ZONE}, true)`
    await rows.write(tx)
    await appendAudit(tx, organization, [{ actor: 'system', roles: [], action: 'write', what: 'demonstration loaded', act: null, patient: null, record: organization, outcome: `${rows.of('patient').length} fictional patients, ${rows.of('session').length} visits`, device: null }], now)
  }).catch((error: unknown) => { throw sqlState(error) === '23505' && String(error).includes('organization exists') ? alreadyThere() : error })
  return { organization, ms: Math.round(performance.now() - started) }
}

/** Removes the demonstration clinic whole, its logs included; false when there was none. A real clinic is never touched. */
export async function removeDemonstration(services: Pick<Services, 'sql'>): Promise<boolean> {
  const [removed] = await services.sql<{ removed: number }[]>`select door_remove_demonstration() as removed`
  return removed!.removed === 1
}
