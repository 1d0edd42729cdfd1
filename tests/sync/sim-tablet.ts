// A simulated tablet and its nurse: the real sync of the product over a disk, a line and a clock that can all go wrong.
import { instant, type Instant } from '@chairside/core/shared'
import { eventToJson, fold, parseRecorded, type SessionEvent, type SessionView } from '@chairside/core/session'
import { createSync, unbrokenTo, type Sent, type Sync, type Transport } from '@chairside/core/sync'
import type { Role } from '@chairside/core/people'
import type { Chance } from './chance.ts'
import type { SimServer } from './sim-server.ts'
import { createDisk, type Disk } from './sim-storage.ts'
import type { SimTime } from './sim-time.ts'

export type Tablet = {
  readonly name: string
  readonly nurse: string
  readonly disk: Disk
  readonly sync: Sync
  /** Ids of which the nurse was told "saved on this tablet", in the order of telling. */
  readonly promised: Set<string>
  /** Ids of which the nurse was told that they are not recorded. */
  readonly denied: Set<string>
  /** Ids that were ever shown as taken by the server: they must stay so. */
  readonly shownTaken: Set<string>
  /** Ids that the server ever refused here. */
  readonly everRefused: Set<string>
  /** Sessions that this run of the program has read from its storage. */
  readonly opened: Set<string>
  /** What was on the screen when a fact was made here: ids. */
  readonly sight: Map<string, ReadonlySet<string>>
  /** This device's clock minus the true time, in ms. */
  skew_ms: number
  cut: boolean
  /** Whether its nurse is one who has unlocked it, as the server knows. */
  unlocked: boolean
  now(): Instant
  view(session: string): SessionView
  record(event: SessionEvent): void
  read(session: string): void
  /** Whether its program runs. */
  readonly up: boolean
  crash(): void
  start(): void
}

export type World = { readonly time: SimTime; readonly chance: Chance; readonly server: SimServer; readonly sessions: readonly string[]; readonly start: number; /** 1 while the day is bad, 0 when it has calmed down. */ trouble(): number; say(line: string): void }

const ROLES: readonly Role[] = ['nurse']

function lineOf(world: World, tablet: Tablet): Transport {
  const { name } = tablet
  const { time, chance, server } = world
  return (session, events) => new Promise<Sent>((resolve) => {
    const bad = world.trouble() > 0
    const text = JSON.stringify(events.map(eventToJson))
    const there = bad ? chance.upTo(4000) : 5
    const back = bad ? chance.upTo(4000) : 5
    const dice = bad ? chance.next() : 1
    const arrive = async (most = events.length) => {
      const answer = await server.append(session, (JSON.parse(text) as unknown[]).slice(0, most), new Map(tablet.unlocked ? [[tablet.nurse, ROLES]] : []))
      for (const { id, message } of answer?.refused ?? []) { tablet.everRefused.add(id); world.say(`${name}: ${id.slice(-4)} is refused: ${message}`) }
      return answer
    }
    const fail = (failure: Extract<Sent, { kind: 'failed' }>['failure'], after: number): void => void time.schedule(after, () => resolve({ kind: 'failed', failure }))
    if ((tablet.cut && bad) || dice < 0.12) return fail('offline', there)
    if (dice < 0.17) return fail(chance.pick(['busy', 'locked', 'signed-out', 'not-allowed'] as const), there)
    // Given up as lost, and it arrives all the same, late: behind requests that were sent after it.
    if (dice < 0.25) { fail('offline', 2000); time.schedule(3000 + there * 3, () => void arrive()); return }
    // Only the beginning is taken, and the answer says so; the rest goes on waiting.
    const most = dice > 0.84 && dice < 0.9 && bad ? Math.floor(events.length / 2) : events.length
    time.schedule(there, () => void arrive(most).then((answer) => {
      // A copy made on the way.
      if (dice < 0.33) time.schedule(chance.upTo(8000), () => void arrive())
      if (answer === null || dice > 0.9 && bad) return fail('offline', back)
      time.schedule(back, () => resolve({ kind: 'answered', answer }))
    }))
  })
}

export function createTablet(world: World, name: string, nurse: string): Tablet {
  const { time, chance, server, sessions } = world
  let life = 0
  const tablet: Tablet & { sync: Sync; up: boolean } = {
    name, nurse, disk: createDisk(time, chance), sync: undefined as unknown as Sync, promised: new Set(), denied: new Set(), shownTaken: new Set(), everRefused: new Set(), sight: new Map(), opened: new Set(), skew_ms: chance.upTo(10_000) - 5000, cut: false, unlocked: true, up: false,
    now: () => instant(world.start + Math.round(time.now()) + tablet.skew_ms),
    view: (session) => fold(tablet.sync.facts(session).map((k) => k.event)),
    record(event) {
      tablet.sight.set(event.id, new Set(tablet.sync.facts(event.session).map((k) => k.event.id)))
      const say = (word: string) => () => world.say(`${name}: ${word} ${event.type} ${event.id.slice(-4)}`)
      void tablet.sync.record(event).then(() => { tablet.promised.add(event.id); tablet.denied.delete(event.id); say('saved')() }, () => { tablet.denied.add(event.id); say('could not save')() })
      // A double tap.
      if (chance.yes(0.1)) void tablet.sync.record(event).then(() => { tablet.promised.add(event.id); tablet.denied.delete(event.id) }, () => {})
    },
    read(session) {
      if (tablet.cut && world.trouble() > 0) return
      const own = life
      const there = world.trouble() > 0 ? chance.upTo(3000) : 2
      const back = world.trouble() > 0 ? chance.upTo(3000) : 2
      const after = unbrokenTo(tablet.sync.facts(session))
      time.schedule(there, () => {
        const text = JSON.stringify(server.read(session, after))
        time.schedule(back, () => {
          if (own === life) tablet.sync.receive((JSON.parse(text) as Record<string, unknown>[]).flatMap((json) => parseRecorded(json) ?? [])).catch(() => {})
        })
      })
    },
    crash() {
      life += 1
      tablet.up = false
      tablet.sync.close()
    },
    start() {
      const own = ++life
      tablet.opened.clear()
      tablet.up = true
      tablet.sync = createSync({
        store: tablet.disk.open(() => own === life), transport: lineOf(world, tablet), clock: tablet.now, random: chance.next,
        schedule: (delay, run) => time.schedule(delay, () => { if (own === life) run() }),
      })
      const open = (session: string): void => void tablet.sync.open(session).then(() => { if (own === life) tablet.opened.add(session) }, () => { time.schedule(500, () => { if (own === life) open(session) }) })
      for (const session of sessions) open(session)
    },
  }
  tablet.start()
  return tablet
}
