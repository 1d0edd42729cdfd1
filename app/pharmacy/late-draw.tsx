// More was drawn into a bag than the book says: a second syringe, or a volume read again. One person with a reason; a vial that is set aside since is offered too, because the book says what happened.
import { useState } from 'react'
import { Button, NativeSelect } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { EntryRow, VialRow } from '@chairside/core/pharmacy'
import { newId, write } from '../api.ts'
import { NumberField, Refusal, TextField } from '../ui/index.ts'
import { useStockChanged } from './use-cabinet.ts'
import { mgText, mlText, STATE_WORDS, ulOf } from './words.ts'

export function LateDraw({ address, line, vials, onDone }: { readonly address: string; readonly line: EntryRow; readonly vials: readonly VialRow[]; readonly onDone: () => void }) {
  const [entry] = useState(newId)
  const [vial, setVial] = useState(() => (vials.find((v) => v.barcode === line.barcode) ?? vials[0])?.vial ?? '')
  const [volume, setVolume] = useState('')
  const [reason, setReason] = useState('')
  const changed = useStockChanged()
  const from = vials.find((v) => v.vial === vial)
  const volume_ul = ulOf(volume)
  const fits = from !== undefined && volume_ul !== null && volume_ul > 0 && volume_ul <= from.volume_ul
  const draw = useMutation({
    mutationFn: () => write('POST', `/api/addresses/${address}/late-draws`, { entry, vial, preparation: line.preparation, volume_ul, reason: reason.trim() }),
    onSuccess: async () => { await changed(); onDone() },
  })
  if (!from) return <p className="soft">No vial of this address holds anything.</p>
  return (
    <div className="stock-form">
      <div className="stock-fields">
        <NativeSelect label="Out of vial" value={vial} onChange={(event) => setVial(event.currentTarget.value)} data={vials.map((v) => ({ value: v.vial, label: `${v.barcode}, ${mlText(v.volume_ul)}, ${STATE_WORDS[v.state]}` }))} />
        <NumberField label="Volume more, mL" value={volume} onChange={setVolume} first error={volume === '' || fits ? undefined : `Up to ${mlText(from.volume_ul)}.`} description={fits ? mgText(Math.round(volume_ul * from.strength_mg_per_ml)) : 'to a thousandth of a mL'} />
        <TextField label="Why" value={reason} onChange={setReason} maxLength={500} />
      </div>
      <p className="soft">The bag, what of it was given, and the rest to waste follow from this line.</p>
      <Refusal error={draw.error} />
      <Button variant="filled" disabled={!fits || reason.trim().length < 3} loading={draw.isPending} onClick={() => draw.mutate()}>{fits ? `Book ${mgText(Math.round(volume_ul * from.strength_mg_per_ml))} (${mlText(volume_ul)}) as drawn` : 'Book as drawn'}</Button>
    </div>
  )
}
