// The protocol to read, and its approval: nothing may be given under one that no medical director has signed for.
import { useState } from 'react'
import { Button, Checkbox, Group, Modal } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Me } from '@chairside/core/people'
import type { Protocol } from '@chairside/core/plan'
import { read, useMay, write } from '../api.ts'
import { Card, dateText, Loading, Refusal, timeText } from '../ui/index.ts'
import { sectionsOf } from './settings.ts'

function Approve({ protocol, close }: { readonly protocol: Protocol; readonly close: () => void }) {
  const queries = useQueryClient()
  const [sure, setSure] = useState(false)
  const approve = useMutation({ mutationFn: () => write<Protocol>('POST', '/api/protocol/approve', { version: protocol.version }), onSuccess: (approved) => { queries.setQueryData(['protocol'], approved); close() } })
  return (
    <div className="stack">
      <p>With your approval version {protocol.version} governs every order, start and discharge at all sites. Your name and the time are kept.</p>
      <Checkbox size="md" label="I have read every setting and take it as our clinic's protocol" checked={sure} onChange={(event) => setSure(event.currentTarget.checked)} />
      <Refusal error={approve.error} />
      <Group justify="flex-end"><Button variant="default" onClick={close}>Back</Button><Button variant="filled" disabled={!sure} loading={approve.isPending} onClick={() => approve.mutate()}>Approve version {protocol.version}</Button></Group>
    </div>
  )
}

export function ProtocolPart({ me }: { readonly me: Me }) {
  const mayApprove = useMay('protocol.approve')
  const [approving, setApproving] = useState(false)
  const { data: protocol, error, isPending, refetch } = useQuery({ queryKey: ['protocol'], queryFn: ({ signal }) => read<Protocol>('/api/protocol', { signal }) })
  if (isPending) return <Loading what="Reading the protocol" />
  if (!protocol) return <Refusal error={error} retry={() => void refetch()} />
  const approved = protocol.approved_at === null ? null : Date.parse(protocol.approved_at)
  return (
    <div className="stack">
      <Card title={`Protocol, version ${protocol.version}`} actions={approved === null && mayApprove && <Button variant="filled" onClick={() => setApproving(true)}>Approve</Button>}>
        {approved === null
          ? <p className="unapproved"><b>Proposed, not approved.</b> No infusion can start until a medical director approves it{mayApprove ? '.' : ': please ask yours.'}</p>
          : <p>Approved by {protocol.approved_by ?? 'a medical director'} on {dateText(approved, me.organization.time_zone)}, {timeText(approved, me.organization.time_zone)}.</p>}
        <p className="soft small">Each value began as a proposal of the clinical reference, with its sources in docs/sources.md. The values are the clinic's own once approved.</p>
      </Card>
      <div className="settings">
        {sectionsOf(protocol.settings).map((section) => (
          <Card key={section.name} title={section.name}>
            <table className="plain">
              <thead className="sr-only"><tr><th scope="col">Setting</th><th scope="col">Value</th></tr></thead>
              <tbody>{section.lines.map((line) => <tr key={line.path}><th scope="row">{line.words}{approved === null && <small className="proposed">proposed</small>}</th><td>{line.value} <span className="soft">{line.unit}</span></td></tr>)}</tbody>
            </table>
          </Card>
        ))}
      </div>
      <Modal opened={approving} onClose={() => setApproving(false)} title="Approve the protocol" closeButtonProps={{ 'aria-label': 'Close' }}>{approving && <Approve protocol={protocol} close={() => setApproving(false)} />}</Modal>
    </div>
  )
}
