// The facts of one visit in a chair. A session is an append-only list of these; nothing is edited, a correction is a fact too.
import { badInput, ok, parseInstant, refuse, toIso, type BadInput, type Instant, type Result } from '../shared/index.ts'
import { choice, flag, group, id, ids, moment, number, optional, parseFields, text, type Fields, type ValuesOf } from './fields.ts'
import { VITAL_FIELDS } from './plausible.ts'
import { scoreWithin } from './scales.ts'

const reason = text(500)
const comfort = choice('none', 'some', 'full')
const points = choice(0, 1, 2, 3, 4)
const override = optional(group({ reason, role: text(40) }))
const dose = {
  dose_mg: number('mg', 0.1, 500), volume_mL: number('mL', 1, 2000), concentration_mg_per_mL: number('mg/mL', 0.001, 100), rate_mL_per_h: number('mL/h', 0.1, 2000),
} as const

/** More standing corrections of one fact than anybody reads; the latest of them are named. */
export const SEEN_MOST = 50

/** Every kind of fact and what it carries. Numbers have their UCUM unit in the name; bounds here refuse slips of the finger, clinical limits live in the protocol. */
export const PAYLOADS = {
  'arrived': {},
  /** `ateAt`, `ateFatty`, `drankAt`: the last food (with whether it was a fatty or fried meal) and the last clear liquid, as the patient says them (PR-03, PR-04). `testedAt`: when a pregnancy test was made (LB-01). */
  'checklist-confirmed': { item: text(60), answer: optional(text(500)), ateAt: optional(moment), ateFatty: optional(flag), drankAt: optional(moment), testedAt: optional(moment), override },
  /** PR-24: a second person has read dose, concentration, rate and volume. `pin`: by their own PIN on this tablet; `own-device`: recorded by themselves; `named`: only named by the other, as without a network. */
  'time-out-checked': { ...dose, order: optional(id), second: id, how: choice('pin', 'own-device', 'named') },
  'vitals-recorded': {
    values: group(VITAL_FIELDS, true),
    origin: choice('person', 'device', 'simulated'),
    source: optional(text(120)),
    measuredAt: optional(moment),
    remark: optional(text(200)),
  },
  'infusion-started': {
    ...dose,
    order: optional(id),
    dose_mg_per_kg: number('mg/kg', 0.01, 5),
    // The dosing weight: what the mg/kg are counted on, by `weight_basis`.
    weight_kg: number('kg', 20, 400),
    weight_basis: choice('actual', 'ideal', 'adjusted', 'lean'),
    checkedBy: optional(id),
    /** Who watches this patient, when it is not who starts. */
    nurse: optional(id),
    /** What stood against the start when it was made, rule by rule: what was overridden, and what was warned about. */
    findings: optional(text(4000)),
    override,
  },
  /** Whoever records it watches this patient from now on. */
  'watch-taken-over': { from: optional(id) },
  'infusion-rate-changed': { rate_mL_per_h: number('mL/h', 0.1, 2000), reason: optional(reason) },
  'infusion-paused': { reason: optional(reason) },
  'infusion-resumed': { rate_mL_per_h: optional(number('mL/h', 0.1, 2000)), reason: optional(reason) },
  'infusion-stopped': {
    why: choice('complete', 'early'),
    reason: optional(reason),
    volume_infused_mL: optional(number('mL', 0, 2000)),
  },
  /** A new bag hangs from now on. `previous_volume_infused_mL`: what the pump showed of the bag before, when somebody read it. */
  'bag-changed': { volume_mL: number('mL', 1, 2000), concentration_mg_per_mL: number('mg/mL', 0.001, 100), previous_volume_infused_mL: optional(number('mL', 0, 2000)), reason: optional(reason) },
  /** Volume beyond what was prepared: `drug` is more of the mixture in the bag, at its concentration; flush and saline carry none. */
  'volume-added': { what: choice('drug', 'flush', 'saline'), volume_mL: number('mL', 0.1, 2000), reason: optional(reason), override },
  /** What the pump showed while it ran. `of`: the volume counts since the start of the infusion, or of the bag that hangs. Some pumps tell their status and no volume. */
  'pump-read': {
    volume_infused_mL: optional(number('mL', 0, 4000)),
    of: choice('infusion', 'bag'),
    rate_mL_per_h: optional(number('mL/h', 0, 2000)),
    status: optional(choice('running', 'paused', 'stopped', 'alarm')),
    alarm: optional(text(200)),
    origin: choice('person', 'device', 'simulated'),
    source: optional(text(120)),
    measuredAt: optional(moment),
  },
  'iv-checked': {
    site: text(80), side: optional(choice('left', 'right')), gauge: optional(choice(18, 20, 22, 24)),
    /** Where the cuff of the blood pressure is: not on the arm of the line (PR-21). */
    cuff: optional(choice('left', 'right', 'leg')),
    finding: choice('patent', 'sluggish', 'infiltrated', 'occluded', 'phlebitis', 'removed'), action: optional(reason),
  },
  /** `standingOrder`: the protocol's standing order that it was given under. */
  'medication-given': {
    drug: text(120), dose: number('', 0, 100_000), unit: choice('mg', 'ug', 'mL', 'L/min'), route: choice('IV', 'IM', 'PO', 'SL', 'SC', 'inhaled', 'other'), reason: optional(reason),
    standingOrder: optional(text(40)), override,
  },
  'sedation-scored': { scale: choice('MOAA/S', 'RASS'), score: number('{score}', -5, 5) },
  /** `items`: the six of CADSS-6 by their numbers in the whole scale; their sum is the score. */
  'dissociation-scored': {
    scale: choice('0-10', 'CADSS-6'), score: number('{score}', 0, 24), distressing: optional(flag),
    items: optional(group({ item1: points, item2: points, item6: points, item7: points, item15: points, item22: points })),
  },
  'symptom-rated': { symptom: choice('pain', 'nausea', 'distress'), score: number('{score}', 0, 10), vomited: optional(flag) },
  'adverse-event-noted': {
    what: text(200),
    severity: choice('mild', 'moderate', 'severe', 'life-threatening', 'death'),
    action: choice('none', 'slowed', 'paused', 'stopped', 'drug', 'emergency-services'),
    outcome: optional(choice('resolved', 'resolving', 'ongoing', 'transferred')),
    onset: optional(moment),
    /** An end-organ symptom or another emergency: the strictest tier whatever the numbers say (clinical reference 5.2). */
    emergency: optional(flag),
    medwatch: optional(flag),
  },
  /** What a person did about an alarm. `alarm`: its key. An audio pause ends at `until`, and silences nothing worse than what it names. */
  'alarm-answered': { alarm: text(80), answer: choice('audio-paused', 'seen', 'repeated', 'artefact'), until: optional(moment), note: optional(reason) },
  /** The cuff is left off for a stable patient until then; any flag ends it. */
  'quiet-cuff-set': { until: moment },
  'comfort-changed': { music: optional(text(120)), light: optional(comfort), blanket: optional(flag), eyeMask: optional(flag), talk: optional(comfort), touchConsent: optional(flag) },
  'words-captured': { text: text(4000), how: optional(choice('typed', 'dictated')) },
  'recovery-started': {},
  'discharge-scored': {
    aldrete: group({ activity: choice(0, 1, 2), respiration: choice(0, 1, 2), circulation: choice(0, 1, 2), consciousness: choice(0, 1, 2), spo2: choice(0, 1, 2) }),
    padss: optional(group({ vitals: choice(0, 1, 2), ambulation: choice(0, 1, 2), nausea: choice(0, 1, 2), pain: choice(0, 1, 2), bleeding: choice(0, 1, 2) })),
    criteria: optional(group({
      oriented: optional(flag), steadyGait: optional(flag), dissociationAtBaseline: optional(flag), ivRemoved: optional(flag),
      moodChecked: optional(flag), escortPresent: optional(flag), instructionsGiven: optional(flag),
    })),
  },
  /** When the patient will probably be ready to go home, as a person sees it; it stands before the reckoned one. */
  'ready-estimated': { readyAt: moment, reason: optional(reason) },
  /** RC-04: a prescriber has looked at a recovery that goes on. */
  'prescriber-assessed': { decision: choice('keep-watching', 'discharge', 'transfer'), text: text(2000) },
  'instructions-given': { how: choice('printed', 'sent', 'spoken'), language: text(20), version: text(40) },
  'discharge-approved': { override },
  'note-added': { text: text(8000) },
  /** `after`: the corrections of the same fact that stood on this device's screen when this one was made. It counts after them whatever the clocks say; two that did not know each other contradict. */
  'corrected': { corrects: id, reason, withdrawn: optional(flag), replacement: optional({ kind: 'payload' }), after: optional(ids(SEEN_MOST)) },
  /** `noteText` is the note as it was read and signed: a later version of the program may word the same facts differently. `noteHash` is its SHA-256. `facts`: how many facts it was written from, signatures and amendments not counted. */
  'signed': { meaning: choice('author', 'reviewer'), noteHash: optional(text(64)), noteText: optional(text(100_000)), facts: optional(number('{facts}', 0, 1_000_000)) },
  'amended': { text: text(8000), reason },
  'aborted': { reason },
} as const satisfies Record<string, Fields>

export type EventType = keyof typeof PAYLOADS
export const EVENT_TYPES = Object.keys(PAYLOADS) as readonly EventType[]

export type Envelope = {
  readonly id: string
  readonly session: string
  /** Device time: when it happened, by the clock of the device that recorded it. */
  readonly at: Instant
  /** Who: a staff id, or `device:<name>` for what a monitor sent. */
  readonly actor: string
  readonly device: string
  /** When it was typed in, for what was written down elsewhere first: `at` is then the time on the paper, or the remembered one. */
  readonly enteredAt?: Instant
  readonly enteredFrom?: 'paper' | 'memory'
}
export type EventOf<T extends EventType> = T extends EventType ? Envelope & { readonly type: T } & ValuesOf<(typeof PAYLOADS)[T]> : never
export type SessionEvent = EventOf<EventType>
/** An event as the server acknowledged it. */
export type RecordedEvent = SessionEvent & { readonly seq: number; readonly recordedAt: Instant; readonly previousHash: string; readonly hash: string }
export type PayloadOf<T extends EventType> = ValuesOf<(typeof PAYLOADS)[T]>

const ENVELOPE = { id, session: id, at: moment, actor: text(120), device: text(120), enteredAt: optional(moment), enteredFrom: optional(choice('paper', 'memory')) } as const satisfies Fields
const RECORD_FIELDS = ['seq', 'recordedAt', 'previousHash', 'hash']

/**
 * Parses one event from JSON; times are ISO 8601 with offset. Refuses an unknown type, unknown or missing fields and values out of bounds, with the
 * path of the first bad field below `path`. What the server adds (`seq`, `recordedAt`, `previousHash`, `hash`) is ignored. A correction's replacement is parsed as the payload of
 * `replacementType` only by the fold, which knows what is corrected.
 */
export function parseEvent(value: unknown, path = ''): Result<SessionEvent, BadInput> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(badInput(path || 'event', value, 'an object'))
  const { type, ...rest } = value as Record<string, unknown>
  for (const field of RECORD_FIELDS) delete rest[field]
  if (typeof type !== 'string' || !Object.hasOwn(PAYLOADS, type))
    return refuse(badInput(path ? `${path}.type` : 'type', type, `one of ${EVENT_TYPES.join(', ')}`))
  const fields: Fields = { ...ENVELOPE, ...PAYLOADS[type as EventType] }
  const parsed = parseFields(fields, rest, path)
  if (!parsed.ok) return parsed
  const event = { ...parsed.value, type } as SessionEvent
  const problem = scoreWithin(event, path)
  return problem ? refuse(problem) : ok(event)
}

/** Parses an event as the server recorded it, such as a bundle carries. Null when it cannot be read: this program may be older than the server's. */
export function parseRecorded(json: Readonly<Record<string, unknown>>): RecordedEvent | null {
  const parsed = parseEvent(json)
  const recordedAt = parseInstant(json['recordedAt'])
  return !parsed.ok || recordedAt === null ? null : { ...parsed.value, seq: Number(json['seq']), recordedAt, previousHash: String(json['previousHash']), hash: String(json['hash']) }
}

/** Parses the payload of an event of a known type, as it stands in a correction's `replacement`. */
export function parsePayload<T extends EventType>(type: T, value: unknown, path: string): Result<PayloadOf<T>, BadInput> {
  const parsed = parseFields(PAYLOADS[type] as Fields, value, path) as Result<PayloadOf<T>, BadInput>
  const problem = parsed.ok ? scoreWithin({ ...parsed.value, type }, path) : null
  return problem ? refuse(problem) : parsed
}

/** The payload alone: everything but the envelope and the type. */
export function payloadOf(event: SessionEvent): Record<string, unknown> {
  const { id: _id, session: _session, at: _at, actor: _actor, device: _device, enteredAt: _enteredAt, enteredFrom: _enteredFrom, type: _type, ...payload } = event
  for (const field of RECORD_FIELDS) delete (payload as Record<string, unknown>)[field]
  return payload
}

/** The JSON form of an event: what `parseEvent` reads. */
export function eventToJson(event: SessionEvent): Record<string, unknown> {
  const json: Record<string, unknown> = { ...event, at: toIso(event.at), ...(event.enteredAt === undefined ? {} : { enteredAt: toIso(event.enteredAt) }) }
  const spec: Fields = PAYLOADS[event.type]
  for (const [name, field] of Object.entries(spec))
    if (field.kind === 'instant' && json[name] !== undefined) json[name] = toIso(json[name] as Instant)
  return json
}
