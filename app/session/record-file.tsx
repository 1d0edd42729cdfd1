// The record as a file: opened to be printed, or kept. The address names the visit by its number only.
import { Anchor } from '@mantine/core'

const addressOf = (session: string): string => `/api/sessions/${session}/record.pdf`

export function RecordFile({ session, signed }: { readonly session: string; readonly signed: boolean }) {
  return (
    <p className="row record-file">
      <Anchor href={addressOf(session)} target="_blank" rel="noreferrer">{signed ? 'Print the record (PDF)' : 'Print the record so far (PDF, marked as not signed)'}</Anchor>
      <Anchor href={addressOf(session)} download="record.pdf">Download</Anchor>
    </p>
  )
}
