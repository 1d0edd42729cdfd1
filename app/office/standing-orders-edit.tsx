// The standing orders as a form: one card each. Taking one away is undone by not saving.
import { Button, NativeSelect, Switch, TextInput } from '@mantine/core'
import type { StandingOrder } from '@chairside/core/plan'
import { Card, NumberField } from '../ui/index.ts'

/** Numbers stay texts while they are typed. */
export type OrderTyped = Omit<StandingOrder, 'dose' | 'older' | 'most' | 'repeat_after_min'> & { readonly key: string; readonly usual: string; readonly min: string; readonly max: string; readonly olderFrom: string; readonly olderMax: string; readonly most: string; readonly repeat: string }

export const orderTyped = (order: StandingOrder, key: string): OrderTyped => {
  const { dose, older, most, repeat_after_min, ...rest } = order
  return { ...rest, key, usual: String(dose.usual), min: String(dose.min), max: String(dose.max), olderFrom: older ? String(older.from_years) : '', olderMax: older ? String(older.max) : '', most: most === null ? '' : String(most), repeat: repeat_after_min === null ? '' : String(repeat_after_min) }
}
const orNull = (text: string): number | null => (text.trim() === '' ? null : Number(text))
export const orderFrom = ({ key: _key, usual, min, max, olderFrom, olderMax, most, repeat, ...rest }: OrderTyped): StandingOrder =>
  ({ ...rest, dose: { usual: Number(usual), min: Number(min), max: Number(max) }, ...(olderFrom.trim() === '' && olderMax.trim() === '' ? {} : { older: { from_years: Number(olderFrom), max: Number(olderMax) } }), most: orNull(most), repeat_after_min: orNull(repeat) })

const BLANK: Omit<OrderTyped, 'key' | 'id'> = { problem: '', drug: '', unit: 'mg', route: 'IV', usual: '', min: '', max: '', olderFrom: '', olderMax: '', most: '', repeat: '', how: '', avoid: '', first: '', sedative: false }

type Props = { readonly orders: readonly OrderTyped[]; readonly onChange: (orders: readonly OrderTyped[]) => void; /** What is allowed at a path, or below it; null where nothing is wrong. */
  readonly problemAt: (path: string) => string | null }

export function StandingOrdersEdit({ orders, onChange, problemAt }: Props) {
  const change = (i: number, more: Partial<OrderTyped>): void => onChange(orders.map((order, k) => (k === i ? { ...order, ...more } : order)))
  const add = (): void => {
    const number = 1 + Math.max(0, ...orders.flatMap((o) => (/^OWN-(\d+)$/.exec(o.id) ? [Number(o.id.slice(4))] : [])))
    onChange([...orders, { ...BLANK, id: `OWN-${String(number).padStart(2, '0')}`, key: crypto.randomUUID() }])
  }
  return (
    <Card title="Standing orders" actions={<Button onClick={add}>Add a standing order</Button>}>
      {orders.map((order, i) => {
        const at = (name: string): string | null => problemAt(`standing_orders.${i}.${name}`)
        return (
          <details key={order.key} className="order-details" open={order.drug === '' || problemAt(`standing_orders.${i}`) !== null ? true : undefined}>
            <summary><b>{order.id}</b> {order.problem || 'A new standing order'} <span className="soft">{order.drug} {order.usual} {order.usual === '' ? '' : order.unit}</span></summary>
            <div className="order-edit">
              <TextInput label="Problem" value={order.problem} error={at('problem')} maxLength={300} onChange={(e) => change(i, { problem: e.currentTarget.value })} />
              <TextInput label="Drug" value={order.drug} error={at('drug')} maxLength={120} onChange={(e) => change(i, { drug: e.currentTarget.value })} />
              <NativeSelect label="Unit" value={order.unit} data={['mg', 'ug', 'mL', 'L/min']} onChange={(e) => change(i, { unit: e.currentTarget.value as OrderTyped['unit'] })} />
              <NativeSelect label="Route" value={order.route} data={['IV', 'IM', 'PO', 'SL', 'SC', 'inhaled']} onChange={(e) => change(i, { route: e.currentTarget.value as OrderTyped['route'] })} />
              <NumberField label={`Usual dose (${order.unit})`} value={order.usual} error={at('dose.usual')} onChange={(usual) => change(i, { usual })} />
              <NumberField label={`Least (${order.unit})`} value={order.min} error={at('dose.min')} onChange={(min) => change(i, { min })} />
              <NumberField label={`Most (${order.unit})`} value={order.max} error={at('dose.max')} onChange={(max) => change(i, { max })} />
              <NumberField label="For older people, from (years)" description="empty: the same for all" value={order.olderFrom} error={at('older')} onChange={(olderFrom) => change(i, { olderFrom })} />
              <NumberField label={`Most of one dose from then on (${order.unit})`} value={order.olderMax} error={at('older')} onChange={(olderMax) => change(i, { olderMax })} />
              <NumberField label={`Most of a visit (${order.unit})`} description="empty: no sum; without a repeat, one dose" value={order.most} error={at('most')} onChange={(most) => change(i, { most })} />
              <NumberField label="Again after (min)" description="empty: no interval set" value={order.repeat} error={at('repeat_after_min')} onChange={(repeat) => change(i, { repeat })} />
              <TextInput label="How" value={order.how} error={at('how')} maxLength={300} onChange={(e) => change(i, { how: e.currentTarget.value })} />
              <TextInput label="Not with" value={order.avoid} error={at('avoid')} maxLength={300} onChange={(e) => change(i, { avoid: e.currentTarget.value })} />
              <TextInput label="First, without a drug" value={order.first} error={at('first')} maxLength={300} onChange={(e) => change(i, { first: e.currentTarget.value })} />
              <Switch size="md" label="Doses are for each kg of weight" checked={order.per_kg === true} onChange={(e) => { const { checked } = e.currentTarget; const { per_kg: _before, ...others } = order; onChange(orders.map((o, k) => (k === i ? { ...others, ...(checked ? { per_kg: true as const } : {}) } : o))) }} />
              <Switch size="md" label="Sedative: longer recovery" checked={order.sedative} onChange={(e) => change(i, { sedative: e.currentTarget.checked })} />
            </div>
            <Button variant="subtle" mt={10} onClick={() => onChange(orders.filter((_, k) => k !== i))} aria-label={`Take away ${order.id}`}>Take away</Button>
          </details>
        )
      })}
    </Card>
  )
}
