// A delivery: its product, lot and supplier once, and each vial by its barcode. A scanner types a code and Enter.
import { useRef, useState, type FormEvent } from 'react'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { newId, useMay, write } from '../api.ts'
import { fieldErrors, focusFirstError } from '../ui/field-errors.ts'
import { Card, EmptyState, Refusal } from '../ui/index.ts'
import type { PartProps } from './cabinet.tsx'
import { useStockChanged } from './use-cabinet.ts'

const FIELDS = ['product', 'lot_number', 'expires_on', 'vials', 'supplier', 'supplier_address', 'supplier_registration', 'invoice', 'received_on'] as const
const LAST = 'chairside.last-supplier'
type Supplier = { readonly supplier: string; readonly supplier_address: string; readonly supplier_registration: string }
const lastSupplier = (): Supplier => { try { return { supplier: '', supplier_address: '', supplier_registration: '', ...JSON.parse(localStorage.getItem(LAST) ?? '{}') as Partial<Supplier> } } catch { return { supplier: '', supplier_address: '', supplier_registration: '' } } }

export default function Receive({ cabinet }: PartProps) {
  const { address, products, today } = cabinet
  const mayMove = useMay('stock.move')
  const fresh = () => ({ product: products[0]?.product ?? '', lot_number: '', expires_on: '', invoice: '', received_on: today, ...lastSupplier() })
  const [form, setForm] = useState(fresh)
  const [ids, setIds] = useState({ receipt: newId(), lot: newId() })
  const [vials, setVials] = useState<readonly { readonly entry: string; readonly vial: string; readonly barcode: string }[]>([])
  const [code, setCode] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [said, setSaid] = useState('')
  const [busy, setBusy] = useState(false)
  const box = useRef<HTMLFormElement>(null)
  const changed = useStockChanged()
  if (!mayMove) return <EmptyState title="Deliveries are received by clinical staff" />
  if (products.length === 0) return <EmptyState title="No product is kept yet">The medical director enters the products first, under Address, products, lots.</EmptyState>
  const wrong = fieldErrors(error, FIELDS)
  const set = (name: keyof typeof form) => (event: { currentTarget: { value: string } }): void => setForm({ ...form, [name]: event.currentTarget.value })
  const add = (): void => {
    const barcode = code.trim()
    setCode('')
    if (barcode === '' || vials.some((v) => v.barcode === barcode)) return
    setVials([...vials, { entry: newId(), vial: newId(), barcode }])
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setError(null)
    try {
      await write('POST', `/api/addresses/${address.address}/receipts`, { ...ids, ...form, vials })
      localStorage.setItem(LAST, JSON.stringify({ supplier: form.supplier, supplier_address: form.supplier_address, supplier_registration: form.supplier_registration }))
      setSaid(`${vials.length} ${vials.length === 1 ? 'vial is' : 'vials are'} on the book.`)
      setVials([])
      setIds({ receipt: newId(), lot: newId() })
      setForm(fresh())
      await changed()
    } catch (refused) {
      setError(refused)
      focusFirstError(box.current)
    } finally { setBusy(false) }
  }
  return (
    <Card title="Receive a delivery">
      {said !== '' && <p role="status" className="two-says">{said}</p>}
      <form ref={box} className="stock-form" onSubmit={(event) => void submit(event)}>
        <div className="stock-fields">
          <NativeSelect label="Product" value={form.product} error={wrong['product']} data={products.map((p) => ({ value: p.product, label: `${p.name} ${p.strength_mg_per_ml} mg/mL, ${p.container_ml} mL (${p.ndc})` }))} onChange={set('product')} />
          <TextInput label="Lot" value={form.lot_number} error={wrong['lot_number']} maxLength={60} onChange={set('lot_number')} />
          <TextInput label="Expires on" type="date" description="A month on the label lasts to its last day" value={form.expires_on} error={wrong['expires_on']} onChange={set('expires_on')} />
          <TextInput label="Received on" type="date" value={form.received_on} error={wrong['received_on']} onChange={set('received_on')} />
          <TextInput label="Supplier" value={form.supplier} error={wrong['supplier']} onChange={set('supplier')} />
          <TextInput label="Address of the supplier" value={form.supplier_address} error={wrong['supplier_address']} onChange={set('supplier_address')} />
          <TextInput label="Registration of the supplier" value={form.supplier_registration} error={wrong['supplier_registration']} onChange={set('supplier_registration')} />
          <TextInput label="Invoice" value={form.invoice} error={wrong['invoice']} onChange={set('invoice')} />
        </div>
        <div className="row" style={{ alignItems: 'flex-end' }}>
          <TextInput label="Barcode of a vial" description="Scan, or type and Enter" value={code} error={wrong['vials']} maxLength={80} autoComplete="off" onChange={(event) => setCode(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === 'Enter') { event.preventDefault(); add() } }} />
          <Button onClick={add} disabled={code.trim() === ''}>Add the vial</Button>
        </div>
        {vials.length > 0 && <ul className="chair-chips">{vials.map((v) => <li key={v.vial} className="chip">{v.barcode} <button type="button" className="mini" aria-label={`Remove ${v.barcode}`} onClick={() => setVials(vials.filter((w) => w !== v))}>Remove</button></li>)}</ul>}
        <Refusal error={Object.keys(wrong).length > 0 ? null : error} />
        <Button type="submit" size="lg" variant="filled" disabled={vials.length === 0} loading={busy}>Book {vials.length} {vials.length === 1 ? 'vial' : 'vials'}</Button>
      </form>
    </Card>
  )
}
