// Waste, return, transfer, loss or surplus of a vial or a bag: the amount, why, and two people.
import { useMemo, useState } from 'react'
import { NativeSelect, TextInput } from '@mantine/core'
import type { AddressRow } from '@chairside/core/pharmacy'
import { newId, write } from '../api.ts'
import { NumberField } from '../ui/index.ts'
import { TwoPeople, type Proofs } from './two-people.tsx'
import { useStockChanged } from './use-cabinet.ts'
import { mgText, mlText, ulOf } from './words.ts'

export type MoveAct = 'wasted' | 'returned' | 'transferred' | 'lost' | 'found'
/** What holds the drug. Of a bag the whole rest moves: its drug and its volume go together. */
export type Held = { readonly kind: 'vial' | 'preparation'; readonly id: string; readonly name: string; readonly volume_ul: number; readonly mass_ug: number; readonly strength_mg_per_ml: number | null }

const VERBS: Readonly<Record<MoveAct, string>> = { wasted: 'Waste', returned: 'Return', transferred: 'Transfer', lost: 'Book as lost', found: 'Book as found' }
const REASONS: Readonly<Record<MoveAct, readonly string[]>> = {
  wasted: ['Stopped early', 'Rest of the vial', 'Past its days in use', 'Expired', 'Broken or spilled', 'Not used'], returned: ['Expired', 'Recalled', 'Not needed'], transferred: ['Needed at the other site'], lost: ['Not found after a search', 'Leaked'], found: ['Overfill of the vial'],
}
const METHODS = ['Solidified with gel, then into the drug waste', 'Drug waste container that cannot be retrieved from', 'Other, named in the reason']

export function MoveForm({ address, act, held, others = [], discrepancy, onDone }: { readonly address: string; readonly act: MoveAct; readonly held: Held; readonly others?: readonly AddressRow[]; readonly discrepancy?: string; readonly onDone: () => void }) {
  const whole = act === 'transferred' || act === 'returned' || held.kind === 'preparation'
  const [entry] = useState(newId)
  const [volume, setVolume] = useState(() => (act === 'found' ? '' : String(held.volume_ul / 1000)))
  const [reason, setReason] = useState(REASONS[act][0]!)
  const [own, setOwn] = useState('')
  const [method, setMethod] = useState(METHODS[0]!)
  const [receiver, setReceiver] = useState('')
  const [to, setTo] = useState(others[0]?.address ?? '')
  const changed = useStockChanged()
  const volume_ul = whole ? held.volume_ul : ulOf(volume)
  const mass_ug = whole ? held.mass_ug : volume_ul === null || held.strength_mg_per_ml === null ? null : Math.round(volume_ul * held.strength_mg_per_ml)
  const why = reason === 'other' ? own.trim() : reason
  const tooMuch = act !== 'found' && volume_ul !== null && volume_ul > held.volume_ul
  const record = useMemo(() => {
    if (volume_ul === null || mass_ug === null || volume_ul + mass_ug === 0 || tooMuch || why.length < 3 || (act === 'transferred' && to === '') || (act === 'returned' && receiver.trim() === '')) return null
    return {
      address, entry, act, [held.kind]: held.id, volume_ul, mass_ug, reason: why, ...(act === 'wasted' ? { method } : {}), ...(act === 'returned' ? { receiver: receiver.trim() } : {}), ...(act === 'transferred' ? { to_address: to } : {}), ...(discrepancy === undefined ? {} : { discrepancy }),
    }
  }, [address, entry, act, held.kind, held.id, volume_ul, mass_ug, why, method, receiver, to, tooMuch, discrepancy])
  const book = async (proofs: Proofs): Promise<void> => {
    const { address: _address, ...body } = record!
    await write('POST', `/api/addresses/${address}/movements`, { ...body, proofs })
    await changed()
  }
  const amount = volume_ul === null || mass_ug === null ? 'nothing yet' : `${mgText(mass_ug)} (${mlText(volume_ul)})`
  return (
    <div className="stock-form">
      <div className="stock-fields">
        {!whole && <NumberField label="Volume, mL" value={volume} onChange={setVolume} first error={tooMuch ? `There is ${mlText(held.volume_ul)}.` : undefined} description={mass_ug === null ? 'to a thousandth of a mL' : mgText(mass_ug)} />}
        <NativeSelect label="Why" value={reason} data={[...REASONS[act].map((r) => ({ value: r, label: r })), { value: 'other', label: 'Another reason' }]} onChange={(event) => setReason(event.currentTarget.value)} />
        {reason === 'other' && <TextInput label="In words" value={own} maxLength={500} onChange={(event) => setOwn(event.currentTarget.value)} />}
        {act === 'wasted' && <NativeSelect label="How" value={method} data={METHODS} onChange={(event) => setMethod(event.currentTarget.value)} />}
        {act === 'returned' && <TextInput label="To whom" description="Name, address and registration of the distributor" value={receiver} maxLength={500} onChange={(event) => setReceiver(event.currentTarget.value)} />}
        {act === 'transferred' && (others.length === 0 ? <p className="soft">There is no other registered address.</p> : <NativeSelect label="To" value={to} data={others.map((a) => ({ value: a.address, label: `${a.name}, ${a.site_name}` }))} onChange={(event) => setTo(event.currentTarget.value)} />)}
      </div>
      <TwoPeople act="movement" record={record} verb={`${VERBS[act]} ${amount}`} says={`${VERBS[act]} ${amount} of ${held.name}: ${why === '' ? 'why?' : why.toLowerCase()}.`} book={book} onDone={onDone} />
    </div>
  )
}
