// The way to the server: JSON in, JSON out, and every "no" of the clinic as one kind of error that names its field.
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { instant, uuidv7 } from '@chairside/core/shared'
import { may, type Act, type Me } from '@chairside/core/people'
import { showSiteTimes } from './site.ts'
import { notTold, tellTouch } from './touch.ts'
import { setReachable } from './ui/online.ts'
import { forgetAway, forgetMe, keepMe, keptMe, leavingsSoFar, settleAway } from './sync/kept-me.ts'

/** `offline`: no answer at all. `failed`: the server broke. The rest are the kinds of server/http/refusal.ts. */
export class ApiError extends Error {
  readonly kind: string
  readonly status: number
  readonly path: string | null
  readonly rule: string | null
  readonly details: unknown
  constructor(status: number, error: { kind?: string; message?: string; path?: string; rule?: string; details?: unknown }) {
    super(error.message ?? 'The server did not answer as expected.')
    this.kind = error.kind ?? 'failed'
    this.status = status
    this.path = error.path ?? null
    this.rule = error.rule ?? null
    this.details = error.details ?? null
  }
}

/** A new id, made on this device; it works also where `crypto.randomUUID` does not (plain http on the clinic's own network). */
export const newId = (): string => uuidv7(instant(Date.now()), crypto.getRandomValues(new Uint8Array(10)))

type Ask = { readonly signal?: AbortSignal | undefined; readonly headers?: Readonly<Record<string, string>> }

let closed = (): void => {}
export const askWhoIsHere = (): void => closed()
/** Hears that somebody should ask who is here: an answer said locked or signed out, or the server has yet to hear of what was done without it. */
export const whenClosed = (hear: () => void): void => { closed = hear }

async function call<T>(method: string, url: string, body: unknown, ask: Ask): Promise<T> {
  let answer: Response
  const touched = tellTouch()
  try {
    answer = await fetch(url, {
      method, signal: ask.signal ?? null,
      // A patient's form is answered as the patient, and a driver's page as the driver, also in a browser where somebody of the staff is signed in.
      credentials: ask.headers?.['x-chairside-form'] === undefined && ask.headers?.['x-chairside-driver'] === undefined && ask.headers?.['x-chairside-key'] === undefined ? 'same-origin' : 'omit',
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(touched ? {} : { 'x-chairside-background': '1' }), ...ask.headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (cause) {
    if (touched) notTold()
    if (ask.signal?.aborted === true && cause instanceof DOMException && cause.name === 'AbortError') throw cause
    setReachable(false)
    throw new ApiError(0, { kind: 'offline', message: 'No connection to the clinic\'s server.' })
  }
  setReachable(answer.status < 502)
  if ((answer.status === 401 || answer.status === 423) && url !== '/api/me') closed()
  const text = await answer.text()
  let json: unknown = null
  try { json = text === '' ? null : JSON.parse(text) } catch { json = null }
  if (!answer.ok) throw new ApiError(answer.status, (json as { error?: object } | null)?.error ?? { kind: answer.status >= 502 ? 'offline' : 'failed' })
  return json as T
}

/** Reads. Throws ApiError. */
export const read = <T>(url: string, ask: Ask = {}): Promise<T> => call<T>('GET', url, undefined, ask)

/** Sends something that is harmless to send twice by itself. Throws ApiError. */
export const send = <T>(method: 'POST' | 'PUT', url: string, body: unknown, ask: Ask = {}): Promise<T> => call<T>(method, url, body, ask)

/** Writes once: the same key goes with the one repeat after a lost answer, so that the server does it once. Throws ApiError. */
export async function write<T>(method: 'POST' | 'PUT' | 'DELETE', url: string, body: unknown = {}, ask: Ask & { readonly key?: string } = {}): Promise<T> {
  const headers = { 'idempotency-key': ask.key ?? newId(), ...ask.headers }
  try {
    return await call<T>(method, url, body, { ...ask, headers })
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind !== 'offline' || !navigator.onLine) throw error
    return call<T>(method, url, body, { ...ask, headers })
  }
}

async function readMe(): Promise<Me | null> {
  const asked = leavingsSoFar()
  try {
    const said = await read<Me>('/api/me')
    const me = await settleAway(said, (route) => send('POST', route, {}))
    if (!me) { await forgetMe(); await forgetAway(); return null }
    await keepMe(me, asked)
    showSiteTimes(me)
    return me
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.status === 401) { await (await import('./sync/device.ts')).forgetVisits(); await forgetMe(); await forgetAway(); return null }
    if (error.kind !== 'offline') throw error
    const kept = await keptMe()
    if (kept) { showSiteTimes(kept); return kept }
    throw error
  }
}

/** Who is signed in on this device; null when nobody is. Without the network: who was, the last time the server said so. */
export const useMe = (): UseQueryResult<Me | null> => useQuery({ queryKey: ['me'], queryFn: readMe, staleTime: 30_000, retry: 1 })

/** Whether the one who is signed in may do this: for hiding what would be refused. The server decides. */
export function useMay(act: Act): boolean {
  const { data } = useMe()
  return data ? may(data.roles, act) : false
}
