// The link to "My treatment": a square to scan, the link to copy, or mail to the address of the record. Shown once, stored nowhere.
import { useState } from 'react'
import { Button, CopyButton } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { newId, write } from '../api.ts'
import { dateText, Dialog, Refusal } from '../ui/index.ts'
import { QrCode } from '../ui/qr.tsx'
import './form-link.css'

type Asked = { readonly patient: string; readonly name: string; readonly email: string | null }
type Link = { readonly url: string; readonly expires_at: string; readonly sent_to: string | null }

function Making({ asked }: { readonly asked: Asked }) {
  const [treatment_key] = useState(newId)
  const make = useMutation({ mutationFn: (send: boolean) => write<Link>('POST', `/api/patients/${asked.patient}/treatment-keys`, { treatment_key, ...(send ? { send } : {}) }) })
  const revoke = useMutation({ mutationFn: () => write<{ revoked: number }>('POST', `/api/patients/${asked.patient}/treatment-keys/revoke`, {}) })
  const link = make.data
  if (link) {
    return (
      <div className="link-ready">
        <QrCode text={link.url} label={`QR code of My treatment for ${asked.name}`} size={232} />
        <div className="stack">
          {link.sent_to !== null && <p><b>Mail is on its way to {link.sent_to}.</b></p>}
          <p>Let {asked.name} scan this with a phone's camera, or send the link in a way you both trust.</p>
          <p className="soft small">Whoever has it reads this patient's visits, answers and words, and can sign. It ends on {dateText(Date.parse(link.expires_at))}; you can end it here at any time.</p>
          <div className="row">
            <CopyButton value={link.url}>{({ copied, copy }) => <Button variant="filled" onClick={copy}>{copied ? 'Copied' : 'Copy the link'}</Button>}</CopyButton>
            <Button component="a" href={link.url} target="_blank" rel="noreferrer" variant="default">Open it here</Button>
          </div>
        </div>
      </div>
    )
  }
  return (
    <div className="stack">
      <p>History, consent, visits, check-ins and own words, on the patient's phone, without an account.</p>
      <Refusal error={make.error ?? revoke.error} />
      <div className="row">
        <Button variant="filled" loading={make.isPending && !make.variables} onClick={() => make.mutate(false)}>Show the link</Button>
        <Button variant="default" disabled={asked.email === null} loading={make.isPending && make.variables} onClick={() => make.mutate(true)}>{asked.email === null ? 'No mail address in the record' : 'Mail it to the patient'}</Button>
        <Button variant="subtle" loading={revoke.isPending} onClick={() => revoke.mutate()}>End all links</Button>
      </div>
      <p role="status" className="small">{revoke.data ? `${revoke.data.revoked} ended.` : ''}</p>
    </div>
  )
}

export const MyLinkDialog = ({ asked, close }: { readonly asked: Asked | null; readonly close: () => void }) =>
  <Dialog open={asked !== null} title={asked ? `My treatment for ${asked.name}` : ''} onClose={close}>{asked && <Making key={asked.patient} asked={asked} />}</Dialog>
