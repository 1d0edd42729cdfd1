// What somebody types from a sheet of paper, and the facts that it means. Nothing is guessed: what cannot be read is named with its row.
import { describeBadInput, instant, MINUTE_MS, type Instant, type LocalDate } from '@chairside/core/shared'
import { alreadyThere, eventToJson, parseEvent, visitMoments, wallTime, type EventType, type Fact, type SessionEvent } from '@chairside/core/session'
import type { Order } from '@chairside/core/plan'

export type GridName = 'sbp_mmHg' | 'dbp_mmHg' | 'pulse_per_min' | 'spo2_pct' | 'rr_per_min' | 'etco2_mmHg' | 'moaas' | 'dissociation' | 'rate' | 'words'
export const GRID: readonly { readonly name: GridName; readonly label: string; readonly unit: string }[] = [
  { name: 'sbp_mmHg', label: 'Sys', unit: 'mmHg' }, { name: 'dbp_mmHg', label: 'Dia', unit: 'mmHg' }, { name: 'pulse_per_min', label: 'Pulse', unit: '/min' }, { name: 'spo2_pct', label: 'SpO₂', unit: '%' },
  { name: 'rr_per_min', label: 'RR', unit: '/min' }, { name: 'etco2_mmHg', label: 'EtCO₂', unit: 'mmHg' }, { name: 'moaas', label: 'MOAA/S', unit: '5 to 0' }, { name: 'dissociation', label: 'Dissoc.', unit: '0 to 10' },
  { name: 'rate', label: 'New rate', unit: 'mL/h' }, { name: 'words', label: 'Patient\'s words', unit: '' },
]
/** `later`: the second of two hours with this name, on the night when clocks go back. */
export type GridRow = { readonly time: string; readonly later: boolean } & Readonly<Partial<Record<GridName, string>>>
export type ActRow = { readonly kind: ActKind; readonly time: string; readonly later: boolean; readonly fields: Readonly<Record<string, string>> }
export type PaperDraft = { readonly rows: readonly GridRow[]; readonly acts: readonly ActRow[]; readonly ticks: Readonly<Record<string, string>>; readonly ticksAt: string; readonly writer: string }
export const EMPTY_ROW: GridRow = { time: '', later: false }
export const EMPTY_DRAFT: PaperDraft = { rows: Array.from({ length: 4 }, () => EMPTY_ROW), acts: [], ticks: {}, ticksAt: '', writer: '' }

export type ActField = { readonly name: string; readonly label: string; readonly unit?: string; readonly of?: readonly string[]; readonly may?: true }
const num = (text: string | undefined): number => (text === undefined || text.trim() === '' ? Number.NaN : Number(text))
const given = (text: string | undefined): boolean => text !== undefined && text.trim() !== ''
const maybe = (name: string, text: string | undefined): object => (given(text) ? { [name]: text!.trim() } : {})
const maybeNumber = (name: string, text: string | undefined): object => (given(text) ? { [name]: num(text) } : {})

type Act = { readonly word: string; readonly fields: readonly ActField[]; readonly facts: (f: Readonly<Record<string, string>>, order: Order | null) => readonly object[] }
const REASON: ActField = { name: 'reason', label: 'Why', may: true }
const ALDRETE_FIELDS = ['activity', 'respiration', 'circulation', 'consciousness', 'spo2'] as const
const CRITERIA = { oriented: 'Oriented', steadyGait: 'Walks steadily', dissociationAtBaseline: 'Dissociation gone', moodChecked: 'Mood asked', ivRemoved: 'IV out', instructionsGiven: 'Instructions given', escortPresent: 'Escort here' } as const
const yesNo = ['yes', 'no'] as const

/** What can stand on a sheet beside the grid, in the order of a visit. */
export const ACTS = {
  'arrived': { word: 'Arrived', fields: [], facts: () => [{ type: 'arrived' }] },
  'infusion-started': {
    word: 'Infusion started',
    fields: [{ name: 'dose', label: 'Dose', unit: 'mg' }, { name: 'weight', label: 'Dosing weight', unit: 'kg' }, { name: 'volume', label: 'Volume', unit: 'mL' }, { name: 'concentration', label: 'Concentration', unit: 'mg/mL' }, { name: 'rate', label: 'Rate', unit: 'mL/h' }],
    facts: (f, order) => [{
      type: 'infusion-started', ...(order ? { order: order.order } : {}), dose_mg: num(f['dose']), dose_mg_per_kg: Math.round(1000 * num(f['dose']) / num(f['weight'])) / 1000, weight_kg: num(f['weight']),
      weight_basis: order?.weight_basis ?? 'actual', volume_mL: num(f['volume']), concentration_mg_per_mL: num(f['concentration']), rate_mL_per_h: num(f['rate']),
    }],
  },
  'infusion-rate-changed': { word: 'Rate changed', fields: [{ name: 'rate', label: 'New rate', unit: 'mL/h' }, REASON], facts: (f) => [{ type: 'infusion-rate-changed', rate_mL_per_h: num(f['rate']), ...maybe('reason', f['reason']) }] },
  'infusion-paused': { word: 'Paused', fields: [REASON], facts: (f) => [{ type: 'infusion-paused', ...maybe('reason', f['reason']) }] },
  'infusion-resumed': { word: 'Resumed', fields: [{ name: 'rate', label: 'Rate', unit: 'mL/h', may: true }], facts: (f) => [{ type: 'infusion-resumed', ...maybeNumber('rate_mL_per_h', f['rate']) }] },
  'infusion-stopped': {
    word: 'Infusion stopped', fields: [{ name: 'why', label: 'How', of: ['complete', 'early'] }, { name: 'volume', label: 'Pump showed', unit: 'mL', may: true }, REASON],
    facts: (f) => [{ type: 'infusion-stopped', why: f['why'], ...maybeNumber('volume_infused_mL', f['volume']), ...maybe('reason', f['reason']) }],
  },
  'medication-given': {
    word: 'Medication', fields: [{ name: 'drug', label: 'Drug' }, { name: 'dose', label: 'Dose' }, { name: 'unit', label: 'Unit', of: ['mg', 'ug', 'mL', 'L/min'] }, { name: 'route', label: 'Route', of: ['IV', 'IM', 'PO', 'SL', 'SC', 'inhaled', 'other'] }, REASON],
    facts: (f) => [{ type: 'medication-given', drug: f['drug']?.trim() ?? '', dose: num(f['dose']), unit: f['unit'], route: f['route'], ...maybe('reason', f['reason']) }],
  },
  'adverse-event-noted': {
    word: 'Adverse event', fields: [{ name: 'what', label: 'What' }, { name: 'severity', label: 'Severity', of: ['mild', 'moderate', 'severe', 'life-threatening', 'death'] }, { name: 'action', label: 'Done', of: ['none', 'slowed', 'paused', 'stopped', 'drug', 'emergency-services'] }],
    facts: (f) => [{ type: 'adverse-event-noted', what: f['what']?.trim() ?? '', severity: f['severity'], action: f['action'] }],
  },
  'note-added': { word: 'Note', fields: [{ name: 'text', label: 'Text' }], facts: (f) => [{ type: 'note-added', text: f['text']?.trim() ?? '' }] },
  'discharge': {
    word: 'Discharged', fields: [...ALDRETE_FIELDS.map((name) => ({ name, label: `Aldrete ${name === 'spo2' ? 'SpO₂' : name}`, of: ['2', '1', '0'] })), ...Object.entries(CRITERIA).map(([name, label]) => ({ name, label, of: yesNo }))],
    facts: (f) => [
      { type: 'discharge-scored', aldrete: Object.fromEntries(ALDRETE_FIELDS.map((name) => [name, num(f[name])])), criteria: Object.fromEntries(Object.keys(CRITERIA).flatMap((name) => (given(f[name]) ? [[name, f[name] === 'yes']] : []))) },
      { type: 'discharge-approved' },
    ],
  },
  'aborted': { word: 'No infusion', fields: [{ name: 'reason', label: 'Why' }], facts: (f) => [{ type: 'aborted', reason: f['reason']?.trim() ?? '' }] },
} as const satisfies Record<string, Act>
export type ActKind = keyof typeof ACTS

/** The fields of an act as the order fills them, so that only what was done otherwise is typed. */
export function startFields(kind: ActKind, order: Order | null): Readonly<Record<string, string>> {
  if (kind === 'infusion-started' && order) return { dose: String(order.dose_mg), weight: String(order.dosing_weight_kg), volume: String(order.final_ml), concentration: String(order.concentration_mg_per_ml), rate: String(order.rate_ml_per_h) }
  return Object.fromEntries((ACTS[kind].fields as readonly ActField[]).flatMap((field) => (field.of && kind !== 'discharge' ? [[field.name, field.of[0]!]] : [])))
}

export type TypedFact = { readonly key: string; readonly event: SessionEvent; readonly alike: readonly SessionEvent[] }
export type Typed = { readonly facts: readonly TypedFact[]; readonly problems: readonly { readonly key: string; readonly message: string }[]; /** Rows whose time comes twice that night. */ readonly twice: ReadonlySet<string> }

export type PaperContext = {
  readonly date: LocalDate; readonly begun: Instant; readonly zone: string; readonly now: Instant; readonly order: Order | null
  readonly session: string; readonly actor: string; readonly device: string; readonly known: readonly Fact[]
  /** The id of the n-th fact of a row: the same at every call, so that recording again is harmless. */
  readonly idOf: (key: string) => string
}

/** The facts that a draft means, what is wrong in it, and what the log may hold already. Facts of one minute keep the order of the sheet by milliseconds. */
export function typedFacts(draft: PaperDraft, c: PaperContext): Typed {
  const facts: TypedFact[] = []
  const problems: { key: string; message: string }[] = []
  const twice = new Set<string>()
  let place = 0
  const add = (key: string, time: string, later: boolean, payloads: readonly object[]): void => {
    if (payloads.length === 0) return
    const wall = wallTime(time)
    if (wall === null) { problems.push({ key, message: time.trim() === '' ? 'the time is missing' : `${time} is not a time of day` }); return }
    const moments = visitMoments(c.date, wall, c.begun, c.zone)
    if (moments.length > 1) twice.add(key)
    const minute = moments[later ? moments.length - 1 : 0]
    if (minute === undefined) { problems.push({ key, message: `${wall} does not exist that day: clocks were set forward` }); return }
    if (minute > c.now) { problems.push({ key, message: `${wall} has not come yet` }); return }
    payloads.forEach((payload, i) => {
      const event = { ...payload, id: c.idOf(`${key}.${i}`), session: c.session, at: instant(minute + Math.min(place, MINUTE_MS - 1)), actor: c.actor, device: c.device, enteredAt: c.now, enteredFrom: 'paper' } as unknown as SessionEvent
      place += 1
      const read = parseEvent(eventToJson(event))
      if (read.ok) facts.push({ key, event: read.value, alike: alreadyThere(read.value, c.known) })
      else problems.push({ key, message: describeBadInput(read.refusal) })
    })
  }
  const ticked = Object.entries(draft.ticks).filter(([, answer]) => answer !== '')
  for (const [item, answer] of ticked) add(`tick-${item}`, draft.ticksAt, false, [{ type: 'checklist-confirmed' satisfies EventType, item, ...(answer === 'yes' ? {} : { answer }) }])
  draft.acts.forEach((act, i) => add(`act-${i}`, act.time, act.later, (ACTS[act.kind] as Act).facts(act.fields, c.order)))
  draft.rows.forEach((row, i) => {
    const values = Object.fromEntries((['sbp_mmHg', 'dbp_mmHg', 'pulse_per_min', 'spo2_pct', 'rr_per_min', 'etco2_mmHg'] as const).flatMap((name) => (given(row[name]) ? [[name, num(row[name])]] : [])))
    add(`row-${i}`, row.time, row.later, [
      ...(Object.keys(values).length > 0 ? [{ type: 'vitals-recorded', values, origin: 'person' }] : []),
      ...(given(row.moaas) ? [{ type: 'sedation-scored', scale: 'MOAA/S', score: num(row.moaas) }] : []),
      ...(given(row.dissociation) ? [{ type: 'dissociation-scored', scale: '0-10', score: num(row.dissociation) }] : []),
      ...(given(row.rate) ? [{ type: 'infusion-rate-changed', rate_mL_per_h: num(row.rate) }] : []),
      ...(given(row.words) ? [{ type: 'words-captured', text: row.words!.trim(), how: 'typed' }] : []),
    ])
  })
  return { facts, problems, twice }
}
