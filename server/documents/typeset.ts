// Documents as PDF, set by one worker thread that starts with the first and never keeps the process alive. The compiler's memory grows slowly with what it sets:
// the thread ends after a number of documents or when nobody has asked for a while, and the next call starts another.
import { Worker } from 'node:worker_threads'
import type { Done, Job, Template } from './worker.ts'

export type Typeset = { readonly pdf: Buffer; /** Letters were missing from the fonts: tagged, but without the claim of PDF/UA. */ readonly plain: boolean }
type Waiting = { readonly resolve: (done: Typeset) => void; readonly reject: (error: Error) => void }
/** A thread with the calls that wait for it. */
type Setter = { readonly thread: Worker; readonly waiting: Map<number, Waiting>; asked: number }

const MOST_DOCUMENTS = 30
const IDLE_MS = 120_000

let setter: Setter | null = null
let idle: ReturnType<typeof setTimeout> | null = null
let jobs = 0

function retire(): void {
  const old = setter
  setter = null
  void old?.thread.terminate()
}

function answered(own: Setter, done: Done): void {
  const one = own.waiting.get(done.id)
  own.waiting.delete(done.id)
  if ('problem' in done) one?.reject(new Error(`the document was not set: ${done.problem}`))
  else one?.resolve({ pdf: Buffer.from(done.pdf), plain: done.plain })
  if (own.waiting.size > 0) return
  own.thread.unref()
  if (setter !== own) { void own.thread.terminate(); return }
  if (own.asked >= MOST_DOCUMENTS) { retire(); return }
  idle = setTimeout(retire, IDLE_MS)
  idle.unref()
}

function started(): Setter {
  if (setter && setter.asked < MOST_DOCUMENTS) return setter
  const own: Setter = { thread: new Worker(new URL('worker.ts', import.meta.url)), waiting: new Map(), asked: 0 }
  // A thread that dies is replaced by the next call; who waits for it is told.
  const fail = (error: Error): void => {
    if (setter === own) setter = null
    for (const { reject } of own.waiting.values()) reject(error)
    own.waiting.clear()
  }
  own.thread.on('message', (done: Done) => answered(own, done))
  own.thread.on('error', fail)
  own.thread.on('exit', () => fail(new Error('the thread for documents ended')))
  setter = own
  return own
}

/** Sets a template with `data`. Rejects when the two do not fit. */
export function typeset(template: Template, data: unknown): Promise<Typeset> {
  return new Promise((resolve, reject) => {
    if (idle) clearTimeout(idle)
    const own = started()
    const id = jobs += 1
    own.asked += 1
    own.waiting.set(id, { resolve, reject })
    own.thread.ref()
    own.thread.postMessage({ id, template, data: JSON.stringify(data) } satisfies Job)
  })
}
