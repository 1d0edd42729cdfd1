// One line from the server for all screens of this window: which sessions and chairs changed. When it breaks, screens ask by themselves until it is back.
import { useEffect, useRef } from 'react'
import type { LiveChange } from '@chairside/core/session'
import { setReachable } from './ui/online.ts'

type Listener = { readonly changed: (change: LiveChange) => void; readonly opened: () => void }
const listeners = new Set<Listener>()
let source: EventSource | null = null
let again: ReturnType<typeof setTimeout> | null = null
const AGAIN_AFTER_MS = 3000
/** Changes within this time are one. */
const TOGETHER_MS = 120

function open(): void {
  if (source || listeners.size === 0) return
  source = new EventSource('/api/live')
  source.addEventListener('open', () => {
    setReachable(true)
    for (const { opened } of listeners) opened()
  })
  source.addEventListener('message', (message: MessageEvent<string>) => {
    const change = JSON.parse(message.data) as LiveChange
    for (const { changed } of listeners) changed(change)
  })
  source.addEventListener('error', () => {
    setReachable(false)
    // A refused stream (signed out, locked, restarting) is not tried again by the browser: it is closed and opened here, slowly.
    if (source?.readyState === EventSource.CLOSED) reopenLater()
  })
}

function reopenLater(): void {
  source?.close()
  source = null
  again ??= setTimeout(() => { again = null; open() }, AGAIN_AFTER_MS)
}
addEventListener('offline', reopenLater)

/** Calls `changed` for each change and `opened` whenever the line is (again) there: something may have been missed. Returns the way to stop. */
export function onLive(changed: Listener['changed'], opened: Listener['opened']): () => void {
  const listener = { changed, opened }
  listeners.add(listener)
  open()
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) { source?.close(); source = null }
  }
}

/** Calls `run` when something about these sessions or chairs may have changed; many changes at once call it once, and no two calls come closer than `every_ms`. `concerns` null: everything. */
export function useLive(run: () => void, concerns: ((change: LiveChange) => boolean) | null = null, every_ms = TOGETHER_MS): void {
  const latest = useRef({ run, concerns })
  useEffect(() => { latest.current = { run, concerns } })
  useEffect(() => {
    let planned: ReturnType<typeof setTimeout> | null = null
    let ran = -Infinity
    const soon = (): void => {
      planned ??= setTimeout(() => { planned = null; ran = performance.now(); latest.current.run() }, Math.max(TOGETHER_MS, ran + every_ms - performance.now()))
    }
    const stop = onLive((change) => {
      const everything = change.sessions === undefined && change.chairs === undefined
      if (everything || (latest.current.concerns?.(change) ?? true)) soon()
    }, soon)
    return () => {
      if (planned) clearTimeout(planned)
      stop()
    }
  }, [every_ms])
}
