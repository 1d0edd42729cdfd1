// What hangs: a flush, saline, more of the mixture, a new bag. Flush and saline are one tap; drug is held against the signed order and the protocol first.
import { useState } from 'react'
import { Button, Checkbox } from '@mantine/core'
import { addedVolumeCheck, deliveredAt } from '@chairside/core/session'
import { NumberField, useNow } from '../ui/index.ts'
import { Findings, useOverride } from './gate.tsx'
import { zoneOf } from './note-text.ts'
import { Choice, Panel } from './panel.tsx'
import { ReasonField } from './pump-forms.tsx'
import type { Chair } from './use-chair.ts'
import { momentOf, type When } from './when.ts'
import { WhenField } from './when-field.tsx'
import { number } from './words.ts'

type What = 'flush' | 'saline' | 'drug' | 'new-bag'
type FormProps = { readonly chair: Chair; readonly onDone: () => void }
/** Usual syringes, in mL: docs/sources.md#adverse-events. */
const FLUSHES: readonly number[] = [3, 5, 10]
const REASONS: readonly string[] = ['Ordered by the prescriber', 'Line primed again', 'Bag leaked', 'Bag empty']

function Fluid({ chair, what, onDone }: FormProps & { readonly what: 'flush' | 'saline' }) {
  const now = useNow(5)
  const [volume, setVolume] = useState('')
  const [when, setWhen] = useState<When>(0)
  const save = async (mL: number): Promise<void> => {
    if (mL >= 0.1 && mL <= 2000 && await chair.record('volume-added', { what, volume_mL: mL }, `${what === 'flush' ? 'Flush' : 'Saline'} ${number(mL, 1)} mL`, true, momentOf(when, now, zoneOf(chair)))) onDone()
  }
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); void save(Number(volume)) }}>
      <WhenField value={when} onChange={setWhen} />
      {what === 'flush' && <div className="choice-row">{FLUSHES.map((mL) => <button key={mL} type="button" className="choice" onClick={() => void save(mL)}><b>{mL} mL</b></button>)}</div>}
      <NumberField label="Volume (mL)" value={volume} onChange={setVolume} />
      <Button type="submit" size="lg" variant="filled" disabled={volume === '' || Number(volume) < 0.1}>Record{volume === '' ? '' : ` ${volume} mL`}</Button>
    </form>
  )
}

function Drug({ chair, what, onDone }: FormProps & { readonly what: 'drug' | 'new-bag' }) {
  const now = useNow(5)
  const { infusion } = chair.view
  const bag = infusion?.bags.at(-1)
  const [volume, setVolume] = useState('')
  const [concentration, setConcentration] = useState(bag ? String(bag.concentration_mg_per_mL) : '')
  const [before, setBefore] = useState('')
  const [given, setGiven] = useState(false)
  const [reason, setReason] = useState('')
  const [when, setWhen] = useState<When>(0)
  const at = momentOf(when, now, zoneOf(chair))
  const mL = Number(volume)
  const perMl = Number(concentration)
  const possible = mL >= (what === 'drug' ? 0.1 : 1) && mL <= 2000 && (what === 'drug' || (perMl >= 0.001 && perMl <= 100))
  const findings = possible ? addedVolumeCheck({ what, volume_mL: mL, ...(what === 'new-bag' ? { concentration_mg_per_mL: perMl } : {}), at: at ?? now, given }, infusion, chair.bundle.order, chair.bundle.protocol.settings) : []
  const { blocked, override, field } = useOverride(chair.me, findings)
  if (!infusion || !bag) return <p>No infusion is running.</p>
  const why = [given ? 'Given before it was checked' : '', reason.trim(), what === 'new-bag' && override ? `overridden as ${override.role}: ${override.reason}` : ''].filter((part) => part !== '').join('; ')
  const needsReason = given && findings.length > 0 && reason.trim() === ''
  const more = mL * (what === 'drug' ? bag.concentration_mg_per_mL : perMl)
  const save = async (): Promise<void> => {
    if (!possible || blocked || needsReason) return
    const because = why === '' ? {} : { reason: why.slice(0, 500) }
    const done = what === 'drug'
      ? await chair.record('volume-added', { what: 'drug', volume_mL: mL, ...because, ...(override ? { override } : {}) }, `Extra volume ${number(mL, 1)} mL, ${number(more, 1)} mg`, true, at)
      : await chair.record('bag-changed', { volume_mL: mL, concentration_mg_per_mL: perMl, ...(before === '' ? {} : { previous_volume_infused_mL: Number(before) }), ...because }, `New bag ${number(mL, 1)} mL, ${number(more, 1)} mg`, true, at)
    if (done) onDone()
  }
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); void save() }}>
      {what === 'new-bag' && <NumberField label="The bag before had given, as the pump shows it (mL)" description={`Calculated in all so far: ${number(deliveredAt(infusion, now).volume_mL, 1)} mL. May be left out.`} value={before} onChange={setBefore} />}
      <NumberField first label={what === 'drug' ? 'Extra volume (mL)' : 'Volume of the new bag (mL)'} value={volume} onChange={setVolume} />
      {what === 'new-bag' ? <NumberField label="Concentration (mg/mL)" value={concentration} onChange={setConcentration} /> : <p className="soft">At {number(bag.concentration_mg_per_mL, 3)} mg/mL, the bag that hangs{possible ? `: ${number(more, 1)} mg` : ''}.</p>}
      <WhenField value={when} onChange={setWhen} />
      <Checkbox size="md" label="It has gone in already" checked={given} onChange={(event) => setGiven(event.currentTarget.checked)} />
      {findings.length > 0 && <Findings findings={findings} empty="" />}
      {field}
      <ReasonField label={needsReason ? 'Why: needed, because it has gone in' : 'Why'} value={reason} onChange={setReason} reasons={REASONS} />
      <Button type="submit" size="lg" variant="filled" disabled={!possible || blocked || needsReason}>{possible && !blocked ? `Record ${number(mL, 1)} mL, ${number(more, 1)} mg` : 'Record'}</Button>
    </form>
  )
}

export function BagForm({ chair, onDone }: FormProps) {
  const [what, setWhat] = useState<What>('flush')
  const runs = chair.view.infusion !== null && chair.view.infusion.stoppedAt === null
  return (
    <Panel title="Bag and flush" onClose={onDone}>
      <div className="form">
        <Choice label="What" value={what} first onChange={setWhat} options={[{ value: 'flush' as const, text: 'Flush' }, { value: 'saline' as const, text: 'Saline' }, ...(runs ? [{ value: 'drug' as const, text: 'Extra volume' }, { value: 'new-bag' as const, text: 'New bag' }] : [])]} />
        {what === 'flush' || what === 'saline' ? <Fluid key={what} chair={chair} what={what} onDone={onDone} /> : <Drug key={what} chair={chair} what={what} onDone={onDone} />}
      </div>
    </Panel>
  )
}
