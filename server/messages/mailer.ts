// Mail over SMTP (nodemailer), configured by the environment. What a mail server says is turned into words here, once.
import nodemailer from 'nodemailer'
import type { Services } from '../http/context.ts'
import { Sentence } from '../ops/sentence.ts'

export type Mail = { readonly to: string; readonly subject: string; readonly text: string; /** The same for every try, so that a mail system can drop a second copy. */ readonly id: string; /** Where one tap ends such mail; null for what was asked for by hand. */ readonly stop?: string | null }
export type Mailer = { send(mail: Mail): Promise<void>; close(): void }

/** A mail that was not taken. `forGood`: trying again would not help. */
export class NotSent extends Error {
  readonly forGood: boolean
  constructor(words: string, forGood: boolean) {
    super(words)
    this.forGood = forGood
  }
}

type SmtpError = Error & { readonly code?: string; readonly responseCode?: number; readonly command?: string }

/** What went wrong, in words without the address and without what the server wrote: it may repeat both. */
export function wordsOf({ code, responseCode, command }: SmtpError): NotSent {
  if (code === 'EAUTH') return new NotSent('The mail server did not accept our name and password.', false)
  if (responseCode !== undefined && responseCode >= 500) return new NotSent(command === 'RCPT TO' ? 'There is no such address.' : `The mail server refused the message (${responseCode}).`, true)
  if (code === 'EENVELOPE' && responseCode === undefined) return new NotSent('This is not an address that mail can go to.', true)
  if (responseCode !== undefined) return new NotSent(`The mail server asked to try later (${responseCode}).`, false)
  if (code === 'ETLS') return new NotSent('The connection to the mail server could not be encrypted.', false)
  return new NotSent('The mail server could not be reached.', false)
}

const PATIENCE_MS = 20_000

/** A mailer for `smtps://user:password@host:465` or `smtp://…`; `from` is the sender, such as `Harbor <desk@clinic.example>`. Throws a sentence when either cannot be one. */
export function createMailer(url: string, from: string): Mailer {
  const parsed = URL.canParse(url) ? new URL(url) : null
  // No password in the sentence: it would end in a log.
  if (!parsed || !['smtp:', 'smtps:'].includes(parsed.protocol) || parsed.hostname === '') throw new Sentence('CHAIRSIDE_SMTP_URL must be the address of a mail server, such as smtps://name:password@mail.clinic.example:465.')
  if (!/^[^\r\n]*[^\s<>@]+@[^\s<>@]+[^\r\n]*$/.test(from)) throw new Sentence(`CHAIRSIDE_MAIL_FROM is ${JSON.stringify(from)}, and must be the sender's address, such as Harbor <desk@clinic.example>.`)
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(parsed.hostname)
  const transport = nodemailer.createTransport({
    host: parsed.hostname.replaceAll(/[[\]]/g, ''), port: Number(parsed.port || (parsed.protocol === 'smtps:' ? 465 : 587)), secure: parsed.protocol === 'smtps:',
    // Across a network mail is encrypted or does not leave.
    requireTLS: parsed.protocol === 'smtp:' && !isLoopback, ignoreTLS: parsed.protocol === 'smtp:' && isLoopback,
    ...(parsed.username === '' ? {} : { auth: { user: decodeURIComponent(parsed.username), pass: decodeURIComponent(parsed.password) } }),
    connectionTimeout: PATIENCE_MS, greetingTimeout: PATIENCE_MS, socketTimeout: PATIENCE_MS, disableFileAccess: true, disableUrlAccess: true,
  })
  const domain = /@([^\s<>@]+)/.exec(from)![1]!
  return {
    async send({ to, subject, text, id, stop }) {
      try {
        await transport.sendMail({ from, to: { name: '', address: to }, subject, text, messageId: `<${id}@${domain}>`, headers: { 'Auto-Submitted': 'auto-generated', ...(stop == null ? {} : { 'List-Unsubscribe': `<${stop}>` }) } })
      } catch (error) {
        throw wordsOf(error as SmtpError)
      }
    },
    close: () => transport.close(),
  }
}

/** From the environment: null when no mail server is named. */
export function mailerOf({ CHAIRSIDE_SMTP_URL, CHAIRSIDE_MAIL_FROM }: NodeJS.ProcessEnv): Mailer | null {
  if (!CHAIRSIDE_SMTP_URL) return null
  if (!CHAIRSIDE_MAIL_FROM) throw new Sentence('CHAIRSIDE_SMTP_URL is set, so CHAIRSIDE_MAIL_FROM must say who mail comes from, such as Harbor <desk@clinic.example>.')
  return createMailer(CHAIRSIDE_SMTP_URL, CHAIRSIDE_MAIL_FROM)
}

/** Why no mail can be sent, in words for the screen; null when it can. */
export const mailOff = ({ mail }: Pick<Services, 'mail'>, isDemonstration: boolean): string | null =>
  isDemonstration ? 'The demonstration sends no mail. Print, or let a phone scan the square.' : mail === null ? 'No mail server is set up here (see the runbook). Print, or let a phone scan the square.' : null
