// What stands before a signature, and whether the record is still the one that was signed. A signature is never refused for what is missing in it: what is missing is named.
import type { EventOf } from './events.ts'
import type { SessionView } from './fold.ts'
import type { Note } from './note.ts'

export type SigningFinding = {
  /** `block`: cannot be signed yet. `acknowledge`: a person says that they know. `record`: worth knowing. */
  readonly level: 'block' | 'acknowledge' | 'record'
  readonly message: string
}

/** The longest text that a signature holds, in characters: as in `PAYLOADS.signed`. */
export const LONGEST_NOTE = 100_000

/** What a person should know before they sign. `unsent`: facts that are on this tablet only. */
export function signingFindings(view: SessionView, note: Note, unsent: number): SigningFinding[] {
  const findings: SigningFinding[] = []
  const say = (level: SigningFinding['level'], message: string): void => { findings.push({ level, message }) }
  const given = view.infusion
  if (given && given.stoppedAt === null) say('block', 'the infusion has not been stopped')
  else if (given && view.dischargedAt === null) say('block', 'discharge is not approved')
  else if (!given && view.state !== 'aborted' && view.state !== 'signed') say('block', 'the visit is not over')
  if (note.text.length > LONGEST_NOTE) say('block', `the note has ${note.text.length} characters; a signature holds ${LONGEST_NOTE}`)
  for (const { kind, events } of view.contradictions) say('acknowledge', `not settled: ${kind.replaceAll('-', ' ')} (${events.length} fact${events.length === 1 ? '' : 's'})`)
  const open = view.adverseEvents.filter((event) => event.outcome === undefined)
  for (const event of open) say('acknowledge', `adverse event without an outcome: ${event.what}`)
  if (given && view.ivChecks.length === 0) say('record', 'no IV site is recorded')
  if (given && view.vitals.length === 0) say('acknowledge', 'no vital signs are recorded')
  if (given && view.words.length === 0) say('record', 'no words of the patient are recorded')
  if (unsent > 0) say('record', `${unsent} fact${unsent === 1 ? ' is' : 's are'} on this tablet only; the signature is kept with them and sent after them`)
  return findings
}

/** The facts that a note is written from: all but signatures and amendments. */
export const countOfFacts = (view: SessionView): number => view.facts.filter(({ original }) => original.type !== 'signed' && original.type !== 'amended').length

export type Standing = {
  readonly changed: boolean
  /** Lines that the text has now and had not, and lines that it had and has no more. */
  readonly added: readonly string[]
  readonly gone: readonly string[]
}

/**
 * Whether the record changed after `signature`. Facts are only ever added, so an equal number of facts is the same set of facts; where a signature does not say its number, the text is compared.
 * A later version of the program may word the same facts differently: that alone is no change.
 */
export function standingOf(signature: EventOf<'signed'>, view: SessionView, note: Note): Standing {
  const changed = signature.facts === undefined ? signature.noteText !== undefined && signature.noteText !== note.text : signature.facts !== countOfFacts(view)
  if (!changed || signature.noteText === undefined) return { changed, added: [], gone: [] }
  const [then, now] = [signature.noteText.split('\n'), note.text.split('\n')]
  const without = (lines: readonly string[], others: readonly string[]): string[] => {
    const left = new Map<string, number>()
    for (const line of others) left.set(line, (left.get(line) ?? 0) + 1)
    return lines.filter((line) => {
      const count = left.get(line) ?? 0
      if (count > 0) left.set(line, count - 1)
      return count === 0 && line !== ''
    })
  }
  return { changed, added: without(now, then), gone: without(then, now) }
}
