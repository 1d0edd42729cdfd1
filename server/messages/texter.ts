/*
Text messages. One adapter speaks the REST interface that Twilio made common (a form of To, From and Body, basic authentication, a sid in the answer); another writes each text
into a folder, for a clinic that hands them on by itself and for trying out. Which one: CHAIRSIDE_TEXT_URL.
*/
import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Sentence } from '../ops/sentence.ts'
import { NotSent } from './mailer.ts'

export type Text = { readonly to: string; readonly text: string; readonly id: string }
export type Texter = { send(text: Text): Promise<void> }

const PATIENCE_MS = 20_000
/** A telephone number as networks take it: + and digits. Null when it is none; ten digits are read as North American. */
export function numberIn(words: string): string | null {
  const digits = words.replaceAll(/[\s().-]/g, '')
  if (/^\+[1-9]\d{7,14}$/.test(digits)) return digits
  return /^1?[2-9]\d{9}$/.test(digits) ? `+1${digits.slice(-10)}` : null
}

function overHttp(url: URL, from: string): Texter {
  const { username, password } = url
  const address = new URL(url)
  address.username = ''
  address.password = ''
  return {
    async send({ to, text, id }) {
      let answer: Response
      try {
        answer = await fetch(address, {
          method: 'POST', signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error',
          headers: { 'authorization': `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`, 'idempotency-key': id, 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ To: to, From: from, Body: text }).toString(),
        })
      } catch {
        throw new NotSent('The text service could not be reached.', false)
      }
      // The answer may repeat number and text: only its status is kept.
      await answer.body?.cancel()
      if (answer.status === 401 || answer.status === 403) throw new NotSent('The text service did not accept our name and password.', false)
      if (answer.status === 429 || answer.status >= 500) throw new NotSent(`The text service asked to try later (${answer.status}).`, false)
      if (!answer.ok) throw new NotSent(`The text service refused the message (${answer.status}).`, true)
    },
  }
}

function intoFolder(folder: string): Texter {
  return {
    async send({ to, text, id }) {
      try {
        await fs.mkdir(folder, { recursive: true, mode: 0o700 })
        const unfinished = path.join(folder, `.${randomUUID()}`)
        await fs.writeFile(unfinished, JSON.stringify({ id, to, text }), { mode: 0o600 })
        await fs.rename(unfinished, path.join(folder, `${id}.json`))
      } catch {
        throw new NotSent('The folder for texts cannot be written.', false)
      }
    },
  }
}

/** From the environment: `https://name:password@host/path` or `file:///folder`; null when none is named. Throws a sentence when it cannot be one. */
export function texterOf({ CHAIRSIDE_TEXT_URL, CHAIRSIDE_TEXT_FROM }: NodeJS.ProcessEnv): Texter | null {
  if (!CHAIRSIDE_TEXT_URL) return null
  const url = URL.canParse(CHAIRSIDE_TEXT_URL) ? new URL(CHAIRSIDE_TEXT_URL) : null
  if (url?.protocol === 'file:') return intoFolder(fileURLToPath(url))
  const isLoopback = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback))) throw new Sentence('CHAIRSIDE_TEXT_URL must be the https address of a text service with its name and password, or file:///folder.')
  if (!CHAIRSIDE_TEXT_FROM) throw new Sentence('CHAIRSIDE_TEXT_URL is set, so CHAIRSIDE_TEXT_FROM must say which number texts come from.')
  return overHttp(url, CHAIRSIDE_TEXT_FROM)
}
