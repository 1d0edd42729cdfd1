// What an inspector asks for: the book of a period as PDF and as CSV.
import { useState } from 'react'
import { Button, TextInput } from '@mantine/core'
import { addDays, parseLocalDate } from '@chairside/core/shared'
import { Card, dayText } from '../ui/index.ts'
import type { PartProps } from './cabinet.tsx'

export default function Binder({ cabinet }: PartProps) {
  const { address, today } = cabinet
  const [from, setFrom] = useState<string>(() => addDays(parseLocalDate(today)!, -730))
  const [to, setTo] = useState(today)
  const fits = parseLocalDate(from) !== null && parseLocalDate(to) !== null && from <= to
  const url = (kind: 'pdf' | 'csv'): string => `/api/addresses/${address.address}/binder.${kind}?from=${from}&to=${to}`
  return (
    <Card title="Inspection binder">
      <div className="stock-form">
        <p className="soft">{address.name}, {address.postal}. Registration {address.registration_number}{address.registered_until === null ? '' : `, valid until ${dayText(address.registered_until)}`}. Receipts, administrations with name and address, waste with witnesses, returns, transfers, losses, counts, inventories and discrepancies.</p>
        <div className="stock-fields">
          <TextInput label="From" type="date" value={from} max={today} onChange={(event) => setFrom(event.currentTarget.value)} />
          <TextInput label="To" type="date" value={to} max={today} error={fits ? undefined : 'From comes before to.'} onChange={(event) => setTo(event.currentTarget.value)} />
        </div>
        <div className="row">{fits && <><Button component="a" variant="filled" href={url('pdf')} target="_blank" rel="noreferrer">Open the PDF</Button><Button component="a" href={url('csv')}>Take the CSV</Button></>}</div>
        <p className="small soft">It names patients: whoever opens it is written into the audit.</p>
      </div>
    </Card>
  )
}
