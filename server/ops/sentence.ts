// Every failure of starting, stopping, backing up or restoring ends as one sentence that says what to do. A stack trace helps nobody at a clinic.
import { messageOf, Refused } from '../http/refusal.ts'

/** An error whose message is that sentence already. */
export class Sentence extends Error {}

const isFull = (text: string): boolean => /ENOSPC|EDQUOT|No space left on device|disk full|Disk quota exceeded/i.test(text)

/** The sentence for an error. `folder` is the data folder, when one was being used. */
export function sentenceOf(error: unknown, folder?: string): string {
  if (error instanceof Sentence) return error.message
  if (error instanceof Refused) return messageOf(error.refusal)
  const { code, message, path } = error as { code?: string; message?: string; path?: string }
  const text = `${code ?? ''} ${message ?? String(error)}`
  if (isFull(text) || code === '53100') return `There is no space left on the disk of ${path ?? folder ?? 'the data'}: free some space and start again; nothing that was acknowledged is lost.`
  if (code === 'EACCES' || code === 'EPERM') return `${path ?? 'A file'} is not open to this user: start Chairside as the user who started it before, or change the owner of that file.`
  if (code === 'EROFS') return `${path ?? folder ?? 'The data folder'} is on a disk that can only be read: choose another folder with --data DIR.`
  if (code === 'ENOTDIR' || code === 'EEXIST') return `${path ?? folder ?? 'The data folder'} is a file, not a folder: choose another folder with --data DIR.`
  if (code === '42501') return 'The user in DATABASE_URL may not create roles or schemas: give it CREATEROLE and make it the owner of the database (docs/runbook.md).'
  if (code === 'ECONNREFUSED' || code === 'CONNECTION_CLOSED' || code === 'CONNECTION_ENDED' || code === 'CONNECT_TIMEOUT' || code === '57P03') return 'The database does not answer: start again, and see docs/runbook.md if it stays so.'
  return `Something unexpected went wrong: ${(message ?? String(error)).trim().split('\n')[0]}`
}
