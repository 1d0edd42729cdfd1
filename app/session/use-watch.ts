// Runs the watch over the visit that is open: facts and readings through core's one engine, again each second and with every reading. Works with the server gone.
import { useEffect, useMemo, useState } from 'react'
import { artefactsOf, conditionsOf, EMPTY_STREAM, isStreamed, lastValueAt, readInto, silenceLimit_ms, VITAL_NAMES, co2Reasons, onRecordOf, watchFacts, watchOf, type Stream, type VitalName, type Watch, type WatchFacts } from '@chairside/core/session'
import { instant, MINUTE_MS, SECOND_MS, type Instant } from '@chairside/core/shared'
import type { ProtocolSettings } from '@chairside/core/plan'
import { useNow } from '../ui/index.ts'
import { useFeed, type Feed, type TraceReading } from './readings.ts'
import type { Chair } from './use-chair.ts'
import { setWatchState, type SignAge } from './watch-state.ts'

type Read = { readonly fits: string; readonly stream: Stream; readonly total: number; readonly artefacts: number }
const NOTHING_READ: Read = { fits: '', stream: EMPTY_STREAM, total: 0, artefacts: 0 }
const asSign = (r: TraceReading) => ({ at: r.at, vital: r.vital, value: r.value, source: r.device })

/** The stream after what is new in the feed. Readings are read once; other limits or another baseline read all that is kept again. */
function readOn(before: Read, feed: Feed, facts: WatchFacts, settings: ProtocolSettings): Read {
  const conditions = conditionsOf(facts.baseline, settings)
  const fits = JSON.stringify([facts.startedAt, conditions, settings.monitor.no_signal_s])
  const artefacts = artefactsOf(facts)
  const isSame = before.fits === fits && before.total <= feed.total
  if (isSame && before.total === feed.total && before.artefacts === artefacts.length) return before
  if (isSame) {
    const fresh = feed.readings.slice(Math.max(0, feed.readings.length - (feed.total - before.total))).map(asSign)
    return { fits, total: feed.total, artefacts: artefacts.length, stream: readInto(before.stream, [...fresh, ...artefacts.slice(before.artefacts)], conditions, settings) }
  }
  const since = facts.startedAt ?? Infinity
  const all = [...feed.readings.filter((r) => r.at >= since).map(asSign), ...artefacts].toSorted((a, b) => a.at - b.at)
  return { fits, total: feed.total, artefacts: artefacts.length, stream: readInto(EMPTY_STREAM, all, conditions, settings) }
}

/** Keeps what it has read: the same feed read twice gives the same, so that a repeated render does no harm. */
function reader(): (feed: Feed, facts: WatchFacts, settings: ProtocolSettings) => Stream {
  let read = NOTHING_READ
  return (feed, facts, settings) => { read = readOn(read, feed, facts, settings); return read.stream }
}

/** Which values have outlived their interval: a streamed sign that its monitor stopped giving, a set that is twice as old as it should be. */
function agesOf(chair: Chair, stream: Stream, watch: Watch, settings: ProtocolSettings, now: Instant): Partial<Record<VitalName, SignAge>> {
  const ages: Partial<Record<VitalName, SignAge>> = {}
  const every_ms = (watch.due.every_min ?? Infinity) * MINUTE_MS
  for (const name of VITAL_NAMES) {
    const known = chair.view.latest[name]
    if (isStreamed(name)) {
      const at = lastValueAt(stream, name)
      const source = Object.values(stream.signs).find((s) => s.vital === name && s.last?.at === at)?.source
      if (at !== null && source !== undefined && (known === undefined || known.at <= at + MINUTE_MS)) {
        if (now - at > silenceLimit_ms(stream, source, settings)) ages[name] = 'silent'
        continue
      }
    }
    if (known !== undefined && now - known.at > 2 * every_ms) ages[name] = 'old'
  }
  return ages
}

export type Watching = { readonly watch: Watch; readonly facts: WatchFacts; readonly now: Instant }

export function useWatch(chair: Chair): Watching {
  const feed = useFeed(chair.bundle.visit.chair)
  const tick = useNow()
  const { settings } = chair.bundle.protocol
  const facts = useMemo(() => watchFacts(chair.view, co2Reasons(onRecordOf(chair.bundle), settings)), [chair.view, chair.bundle, settings])
  const [readOnFrom] = useState(reader)
  const stream = useMemo(() => readOnFrom(feed, facts, settings), [readOnFrom, feed, facts, settings])
  // The clock of the screen ticks once a second; what is known may be newer than the last tick.
  const latest = Math.max(tick, feed.readings.at(-1)?.at ?? 0, chair.events.at(-1)?.at ?? 0)
  const now = instant(latest > tick + 2 * SECOND_MS ? tick : latest)
  const watch = useMemo(() => watchOf(facts, stream, settings, now), [facts, stream, settings, now])
  useEffect(() => {
    setWatchState({ ...watch, session: chair.session, ages: agesOf(chair, stream, watch, settings, now), at: now })
  }, [watch, chair, stream, settings, now])
  useEffect(() => () => setWatchState(null), [chair.session])
  return { watch, facts, now }
}
