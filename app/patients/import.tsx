// Patients from another system: drop a FHIR file, see what was taken, what was left out, and why. Twice is once.
import { useRef, useState, type DragEvent } from 'react'
import { Button, Group, Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useSite } from '../site.ts'
import { plainDay } from '../ui/day.ts'
import { Refusal } from '../ui/index.ts'
import { sendFile } from './imported.ts'
import { byReason, totalOf, type Imported } from './left-out.ts'

const OUTCOMES: Readonly<Record<Imported['patients'][number]['outcome'], string>> = { taken: 'new here', updated: 'brought up to date', already: 'already here' }

function Result({ result, close }: { readonly result: Imported; readonly close: () => void }) {
  const left = result.left_out.reduce((sum, l) => sum + l.count, 0)
  const parts = [[totalOf(result.taken), 'taken'], [totalOf(result.updated), 'updated'], [totalOf(result.already), 'here already'], [left, 'left out']] as const
  return (
    <div className="stack">
      <p role="status" className="import-count">{parts.filter(([n], i) => n > 0 || i === 0).map(([n, word]) => <span key={word}><b>{n}</b> {word}</span>)}</p>
      {result.patients.length > 0 && <ul className="patient-list">{result.patients.map((p) => <li key={p.patient}><Link href={`/patients/${p.patient}`} className="patient-row" onClick={close}><strong>{p.name}</strong><span>born {plainDay(p.birth_date)}</span><span>record {p.record_number}</span><span>{OUTCOMES[p.outcome]}</span></Link></li>)}</ul>}
      {totalOf(result.taken) > 0 && <div><h3>Taken</h3><ul className="taken">{Object.entries(result.taken).map(([kind, n]) => <li key={kind}>{n} {kind}</li>)}</ul></div>}
      {left > 0 && (
        <div className="stack"><h3>Left out, and why</h3>
          {byReason(result.left_out).map(({ why, kinds }) => <div key={why}><p>{why}</p><ul className="taken soft">{kinds.map((k) => <li key={k.kind}>{k.count} {k.kind}</li>)}</ul></div>)}
        </div>
      )}
    </div>
  )
}

function Importing({ close }: { readonly close: () => void }) {
  const [over, setOver] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  const queries = useQueryClient()
  const site = useSite()
  const take = useMutation({ mutationFn: (file: File) => sendFile(file, site?.site ?? null), onSuccess: () => queries.invalidateQueries({ queryKey: ['patients'] }) })
  const first = (files: FileList | null): void => { const file = files?.[0]; if (file) take.mutate(file) }
  const drop = (event: DragEvent): void => { event.preventDefault(); setOver(false); first(event.dataTransfer.files) }
  return (
    <div className="stack">
      {!take.data && (
        <div className="drop" data-over={over} onDragOver={(event) => { event.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)} onDrop={drop}>
          <p>Drop a FHIR R4 file here (Bundle, JSON or NDJSON)</p>
          <Button loading={take.isPending} onClick={() => picker.current?.click()}>Choose a file</Button>
          <input ref={picker} type="file" accept=".json,.ndjson,.gz,application/json,application/fhir+json" hidden aria-label="FHIR file" onChange={(event) => { first(event.currentTarget.files); event.currentTarget.value = '' }} />
          <p className="small">Patients, conditions, allergies, medications, observations and questionnaire responses are taken. The same file twice changes nothing.</p>
        </div>
      )}
      <Refusal error={take.error} />
      {take.data && <Result result={take.data} close={close} />}
      <Group justify="flex-end">{take.data && <Button variant="subtle" onClick={() => take.reset()}>Another file</Button>}<Button variant="default" onClick={close}>Close</Button></Group>
    </div>
  )
}

export function Import({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  return <Modal opened={open} onClose={close} title="Import from another system" size="44rem" closeButtonProps={{ 'aria-label': 'Close' }}>{open && <Importing close={close} />}</Modal>
}
