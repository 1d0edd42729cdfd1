/*
One bad day, made by its seed alone: three tablets and two monitors on two chairs, one server. Requests and answers are lost, copied, delayed and put in another order; lines are cut; tablets crash between
any two steps; clocks jump by up to a day; storage fails before and after the write and runs full; the server restarts and loses what it had not committed, or had committed and not said; people
correct each other. Then the line is good again, and everybody must tell one story.
*/
import assert from 'node:assert/strict'
import { instant } from '@chairside/core/shared'
import type { EventType } from '@chairside/core/session'
import { composeObservations } from '../../server/hl7/index.ts'
import { chanceOf } from './chance.ts'
import { clockStep, someCorrection, someFact } from './facts.ts'
import { assertHonest, assertOneStory } from './invariants.ts'
import { createSimServer } from './sim-server.ts'
import { createTablet, type Tablet, type World } from './sim-tablet.ts'
import { createSimTime } from './sim-time.ts'

export const START = 1_800_000_000_000
const SESSIONS = ['01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000000000a2']
const nurseOf = (i: number): string => `01900000-0000-7000-8000-0000000000c${i}`

export type DayOptions = {
  readonly tablets: number
  readonly sessions: number
  readonly acts: number
  readonly monitors: boolean
  /** Two nurses who edit one chart: mostly corrections of the same facts, and answers to the same questions. */
  readonly editing: boolean
}
export const BAD_DAY: DayOptions = { tablets: 3, sessions: 2, acts: 50, monitors: true, editing: false }
export const TWO_NURSES: DayOptions = { tablets: 2, sessions: 1, acts: 30, monitors: false, editing: true }

export type Day = { readonly facts: number; readonly hashes: readonly string[]; readonly states: readonly string[]; readonly clashes: number; readonly concurrentEdits: number; readonly crashes: number; readonly restarts: number; readonly diskFailures: number; readonly refused: number; readonly refusedForGood: number; readonly jump_h: number }

/** Lives the day of a seed; throws at the first broken promise. `say` hears what happens, for a replay. */
export async function liveDay(seed: number, options: DayOptions = BAD_DAY, say: (line: string) => void = () => {}): Promise<Day> {
  const chance = chanceOf(seed)
  const time = createSimTime()
  let trouble = 1
  let serverSkew = 0
  const clock = () => instant(START + Math.round(time.now()) + serverSkew)
  const sessions = SESSIONS.slice(0, options.sessions)
  const told = (line: string): void => say(`${(time.now() / 1000).toFixed(1).padStart(7)} s  ${line}`)
  const server = createSimServer(sessions, time, chance, clock, () => trouble)
  const world: World = { time, chance, server, sessions, start: START, trouble: () => trouble, say: told }
  const tablets = Array.from({ length: options.tablets }, (_, i) => createTablet(world, `tablet-${i}`, nurseOf(i)))
  const counted = { crashes: 0, restarts: 0, diskFailures: 0, jump_ms: 0 }
  const charted = new Map<string, { session: string; key: string; age_ms: number }>()
  let messages = 0

  /** A monitor asks again with the same message until it is told that it was taken. */
  const monitor = (session: string): void => {
    const device = `monitor-${sessions.indexOf(session)}`
    messages += 1
    const sbp_mmHg = 100 + (messages % 80)
    const at = new Date(clock() + 3_600_000 * (sessions.indexOf(session) - 1))
    // A reading with an age may be older than the visit, and is then nobody's.
    const age_ms = chance.yes(0.5) ? 40_000 : 0
    const cuffAt = new Date(at.getTime() - age_ms)
    const text = composeObservations({ application: device, facility: device, bed: 'any', controlId: `${device}-${messages}`, at, rows: [{ vital: 'spo2_pct', value: 97 }, { vital: 'sbp_mmHg', value: sbp_mmHg, at: cuffAt }, { vital: 'dbp_mmHg', value: 70, at: cuffAt }] })
    const send = (): void => {
      const lost = trouble > 0 && chance.yes(0.2)
      if (trouble > 0 && chance.yes(0.15)) time.schedule(chance.upTo(6000), () => void server.take(session, text))
      time.schedule(trouble > 0 ? chance.upTo(1500) : 2, () => {
        if (lost) { time.schedule(1000, send); return }
        void server.take(session, text).then((taken) => {
          // The acknowledgement is lost on its way: to the monitor nothing was taken.
          if (taken && !(trouble > 0 && chance.yes(0.15))) charted.set(text, { session, key: `${sbp_mmHg}`, age_ms })
          else time.schedule(1000, send)
        })
      })
    }
    told(`${device} sends a cuff reading of ${sbp_mmHg}`)
    send()
  }

  const edits: readonly EventType[] = ['vitals-recorded', 'checklist-confirmed', 'infusion-rate-changed', 'note-added', 'infusion-started']
  const act = (tablet: Tablet): void => {
    const session = chance.pick(sessions)
    const dice = chance.next()
    if (options.editing && chance.yes(0.25)) tablet.read(session)
    else if (dice < (options.editing ? 0.42 : 0.1)) {
      // Both hands on the same fact: the first ones are everybody's favourites.
      const target = options.editing && chance.yes(0.8) ? tablet.view(session).facts.find((f) => f.original.type !== 'corrected')?.original.id : undefined
      const correction = someCorrection(tablet, session, chance, target)
      if (correction) tablet.record(correction)
    }
    else if (dice < 0.5) tablet.record(someFact(tablet, session, chance, options.editing ? edits : undefined))
    else if (dice < 0.55) {
      // Two people, one thought: the same kind of act on two tablets within seconds.
      const both: readonly EventType[] = [chance.pick(['infusion-started', 'infusion-rate-changed', 'infusion-paused', 'infusion-stopped'] as const)]
      for (const t of [tablet, chance.pick(tablets)]) t.record(someFact(t, session, chance, both))
    }
    else if (dice < 0.66) tablet.read(session)
    else if (dice < 0.72) { if (options.monitors) monitor(session); else tablet.read(session) }
    else if (dice < 0.78) { tablet.cut = !tablet.cut; told(`${tablet.name}: the line is ${tablet.cut ? 'cut' : 'back'}`) }
    else if (dice < 0.83) { counted.crashes += 1; told(`${tablet.name}: crash`); tablet.crash(); if (chance.yes(0.5)) tablet.start(); else time.schedule(chance.upTo(20_000), () => tablet.start()) }
    else if (dice < 0.88) { const step = clockStep(chance); tablet.skew_ms += step; counted.jump_ms = Math.max(counted.jump_ms, Math.abs(step)); told(`${tablet.name}: its clock jumps by ${(step / 60_000).toFixed(1)} min`) }
    else if (dice < 0.92) { tablet.disk.badness = tablet.disk.badness > 0 ? 0 : 0.3; tablet.disk.full = tablet.disk.badness > 0 && chance.yes(0.2); counted.diskFailures += 1; told(`${tablet.name}: its storage ${tablet.disk.badness > 0 ? (tablet.disk.full ? 'is full and fails' : 'fails') : 'works'}`) }
    else if (dice < 0.95) { counted.restarts += 1; serverSkew += chance.between(-2000, 2000); told('the server restarts'); server.restart() }
    else if (dice < 0.97) { tablet.unlocked = !tablet.unlocked; told(`${tablet.name}: its nurse ${tablet.unlocked ? 'has unlocked it' : 'is unknown to the server'}`) }
    else { tablet.sync.wake(); void tablet.sync.again().catch(() => {}) }
  }

  for (let i = 0; i < options.acts; i += 1) {
    act(chance.pick(tablets))
    await time.pass(chance.upTo(4000))
    for (const tablet of tablets) await assertHonest(world, tablet)
  }

  told('from here on all is well')
  trouble = 0
  for (const tablet of tablets) {
    tablet.cut = false
    tablet.unlocked = true
    tablet.disk.badness = 0
    tablet.disk.full = false
    if (!tablet.up) tablet.start()
  }
  await time.pass(120_000)
  const refused = tablets.reduce((sum, t) => sum + t.everRefused.size, 0)
  for (const tablet of tablets) void tablet.sync.again().catch(() => {})
  await time.pass(120_000)
  // Whatever the day did to a tablet that was never switched off: it can be recorded on.
  const last = tablets.map((tablet) => ({ tablet, event: someFact(tablet, sessions[0]!, chance, ['words-captured']) }))
  for (const { tablet, event } of last) tablet.record(event)
  await time.pass(120_000)
  for (const { tablet, event } of last) assert.ok(tablet.promised.has(event.id) && server.holds(event.id), `${tablet.name} records nothing more, though all is well`)
  for (const tablet of tablets) for (const session of sessions) tablet.read(session)
  await time.pass(10_000)
  for (const tablet of tablets) await assertHonest(world, tablet)
  const { views, hashes, concurrentEdits, refusedForGood } = assertOneStory(world, tablets)
  for (const [i, session] of sessions.entries()) {
    const view = views[i]!
    for (const { key, age_ms } of [...charted.values()].filter((c) => c.session === session)) {
      const times = view.facts.filter(({ original }) => original.type === 'vitals-recorded' && original.actor.startsWith('device:') && String(original.values.sbp_mmHg) === key).length
      assert.ok(times === 1 || (times === 0 && age_ms > 0), `the cuff reading ${key} was taken, and stands ${times} times`)
    }
  }
  for (const tablet of tablets) tablet.crash()
  return {
    facts: views.reduce((sum, v) => sum + v.facts.length, 0), hashes, states: views.map((v) => v.state), clashes: views.reduce((sum, v) => sum + v.contradictions.length, 0),
    concurrentEdits, refusedForGood, crashes: counted.crashes, restarts: counted.restarts, diskFailures: counted.diskFailures, refused, jump_h: counted.jump_ms / 3_600_000,
  }
}
