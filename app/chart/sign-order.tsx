// The deliberate second step: the order as it will be given, and a signature. A block is refused here as on the server; what needs an answer is answered in words.
import { useState } from 'react'
import { Button, Checkbox, Group, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { roundTo } from '@chairside/core/shared'
import type { Order } from '@chairside/core/plan'
import { useMay, write } from '../api.ts'
import { dateText, Figure, Refusal } from '../ui/index.ts'
import { Flags } from './flags.tsx'

type Props = { readonly order: Order; readonly zone: string; readonly close: () => void; readonly fresh?: boolean }

export function SignOrder({ order, zone, close, fresh = false }: Props) {
  const maySign = useMay('order.sign')
  const [sure, setSure] = useState(false)
  const [words, setWords] = useState('')
  const blocked = order.flags.some((f) => f.level === 'block')
  const attest = order.flags.some((f) => f.level === 'attest')
  const sign = useMutation({ mutationFn: () => write<Order>('POST', `/api/orders/${order.order}/sign`, words.trim() === '' ? {} : { attestation: words.trim() }), onSuccess: close })
  return (
    <div className="stack">
      {fresh && <p role="status">The order is written. It counts once it is signed.</p>}
      <div className="order-dose">
        <Figure label="Ketamine" value={roundTo(order.dose_mg, 1)} unit="mg" size="2.25rem" note={`${roundTo(order.dose_mg_per_kg, 3)} mg/kg × ${roundTo(order.dosing_weight_kg, 1)} kg, ${order.weight_basis} weight`} />
        <Figure label="Over" value={order.duration_min} unit="min" size="2.25rem" note={`from visit ${order.applies_from} on`} />
        <Figure label="Pump" value={roundTo(order.rate_ml_per_h, 1)} unit="mL/h" size="2.25rem" note={`draw ${roundTo(order.draw_ml, 3)} mL, final ${roundTo(order.final_ml, 3)} mL, ${roundTo(order.concentration_mg_per_ml, 4)} mg/mL`} />
      </div>
      <Flags flags={order.flags} />
      {order.signed_at !== null && <p>Signed by {order.signed_by} on {dateText(Date.parse(order.signed_at), zone)}.</p>}
      {order.signed_at === null && !maySign && <p className="soft">A prescriber signs it.</p>}
      {order.signed_at === null && maySign && (
        <>
          {attest && <Textarea label="Your reason" description="It stands with your signature" value={words} maxLength={2000} onChange={(event) => setWords(event.currentTarget.value)} />}
          {blocked ? <p className="refusal"><b>This cannot be signed.</b> Change what blocks it, or ask the medical director.</p> : <Checkbox size="md" label={`I order ${roundTo(order.dose_mg, 1)} mg of ketamine over ${order.duration_min} min`} checked={sure} onChange={(event) => setSure(event.currentTarget.checked)} />}
          <Refusal error={sign.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>Not now</Button>
            <Button variant="filled" disabled={blocked || !sure || (attest && words.trim() === '')} loading={sign.isPending} onClick={() => sign.mutate()}>Sign</Button>
          </Group>
        </>
      )}
    </div>
  )
}
