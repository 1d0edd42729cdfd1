// Who signed what and when, and what was added afterwards.
import { localDate, localTime, type Instant } from '@chairside/core/shared'
import { minutesToSignature, type SessionView } from '@chairside/core/session'
import { zoneOf } from './note-text.ts'
import type { Chair } from './use-chair.ts'

export function Signatures({ known }: { readonly known: Pick<Chair, 'bundle' | 'me' | 'name'> & { readonly view: SessionView } }) {
  const zone = zoneOf(known)
  const moment = (at: Instant): string => `${localDate(at, zone)} ${localTime(at, zone)}`
  const minutes = minutesToSignature(known.view)
  const author = known.view.signatures.find((signature) => signature.meaning === 'author')
  const amendments = known.view.notes.filter((note) => note.type === 'amended')
  return (
    <ul className="signatures" aria-label="Signatures and amendments">
      {known.view.signatures.map((signature) => (
        <li key={signature.id}>
          <b>{known.name(signature.actor)}</b>, {signature.meaning}, {moment(signature.at)}{signature.id === author?.id && minutes !== null ? `, ${minutes} min after discharge` : ''}
          {signature.noteHash !== undefined && <div><code>SHA-256 {signature.noteHash}</code></div>}
        </li>
      ))}
      {amendments.map((amendment) => <li key={amendment.id}><b>Amendment</b> {moment(amendment.at)}, {known.name(amendment.actor)} ({amendment.reason}): {amendment.text}</li>)}
    </ul>
  )
}
