// Counting: two people read each vial, the book's number is not shown before theirs stands there.
import { useMemo, useState } from 'react'
import { Button, Checkbox } from '@mantine/core'
import type { VialRow } from '@chairside/core/pharmacy'
import { newId, write } from '../api.ts'
import { Card, EmptyState, NumberField, timeText } from '../ui/index.ts'
import type { PartProps } from './cabinet.tsx'
import { TwoPeople, type Proofs } from './two-people.tsx'
import { useStockChanged } from './use-cabinet.ts'
import { mlText, ulOf } from './words.ts'

type Counted = Readonly<Record<string, string>>

function Row({ vial, value, onChange }: { readonly vial: VialRow; readonly value: string; readonly onChange: (text: string) => void }) {
  const full = String(vial.fill_ul / 1000)
  return (
    <tr>
      <th scope="row">{vial.barcode}<br /><small className="soft">{vial.strength_mg_per_ml} mg/mL, lot {vial.lot_number}</small></th>
      <td>{vial.counted?.isCurrent ? <span className="state-tag" data-tone="good">counted {timeText(Date.parse(vial.counted.at))}</span> : <span className="state-tag">not since it last moved</span>}</td>
      <td>{vial.opened_on === null ? <Checkbox label={`sealed and full, ${full} mL`} checked={value === full} onChange={(event) => onChange(event.currentTarget.checked ? full : '')} /> : <span className="soft">open</span>}</td>
      <td><NumberField label={<span className="sr-only">Volume of {vial.barcode} in mL</span>} value={value} onChange={onChange} /></td>
    </tr>
  )
}

export default function Count({ cabinet }: PartProps) {
  const { address, vials } = cabinet
  const [counted, setCounted] = useState<Counted>({})
  const [ids, setIds] = useState<Readonly<Record<string, string>>>({})
  const [said, setSaid] = useState('')
  const [inventory, setInventory] = useState<'open' | 'close' | null>(null)
  const changed = useStockChanged()
  const set = (vial: string, text: string): void => {
    setCounted({ ...counted, [vial]: text })
    setIds((before) => (before[vial] === undefined ? { ...before, [vial]: newId(), all: before['all'] ?? newId() } : before))
  }
  const record = useMemo(() => {
    const counts = vials.flatMap((v) => { const ul = ulOf(counted[v.vial] ?? ''); return ul === null ? [] : [{ entry: ids[v.vial]!, vial: v.vial, counted_ul: ul }] })
    return counts.length === 0 ? null : { address: address.address, entry: ids['all']!, counts }
  }, [vials, counted, ids, address.address])
  const [inventoryId] = useState(newId)
  const inventoryRecord = inventory === null ? null : { address: address.address, entry: inventoryId, moment: inventory }
  if (vials.length === 0 && cabinet.inventory.last_on !== null) return <EmptyState title="Nothing to count">There is no vial on the book of this address.</EmptyState>
  const book = async (proofs: Proofs): Promise<void> => {
    const { address: _address, ...body } = record!
    const answer = await write<{ counted: number; booked: number; discrepancies: number }>('POST', `/api/addresses/${address.address}/counts`, { ...body, proofs })
    setSaid(answer.discrepancies > 0 ? `${answer.counted} counted. ${answer.discrepancies} ${answer.discrepancies === 1 ? 'does' : 'do'} not agree with the book: a discrepancy is open.` : answer.booked > 0 ? `${answer.counted} counted; ${answer.booked} small ${answer.booked === 1 ? 'variance' : 'variances'} booked.` : `${answer.counted} counted, and all agree with the book.`)
    await changed()
  }
  const take = async (proofs: Proofs): Promise<void> => {
    const { address: _address, ...body } = inventoryRecord!
    await write('POST', `/api/addresses/${address.address}/inventories`, { ...body, proofs })
    setSaid('The inventory is taken.')
    await changed()
  }
  const sealed = vials.filter((v) => v.opened_on === null && v.volume_ul === v.fill_ul)
  const fillSealed = (): void => {
    setCounted({ ...counted, ...Object.fromEntries(sealed.map((v) => [v.vial, String(v.fill_ul / 1000)])) })
    setIds((before) => ({ all: newId(), ...before, ...Object.fromEntries(sealed.filter((v) => before[v.vial] === undefined).map((v) => [v.vial, newId()])) }))
  }
  return (
    <>
      <Card title="Count" actions={sealed.length > 1 ? <Button onClick={fillSealed}>{sealed.length} sealed vials are there</Button> : undefined}>
        <p className="soft">Write what both of you read on each vial, to a hundredth of a millilitre. The book does not say its number first.</p>
        {said !== '' && <p role="status" className="two-says">{said}</p>}
        {vials.length > 0 && <table className="plain count-table"><caption className="sr-only">Vials to count</caption><thead><tr><th scope="col">Vial</th><th scope="col">Last count</th><th scope="col">Sealed</th><th scope="col">Read, mL</th></tr></thead><tbody>{vials.map((v) => <Row key={v.vial} vial={v} value={counted[v.vial] ?? ''} onChange={(text) => set(v.vial, text)} />)}</tbody></table>}
        <TwoPeople key={`count${said}`} act="count" record={record} verb={`Book ${record?.counts.length ?? 0} ${record?.counts.length === 1 ? 'count' : 'counts'}`} says={record === null ? 'Nothing is counted yet.' : record.counts.map((c) => `${vials.find((v) => v.vial === c.vial)!.barcode}: ${mlText(c.counted_ul)}`).join(', ')} book={book} onDone={() => { setCounted({}); setIds({}) }} />
      </Card>
      <Card title="Inventory">
        <p className="soft">{cabinet.inventory.due_on === null ? 'The first inventory is due on the first day of activity, also when there is nothing.' : `Last taken on ${cabinet.inventory.last_on}; the next one is due by ${cabinet.inventory.due_on}.`} It lists every vial that was counted today, with what is set apart.</p>
        <div className="choice-row" role="radiogroup" aria-label="Moment of the inventory">{(['open', 'close'] as const).map((m) => <button key={m} type="button" role="radio" aria-checked={inventory === m} className="choice" onClick={() => setInventory(m)}>{m === 'open' ? 'At the open of business' : 'At the close of business'}</button>)}</div>
        {inventory !== null && <TwoPeople act="inventory" record={inventoryRecord} verb="Take the inventory" says={`Inventory of ${vials.length} ${vials.length === 1 ? 'vial' : 'vials'} at the ${inventory} of business.`} book={take} onDone={() => setInventory(null)} />}
      </Card>
    </>
  )
}
