// One visit on this device: what the server said, what was recorded here, and the way to record more. Works the same with and without the network.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { fold, sightOf, type EventType, type PayloadOf, type SessionBundle, type SessionEvent, type SessionView } from '@chairside/core/session'
import { instant, type Instant } from '@chairside/core/shared'
import { unbrokenTo, type Kept } from '@chairside/core/sync'
import type { Me } from '@chairside/core/people'
import { ApiError, newId, read, useMe } from '../api.ts'
import { useLive } from '../live.ts'
import { isSecondTap, type Tap } from './double-tap.ts'
import { bundleWithoutNetwork, deviceName, deviceNow, deviceOf, receiveBundle, recordFact, useFacts, type Device } from '../sync/device.ts'

/** An act that can be taken back with one tap, for ten seconds. */
export type LastAct = { readonly id: string; readonly words: string; readonly until: number }
export type Record = <T extends EventType>(type: T, payload: PayloadOf<T>, words: string, undo?: boolean, at?: Instant) => Promise<string | null>
export type Chair = {
  readonly session: string
  readonly me: Me
  readonly bundle: SessionBundle
  readonly view: SessionView
  readonly facts: readonly Kept[]
  readonly events: readonly SessionEvent[]
  /** Records a fact; resolves with its id once it is safe on this tablet, or null when the tablet could not keep it (then `failure` says so). `words` is what is announced. `at`: when it happened, where that was earlier; the time of typing is kept beside it. */
  readonly record: Record
  /** Takes the last act back, while it can be. */
  readonly undo: () => void
  readonly name: (actor: string) => string
}
/** What became of the last tap. Apart from the Chair, so that saying "saved" renders a line and not the visit. */
export type Outcome = {
  readonly lastAct: LastAct | null
  /** The last thing said about saving, for the polite voice. */
  readonly said: string
  readonly failure: string | null
}

const UNDO_MS = 10_000
const REREAD_MS = 20_000

/** Two facts of one tap must not share a moment: their order would be chance. */
let lastAt = 0
function nextMoment() {
  const now = deviceNow()
  lastAt = now === lastAt ? now + 1 : now
  return instant(lastAt)
}

async function readBundle(device: Device, session: string, signal: AbortSignal): Promise<SessionBundle> {
  const sentAt = Date.now()
  try {
    const bundle = await read<SessionBundle>(`/api/sessions/${session}?after=${unbrokenTo(device.sync.facts(session))}`, { signal })
    await receiveBundle(device, bundle, sentAt)
    // The facts are the device's from here on.
    return { ...bundle, events: [] }
  } catch (error) {
    const kept = error instanceof ApiError && error.kind === 'offline' ? await bundleWithoutNetwork(device, session) : null
    if (!kept) throw error
    return kept
  }
}

export type ChairLoad = { readonly chair: Chair | null; readonly outcome: Outcome; readonly error: unknown; readonly retry: () => void }

export function useChair(session: string): ChairLoad {
  const { data: me } = useMe()
  const queries = useQueryClient()
  const organization = me?.organization.organization ?? null
  const [device, setDevice] = useState<Device | null>(null)
  const [deviceError, setDeviceError] = useState<unknown>(null)
  const [lastAct, setLastAct] = useState<LastAct | null>(null)
  const [said, say] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const undoTimer = useRef<ReturnType<typeof setTimeout> | null>(null)

  useEffect(() => {
    let gone = false
    if (organization) deviceOf(organization).then(async (made) => { await made.sync.open(session); if (!gone) setDevice(made) }).catch((error: unknown) => { if (!gone) setDeviceError(error) })
    return () => { gone = true }
  }, [organization, session])

  const query = useQuery({ queryKey: ['session', session], queryFn: ({ signal }) => readBundle(device!, session, signal), enabled: device !== null, refetchInterval: REREAD_MS })
  useLive(() => void queries.invalidateQueries({ queryKey: ['session', session] }), (change) => change.sessions?.includes(session) ?? false)

  const facts = useFacts(session)
  const events = useMemo(() => facts.map((kept) => kept.event), [facts])
  const view = useMemo(() => fold(events), [events])
  const shown = useRef({ view, lastAct })
  useEffect(() => { shown.current = { view, lastAct } }, [view, lastAct])

  const lastTap = useRef<Tap | null>(null)
  const record = useCallback<Record>(async (type, payload, words, undo = false, earlier) => {
    if (!device || !me) return null
    const tap: Tap = { type, payload: JSON.stringify(payload), at: performance.now() }
    if (isSecondTap(lastTap.current, tap)) return null
    lastTap.current = tap
    const event = { ...payload, ...('corrects' in payload && typeof payload.corrects === 'string' ? sightOf(shown.current.view, payload.corrects) : {}), id: newId(), session, at: earlier ?? nextMoment(), actor: me.staff, device: deviceName(me.device.name), type, ...(earlier === undefined ? {} : { enteredAt: nextMoment(), enteredFrom: 'memory' }) } as unknown as SessionEvent
    try {
      await recordFact(device, event)
    } catch {
      lastTap.current = null
      setFailure(`Not recorded: this tablet could not keep "${words}". Write it on paper and use another tablet.`)
      return null
    }
    setFailure(null)
    say(`${words}. Saved on this tablet.`)
    if (undoTimer.current) clearTimeout(undoTimer.current)
    setLastAct(undo ? { id: event.id, words, until: Date.now() + UNDO_MS } : null)
    if (undo) undoTimer.current = setTimeout(() => setLastAct(null), UNDO_MS)
    return event.id
  }, [device, me, session])

  const undo = useCallback(() => {
    const last = shown.current.lastAct
    if (!last) return
    setLastAct(null)
    void record('corrected', { corrects: last.id, reason: 'Taken back at once', withdrawn: true }, `Taken back: ${last.words}`)
  }, [record])

  const bundle = query.data
  const name = useCallback((actor: string): string => actor.startsWith('device:') ? actor.slice(7) : bundle?.staff.find((s) => s.staff === actor)?.name ?? (actor === me?.staff ? me.name : 'A colleague'), [bundle, me])
  const chair = useMemo<Chair | null>(
    () => (me && bundle && device ? { session, me, bundle, view, facts, events, record, undo, name } : null),
    [session, me, bundle, device, view, facts, events, record, undo, name],
  )
  const outcome = useMemo<Outcome>(() => ({ lastAct, said, failure }), [lastAct, said, failure])
  return { chair, outcome, error: deviceError ?? query.error, retry: () => void query.refetch() }
}
