/*
Taking device messages in: from text to committed rows and facts. An answer means committed.

Messages that wait together are taken in one transaction for each organization; then their facts go through the log writer, and only then is anybody answered.
 1. AA: the rows and the facts are committed. AE: something is wrong with it, or its chair is not known. AR: not a message that is taken here. AE and AR are kept whole.
 2. The same message again changes nothing: rows by (device, control id, ordinal), facts by an id that follows from the message.
 3. A control id that comes back with other content is neither a resend nor taken: a device that counts from 1 after each start must not lose its readings silently.
*/
import { inOrganization, type Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { CHANNEL } from '../log/writer.ts'
import { convert, deviceInstant, isPump, pumpsOf, readMessage, type Acknowledgement, type Observation, type ReadMessage } from '../hl7/index.ts'
import type { SessionEvent, SessionView } from '@chairside/core/session'
import { factsOf, progressOf, seated, uuidOf, type Arrival, type Progress } from './charting.ts'
import { count, newCounter, pumpFact, pumpOfInfusion, pumpProgressOf, type Counter, type PumpProgress } from './pump-charting.ts'
import { candidatesOf, homeOf, isSimulated, placeOf, readDirectory, type Candidates, type Directory } from './place.ts'
import * as store from './store.ts'
import { foldedSessions } from '../session/folded.ts'

export type Taken = { readonly ack: Acknowledgement; readonly reason: string | null }
type Waiting = { readonly text: string; readonly message: ReadMessage; readonly receivedAt: Date; resolve(taken: Taken): void; reject(error: unknown): void }
type Located = Waiting & { readonly candidates: Candidates | null; readonly simulated: boolean }
type Outcome = { readonly taken: Taken; readonly chair: string | null; readonly facts: readonly SessionEvent[] }

const MOST_TOGETHER = 50
/** Folded visits kept between messages. */
const MOST_VIEWS = 500
/** Live traces are told at most this often for a chair. */
const TELL_EVERY_MS = 1000
/** A device whose every message is wrong would fill the disk: from this many kept messages within an hour on, one a minute is kept. */
const MOST_KEPT_AN_HOUR = 200
/** What a pump's counter stood at is looked for this long before the start. */
const BEFORE_START_MS = 15 * 60_000
/** The term under which a pump's volume is stored, also where a LOINC code told it. */
const DELIVERED = '157864'

/** What a row is stored under; null for what nobody here can name. */
const termOf = (o: Observation): string | null => o.mdc ?? (o.pump === 'delivered' ? DELIVERED : o.pump === null ? null : o.loinc)
const kindOf = (message: ReadMessage): store.Kind | null => (isPump(message.observations) ? 'pump' : message.observations.some((o) => o.vital !== null) ? 'monitor' : null)

export type DeviceIntake = {
  /** Takes one message; resolves after the commit. Rejects only when the database could not answer: then nothing is known, and the sender must ask again. */
  take(text: string): Promise<Taken>
  /** Keeps bytes that were not a message. */
  keep(text: string, problem: string): Promise<void>
  idle(): Promise<void>
}

export function createIntake(services: Services): DeviceIntake {
  const waiting: Waiting[] = []
  let running: Promise<void> | null = null
  const views = new Map<string, { headSeq: number; view: SessionView; progress: Map<string, Progress>; pumps: Map<string, PumpProgress> }>()
  const counters = new Map<string, Counter>()
  const told = new Map<string, { at: number; timer: NodeJS.Timeout | null }>()
  const kept = new Map<string, { since: number; count: number; last: number }>()

  function mayKeep(device: string, now: number): boolean {
    const before = kept.get(device)
    const count = before && now - before.since < 3_600_000 ? before : { since: now, count: 0, last: 0 }
    kept.set(device, count)
    if (count.count >= MOST_KEPT_AN_HOUR && now - count.last < 60_000) return false
    count.count += 1
    count.last = now
    return true
  }

  const quarantineRow = (w: Pick<Waiting, 'text' | 'receivedAt'>, message: ReadMessage | null, problems: readonly string[], ack: Acknowledgement): store.QuarantineRow => ({
    quarantine_id: uuidOf('quarantine', w.text), received_at: w.receivedAt.toISOString(), device: message?.device ?? null, control_id: message?.controlId ?? null, raw: w.text, problems, acknowledgement: ack, kind: message === null ? null : kindOf(message),
  })

  function tell(organization: string, chairs: readonly string[]): void {
    const send = (chair: string): void => {
      told.set(chair, { at: services.clock().getTime(), timer: null })
      services.sql`select pg_notify(${CHANNEL}, ${JSON.stringify({ organization, chairs: [chair] })})`.catch(() => {})
    }
    for (const chair of new Set(chairs)) {
      const before = told.get(chair)
      const due = before === undefined ? 0 : before.at + TELL_EVERY_MS - services.clock().getTime()
      if (before?.timer) continue
      if (due <= 0) send(chair)
      else {
        const timer = setTimeout(() => send(chair), due)
        timer.unref()
        told.set(chair, { at: before!.at, timer })
      }
    }
  }

  /** Who sits in each chair, folded from the log when it has moved on since the last look. */
  async function visitsIn(tx: Tx, chairs: readonly string[], now: Date): Promise<Map<string, store.Visit>> {
    const open = await store.openVisits(tx, chairs, now)
    if (views.size > MOST_VIEWS) views.clear()
    const stale = open.filter((visit) => views.get(visit.session_id)?.headSeq !== visit.head_seq)
    if (stale.length > 0) for (const [session, view] of await foldedSessions(tx, stale.map((v) => v.session_id))) views.set(session, { headSeq: open.find((v) => v.session_id === session)!.head_seq, view, progress: new Map(), pumps: new Map() })
    return new Map(chairs.flatMap((chair) => {
      const visit = seated(open.filter((v) => v.chair_id === chair), (v) => views.get(v.session_id)!.view.state)
      return visit ? [[chair, visit] as const] : []
    }))
  }

  const progressFor = (session: string, device: string): Progress => {
    const known = views.get(session)!
    const progress = known.progress.get(device) ?? progressOf(known.view, device)
    known.progress.set(device, progress)
    return progress
  }

  const infusionOf = (session: string): NonNullable<SessionView['infusion']> | null => {
    const { infusion } = views.get(session)!.view
    return infusion !== null && infusion.stoppedAt === null ? infusion : null
  }
  const counterKey = (session: string, device: string): string => JSON.stringify([session, device])

  /** Where the counters of these pumps stand, from what they sent before: read once for a visit and a pump. */
  async function readCounters(tx: Tx, asked: readonly { session: string; device: string; chair: string }[]): Promise<void> {
    if (counters.size > MOST_VIEWS) counters.clear()
    for (const { session, device, chair } of asked) {
      const infusion = infusionOf(session)
      const key = counterKey(session, device)
      if (infusion === null || counters.get(key)?.start === infusion.startedAt) continue
      const counter = newCounter(infusion.startedAt)
      for (const row of await store.pumpVolumes(tx, chair, device, DELIVERED, new Date(infusion.startedAt - BEFORE_START_MS))) {
        const volume = convert(row.value, row.unit, 'mL')
        if (volume !== null) count(counter, row.received_at.getTime(), volume)
      }
      counters.set(key, counter)
    }
  }

  /** The fact of a pump's message, or why there is none although it speaks of a pump while an infusion runs. */
  function pumpFacts(arrival: Arrival, byPerson: boolean): { readonly facts: readonly SessionEvent[]; readonly why: string | null } {
    const { message, device, session } = arrival
    const counter = counters.get(counterKey(session, device))
    if (infusionOf(session) === null || counter === undefined) return { facts: [], why: null }
    const chosen = pumpOfInfusion(message, byPerson)
    if (chosen === null) return { facts: [], why: null }
    if ('why' in chosen) return { facts: [], why: chosen.why }
    const known = views.get(session)!
    const progress = known.pumps.get(device) ?? pumpProgressOf(known.view, device)
    known.pumps.set(device, progress)
    const fact = pumpFact(chosen.pump, arrival, progress, counter)
    return { facts: fact === null ? [] : [fact], why: null }
  }

  async function takeIn(tx: Tx, organization: string, batch: readonly Located[], now: Date): Promise<Outcome[]> {
    const bindings = new Map((await store.bindingsOf(tx, batch.flatMap((w) => w.message.device ?? []))).map((b) => [b.device, b]))
    const places = batch.map((w) => placeOf(w.message, w.candidates, (bindings.get(w.message.device ?? '')?.bound_by ?? null) !== null))
    const chairs = [...new Set(places.flatMap((p) => (p.ok ? [p.chair] : [])))]
    const zones = new Map(chairs.length === 0 ? [] : (await store.timeZonesOf(tx, chairs)).map((z) => [z.chair_id, z.time_zone]))
    const visits = chairs.length === 0 ? new Map<string, store.Visit>() : await visitsIn(tx, chairs, now)
    await readCounters(tx, batch.flatMap((w, i) => {
      const place = places[i]!
      const visit = place.ok ? visits.get(place.chair) : undefined
      return place.ok && visit && w.message.device !== null && pumpsOf(w.message.observations).length > 0 ? [{ session: visit.session_id, device: w.message.device, chair: place.chair }] : []
    }))
    const numbers = batch.flatMap((w) => w.message.patient ?? [])
    const people = new Map(numbers.length === 0 ? [] : (await store.patientsByNumber(tx, numbers)).map((p) => [p.record_number, p.patient_id]))
    const before = new Map<string, store.StoredRow[]>()
    const key = (device: string, controlId: string): string => JSON.stringify([device, controlId])
    for (const row of await store.storedRows(tx, batch.flatMap((w) => (w.message.device === null || w.message.controlId === null ? [] : [{ device: w.message.device, control_id: w.message.controlId }]))))
      before.set(key(row.device, row.control_id), [...(before.get(key(row.device, row.control_id)) ?? []), row])
    const rows: store.ObservationRow[] = []
    const seen = new Map<string, store.Seen>()
    const set: store.QuarantineRow[] = []
    const outcomes = batch.map((w, i): Outcome => {
      const { message } = w
      const refuse = (why: string): Outcome => {
        if (mayKeep(message.device ?? '', now.getTime())) set.push(quarantineRow(w, message, [why, ...message.problems], 'AE'))
        return { taken: { ack: 'AE', reason: why }, chair: null, facts: [] }
      }
      const place = places[i]!
      if (!place.ok) return refuse(place.why)
      const device = message.device
      if (device === null) return refuse('it does not say which device sent it')
      const visit = visits.get(place.chair)
      const named = message.patient === null ? undefined : people.get(message.patient)
      if (visit && named !== undefined && named !== visit.patient_id) return refuse('the monitor is set to another patient than the one in the chair')
      const binding = bindings.get(device)
      const infusion = visit ? infusionOf(visit.session_id) : null
      const namedBefore = seen.get(device)?.patient ?? (infusion !== null && binding?.last_seen_at != null && binding.last_seen_at.getTime() >= infusion.startedAt ? binding.patient_said : null)
      if (infusion !== null && message.patient !== null && namedBefore !== null && namedBefore !== message.patient)
        return refuse('the device names another patient than before, while the infusion runs: a person must say again where it stands')
      const timeZone = zones.get(place.chair)!
      const known = before.get(key(device, message.controlId!)) ?? []
      const receivedAt = known[0]?.received_at ?? w.receivedAt
      const sentAt = message.at ? deviceInstant(message.at, timeZone) : null
      const fresh = message.observations.flatMap((o): store.ObservationRow[] => (o.value === null || o.unit === null || (termOf(o) === null && o.vital === null) ? [] : [{
        device, control_id: message.controlId!, ordinal: o.ordinal, chair_id: place.chair, session_id: visit?.session_id ?? null, at: new Date(o.at ? deviceInstant(o.at, timeZone) : (sentAt ?? receivedAt)).toISOString(),
        received_at: receivedAt.toISOString(), mdc: termOf(o), vital: o.vital, value: o.value, unit: o.unit, simulated: w.simulated,
      }]))
      if (known.length > 0 && (known.length !== fresh.length || fresh.some((row) => !known.some((k) => k.ordinal === row.ordinal && k.value === row.value && k.mdc === row.mdc && k.at.toISOString() === row.at))))
        return refuse(`control id ${message.controlId} came before with other content`)
      if (known.length === 0) {
        rows.push(...fresh)
        before.set(key(device, message.controlId!), fresh.map((row) => ({ ...row, at: new Date(row.at), received_at: receivedAt })))
      }
      seen.set(device, { device, chair_id: place.chair, seen_at: w.receivedAt.toISOString(), skew_ms: sentAt === null ? null : sentAt - w.receivedAt.getTime(), kind: kindOf(message) ?? binding?.kind ?? 'monitor', patient: message.patient ?? seen.get(device)?.patient ?? null })
      if (message.suspect && mayKeep(device, now.getTime())) set.push(quarantineRow(w, message, message.problems, 'AA'))
      if (!visit) return { taken: { ack: 'AA', reason: null }, chair: place.chair, facts: [] }
      const arrival: Arrival = { message, device, simulated: w.simulated, receivedAt, timeZone, session: visit.session_id }
      const pump = pumpFacts(arrival, (binding?.bound_by ?? null) !== null)
      // Once for a visit, a device and a reason: it is sent again every few seconds.
      if (pump.why !== null) set.push({ ...quarantineRow(w, message, [pump.why, ...message.problems], 'AA'), quarantine_id: uuidOf('pump', visit.session_id, device, pump.why) })
      return { taken: { ack: 'AA', reason: null }, chair: place.chair, facts: [...factsOf(arrival, progressFor(visit.session_id, device)), ...pump.facts] }
    })
    if (rows.length > 0) await store.insertObservations(tx, organization, rows)
    if (seen.size > 0) await store.markSeen(tx, organization, [...seen.values()])
    if (set.length > 0) await store.insertQuarantine(tx, organization, set)
    return outcomes
  }

  async function takeOrganization(organization: string, batch: readonly Located[]): Promise<void> {
    let facts: readonly SessionEvent[] = []
    try {
      const outcomes = await inOrganization(services.sql, organization, (tx) => takeIn(tx, organization, batch, services.clock()))
      facts = outcomes.flatMap((o) => o.facts)
      if (facts.length > 0) {
        const places = new Map(facts.map((f) => [`${f.session} ${f.actor}`, f]))
        await services.log.append(organization, facts, (_result, patientOf) => [...places.values()].map(({ session, actor, device }) => ({
          actor, roles: ['device'], action: 'write' as const, what: 'HL7 ORU^R01', act: 'session.record', patient: patientOf(session), record: session, outcome: 'ok', device,
        })))
      }
      tell(organization, outcomes.flatMap((o) => o.chair ?? []))
      batch.forEach((w, i) => w.resolve(outcomes[i]!.taken))
    } catch (error) {
      // What was planned is not what is in the log: look again before the next decision.
      views.clear()
      counters.clear()
      for (const w of batch) w.reject(error)
    }
  }

  async function takeBatch(batch: readonly Waiting[]): Promise<void> {
    const directory: Directory = await readDirectory(services.sql)
    const groups = new Map<string, Located[]>()
    for (const w of batch) {
      const simulated = isSimulated(w.message)
      const home = homeOf(directory, simulated)
      const { ack, problems } = w.message
      if (ack !== 'AA' || home === null) {
        const reason = home === null ? 'no clinic is set up here yet' : (problems.at(-1) ?? 'it cannot be taken')
        if (home !== null && mayKeep(w.message.device ?? '', w.receivedAt.getTime())) await inOrganization(services.sql, home, (tx) => store.insertQuarantine(tx, home, [quarantineRow(w, w.message, problems, ack)]))
        w.resolve({ ack: home === null ? 'AE' : ack, reason })
        continue
      }
      const candidates = await candidatesOf(services.sql, directory, w.message)
      const organization = candidates?.organization ?? home
      groups.set(organization, [...(groups.get(organization) ?? []), { ...w, candidates, simulated }])
    }
    for (const [organization, group] of groups) await takeOrganization(organization, group)
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MOST_TOGETHER)
      await takeBatch(batch).catch((error: unknown) => { for (const w of batch) w.reject(error) })
    }
    running = null
  }

  return {
    take: (text) => new Promise((resolve, reject) => {
      waiting.push({ text, message: readMessage(text), receivedAt: services.clock(), resolve, reject })
      // What arrives in this turn of the event loop is taken together.
      running ??= new Promise<void>((done) => { setImmediate(() => void drain().finally(done)) })
    }),
    async keep(text, problem) {
      const home = homeOf(await readDirectory(services.sql), false)
      const now = services.clock()
      if (home !== null && mayKeep('', now.getTime())) await inOrganization(services.sql, home, (tx) => store.insertQuarantine(tx, home, [quarantineRow({ text, receivedAt: now }, null, [problem], 'AR')]))
    },
    async idle() {
      await running
      for (const { timer } of told.values()) if (timer) clearTimeout(timer)
    },
  }
}
