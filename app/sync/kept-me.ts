// Who is signed in, kept on the device so that a tablet that loses the network still knows whose hands it is in.
import type { Me } from '@chairside/core/people'

const KEY = 'chairside-me'

export async function keepMe(me: Me): Promise<void> {
  try { localStorage.setItem(KEY, JSON.stringify(me)) } catch { /* a full or closed storage: the next answer of the server is needed then */ }
}

export async function keptMe(): Promise<Me | null> {
  const text = localStorage.getItem(KEY)
  return text === null ? null : (JSON.parse(text) as Me)
}

export async function forgetMe(): Promise<void> {
  localStorage.removeItem(KEY)
}
