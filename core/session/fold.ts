/*
What a session is, from its facts. Pure, and the same on the tablet and on the server: any screen shows `fold(events)`.

States and the facts that move between them (rules SES1..SES12 in docs/rules/session.md):

  expected    -> arrived      arrived
  expected, arrived -> preparing    checklist-confirmed
  preparing   -> infusing     infusion-started            (from any other state: it counts, because drug is running, and is listed as a contradiction)
  infusing   <-> paused       infusion-paused, infusion-resumed
  infusing, paused -> recovering   infusion-stopped
  recovering  -> discharged   discharge-approved
  discharged  -> signed       signed
  any but signed -> aborted   aborted                     (a running infusion stops; who had drug is still watched and discharged)

Invariants:
 1. Facts are ordered by `at`, then by id: both ends see one order without asking each other. A corrected time counts as corrected.
 2. The result depends on the set of facts only: not on the order of arrival, nor on how often one arrived.
 3. A fact that would move the session and does not fit its state moves nothing, is kept, and is listed in `contradictions`. What was seen or given is always kept.
 4. A correction never removes: the corrected fact stays in the timeline with what replaced it and why. Corrections can be corrected; corrections in a circle count for nothing.
    One made in sight of another counts after it; two made in ignorance of each other, on two devices, with two results, are a contradiction until one is withdrawn.
 5. The same act noted twice within a minute, by two people who agree, is one act and no contradiction.
*/
import type { Instant } from '../shared/index.ts'
import { applyCorrections, inOrder, type Contradiction, type Fact } from './corrections.ts'
import { payloadOf, SEEN_MOST, type EventOf, type PayloadOf, type RecordedEvent, type SessionEvent } from './events.ts'
import { VITAL_NAMES, type VitalName } from './plausible.ts'

export type { Contradiction, Fact } from './corrections.ts'
export type SessionState = 'expected' | 'arrived' | 'preparing' | 'infusing' | 'paused' | 'recovering' | 'discharged' | 'signed' | 'aborted'

export type Segment = { readonly from: Instant; readonly to: Instant | null; readonly rate_mL_per_h: number }
/** A bag from when it hangs. `volume_mL` grows by drug volume added to it; `read_mL`: what the pump showed of it at its end, when somebody read it. */
export type Bag = { readonly from: Instant; readonly volume_mL: number; readonly concentration_mg_per_mL: number; readonly read_mL: number | null }
/** What the pump showed: millilitres since the start of the infusion (`of: 'infusion'`) or of the bag that hung then. */
export type PumpReading = { readonly at: Instant; readonly volume_mL: number; readonly of: 'infusion' | 'bag'; readonly origin: 'person' | 'device' | 'simulated'; readonly event: string }

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
  /** The bags in order, the first from the start. */
  readonly bags: readonly Bag[]
  readonly pumpReadings: readonly PumpReading[]
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
  /** Who watches this patient: named at the start, or who took over last. Null: nobody has yet, and the nurse of the booking counts. */
  readonly nurse: string | null
  readonly arrivedAt: Instant | null
  /** Confirmed checklist items, last answer of each. */
  readonly checklist: Readonly<Record<string, EventOf<'checklist-confirmed'>>>
  readonly infusion: Infusion | null
  readonly vitals: readonly EventOf<'vitals-recorded'>[]
  readonly latest: Readonly<Partial<Record<VitalName, Reading>>>
  readonly sedation: EventOf<'sedation-scored'> | null
  readonly dissociation: EventOf<'dissociation-scored'> | null
  /** Last rating of each symptom. */
  readonly symptoms: Readonly<Partial<Record<EventOf<'symptom-rated'>['symptom'], EventOf<'symptom-rated'>>>>
  /** The second person's last check at the time-out. */
  readonly timeOut: EventOf<'time-out-checked'> | null
  readonly ivChecks: readonly EventOf<'iv-checked'>[]
  /** Flush and saline, which carry no drug. */
  readonly fluids: readonly EventOf<'volume-added'>[]
  readonly alarmAnswers: readonly EventOf<'alarm-answered'>[]
  readonly quietCuff: EventOf<'quiet-cuff-set'> | null
  /** The last that the pump said, or somebody read of it: volume, rate, status, alarm. */
  readonly pump: EventOf<'pump-read'> | null
  /** Everything said about comfort so far, the last word on each counting. */
  readonly comfort: PayloadOf<'comfort-changed'>
  readonly readyEstimate: EventOf<'ready-estimated'> | null
  readonly assessments: readonly EventOf<'prescriber-assessed'>[]
  readonly instructions: EventOf<'instructions-given'> | null
  readonly medications: readonly EventOf<'medication-given'>[]
  readonly adverseEvents: readonly EventOf<'adverse-event-noted'>[]
  readonly words: readonly EventOf<'words-captured'>[]
  readonly notes: readonly (EventOf<'note-added'> | EventOf<'amended'>)[]
  readonly recoveryStartedAt: Instant | null
  readonly dischargeScore: EventOf<'discharge-scored'> | null
  readonly dischargedAt: Instant | null
  readonly signatures: readonly EventOf<'signed'>[]
}

/** What is still being made: its lists grow in place, so that a long visit costs as much for each fact as a short one. Nobody else holds them before `fold` returns. */
type Growing<T> = T extends readonly (infer E)[] ? E[] : T
type InfusionDraft = { -readonly [K in keyof Infusion]: Growing<Infusion[K]> }
type Draft = { -readonly [K in keyof Omit<SessionView, 'checklist' | 'infusion'>]: Growing<SessionView[K]> } & {
  checklist: Map<string, EventOf<'checklist-confirmed'>>
  infusion: InfusionDraft | null
  latest: Partial<Record<VitalName, Reading>>
  startedBy: string | null
  lastRate: EventOf<'infusion-rate-changed'> | null
  /** A rate set while paused: it runs from the next resume. */
  nextRate_mL_per_h: number | null
}

/** Two acts within this time are one act, or, where they differ, a disagreement for a person and not a plan. UNSOURCED (proposed), not a clinical limit. */
const SAME_ACT_MS = 60_000

/** Only the last stretch can be open. */
function endSegment({ segments }: InfusionDraft, at: Instant): void {
  const last = segments.at(-1)
  if (last?.to === null) segments[segments.length - 1] = { ...last, to: at }
}

function endInfusion(infusion: InfusionDraft, at: Instant, why: NonNullable<Infusion['stoppedWhy']>): void {
  endSegment(infusion, at)
  Object.assign(infusion, { pausedAt: null, stoppedAt: at, stoppedWhy: why })
}

/** Changes the bag that hangs. */
function changeBag({ bags }: InfusionDraft, change: (bag: Bag) => Bag): void {
  bags.push(change(bags.pop()!))
}

/** What may follow a signature, and the acts that say themselves that they do not fit. Anything else after it is kept, and shown as out of place. */
const AFTER_SIGNATURE: readonly SessionEvent['type'][] = ['signed', 'amended', 'corrected', 'arrived', 'infusion-started', 'infusion-rate-changed', 'infusion-paused', 'infusion-resumed', 'infusion-stopped', 'recovery-started', 'discharge-approved', 'aborted']

function step(view: Draft, event: SessionEvent, contradictions: Contradiction[]): void {
  const moveTo = (state: SessionState): void => { view.state = state; view.since = event.at }
  const outOfState = (): void => { contradictions.push({ kind: 'out-of-state', events: [event.id], state: view.state }) }
  const infusion = view.infusion
  const isSameAct = view.since !== null && event.at - view.since < SAME_ACT_MS
  if (view.state === 'signed' && !AFTER_SIGNATURE.includes(event.type)) outOfState()
  switch (event.type) {
    case 'arrived':
      if (view.state !== 'expected') { if (view.arrivedAt === null) view.arrivedAt = event.at; else if (event.at - view.arrivedAt >= SAME_ACT_MS) outOfState(); return }
      view.arrivedAt = event.at
      return moveTo('arrived')
    case 'checklist-confirmed': {
      const before = view.checklist.get(event.item)
      if (before?.answer !== undefined && event.answer !== undefined && before.answer !== event.answer && before.device !== event.device && event.at - before.at < SAME_ACT_MS)
        contradictions.push({ kind: 'two-answers', events: [event.id, before.id], state: view.state })
      view.checklist.set(event.item, event)
      if (view.state === 'arrived' || view.state === 'expected') moveTo('preparing')
      return
    }
    case 'infusion-started':
      if (infusion) { contradictions.push({ kind: 'two-starts', events: [view.startedBy!, event.id], state: view.state }); return }
      if (view.state !== 'preparing') outOfState()
      view.startedBy = event.id
      view.nurse = event.nurse ?? view.nurse ?? event.actor
      view.infusion = {
        startedAt: event.at, order: event.order ?? null, dose_mg: event.dose_mg, dose_mg_per_kg: event.dose_mg_per_kg, weight_kg: event.weight_kg,
        weight_basis: event.weight_basis, volume_mL: event.volume_mL, concentration_mg_per_mL: event.concentration_mg_per_mL,
        segments: [{ from: event.at, to: null, rate_mL_per_h: event.rate_mL_per_h }], bags: [{ from: event.at, volume_mL: event.volume_mL, concentration_mg_per_mL: event.concentration_mg_per_mL, read_mL: null }], pumpReadings: [], pausedAt: null, stoppedAt: null, stoppedWhy: null, pumpVolume_mL: null,
      }
      return moveTo('infusing')
    case 'infusion-rate-changed':
      if (!infusion || (view.state !== 'infusing' && view.state !== 'paused')) return outOfState()
      if (view.lastRate && view.lastRate.device !== event.device && event.at - view.lastRate.at < SAME_ACT_MS && view.lastRate.rate_mL_per_h !== event.rate_mL_per_h)
        contradictions.push({ kind: 'two-rates', events: [event.id, view.lastRate.id], state: view.state })
      view.lastRate = event
      if (view.state === 'paused') view.nextRate_mL_per_h = event.rate_mL_per_h
      else {
        endSegment(infusion, event.at)
        infusion.segments.push({ from: event.at, to: null, rate_mL_per_h: event.rate_mL_per_h })
      }
      return
    case 'bag-changed':
      if (!infusion || infusion.stoppedAt !== null) return outOfState()
      changeBag(infusion, (bag) => ({ ...bag, read_mL: event.previous_volume_infused_mL ?? bag.read_mL }))
      infusion.bags.push({ from: event.at, volume_mL: event.volume_mL, concentration_mg_per_mL: event.concentration_mg_per_mL, read_mL: null })
      return
    case 'volume-added':
      if (event.what !== 'drug') { view.fluids.push(event); return }
      if (!infusion || infusion.stoppedAt !== null) return outOfState()
      changeBag(infusion, (bag) => ({ ...bag, volume_mL: bag.volume_mL + event.volume_mL }))
      return
    case 'pump-read':
      view.pump = event
      if (event.volume_infused_mL !== undefined) infusion?.pumpReadings.push({ at: event.at, volume_mL: event.volume_infused_mL, of: event.of, origin: event.origin, event: event.id })
      return
    case 'infusion-paused':
      if (view.state === 'paused' && isSameAct) return
      if (!infusion || view.state !== 'infusing') return outOfState()
      endSegment(infusion, event.at)
      infusion.pausedAt = event.at
      return moveTo('paused')
    case 'infusion-resumed': {
      const rate_mL_per_h = event.rate_mL_per_h ?? view.nextRate_mL_per_h ?? infusion?.segments.at(-1)?.rate_mL_per_h
      if (view.state === 'infusing' && isSameAct && infusion!.segments.length > 1 && rate_mL_per_h === infusion!.segments.at(-1)!.rate_mL_per_h) return
      if (!infusion || view.state !== 'paused' || rate_mL_per_h === undefined) return outOfState()
      view.nextRate_mL_per_h = null
      infusion.segments.push({ from: event.at, to: null, rate_mL_per_h })
      infusion.pausedAt = null
      return moveTo('infusing')
    }
    case 'infusion-stopped':
      if (infusion && infusion.stoppedAt !== null && event.at - infusion.stoppedAt < SAME_ACT_MS && infusion.stoppedWhy === event.why && (infusion.pumpVolume_mL ?? event.volume_infused_mL) === (event.volume_infused_mL ?? infusion.pumpVolume_mL ?? undefined)) {
        infusion.pumpVolume_mL ??= event.volume_infused_mL ?? null
        return
      }
      if (!infusion || infusion.stoppedAt !== null) return outOfState()
      endInfusion(infusion, event.at, event.why)
      infusion.pumpVolume_mL = event.volume_infused_mL ?? null
      view.recoveryStartedAt = event.at
      return moveTo('recovering')
    case 'recovery-started':
      if (!infusion || infusion.stoppedAt === null || (view.state !== 'recovering' && view.state !== 'aborted')) return outOfState()
      view.recoveryStartedAt = event.at
      return
    case 'discharge-scored':
      view.dischargeScore = event
      return
    case 'discharge-approved':
      if (view.state === 'aborted' && infusion && view.dischargedAt === null) { view.dischargedAt = event.at; return }
      if (view.state === 'discharged' && isSameAct) return
      if (view.state !== 'recovering') return outOfState()
      view.dischargedAt = event.at
      return moveTo('discharged')
    case 'signed':
      view.signatures.push(event)
      if (view.state === 'discharged') return moveTo('signed')
      if (view.state !== 'signed' && view.state !== 'aborted') outOfState()
      return
    case 'aborted':
      if (view.state === 'signed' || view.state === 'aborted') return outOfState()
      if (infusion && infusion.stoppedAt === null) endInfusion(infusion, event.at, 'early')
      if (infusion) view.recoveryStartedAt ??= event.at
      return moveTo('aborted')
    case 'vitals-recorded':
      view.vitals.push(event)
      for (const name of VITAL_NAMES) {
        const value = event.values[name]
        if (value !== undefined) view.latest[name] = { value, at: event.at, origin: event.origin, source: event.source ?? null, event: event.id }
      }
      return
    case 'sedation-scored': view.sedation = event; return
    case 'dissociation-scored': view.dissociation = event; return
    case 'symptom-rated': view.symptoms = { ...view.symptoms, [event.symptom]: event }; return
    case 'time-out-checked': view.timeOut = event; return
    case 'watch-taken-over': view.nurse = event.actor; return
    case 'iv-checked': view.ivChecks.push(event); return
    case 'alarm-answered': view.alarmAnswers.push(event); return
    case 'quiet-cuff-set': view.quietCuff = event; return
    case 'comfort-changed': view.comfort = { ...view.comfort, ...(payloadOf(event) as PayloadOf<'comfort-changed'>) }; return
    case 'ready-estimated': view.readyEstimate = event; return
    case 'prescriber-assessed': view.assessments.push(event); return
    case 'instructions-given': view.instructions = event; return
    case 'medication-given': view.medications.push(event); return
    case 'adverse-event-noted': view.adverseEvents.push(event); return
    case 'words-captured': view.words.push(event); return
    case 'note-added': view.notes.push(event); return
    case 'amended':
      view.notes.push(event)
      if (view.state !== 'signed') outOfState()
      return
    case 'corrected': return
  }
}

/** What a new correction of the fact `id` is made in sight of, as its `after`; empty where nothing corrects it yet. */
export function sightOf({ facts }: SessionView, id: string): { readonly after?: readonly string[] } {
  const standing = facts.find((fact) => fact.event.id === id)?.corrections ?? []
  return standing.length === 0 ? {} : { after: standing.slice(-SEEN_MOST).map((correction) => correction.id) }
}

/** The session that these facts make. Accepts them in any order and any number of copies. */
export function fold(events: readonly (SessionEvent | RecordedEvent)[]): SessionView {
  const contradictions: Contradiction[] = []
  const facts = applyCorrections(inOrder(events), contradictions)
  const draft: Draft = {
    state: 'expected', since: null, facts, contradictions, nurse: null, arrivedAt: null, checklist: new Map(), infusion: null, vitals: [], latest: {}, sedation: null, dissociation: null,
    symptoms: {}, timeOut: null, ivChecks: [], fluids: [], alarmAnswers: [], quietCuff: null, pump: null, comfort: {}, readyEstimate: null, assessments: [], instructions: null, medications: [], adverseEvents: [], words: [], notes: [], recoveryStartedAt: null, dischargeScore: null, dischargedAt: null, signatures: [], startedBy: null, lastRate: null, nextRate_mL_per_h: null,
  }
  for (const fact of facts) if (!fact.withdrawn) step(draft, fact.event, contradictions)
  const { startedBy: _startedBy, lastRate: _lastRate, nextRate_mL_per_h: _nextRate, checklist, ...view } = draft
  return { ...view, checklist: Object.fromEntries(checklist) }
}
