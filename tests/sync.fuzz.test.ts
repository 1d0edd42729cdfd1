// Three tablets, one server and a bad day: lost requests, lost answers, copies, delays, cut lines, crashes and clocks that jump. Every run is made by its seed alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant, toIso, uuidv7, type Instant } from '@chairside/core/shared'
import { fold, parseEvent, type AppendAnswer, type RecordedEvent, type SessionEvent } from '@chairside/core/session'
import { createMemoryStore, createSync, type EventStore, type Sent, type Sync } from '@chairside/core/sync'

const SEEDS = 300
const TABLETS = 3
const ACTS = 70
const SESSIONS = ['01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000000000a2']
const START = 1_800_000_000_000

/** mulberry32: small, and the same on every machine. */
function chances(seed: number): () => number {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const settle = async (): Promise<void> => { for (let i = 0; i < 24; i += 1) await Promise.resolve() }

/** Time that passes only when told to, in order; between two moments everything that can run without time runs. */
function createTime() {
  let now = 0
  let turn = 0
  const planned: { at: number; turn: number; run: () => void }[] = []
  return {
    now: () => now,
    schedule(delay: number, run: () => void): () => void {
      const entry = { at: now + Math.max(0, Math.round(delay)), turn: turn++, run }
      planned.push(entry)
      return () => { entry.run = () => {} }
    },
    async until(end: number): Promise<void> {
      await settle()
      for (;;) {
        planned.sort((x, y) => x.at - y.at || x.turn - y.turn)
        if (planned.length === 0 || planned[0]!.at > end) break
        const next = planned.shift()!
        now = next.at
        next.run()
        await settle()
      }
      now = end
    },
  }
}

function createServer(clock: () => Instant) {
  const log = new Map<string, RecordedEvent>()
  return {
    log,
    append(json: readonly unknown[]): AppendAnswer {
      const acknowledged: AppendAnswer['acknowledged'][number][] = []
      const refused: AppendAnswer['refused'][number][] = []
      for (const one of json) {
        const parsed = parseEvent(one)
        assert.ok(parsed.ok)
        const before = log.get(parsed.value.id)
        const { seq, recordedAt, previousHash, hash } = before ?? { seq: log.size + 1, recordedAt: clock(), previousHash: `p${log.size}`, hash: `h${log.size}` }
        if (before && before.at !== parsed.value.at) { refused.push({ id: before.id, reason: 'id-reused', message: '' }); continue }
        log.set(parsed.value.id, before ?? { ...parsed.value, seq, recordedAt, previousHash, hash })
        acknowledged.push({ id: parsed.value.id, seq, recordedAt: toIso(recordedAt), previousHash, hash })
      }
      return { acknowledged, refused, server_time: toIso(clock()) }
    },
  }
}

const FACTS: readonly Record<string, unknown>[] = [
  { type: 'arrived' }, { type: 'checklist-confirmed', item: 'consent' }, { type: 'infusion-paused' }, { type: 'infusion-resumed' }, { type: 'recovery-started' }, { type: 'discharge-approved' },
  { type: 'infusion-started', dose_mg: 35, dose_mg_per_kg: 0.5, weight_kg: 70, weight_basis: 'actual', volume_mL: 50, concentration_mg_per_mL: 0.7, rate_mL_per_h: 75 },
  { type: 'infusion-rate-changed', rate_mL_per_h: 60 }, { type: 'infusion-rate-changed', rate_mL_per_h: 45 }, { type: 'infusion-stopped', why: 'early' }, { type: 'words-captured', text: 'a wide field' },
  { type: 'vitals-recorded', values: { sbp_mmHg: 128, dbp_mmHg: 76 }, origin: 'person' }, { type: 'vitals-recorded', values: { spo2_pct: 97, pulse_per_min: 71 }, origin: 'device' },
]

type Tablet = { name: string; store: EventStore; sync: Sync; alive: { yes: boolean }; skew: number; cut: boolean; kept: string[]; acknowledged: Set<string> }

/** A crash stops the program between any two of its steps: what it asked of the storage before counts, what comes after never happens. */
const whileAlive = (store: EventStore, alive: { yes: boolean }): EventStore => new Proxy(store, {
  get: (target, name: keyof EventStore) => (...given: never[]) => (alive.yes ? (target[name] as (...g: never[]) => Promise<unknown>)(...given).then((value) => (alive.yes ? value : new Promise(() => {}))) : new Promise(() => {})),
})

async function badDay(seed: number): Promise<{ facts: number; folds: string[]; sent: number }> {
  const chance = chances(seed)
  const pick = <T>(all: readonly T[]): T => all[Math.floor(chance() * all.length)]!
  const time = createTime()
  const serverClock = (): Instant => instant(START + time.now())
  const server = createServer(serverClock)
  let calm = false
  let sent = 0

  const transportOf = (tablet: Tablet) => (_session: string, events: readonly SessionEvent[]): Promise<Sent> => new Promise((resolve) => {
    sent += 1
    const json = JSON.stringify(events.map((e) => ({ ...e, at: toIso(e.at) })))
    const arrive = (): AppendAnswer => server.append(JSON.parse(json) as unknown[])
    const away = (): boolean => tablet.cut && !calm
    const trouble = calm ? 1 : chance()
    const there = calm ? 5 : chance() * 4000
    const back = calm ? 5 : chance() * 4000
    if (away() || trouble < 0.15) { time.schedule(there, () => resolve({ kind: 'failed', failure: 'offline' })); return }
    if (trouble < 0.2) { time.schedule(there, () => resolve({ kind: 'failed', failure: pick(['busy', 'locked', 'signed-out'] as const) })); return }
    // The request is given up as lost, and arrives all the same, late.
    if (trouble < 0.28) { time.schedule(2000, () => resolve({ kind: 'failed', failure: 'offline' })); time.schedule(3000 + there * 3, arrive); return }
    // The server takes only the beginning, and says so.
    if (trouble > 0.82 && trouble < 0.88 && !calm) { time.schedule(there, () => resolve({ kind: 'answered', answer: server.append((JSON.parse(json) as unknown[]).slice(0, Math.floor(events.length / 2))) })); return }
    time.schedule(there, () => {
      const answer = arrive()
      if (trouble < 0.36) time.schedule(chance() * 8000, arrive)
      if (trouble > 0.88 && !calm) { time.schedule(back, () => resolve({ kind: 'failed', failure: 'offline' })); return }
      time.schedule(back, () => resolve({ kind: 'answered', answer }))
    })
  })

  const start = (tablet: Tablet): void => {
    const alive = { yes: true }
    tablet.alive = alive
    tablet.sync = createSync({
      store: whileAlive(tablet.store, alive), transport: transportOf(tablet), clock: () => instant(START + Math.round(time.now()) + tablet.skew), random: chance,
      schedule: (delay, run) => time.schedule(delay, () => { if (alive.yes) run() }),
    })
    for (const session of SESSIONS) void tablet.sync.open(session)
  }
  const tablets = Array.from({ length: TABLETS }, (_, i): Tablet => {
    const tablet = { name: `tablet-${i}`, store: createMemoryStore(), skew: Math.round((chance() - 0.5) * 10_000), cut: false, kept: [], acknowledged: new Set<string>(), alive: { yes: true } } as unknown as Tablet
    start(tablet)
    return tablet
  })
  const recordOne = (tablet: Tablet): void => {
    const session = pick(SESSIONS)
    const at = instant(START + Math.round(time.now()) + tablet.skew)
    const known = tablet.sync.facts(session)
    const fact = chance() < 0.15 && known.length > 0
      ? { type: 'corrected', corrects: pick(known).event.id, reason: 'mistaken', withdrawn: chance() < 0.6 }
      : pick(FACTS)
    const id = uuidv7(at, Uint8Array.from({ length: 10 }, () => Math.floor(chance() * 256)))
    const event = { ...fact, id, session, at, actor: 'nurse', device: tablet.name } as unknown as SessionEvent
    const saved = (): void => { tablet.kept.push(id) }
    void tablet.sync.record(event).then(saved)
    // A double tap sends the same fact again.
    if (chance() < 0.1) void tablet.sync.record(event)
  }
  const readOne = (tablet: Tablet): void => {
    const session = pick(SESSIONS)
    if (!tablet.cut || calm) void tablet.sync.receive([...server.log.values()].filter((e) => e.session === session))
  }

  for (let act = 0; act < ACTS; act += 1) {
    const tablet = pick(tablets)
    const dice = chance()
    if (dice < 0.55) recordOne(tablet)
    else if (dice < 0.67) readOne(tablet)
    else if (dice < 0.75) tablet.cut = !tablet.cut
    else if (dice < 0.82) { tablet.sync.close(); tablet.alive.yes = false; start(tablet) }
    else if (dice < 0.88) tablet.skew += Math.round((chance() - 0.5) * 8 * 3_600_000)
    else tablet.sync.wake()
    await time.until(time.now() + Math.round(chance() * 5000))
    for (const t of tablets) for (const session of SESSIONS) for (const k of t.sync.facts(session)) if (k.state === 'acknowledged') t.acknowledged.add(k.event.id)
    for (const t of tablets) for (const id of t.acknowledged) assert.ok(server.log.has(id), `${t.name} shows ${id} as acknowledged, and the server has no such fact`)
  }

  calm = true
  await time.until(time.now() + 120_000)
  for (const tablet of tablets) for (const session of SESSIONS) await Promise.all([tablet.sync.receive([...server.log.values()].filter((e) => e.session === session)), time.until(time.now() + 1000)])

  const log = [...server.log.values()].sort((a, b) => a.seq - b.seq)
  assert.equal(new Set(log.map((e) => e.seq)).size, log.length)
  for (const tablet of tablets) {
    assert.equal(tablet.sync.state().lanes.length, 0, `${tablet.name} still holds facts back`)
    assert.deepEqual(await tablet.store.unsent(), [], `${tablet.name} still keeps facts as waiting`)
    assert.deepEqual(tablet.sync.state().refused, [], `${tablet.name} had a fact refused`)
    for (const id of tablet.kept) assert.ok(server.log.has(id), `${tablet.name} said ${id} was saved, and it is lost`)
    for (const session of SESSIONS) {
      const recorded = tablet.kept.filter((id) => server.log.get(id)!.session === session)
      assert.deepEqual(log.filter((e) => recorded.includes(e.id)).map((e) => e.id), recorded, `${tablet.name}: the order of its own facts`)
      const mine = tablet.sync.facts(session)
      assert.equal(mine.length, log.filter((e) => e.session === session).length, `${tablet.name}: a fact is missing or doubled`)
      assert.deepEqual(fold(mine.map((k) => k.event)), fold(log.filter((e) => e.session === session)), `${tablet.name}: its session differs from the server's`)
    }
  }
  for (const tablet of tablets) tablet.sync.close()
  return { facts: log.length, sent, folds: SESSIONS.map((s) => fold(log.filter((e) => e.session === s)).state) }
}

test(`[SYN9] three tablets and a server end with one story on ${SEEDS} bad days`, async (t) => {
  let facts = 0
  let sent = 0
  const states = new Set<string>()
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    try {
      const day = await badDay(seed)
      facts += day.facts
      sent += day.sent
      for (const state of day.folds) states.add(state)
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  }
  t.diagnostic(`${facts} facts in ${sent} requests`)
  assert.ok(facts > SEEDS * 20, 'the days were too quiet to show anything')
  assert.ok(states.size >= 5, `the sessions went nowhere: ${[...states].join(', ')}`)
})

test('[SYN13] a day is the same again from its seed', async () => {
  assert.deepEqual(await badDay(7), await badDay(7))
})
