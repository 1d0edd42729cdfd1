// What is asked of the planner: sites, nurses, patients and what is held already, read field by field from a document of the form `series-1`.
import { badInput, parseLocalDate, refuse, type BadInput, type LocalDate, type Result } from '../shared/index.ts'

/** Minutes of the local clock since midnight. */
export type Window = { readonly from: number; readonly to: number }
export type Weekly = Window & { readonly weekday: number }
export type Shift = Window & { readonly site: string; readonly date: LocalDate }
export type Site = { readonly id: string; readonly chairs: readonly string[]; readonly open: readonly Weekly[]; readonly closed: readonly LocalDate[] }
export type Nurse = { readonly id: string; readonly maxInfusing: number; readonly maxPatients: number; readonly shifts: readonly Shift[] }
/** Gaps: hours from start to start at least, calendar days at most; days from the first to the last start at most. */
export type SeriesPatient = {
  readonly id: string; readonly sites: readonly string[]; readonly sessions: number; readonly recoveryMin: number; readonly earliest: LocalDate
  readonly minGapH: number; readonly maxGapD: number; readonly withinD: number; readonly available: readonly Weekly[]; readonly not: readonly LocalDate[]
}
export type Held = { readonly patient: string; readonly session: number; readonly site: string; readonly chair: string; readonly nurse: string; readonly date: LocalDate; readonly minute: number; readonly recoveryMin: number }
export type Instance = {
  readonly timeZone: string; readonly from: LocalDate; readonly to: LocalDate; readonly gridMin: number
  readonly prepareMin: number; readonly infuseMin: number; readonly turnoverMin: number; readonly staggerMin: number
  readonly sites: readonly Site[]; readonly nurses: readonly Nurse[]; readonly patients: readonly SeriesPatient[]; readonly held: readonly Held[]
}

class Wrong extends Error {
  readonly problem: BadInput
  constructor(path: string, value: unknown, allowed: string) { super(path); this.problem = badInput(path, value, allowed) }
}
type Fields = Readonly<Record<string, unknown>>
const fields = (value: unknown, path: string): Fields => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Wrong(path, value, 'an object')
  return value as Fields
}
const list = <T>(of: Fields, name: string, path: string, each: (value: unknown, path: string) => T): readonly T[] => {
  const value = of[name]
  if (!Array.isArray(value)) throw new Wrong(`${path}${name}`, value, 'a list')
  return value.map((item, i) => each(item, `${path}${name}.${i}`))
}
const whole = (of: Fields, name: string, path: string, min: number, max: number): number => {
  const value = of[name]
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) throw new Wrong(`${path}${name}`, value, `a whole number from ${min} to ${max}`)
  return value
}
const number = (of: Fields, name: string, path: string, min: number, max: number): number => {
  const value = of[name]
  if (typeof value !== 'number' || !(value >= min && value <= max)) throw new Wrong(`${path}${name}`, value, `a number from ${min} to ${max}`)
  return value
}
const name = (value: unknown, path: string): string => {
  if (typeof value !== 'string' || value === '') throw new Wrong(path, value, 'an id')
  return value
}
const date = (value: unknown, path: string): LocalDate => {
  const parsed = parseLocalDate(value)
  if (parsed === null) throw new Wrong(path, value, 'a date as YYYY-MM-DD')
  return parsed
}
const clock = (value: unknown, path: string): number => {
  const found = typeof value === 'string' ? /^([01]\d|2[0-4]):([0-5]\d)$/.exec(value) : null
  const minute = found ? 60 * Number(found[1]) + Number(found[2]) : 1441
  if (minute > 1440) throw new Wrong(path, value, 'a time as HH:MM, 24:00 at most')
  return minute
}
const window = (of: Fields, path: string): Window => {
  const read = { from: clock(of['from'], `${path}from`), to: clock(of['to'], `${path}to`) }
  if (read.to <= read.from) throw new Wrong(`${path}to`, of['to'], `a time after ${String(of['from'])}`)
  return read
}
const weekly = (value: unknown, path: string): Weekly => {
  const of = fields(value, path)
  return { weekday: whole(of, 'weekday', `${path}.`, 1, 7), ...window(of, `${path}.`) }
}
const known = (value: unknown, path: string, ids: ReadonlySet<string>, what: string): string => {
  const id = name(value, path)
  if (!ids.has(id)) throw new Wrong(path, id, `the id of ${what} of this document`)
  return id
}
function distinct(ids: readonly string[], path: string): ReadonlySet<string> {
  const seen = new Set<string>()
  for (const [i, id] of ids.entries()) {
    if (seen.has(id)) throw new Wrong(`${path}.${i}.id`, id, 'an id that is not given twice')
    seen.add(id)
  }
  return seen
}

function read(input: unknown): Instance {
  const top = fields(input, 'body')
  if (top['schema'] !== 'series-1') throw new Wrong('schema', top['schema'], 'series-1')
  const timeZone = name(top['timezone'], 'timezone')
  try {
    Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw new Wrong('timezone', timeZone, 'a time zone of the IANA database')
  }
  const horizon = fields(top['horizon'], 'horizon')
  const from = date(horizon['from'], 'horizon.from')
  const to = date(horizon['to'], 'horizon.to')
  if (to < from) throw new Wrong('horizon.to', to, `${from} or later`)
  const block = fields(top['block'], 'block')
  const sites = list(top, 'sites', '', (value, path): Site => {
    const of = fields(value, path)
    const chairs = list(of, 'chairs', `${path}.`, name)
    distinct(chairs, `${path}.chairs`)
    return { id: name(of['id'], `${path}.id`), chairs, open: list(of, 'open', `${path}.`, weekly), closed: of['closed'] === undefined ? [] : list(of, 'closed', `${path}.`, date) }
  })
  const siteIds = distinct(sites.map(({ id }) => id), 'sites')
  const nurses = list(top, 'nurses', '', (value, path): Nurse => {
    const of = fields(value, path)
    return {
      id: name(of['id'], `${path}.id`), maxInfusing: whole(of, 'max_infusing', `${path}.`, 0, 100), maxPatients: whole(of, 'max_patients', `${path}.`, 0, 100),
      shifts: list(of, 'shifts', `${path}.`, (shift, at) => { const s = fields(shift, at); return { site: known(s['site'], `${at}.site`, siteIds, 'a site'), date: date(s['date'], `${at}.date`), ...window(s, `${at}.`) } }),
    }
  })
  const nurseIds = distinct(nurses.map(({ id }) => id), 'nurses')
  const patients = list(top, 'patients', '', (value, path): SeriesPatient => {
    const of = fields(value, path)
    const at = `${path}.`
    return {
      id: name(of['id'], `${at}id`), sites: list(of, 'sites', at, (site, where) => known(site, where, siteIds, 'a site')), sessions: whole(of, 'sessions', at, 1, 30), recoveryMin: whole(of, 'recovery_min', at, 0, 600),
      earliest: date(of['earliest'], `${at}earliest`), minGapH: number(of, 'min_gap_h', at, 0, 2000), maxGapD: whole(of, 'max_gap_d', at, 0, 400), withinD: whole(of, 'complete_within_d', at, 0, 1000),
      available: list(of, 'available', at, weekly), not: of['not'] === undefined ? [] : list(of, 'not', at, date),
    }
  })
  distinct(patients.map(({ id }) => id), 'patients')
  const held = top['held'] === undefined ? [] : list(top, 'held', '', (value, path): Held => {
    const of = fields(value, path)
    const site = sites.find(({ id }) => id === known(of['site'], `${path}.site`, siteIds, 'a site'))!
    const start = typeof of['start'] === 'string' ? /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::00)?$/.exec(of['start']) : null
    if (!start) throw new Wrong(`${path}.start`, of['start'], 'a local time as YYYY-MM-DDTHH:MM')
    return {
      patient: name(of['patient'], `${path}.patient`), session: whole(of, 'session', `${path}.`, 1, 30), site: site.id, chair: known(of['chair'], `${path}.chair`, new Set(site.chairs), `a chair of ${site.id}`),
      nurse: known(of['nurse'], `${path}.nurse`, nurseIds, 'a nurse'), date: date(start[1], `${path}.start`), minute: clock(start[2], `${path}.start`), recoveryMin: whole(of, 'recovery_min', `${path}.`, 0, 600),
    }
  })
  return {
    timeZone, from, to, gridMin: whole(top, 'grid_min', '', 1, 240), staggerMin: whole(top, 'stagger_min', '', 0, 240),
    prepareMin: whole(block, 'prepare_min', 'block.', 0, 240), infuseMin: whole(block, 'infuse_min', 'block.', 1, 480), turnoverMin: whole(block, 'turnover_min', 'block.', 0, 240), sites, nurses, patients, held,
  }
}

/** Reads a `series-1` document (docs/cli.md). Refuses with the path of the first field that is wrong. */
export function readInstance(input: unknown): Result<Instance, BadInput> {
  try {
    return { ok: true, value: read(input) }
  } catch (error) {
    if (error instanceof Wrong) return refuse(error.problem)
    throw error
  }
}
