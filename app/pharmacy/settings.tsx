// What the medical director keeps: the registration of this address, the products, and recalls of lots.
import { useState, type FormEvent } from 'react'
import { Button, Checkbox, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { Cabinet, LotRow, ProductRow } from '@chairside/core/pharmacy'
import { newId, read, useMay, write } from '../api.ts'
import { useSite } from '../site.ts'
import { fieldErrors } from '../ui/field-errors.ts'
import { Card, dateText, dayText, Dialog, Loading, NumberField, Refusal } from '../ui/index.ts'
import { useStockChanged } from './use-cabinet.ts'
import { mlText } from './words.ts'

function AddressCard({ cabinet }: { readonly cabinet: Cabinet }) {
  const site = useSite()
  const mayManage = useMay('stock.manage')
  const { address } = cabinet
  const [form, setForm] = useState({ name: address?.name ?? '', postal: address?.postal ?? site?.address ?? '', registration_number: address?.registration_number ?? '', registered_until: address?.registered_until ?? '' })
  const [error, setError] = useState<unknown>(null)
  const [saved, setSaved] = useState(false)
  const [id] = useState(() => address?.address ?? newId())
  const changed = useStockChanged()
  const wrong = fieldErrors(error, ['name', 'postal', 'registration_number', 'registered_until'])
  const set = (name: keyof typeof form) => (event: { currentTarget: { value: string } }): void => { setForm({ ...form, [name]: event.currentTarget.value }); setSaved(false) }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setError(null)
    const { registered_until, ...rest } = form
    try { await write('PUT', `/api/sites/${site!.site}/address`, { address: id, ...rest, ...(registered_until === '' ? {} : { registered_until }) }); setSaved(true); await changed() } catch (refused) { setError(refused) }
  }
  return (
    <Card title="Registered address">
      <form className="stock-form" onSubmit={(event) => void submit(event)}>
        <p className="soft">Each place that stores the drug has a registration of its own; its records are kept apart.</p>
        <div className="stock-fields">
          <TextInput label="Name" value={form.name} error={wrong['name']} readOnly={!mayManage} onChange={set('name')} />
          <TextInput label="Address" value={form.postal} error={wrong['postal']} readOnly={!mayManage} onChange={set('postal')} />
          <TextInput label="Registration number" value={form.registration_number} error={wrong['registration_number']} readOnly={!mayManage} onChange={set('registration_number')} />
          <TextInput label="Valid until" type="date" value={form.registered_until} error={wrong['registered_until']} readOnly={!mayManage} onChange={set('registered_until')} />
        </div>
        <Refusal error={Object.keys(wrong).length > 0 ? null : error} />
        {mayManage && <div className="row"><Button type="submit" variant="filled" disabled={form.name.trim() === '' || form.postal.trim() === '' || form.registration_number.trim() === ''}>Keep it</Button>{saved && <span role="status" className="soft">Kept.</span>}</div>}
      </form>
    </Card>
  )
}

const EMPTY = { ndc: '', name: 'Ketamine', labeler: '', strength_mg_per_ml: '', container_ml: '', label_read: false }

function Products({ products }: { readonly products: readonly ProductRow[] }) {
  const mayManage = useMay('stock.manage')
  const [form, setForm] = useState(EMPTY)
  const [error, setError] = useState<unknown>(null)
  const changed = useStockChanged()
  const wrong = fieldErrors(error, ['ndc', 'name', 'labeler', 'strength_mg_per_ml', 'container_ml'])
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setError(null)
    try { await write('POST', '/api/products', { product: newId(), ...form, strength_mg_per_ml: Number(form.strength_mg_per_ml), container_ml: Number(form.container_ml) }); setForm(EMPTY); await changed() } catch (refused) { setError(refused) }
  }
  const labelRead = async (product: string): Promise<void> => { try { await write('POST', `/api/products/${product}/label-read`); await changed() } catch (refused) { setError(refused) } }
  const set = (name: keyof typeof EMPTY) => (event: { currentTarget: { value: string } }): void => setForm({ ...form, [name]: event.currentTarget.value })
  return (
    <Card title="Products">
      <ul className="lines">{products.map((p) => <li key={p.product}><span><strong>{p.name} {p.strength_mg_per_ml} mg/mL, {p.container_ml} mL vial</strong><small>{p.labeler}, NDC {p.ndc}, {p.schedule}. {p.label_read_at === null ? 'Not yet compared with its label.' : `Compared with its label by ${p.label_read_by}, ${dateText(Date.parse(p.label_read_at))}.`}</small></span>{mayManage && p.label_read_at === null && <Button onClick={() => void labelRead(p.product)}>I read the label: it agrees</Button>}</li>)}</ul>
      {mayManage && (
        <form className="stock-form" onSubmit={(event) => void submit(event)}>
          <div className="stock-fields">
            <TextInput label="NDC" description="As printed, with its dashes" value={form.ndc} error={wrong['ndc']} onChange={set('ndc')} />
            <TextInput label="Name" value={form.name} error={wrong['name']} onChange={set('name')} />
            <TextInput label="Labeler" value={form.labeler} error={wrong['labeler']} onChange={set('labeler')} />
            <NumberField label="Strength, mg/mL of ketamine base" value={form.strength_mg_per_ml} error={wrong['strength_mg_per_ml']} onChange={(text) => setForm({ ...form, strength_mg_per_ml: text })} />
            <NumberField label="Vial, mL" value={form.container_ml} error={wrong['container_ml']} onChange={(text) => setForm({ ...form, container_ml: text })} />
          </div>
          <Checkbox label="I have compared this with the label of a vial" checked={form.label_read} onChange={(event) => setForm({ ...form, label_read: event.currentTarget.checked })} />
          <Refusal error={Object.keys(wrong).length > 0 ? null : error} />
          <div><Button type="submit" disabled={form.ndc === '' || form.labeler === '' || !(Number(form.strength_mg_per_ml) > 0) || !(Number(form.container_ml) > 0)}>Add the product</Button></div>
        </form>
      )}
    </Card>
  )
}

type Found = { readonly lot_number: string; readonly vials: readonly { readonly barcode: string; readonly address: string; readonly volume_ul: number }[]; readonly visits: readonly { readonly session: string; readonly patient: string; readonly name: string; readonly ordinal: number; readonly at: string; readonly barcode: string; readonly volume_ul: number }[] }

function LotDialog({ lot, onClose }: { readonly lot: LotRow; readonly onClose: () => void }) {
  const mayManage = useMay('stock.manage')
  const found = useQuery({ queryKey: ['cabinet', 'lot', lot.lot], queryFn: ({ signal }) => read<Found>(`/api/lots/${lot.lot}`, { signal }) })
  const [reason, setReason] = useState('')
  const [error, setError] = useState<unknown>(null)
  const changed = useStockChanged()
  const recall = async (): Promise<void> => { try { await write('POST', `/api/lots/${lot.lot}/recall`, { reason: reason.trim() }); await changed(); onClose() } catch (refused) { setError(refused) } }
  if (found.isPending) return <Loading what="Looking for the lot" lines={2} />
  if (!found.data) return <Refusal error={found.error} retry={() => void found.refetch()} />
  return (
    <div className="stock-form">
      <p>{found.data.vials.map((v) => `${v.barcode}: ${mlText(v.volume_ul)} at ${v.address}`).join('; ')}</p>
      {found.data.visits.length === 0 ? <p className="soft">No visit had anything of it.</p> : <ul className="lines">{found.data.visits.map((v) => <li key={`${v.session}${v.barcode}${v.at}`}><span><strong><Link href={`/patients/${v.patient}`}>{v.name}</Link>, visit {v.ordinal}</strong><small>{dateText(Date.parse(v.at))}, {mlText(v.volume_ul)} of {v.barcode}</small></span></li>)}</ul>}
      {lot.recalled_at === null && mayManage && <><TextInput label="Why it is recalled" value={reason} onChange={(event) => setReason(event.currentTarget.value)} /><Refusal error={error} /><Button color="red" disabled={reason.trim().length < 3} onClick={() => void recall()}>Recall: set every vial of this lot apart</Button></>}
    </div>
  )
}

export default function Settings({ cabinet }: { readonly cabinet: Cabinet }) {
  const [lot, setLot] = useState<LotRow | null>(null)
  return (
    <>
      <AddressCard cabinet={cabinet} />
      {cabinet.address && <Products products={cabinet.products} />}
      {cabinet.lots.length > 0 && (
        <Card title="Lots">
          <ul className="lines">{cabinet.lots.map((l) => <li key={l.lot}><span><strong>{l.lot_number}</strong><small>expires {dayText(l.expires_on)}, {l.vials} {l.vials === 1 ? 'vial' : 'vials'} here{l.recalled_at === null ? '' : `; recalled ${dateText(Date.parse(l.recalled_at))}: ${l.recall_reason}`}</small></span><Button onClick={() => setLot(l)}>Where is it?</Button></li>)}</ul>
        </Card>
      )}
      <Dialog open={lot !== null} title={lot ? `Lot ${lot.lot_number}` : ''} onClose={() => setLot(null)}>{lot && <LotDialog lot={lot} onClose={() => setLot(null)} />}</Dialog>
    </>
  )
}
