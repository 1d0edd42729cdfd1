// The protocol to read, and its approval: nothing may be given under one that no medical director has signed for.
import { lazy, Suspense, useState } from 'react'
import { Button, Checkbox, Group, Modal } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Me } from '@chairside/core/people'
import type { Protocol } from '@chairside/core/plan'
import { read, useMay, write } from '../api.ts'
import { Card, dateText, Loading, Refusal, timeText } from '../ui/index.ts'
import { Changes } from './protocol-changes.tsx'
import { sectionsOf } from './settings.ts'

const ProtocolEdit = lazy(() => import('./protocol-edit.tsx'))

function Approve({ protocol, before, close }: { readonly protocol: Protocol; readonly before: Protocol | null; readonly close: () => void }) {
  const queries = useQueryClient()
  const [sure, setSure] = useState(false)
  const approve = useMutation({ mutationFn: () => write<Protocol>('POST', '/api/protocol/approve', { version: protocol.version }), onSuccess: async () => { await queries.invalidateQueries({ queryKey: ['protocol'] }); close() } })
  return (
    <div className="stack">
      <p>With your approval version {protocol.version} governs every order, start and discharge at all sites. Your name and the time are kept.</p>
      {before && <Changes before={before.settings} after={protocol.settings} />}
      <Checkbox size="md" label="I have read every setting and take it as our clinic's protocol" checked={sure} onChange={(event) => setSure(event.currentTarget.checked)} />
      <Refusal error={approve.error} />
      <Group justify="flex-end"><Button variant="default" onClick={close}>Back</Button><Button variant="filled" disabled={!sure} loading={approve.isPending} onClick={() => approve.mutate()}>Approve version {protocol.version}</Button></Group>
    </div>
  )
}

export function ProtocolPart({ me }: { readonly me: Me }) {
  const mayApprove = useMay('protocol.approve')
  const mayWrite = useMay('protocol.write')
  const [approving, setApproving] = useState<Protocol | null>(null)
  const [editing, setEditing] = useState<Protocol | null>(null)
  const { data: protocol, error, isPending, refetch } = useQuery({ queryKey: ['protocol'], queryFn: ({ signal }) => read<Protocol>('/api/protocol', { signal }) })
  const { data: waiting } = useQuery({ queryKey: ['protocol', 'draft'], queryFn: ({ signal }) => read<{ readonly draft: Protocol | null }>('/api/protocol/draft', { signal }) })
  if (editing) return <Suspense fallback={<Loading what="Opening the protocol" />}><ProtocolEdit from={editing} onDone={() => setEditing(null)} /></Suspense>
  if (isPending) return <Loading what="Reading the protocol" />
  if (!protocol) return <Refusal error={error} retry={() => void refetch()} />
  const draft = waiting?.draft ?? null
  const approved = protocol.approved_at === null ? null : Date.parse(protocol.approved_at)
  return (
    <div className="stack">
      {draft && (
        <Card title={`Version ${draft.version}, waiting for approval`} actions={<div className="row">{mayWrite && <Button onClick={() => setEditing(draft)}>Change</Button>}{mayApprove && <Button variant="filled" onClick={() => setApproving(draft)}>Approve</Button>}</div>}>
          <p className="unapproved"><b>Written, not approved.</b> Version {protocol.version} goes on counting until a medical director approves this one.</p>
          <Changes before={protocol.settings} after={draft.settings} />
        </Card>
      )}
      <Card title={`Protocol, version ${protocol.version}`} actions={<div className="row">{mayWrite && !draft && <Button onClick={() => setEditing(protocol)}>Change</Button>}{approved === null && mayApprove && <Button variant="filled" onClick={() => setApproving(protocol)}>Approve</Button>}</div>}>
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
      <Modal opened={approving !== null} onClose={() => setApproving(null)} title="Approve the protocol" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>{approving && <Approve protocol={approving} before={approving === draft ? protocol : null} close={() => setApproving(null)} />}</Modal>
    </div>
  )
}
