// The checklist as it stands: what is known fills itself, what a person said is judged by the protocol, and the rest is asked.
import { DAY_MS, HOUR_MS, localDate, localTime, MINUTE_MS, toIso, type Instant } from '../shared/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import type { Role } from '../people/index.ts'
import { CHECKLIST, mayBePregnant, NO_RISK, TEST_NEGATIVE, type ChecklistItem } from './checklist.ts'
import { equipmentToday } from './equipment.ts'
import type { EventOf, PayloadOf } from './events.ts'
import type { SessionView } from './fold.ts'
import type { GateFinding } from './gate.ts'
import type { Carried, GateKnown } from './known.ts'
import { co2Reasons, lungDisease, usualSpo2 } from './on-record.ts'

export type ChecklistAnswer = PayloadOf<'checklist-confirmed'>
export type ChecklistRow = {
  readonly item: ChecklistItem
  /** `done`: nothing is left to do. `known`: it fills itself, and a person confirms it with one tap. `open`: to be asked. `stopped`: answered, and it speaks against the start. */
  readonly state: 'done' | 'known' | 'open' | 'stopped'
  /** What was answered or is known. */
  readonly words: string | null
  readonly findings: readonly GateFinding[]
  /** What one tap records, where something is known. */
  readonly suggested: ChecklistAnswer | null
}
export type RowsAsked = { readonly view: Pick<SessionView, 'checklist' | 'ivChecks' | 'latest'>; readonly known: GateKnown; readonly settings: ProtocolSettings; readonly timeZone: string; readonly now: Instant; readonly items?: readonly ChecklistItem[] }

type Judged = Omit<ChecklistRow, 'item'>
type Asking = RowsAsked & { readonly item: ChecklistItem; readonly given: EventOf<'checklist-confirmed'> | undefined }

/** `07:20`, or with the day when it was another one. */
export const clockOf = (at: Instant, { timeZone, now }: Pick<RowsAsked, 'timeZone' | 'now'>): string => (localDate(at, timeZone) === localDate(now, timeZone) ? localTime(at, timeZone) : `${localDate(at, timeZone)} ${localTime(at, timeZone)}`)
const hoursText = (ms: number): string => { const min = Math.floor(ms / MINUTE_MS); return min < 60 ? `${min} min` : `${Math.floor(min / 60)} h${min % 60 === 0 ? '' : ` ${min % 60} min`}` }

const blocks = ({ item }: Asking, message: string): GateFinding => ({ rule: item.rule, level: 'block', message: `${item.label}: ${message}`, overridableBy: item.overridableBy })
const open = (asking: Asking, words: string | null = null): Judged => ({ state: 'open', words, findings: [blocks(asking, 'not confirmed')], suggested: null })
const stopped = (asking: Asking, message: string, words: string | null = null): Judged => ({ state: 'stopped', words: words ?? message, findings: [blocks(asking, message)], suggested: null })
const done = (words: string | null): Judged => ({ state: 'done', words, findings: [], suggested: null })
const known = (asking: Asking, words: string, suggested: Omit<ChecklistAnswer, 'item'>): Judged => ({ state: 'known', words, findings: [blocks(asking, 'not confirmed')], suggested: { item: asking.item.id, ...suggested } })

const carriedOf = ({ known: { carried }, item }: Asking, isFresh: (one: Carried) => boolean): Carried | null => carried.filter((one) => one.item === item.id && isFresh(one)).reduce<Carried | null>((last, one) => (last === null || one.at > last.at ? one : last), null)
const carriedText = (one: Carried, asking: Asking): string => `visit ${one.ordinal}, ${localDate(one.at, asking.timeZone)}, ${one.by}`
/** A month as the settings mean it: a twelfth of a year. */
const monthsMs = (months: number): number => (months * 365.25 * DAY_MS) / 12

/** PR-03 by the clock: what is still too short, and until when. Exactly the limit is enough. */
export function fastingShort(times: { readonly ateAt?: Instant | null | undefined; readonly ateFatty?: boolean | undefined; readonly drankAt?: Instant | null | undefined }, { start_gate: { fasting_h } }: Pick<ProtocolSettings, 'start_gate'>, now: Instant): { readonly what: string; readonly needed_h: number; readonly since_ms: number; readonly from: Instant }[] {
  const limits = [
    { what: times.ateFatty === true ? 'a fatty or fried meal' : 'food', at: times.ateAt, needed_h: times.ateFatty === true ? fasting_h.fatty : fasting_h.light },
    { what: 'clear liquid', at: times.drankAt, needed_h: fasting_h.clear },
  ]
  return limits.flatMap(({ what, at, needed_h }) => (at != null && now - at < needed_h * HOUR_MS ? [{ what, needed_h, since_ms: Math.max(0, now - at), from: (at + needed_h * HOUR_MS) as Instant }] : []))
}

/** The times of food and drink in words, as they are kept with the answer. */
export function fastingText(times: { readonly ateAt?: Instant | null | undefined; readonly ateFatty?: boolean | undefined; readonly drankAt?: Instant | null | undefined }, zone: Pick<RowsAsked, 'timeZone' | 'now'>): string {
  return [times.ateAt == null ? null : `${times.ateFatty === true ? 'fatty meal' : 'food'} ${clockOf(times.ateAt, zone)}`, times.drankAt == null ? null : `clear liquid ${clockOf(times.drankAt, zone)}`].filter((part) => part !== null).join(', ')
}

const shortText = (short: ReturnType<typeof fastingShort>, asking: Asking): string => short.map((one) => `${one.what} ${hoursText(one.since_ms)} ago, less than ${one.needed_h} h; enough from ${clockOf(one.from, asking)}`).join('; ')
const saidToday = ({ known: { said }, timeZone, now }: Asking): boolean => said !== null && localDate(said.at, timeZone) === localDate(now, timeZone)

function fasting(asking: Asking): Judged {
  const { given, known: { said }, settings, now } = asking
  if (!given) {
    if (!said || (said.ateAt === null && said.drankAt === null && said.ate !== 'none' && said.drank !== 'none')) return open(asking)
    const times = { ...(said.ateAt === null ? {} : { ateAt: said.ateAt, ateFatty: said.ateFatty }), ...(said.drankAt === null ? {} : { drankAt: said.drankAt }) }
    const heard = [fastingText(times, asking), said.ate === 'none' ? 'no food that day or the day before' : '', said.drank === 'none' ? 'no clear liquid that day or the day before' : ''].filter((part) => part !== '').join(', ')
    const words = `${heard}; said by the patient at ${clockOf(said.at, asking)}`
    // Said on another day it leaves a night out: it is shown, and asked again.
    if (!saidToday(asking)) return open(asking, `${words}: ask what came after`)
    const early = fastingShort(times, settings, now)
    return early.length === 0 ? known(asking, words, { answer: words, ...times }) : { ...known(asking, `${words}; ${shortText(early, asking)}`, { answer: words, ...times }), findings: [blocks(asking, shortText(early, asking))] }
  }
  const short = fastingShort(given, settings, now)
  const words = given.answer ?? (fastingText(given, asking) || null)
  if (short.length > 0) return stopped(asking, shortText(short, asking), words)
  return given.ateAt === undefined && given.drankAt === undefined
    ? { ...done(words), findings: [{ rule: asking.item.rule, level: 'warn', message: 'fasting is confirmed without the times of food and drink', overridableBy: [] }] } : done(words)
}

function pregnancy(asking: Asking): Judged {
  const { given, known: { said }, settings: { start_gate }, now } = asking
  const isFresh = (at: Instant): boolean => now - at <= start_gate.pregnancy_test_age_d * DAY_MS
  if (!given) {
    const before = carriedOf(asking, (one) => one.answer === TEST_NEGATIVE && isFresh(one.testedAt ?? one.at))
    if (before) return known(asking, `${TEST_NEGATIVE} at ${carriedText(before, asking)}`, { answer: TEST_NEGATIVE, testedAt: before.testedAt ?? before.at })
    return open(asking, said?.pregnant == null ? null : `the patient said at ${clockOf(said.at, asking)}: ${{ 'no': 'not pregnant', 'possible': 'pregnancy is possible', 'not-applicable': 'cannot be pregnant' }[said.pregnant]}`)
  }
  const testedAt = given.testedAt ?? given.at
  if (given.answer === TEST_NEGATIVE && !isFresh(testedAt)) return stopped(asking, `the test of ${clockOf(testedAt, asking)} is older than ${start_gate.pregnancy_test_age_d} days`)
  return answered(asking)
}

function answered(asking: Asking): Judged {
  const { item, given } = asking
  if (given?.answer === undefined || !item.answers!.includes(given.answer)) return { ...open(asking), findings: [blocks(asking, 'not answered')] }
  return item.stops?.includes(given.answer) === true ? stopped(asking, given.answer) : done(given.answer)
}

function suicide(asking: Asking): Judged {
  const { given, known: { item9 } } = asking
  const forced = item9 === null ? null : `PHQ-9 item 9 was answered ${item9.value} at ${clockOf(item9.at, asking)}: the C-SSRS screener is needed`
  if (!given) return open(asking, forced)
  const judged = answered(asking)
  return judged.state === 'done' && given.answer === NO_RISK && forced !== null && item9!.at <= given.at ? stopped(asking, forced) : judged
}

function iv(asking: Asking): Judged {
  const { view, settings: { start_gate: { iv_gauge } }, given } = asking
  const last = view.ivChecks.at(-1)
  if (!last) return given ? done(given.answer ?? null) : open(asking)
  const words = [last.side, last.site, last.gauge === undefined ? null : `${last.gauge} G`, last.finding, last.cuff === undefined ? null : `cuff ${last.cuff}`].filter(Boolean).join(', ')
  if (last.finding !== 'patent') return stopped(asking, `the line is ${last.finding}`, words)
  if (last.side !== undefined && last.cuff === last.side) return stopped(asking, 'the cuff is on the arm of the line', words)
  const isUsual = last.gauge === undefined || (last.gauge >= iv_gauge.min && last.gauge <= iv_gauge.max)
  return { ...done(words), findings: isUsual ? [] : [{ rule: asking.item.rule, level: 'warn', message: `the line has ${last.gauge} G; ${iv_gauge.min} to ${iv_gauge.max} G are usual`, overridableBy: [] }] }
}

function equipment(asking: Asking): Judged {
  const { given, known: { equipment: last }, timeZone, now } = asking
  const today = equipmentToday(last, timeZone, now)
  if (today && today.faults.length > 0) return stopped(asking, `not in order at ${clockOf(today.at, asking)}: ${today.faults.join(', ')}`)
  if (today) return done(`checked ${clockOf(today.at, asking)}, ${today.check.checked_by_name}; ACLS: ${today.check.acls_name}`)
  return given ? done(given.answer ?? null) : open(asking, 'the site was not checked today')
}

/** PR-15: without the usual saturation the limit for everybody counts, so an open question does not stop the start; vitalFindings compares. */
function usual(asking: Asking): Judged {
  const { given, known: { onRecord }, settings: { start_gate } } = asking
  const limit = (value: number): string => `${value} %: today at least ${value - start_gate.spo2_below_usual_pct} %`
  const value = usualSpo2(given?.answer)
  if (value !== null) return done(limit(value))
  const before = carriedOf(asking, (one) => usualSpo2(one.answer ?? undefined) !== null)
  if (before) return { ...known(asking, `${limit(usualSpo2(before.answer!)!)}, when confirmed; ${carriedText(before, asking)}`, { answer: before.answer! }), findings: [] }
  return { ...open(asking, `${lungDisease(onRecord)}: not known, so at least ${start_gate.spo2_min_pct} % as for everybody`), findings: [] }
}

/** MN-04: what the record asks for is there as soon as a value of EtCO2 is. */
function capnography(asking: Asking): Judged {
  const { view, known: { onRecord }, settings } = asking
  const why = co2Reasons(onRecord, settings).join(', ')
  const value = view.latest.etco2_mmHg?.value
  return value !== undefined ? done(`${value} mmHg; wanted: ${why}`) : { state: 'open', words: `wanted: ${why}`, findings: [{ rule: asking.item.rule, level: 'warn', message: `EtCO2 is wanted: ${why}`, overridableBy: [] }], suggested: null }
}

/** Questions that are asked of some patients only. */
const ASKED_OF: Readonly<Record<string, (asked: RowsAsked) => boolean>> = {
  'pregnancy': (asked) => mayBePregnant(asked.known, asked.settings),
  'usual-spo2': (asked) => lungDisease(asked.known.onRecord) !== null,
  'capnography': (asked) => co2Reasons(asked.known.onRecord, asked.settings).length > 0,
}

/** How the questions that are more than a yes are judged. */
const JUDGES: Readonly<Record<string, (asking: Asking) => Judged>> = {
  fasting, pregnancy, suicide, iv, equipment, capnography, 'usual-spo2': usual,
  'consent': (asking) => {
    if (asking.given) return done(asking.given.answer ?? null)
    const { consent } = asking.known
    // What was signed here says more than what somebody confirmed at an earlier visit.
    if (consent?.state === 'again') return stopped(asking, `consent is needed again: ${consent.why}`)
    if (consent) return known(asking, `signed ${clockOf(consent.at, asking)}, version ${consent.version}`, { answer: `signed ${toIso(consent.at).slice(0, 10)}, version ${consent.version}` })
    const before = carriedOf(asking, (one) => one.same_course && asking.now - one.at <= monthsMs(asking.settings.start_gate.consent_months))
    return before ? known(asking, `confirmed at ${carriedText(before, asking)}`, { answer: `as confirmed at visit ${before.ordinal}` }) : open(asking)
  },
  'escort': (asking) => {
    if (asking.given) return done(asking.given.answer ?? null)
    const { said, escort } = asking.known
    if (said && (said.ride === 'nobody' || said.ride === 'under-18')) return open(asking, `the patient said at ${clockOf(said.at, asking)}: ${said.ride === 'nobody' ? 'nobody yet' : 'somebody under 18'}`)
    if (said?.driver != null) return known(asking, `${said.driver}; said by the patient at ${clockOf(said.at, asking)}`, { answer: said.driver })
    return escort === null ? open(asking, 'nobody is named yet') : known(asking, escort, { answer: escort })
  },
  'substances': (asking) => {
    if (asking.given) return done(asking.given.answer ?? null)
    const { said } = asking.known
    if (!said?.substances) return open(asking)
    const at = clockOf(said.at, asking)
    if (said.substances === 'yes') return stopped(asking, `the patient said at ${at}: yes${said.taken === null ? '' : `, ${said.taken}`}`)
    return saidToday(asking) ? known(asking, `none; said by the patient at ${at}`, { answer: `none, said by the patient at ${at}` }) : open(asking, `none; said by the patient at ${at}: ask what came after`)
  },
  'scales': (asking) => {
    const { known: { scalesAt }, settings: { start_gate }, now } = asking
    if (scalesAt !== null && now - scalesAt <= start_gate.scales_age_h * HOUR_MS) return done(`answered ${clockOf(scalesAt, asking)}`)
    return { ...open(asking), words: scalesAt === null ? 'no scale is answered' : `last answered ${clockOf(scalesAt, asking)}`, findings: [blocks(asking, `${scalesAt === null ? 'none is answered' : `last answered ${clockOf(scalesAt, asking)}`}; needed within ${start_gate.scales_age_h} h before`)] }
  },
  'pdmp': (asking) => {
    if (asking.given) return done(asking.given.answer ?? null)
    const before = carriedOf(asking, (one) => asking.now - one.at <= monthsMs(asking.settings.start_gate.pdmp_months))
    return before ? done(`consulted at ${carriedText(before, asking)}`) : open(asking)
  },
}

function judge(asking: Asking): Judged {
  const { item, given } = asking
  const override = given?.override
  if (override && item.overridableBy.includes(override.role as Role))
    return { state: 'done', words: `overridden as ${override.role}: ${override.reason}`, findings: [{ rule: item.rule, level: 'record', message: `${item.label}: overridden by ${override.role}: ${override.reason}`, overridableBy: [] }], suggested: null }
  const own = JUDGES[item.id]
  if (own) return own(asking)
  if (item.question === 'choice') return answered(asking)
  return given ? done(given.answer ?? null) : open(asking)
}

/** Every question that applies to this patient, in its order, with what is known, what was answered and what speaks against the start. The finding of a rule has the level that the protocol gives the rule. */
export function checklistRows(asked: RowsAsked): ChecklistRow[] {
  const { rule_levels } = asked.settings.start_gate
  return (asked.items ?? CHECKLIST).filter((item) => ASKED_OF[item.id]?.(asked) ?? true).map((item) => {
    const given = Object.hasOwn(asked.view.checklist, item.id) ? asked.view.checklist[item.id] : undefined
    const judged = judge({ ...asked, item, given })
    return { item, ...judged, findings: judged.findings.map((finding) => leveled(finding, rule_levels)) }
  })
}

/** The finding at the level that the protocol gives its rule. A rule without a level, and what is only recorded or warned about, stays as it is. */
export function leveled(finding: GateFinding, levels: Readonly<Record<string, GateFinding['level']>>): GateFinding {
  const level = Object.hasOwn(levels, finding.rule) ? levels[finding.rule] : undefined
  // What would block follows the setting; a warning is weakened by it and never made stronger: one rule may hold both.
  if (level === undefined || finding.level === 'record') return finding
  if (finding.level === 'warn') return level === 'record' ? { ...finding, level } : finding
  return level === 'block' ? finding : { ...finding, level, overridableBy: [] }
}
