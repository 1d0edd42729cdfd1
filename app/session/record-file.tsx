// The record as a file: opened to be printed, or kept. The address names the visit by its number only. Made by the server, so it waits for the network.
import { Anchor } from '@mantine/core'
import { useReachable } from '../ui/online.ts'

const addressOf = (session: string): string => `/api/sessions/${session}/record.pdf`

export function RecordFile({ session, signed }: { readonly session: string; readonly signed: boolean }) {
  if (!useReachable()) return <p className="soft small">The record as a PDF is made at the clinic: it can be printed once the network is back.</p>
  return (
    <p className="row record-file">
      <Anchor href={addressOf(session)} target="_blank" rel="noreferrer">{signed ? 'Print the record (PDF)' : 'Print the record so far (PDF, marked as not signed)'}</Anchor>
      <Anchor href={addressOf(session)} download="record.pdf">Download</Anchor>
    </p>
  )
}
