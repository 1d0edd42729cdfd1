// What the monitor at this chair says, second by second, kept for the length of a visit. Nothing of it is a fact of the session until somebody or the server records it.
import { useEffect, useRef, useState } from 'react'
import type { DeviceReading } from '@chairside/core/session'
import { read } from '../api.ts'
import { useLive } from '../live.ts'

const KEEP = 20_000
const ASK_EVERY_MS = 3000

/** All readings of the chair since `from`, oldest first. Asks again when the chair is said to have changed, and every three seconds. */
export function useReadings(chair: string, from: number): readonly DeviceReading[] {
  const [readings, setReadings] = useState<readonly DeviceReading[]>([])
  const last = useRef<string | null>(null)
  const busy = useRef(false)
  const ask = useRef<() => void>(() => {})
  useEffect(() => {
    let gone = false
    ask.current = () => {
      if (busy.current || document.hidden) return
      busy.current = true
      read<readonly DeviceReading[]>(`/api/chairs/${chair}/readings?after=${encodeURIComponent(last.current ?? new Date(from).toISOString())}`)
        .then((more) => {
          if (gone || more.length === 0) return
          last.current = more.reduce((latest, r) => (r.received_at > latest ? r.received_at : latest), last.current ?? '')
          setReadings((before) => {
            const known = new Set(before.slice(-400).map((r) => `${r.at}${r.vital}${r.device}`))
            return [...before, ...more.filter((r) => !known.has(`${r.at}${r.vital}${r.device}`))].slice(-KEEP)
          })
        })
        .catch(() => {})
        .finally(() => { busy.current = false })
    }
    ask.current()
    const timer = setInterval(() => ask.current(), ASK_EVERY_MS)
    return () => { gone = true; clearInterval(timer) }
  }, [chair, from])
  useLive(() => ask.current(), (change) => change.chairs?.includes(chair) ?? false)
  return readings
}
