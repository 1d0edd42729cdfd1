// One tap for the common act: the arrival is a fact of the visit, kept on this device first and sent when it can be.
import { useEffect, useRef, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { toIso } from '@chairside/core/shared'
import type { DeskVisit, SessionEvent } from '@chairside/core/session'
import { newId, useMay, useMe } from '../api.ts'
import { deviceNow, deviceOf, recordFact, useFacts } from '../sync/device.ts'

const UNDO_MS = 10_000

type Arrival = {
  /** When they came, as ISO, as soon as the tap is kept here; null while only the server knows. */
  readonly at: string | null
  readonly waiting: boolean
  readonly mayUndo: boolean
  readonly error: unknown
  readonly arrive: () => void
  readonly undo: () => void
}

export function useArrive(visit: DeskVisit): Arrival {
  const { data: me } = useMe()
  const queries = useQueryClient()
  const mayTakeBack = useMay('session.arrive')
  const [mine, setMine] = useState<{ readonly id: string; readonly at: string } | null>(null)
  const [fresh, setFresh] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const facts = useFacts(visit.session)
  useEffect(() => () => { if (timer.current) clearTimeout(timer.current) }, [])

  const record = async (type: 'arrived' | 'corrected', payload: object): Promise<SessionEvent | null> => {
    if (!me) return null
    try {
      const device = await deviceOf(me.organization.organization)
      await device.sync.open(visit.session)
      const event = { ...payload, id: newId(), session: visit.session, at: deviceNow(), actor: me.staff, device: me.device.name, type } as SessionEvent
      await recordFact(device, event)
      setError(null)
      return event
    } catch {
      setError(new Error('This device could not keep the arrival. Write it down and tell the nurse.'))
      return null
    }
  }
  const reread = (): void => { setTimeout(() => void queries.invalidateQueries({ queryKey: ['desk'] }), 800) }
  const arrive = async (): Promise<void> => {
    if (mine) return
    const event = await record('arrived', {})
    if (!event) return
    setMine({ id: event.id, at: toIso(event.at) })
    setFresh(true)
    timer.current = setTimeout(() => setFresh(false), UNDO_MS)
    reread()
  }
  const undo = async (): Promise<void> => {
    if (!mine) return
    if (await record('corrected', { corrects: mine.id, reason: 'Taken back at once', withdrawn: true })) { setMine(null); reread() }
  }
  const kept = mine === null ? undefined : facts.find((fact) => fact.event.id === mine.id)
  return { at: mine?.at ?? null, waiting: kept?.state === 'waiting', mayUndo: mayTakeBack && fresh, error, arrive: () => void arrive(), undo: () => void undo() }
}
