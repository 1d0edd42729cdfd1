// The patient's key on this phone, and what is said with it. The key stands behind # in the link, goes in a header, and is in no address of a call.
import { createContext, useContext } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { HistoryAnswer } from '@chairside/core/intake'
import type { ConsentView, MyFormLink, MyTreatment } from '@chairside/core/plan'
import { newId, read, send, write } from '../api.ts'
import { WORDS, type MyWords } from './words.ts'

const KEPT = 'chairside-my'
/** From the link, else from this phone; the link's key takes the place of an older one. */
export function keyHere(): string {
  const given = location.hash.slice(1)
  if (/^[\w-]{40,}$/.test(given)) {
    try { localStorage.setItem(KEPT, given) } catch { /* A private window keeps nothing: the link works all the same. */ }
    history.replaceState(null, '', location.pathname)
    return given
  }
  try { return localStorage.getItem(KEPT) ?? '' } catch { return '' }
}
export const forgetKey = (): void => { try { localStorage.removeItem(KEPT) } catch { /* nothing was kept */ } }
const headers = (key: string) => ({ headers: { 'x-chairside-key': key } })

export const readMine = (key: string, signal?: AbortSignal): Promise<MyTreatment> => read<MyTreatment>('/api/my', { ...headers(key), signal })
export const saveHistory = (key: string, question: string, answer: HistoryAnswer): Promise<unknown> => send('PUT', '/api/my/history', { answers: { [question]: answer } }, headers(key))
export const readConsent = (key: string, signal?: AbortSignal): Promise<ConsentView> => read<ConsentView>('/api/my/consent', { ...headers(key), signal })
export const post = <T = unknown>(key: string, route: string, body: unknown, once = newId()): Promise<T> => write<T>('POST', `/api/my/${route}`, body, { ...headers(key), key: once })
export const put = (key: string, route: string, body: unknown): Promise<unknown> => send('PUT', `/api/my/${route}`, body, headers(key))
export const remove = (key: string, route: string): Promise<unknown> => write('DELETE', `/api/my/${route}`, {}, headers(key))
export const openForm = (key: string, purpose: string): Promise<MyFormLink> => post<MyFormLink>(key, 'forms', { purpose })

export type Mine = { readonly key: string; readonly mine: MyTreatment; readonly w: MyWords; readonly changed: () => void }
const Here = createContext<Mine | null>(null)
export const MineProvider = Here.Provider
export function useMine(): Mine {
  const here = useContext(Here)
  if (!here) throw new Error('outside of My treatment')
  return here
}
export function useChanged(key: string): () => void {
  const queries = useQueryClient()
  return () => void queries.invalidateQueries({ queryKey: ['my', key] })
}
export const wordsFor = (mine: MyTreatment | undefined): MyWords => WORDS[mine?.language ?? (navigator.language.startsWith('es') ? 'es' : 'en')]
