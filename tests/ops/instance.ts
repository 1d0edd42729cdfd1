// A real `npm start` for the tests of operations: the same script, in a process of its own, on a data folder of its own.
import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { readInstance } from '../../server/db/instance.ts'

export const ROOT = path.resolve(import.meta.dirname, '../..')

/** A folder for one test that the database's user may enter; removed by the caller. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'chairside-ops-'))
  fs.chmodSync(folder, 0o755)
  return folder
}

export type Process = {
  readonly child: ChildProcess
  /** Everything it said so far, both streams. */
  said(): string
  /** Resolves when it said something that matches; rejects when it ended before. */
  until(pattern: RegExp): Promise<RegExpMatchArray>
  /** Resolves with the exit code (null after a signal). */
  readonly ended: Promise<number | null>
}

/** Runs a program of the project under the Node of the tests. */
export function run(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Process {
  const child = spawn(process.execPath, [path.join(ROOT, script), ...args], { cwd: ROOT, env: { ...process.env, DATABASE_URL: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  // A test that failed half way leaves no clinic running.
  const leave = (): void => void child.kill('SIGTERM')
  process.once('exit', leave)
  child.once('close', () => process.removeListener('exit', leave))
  let text = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => {
    text += String(data)
    for (const look of waiting) look()
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  return {
    child, ended, said: () => text,
    until: (pattern) => new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(text)
        if (!match) return
        waiting.delete(look)
        resolve(match)
      }
      waiting.add(look)
      look()
      void ended.then((code) => reject(new Error(`ended with ${code} before it said ${pattern}:\n${text}`)))
    }),
  }
}

/** Starts a clinic on free ports; `address` is where it answers. */
export async function startClinic(folder: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Process & { readonly address: string }> {
  const started = run('scripts/start.ts', ['--port', '0', '--hl7-port', '0', '--data', folder, ...args], env)
  const [, address] = await started.until(/ready at (\S+)/)
  return { ...started, address: address!.replace('localhost', '127.0.0.1') }
}

export const healthz = async (address: string): Promise<{ status: number; body: unknown }> => {
  const answer = await fetch(`${address}/healthz`)
  return { status: answer.status, body: await answer.json() }
}

/** Asks until the clinic answers that it is well. The test's own time limit ends a wait that is in vain. */
export async function untilWell(address: string): Promise<void> {
  for (;;) {
    const answer = await healthz(address).catch(() => null)
    if (answer?.status === 200) return
    await wait(50)
  }
}

/** The owner's address of the embedded database of a running clinic. */
export function ownerUrlOf(folder: string): string {
  const secret = fs.readFileSync(path.join(folder, 'database-secret'), 'utf8').trim()
  return `postgres://postgres:${secret}@127.0.0.1:${readInstance(folder)!.databasePort}/postgres`
}

/** The process of the embedded PostgreSQL, from its own lock file. */
export const databasePid = (folder: string): number => Number(fs.readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
