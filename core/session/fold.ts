/*
What a session is, from its facts. Pure, and the same on the tablet and on the server: any screen shows `fold(events)`.

States and the facts that move between them (rules SES1..SES12 in docs/rules/session.md):

  expected    -> arrived      arrived
  arrived     -> preparing    checklist-confirmed
  preparing   -> infusing     infusion-started            (also from expected and arrived: kept, and listed as a contradiction)
  infusing   <-> paused       infusion-paused, infusion-resumed
  infusing, paused -> recovering   infusion-stopped, recovery-started
  recovering  -> discharged   discharge-approved
  discharged  -> signed       signed
  any but signed -> aborted   aborted

Invariants:
 1. Facts are ordered by `at`, then by id: both ends see one order without asking each other.
 2. The result depends on the set of facts only: not on the order of arrival, nor on how often one arrived.
 3. A fact that does not fit its state changes nothing, is kept, and is listed in `contradictions`.
 4. A correction never removes: the corrected fact stays in the timeline with what replaced it and why.
*/
import type { Instant } from '../shared/index.ts'
import { parsePayload, type EventOf, type PayloadOf, type RecordedEvent, type SessionEvent } from './events.ts'
import { VITAL_NAMES, type VitalName } from './plausible.ts'

export type SessionState = 'expected' | 'arrived' | 'preparing' | 'infusing' | 'paused' | 'recovering' | 'discharged' | 'signed' | 'aborted'

export type Fact = {
  /** The fact as it now counts: with the last correction's payload in place. */
  readonly event: SessionEvent
  /** The fact as it was recorded. */
  readonly original: SessionEvent
  readonly corrections: readonly EventOf<'corrected'>[]
  readonly withdrawn: boolean
}

export type Contradiction = {
  readonly kind: 'two-starts' | 'two-rates' | 'out-of-state' | 'correction-of-nothing' | 'correction-unreadable'
  /** The facts that do not agree, the one that counts first. */
  readonly events: readonly string[]
  readonly state: SessionState
}

export type Segment = { readonly from: Instant; readonly to: Instant | null; readonly rate_mL_per_h: number }

export type Infusion = {
  readonly startedAt: Instant
  readonly order: string | null
  readonly dose_mg: number
  readonly dose_mg_per_kg: number
  readonly weight_kg: number
  readonly weight_basis: PayloadOf<'infusion-started'>['weight_basis']
  readonly volume_mL: number
  readonly concentration_mg_per_mL: number
  /** Constant-rate stretches in order; a pause is a gap between two of them; `to` is null while it runs. */
  readonly segments: readonly Segment[]
  readonly pausedAt: Instant | null
  readonly stoppedAt: Instant | null
  readonly stoppedWhy: 'complete' | 'early' | null
  /** What the pump showed at the stop, when somebody read it. */
  readonly pumpVolume_mL: number | null
}

export type Reading = { readonly value: number; readonly at: Instant; readonly origin: 'person' | 'device' | 'simulated'; readonly source: string | null; readonly event: string }

export type SessionView = {
  readonly state: SessionState
  readonly since: Instant | null
  readonly facts: readonly Fact[]
  readonly contradictions: readonly Contradiction[]
  readonly arrivedAt: Instant | null
  /** Confirmed checklist items, last answer of each. */
  readonly checklist: Readonly<Record<string, EventOf<'checklist-confirmed'>>>
  readonly infusion: Infusion | null
  readonly vitals: readonly EventOf<'vitals-recorded'>[]
  readonly latest: Readonly<Partial<Record<VitalName, Reading>>>
  readonly sedation: EventOf<'sedation-scored'> | null
  readonly dissociation: EventOf<'dissociation-scored'> | null
  readonly medications: readonly EventOf<'medication-given'>[]
  readonly adverseEvents: readonly EventOf<'adverse-event-noted'>[]
  readonly words: readonly EventOf<'words-captured'>[]
  readonly notes: readonly (EventOf<'note-added'> | EventOf<'amended'>)[]
  readonly recoveryStartedAt: Instant | null
  readonly dischargeScore: EventOf<'discharge-scored'> | null
  readonly dischargedAt: Instant | null
  readonly signatures: readonly EventOf<'signed'>[]
}

const byTime = (a: SessionEvent, b: SessionEvent): number => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** Distinct events by id, in the order of what happened. The first copy of an id wins: ids are made once, copies are equal. */
export function inOrder<E extends SessionEvent>(events: readonly E[]): E[] {
  const distinct = new Map<string, E>()
  for (const event of events) if (!distinct.has(event.id)) distinct.set(event.id, event)
  return [...distinct.values()].sort(byTime)
}

function applyCorrections(ordered: readonly SessionEvent[], contradictions: Contradiction[]): Fact[] {
  const known = new Set(ordered.map((e) => e.id))
  const corrections = new Map<string, EventOf<'corrected'>[]>()
  for (const event of ordered) {
    if (event.type !== 'corrected') continue
    if (known.has(event.corrects) && event.corrects !== event.id) corrections.set(event.corrects, [...(corrections.get(event.corrects) ?? []), event])
    else contradictions.push({ kind: 'correction-of-nothing', events: [event.id], state: 'expected' })
  }
  const withdrawn = (event: SessionEvent): boolean => (corrections.get(event.id) ?? []).filter((c) => !withdrawn(c)).at(-1)?.withdrawn === true
  return ordered.map((original) => {
    const valid = (corrections.get(original.id) ?? []).filter((c) => !withdrawn(c))
    const last = valid.at(-1)
    if (!last) return { event: original, original, corrections: [], withdrawn: false }
    if (last.withdrawn === true || last.replacement === undefined) return { event: original, original, corrections: valid, withdrawn: last.withdrawn === true }
    const { at: _at, ...replacement } = last.replacement
    const payload = parsePayload(original.type, replacement, 'replacement')
    if (!payload.ok) {
      contradictions.push({ kind: 'correction-unreadable', events: [last.id, original.id], state: 'expected' })
      return { event: original, original, corrections: valid, withdrawn: false }
    }
    const { id, session, at, actor, device, type } = original
    return { event: { ...payload.value, id, session, at, actor, device, type } as SessionEvent, original, corrections: valid, withdrawn: false }
  })
}

type Draft = { -readonly [K in keyof SessionView]: SessionView[K] } & {
  checklist: Record<string, EventOf<'checklist-confirmed'>>
  latest: Partial<Record<VitalName, Reading>>
  startedBy: string | null
  lastRate: SessionEvent | null
}

/** Two different rates set by two devices within this time are a disagreement for a person, not a plan. Proposed, not a clinical limit. */
const SAME_ACT_MS = 60_000

const endSegment = (segments: readonly Segment[], at: Instant): Segment[] =>
  segments.map((s) => (s.to === null ? { ...s, to: at } : s))

function step(view: Draft, event: SessionEvent, contradictions: Contradiction[]): void {
  const moveTo = (state: SessionState): void => { view.state = state; view.since = event.at }
  const outOfState = (): void => { contradictions.push({ kind: 'out-of-state', events: [event.id], state: view.state }) }
  const infusion = view.infusion
  switch (event.type) {
    case 'arrived':
      if (view.state !== 'expected') { if (view.arrivedAt === null) view.arrivedAt = event.at; else outOfState(); return }
      view.arrivedAt = event.at
      return moveTo('arrived')
    case 'checklist-confirmed':
      view.checklist[event.item] = event
      if (view.state === 'arrived' || view.state === 'expected') moveTo('preparing')
      return
    case 'infusion-started':
      if (infusion) { contradictions.push({ kind: 'two-starts', events: [view.startedBy!, event.id], state: view.state }); return }
      if (view.state !== 'preparing') outOfState()
      view.startedBy = event.id
      view.infusion = {
        startedAt: event.at, order: event.order ?? null, dose_mg: event.dose_mg, dose_mg_per_kg: event.dose_mg_per_kg, weight_kg: event.weight_kg,
        weight_basis: event.weight_basis, volume_mL: event.volume_mL, concentration_mg_per_mL: event.concentration_mg_per_mL,
        segments: [{ from: event.at, to: null, rate_mL_per_h: event.rate_mL_per_h }], pausedAt: null, stoppedAt: null, stoppedWhy: null, pumpVolume_mL: null,
      }
      return moveTo('infusing')
    case 'infusion-rate-changed':
      if (!infusion || view.state !== 'infusing') return outOfState()
      if (view.lastRate && view.lastRate.device !== event.device && event.at - view.lastRate.at < SAME_ACT_MS && (view.lastRate as EventOf<'infusion-rate-changed'>).rate_mL_per_h !== event.rate_mL_per_h)
        contradictions.push({ kind: 'two-rates', events: [event.id, view.lastRate.id], state: view.state })
      view.lastRate = event
      view.infusion = { ...infusion, segments: [...endSegment(infusion.segments, event.at), { from: event.at, to: null, rate_mL_per_h: event.rate_mL_per_h }] }
      return
    case 'infusion-paused':
      if (!infusion || view.state !== 'infusing') return outOfState()
      view.infusion = { ...infusion, segments: endSegment(infusion.segments, event.at), pausedAt: event.at }
      return moveTo('paused')
    case 'infusion-resumed': {
      if (!infusion || view.state !== 'paused') return outOfState()
      const rate_mL_per_h = event.rate_mL_per_h ?? infusion.segments.at(-1)!.rate_mL_per_h
      view.infusion = { ...infusion, segments: [...infusion.segments, { from: event.at, to: null, rate_mL_per_h }], pausedAt: null }
      return moveTo('infusing')
    }
    case 'infusion-stopped':
      if (!infusion || infusion.stoppedAt !== null) return outOfState()
      view.infusion = { ...infusion, segments: endSegment(infusion.segments, event.at), pausedAt: null, stoppedAt: event.at, stoppedWhy: event.why, pumpVolume_mL: event.volume_infused_mL ?? null }
      if (view.state === 'infusing' || view.state === 'paused') { view.recoveryStartedAt ??= event.at; moveTo('recovering') }
      return
    case 'recovery-started':
      if (!infusion) return outOfState()
      view.recoveryStartedAt = event.at
      if (infusion.stoppedAt === null) { outOfState(); return }
      if (view.state === 'infusing' || view.state === 'paused') moveTo('recovering')
      return
    case 'discharge-scored':
      view.dischargeScore = event
      return
    case 'discharge-approved':
      if (view.state !== 'recovering') return outOfState()
      view.dischargedAt = event.at
      return moveTo('discharged')
    case 'signed':
      view.signatures = [...view.signatures, event]
      if (view.state === 'discharged') return moveTo('signed')
      if (view.state !== 'signed' && view.state !== 'aborted') outOfState()
      return
    case 'aborted':
      if (view.state === 'signed' || view.state === 'aborted') return outOfState()
      if (infusion && infusion.stoppedAt === null)
        view.infusion = { ...infusion, segments: endSegment(infusion.segments, event.at), pausedAt: null, stoppedAt: event.at, stoppedWhy: 'early' }
      return moveTo('aborted')
    case 'vitals-recorded':
      view.vitals = [...view.vitals, event]
      for (const name of VITAL_NAMES) {
        const value = event.values[name]
        if (value !== undefined) view.latest[name] = { value, at: event.at, origin: event.origin, source: event.source ?? null, event: event.id }
      }
      return
    case 'sedation-scored': view.sedation = event; return
    case 'dissociation-scored': view.dissociation = event; return
    case 'medication-given': view.medications = [...view.medications, event]; return
    case 'adverse-event-noted': view.adverseEvents = [...view.adverseEvents, event]; return
    case 'words-captured': view.words = [...view.words, event]; return
    case 'note-added': case 'amended': view.notes = [...view.notes, event]; return
    case 'comfort-changed': case 'corrected': return
  }
}

/** The session that these facts make. Accepts them in any order and any number of copies. */
export function fold(events: readonly (SessionEvent | RecordedEvent)[]): SessionView {
  const contradictions: Contradiction[] = []
  const facts = applyCorrections(inOrder(events), contradictions)
  const view: Draft = {
    state: 'expected', since: null, facts, contradictions, arrivedAt: null, checklist: {}, infusion: null, vitals: [], latest: {}, sedation: null, dissociation: null,
    medications: [], adverseEvents: [], words: [], notes: [], recoveryStartedAt: null, dischargeScore: null, dischargedAt: null, signatures: [], startedBy: null, lastRate: null,
  }
  for (const fact of facts) if (!fact.withdrawn) step(view, fact.event, contradictions)
  const { startedBy: _startedBy, lastRate: _lastRate, ...session } = view
  return session
}
