// Documents as PDF, set by one worker thread that starts with the first and never keeps the process alive.
import { Worker } from 'node:worker_threads'
import type { Done, Job } from './worker.ts'

export type Typeset = { readonly pdf: Buffer; /** Letters were missing from the fonts: tagged, but without the claim of PDF/UA. */ readonly plain: boolean }
type Waiting = { readonly resolve: (done: Typeset) => void; readonly reject: (error: Error) => void }

let worker: Worker | null = null
let jobs = 0
const waiting = new Map<number, Waiting>()

function fail(error: Error): void {
  worker = null
  for (const { reject } of waiting.values()) reject(error)
  waiting.clear()
}

function started(): Worker {
  if (worker) return worker
  const made = new Worker(new URL('worker.ts', import.meta.url))
  made.unref()
  made.on('message', (done: Done) => {
    const one = waiting.get(done.id)
    waiting.delete(done.id)
    if (waiting.size === 0) made.unref()
    if ('problem' in done) one?.reject(new Error(`the document was not set: ${done.problem}`))
    else one?.resolve({ pdf: Buffer.from(done.pdf), plain: done.plain })
  })
  // A worker that dies is replaced by the next call; who waits for it is told.
  made.on('error', fail)
  made.on('exit', () => { if (worker === made) fail(new Error('the worker for documents ended')) })
  worker = made
  return made
}

/** Sets the record's template with `data`. Rejects when the template and the data do not fit. */
export function typesetRecord(data: unknown): Promise<Typeset> {
  return new Promise((resolve, reject) => {
    const id = jobs += 1
    waiting.set(id, { resolve, reject })
    const thread = started()
    thread.ref()
    thread.postMessage({ id, data: JSON.stringify(data) } satisfies Job)
  })
}
