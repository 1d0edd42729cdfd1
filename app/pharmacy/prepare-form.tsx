// From vial to bag: scan the vial, see what to draw, say what the bag holds. Every number is worked out by the same function as on the server, and can be opened.
import { useMemo, useState, type FormEvent } from 'react'
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { makeBag, planDraws, type SessionDrug, type VialRow } from '@chairside/core/pharmacy'
import { newId, write } from '../api.ts'
import { Figure, NumberField, Refusal } from '../ui/index.ts'
import { useStockChanged } from './use-cabinet.ts'
import { VialPicture } from './vial-picture.tsx'
import { mlText, STATE_WORDS, ulOf } from './words.ts'

type Draw = { readonly entry: string; readonly vial: string; readonly text: string }

export default function PrepareForm({ drug, onDone }: { readonly drug: SessionDrug; readonly onDone: () => void }) {
  const { limits } = drug
  const order = drug.order!
  const step_ul = Math.round(limits.half_step_mL * 2000)
  // What the order names first, then whatever strength there is.
  const strengths = [...new Set(drug.vials.map((v) => v.strength_mg_per_ml))].toSorted((a, b) => Number(b === order.vial_mg_per_ml) - Number(a === order.vial_mg_per_ml))
  const [strength, setStrength] = useState(strengths[0] ?? order.vial_mg_per_ml)
  const vials = drug.vials.filter((v) => v.strength_mg_per_ml === strength)
  const planned = (first: VialRow | null, of: readonly VialRow[], mg_per_ml: number): Draw[] => planDraws(order.dose_mg, mg_per_ml, first ? [first, ...of.filter((v) => v !== first)] : of, step_ul).draws.map((d) => ({ entry: newId(), vial: d.vial, text: String(d.volume_ul / 1000) }))
  const [draws, setDraws] = useState<readonly Draw[]>(() => planned(null, vials, strength))
  const [preparation] = useState(newId)
  const [code, setCode] = useState('')
  const [codeProblem, setCodeProblem] = useState<string | null>(null)
  const [form, setForm] = useState({ bag: '100', overfill: '0', line: String(limits.line_mL), flush: String(limits.line_mL), withdraw: true })
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const changed = useStockChanged()
  const bag = useMemo(() => ({ bag_ml: Number(form.bag), overfill_ml: Number(form.overfill), line_ml: Number(form.line), flush_ml: Number(form.flush), withdraw_equal_volume: form.withdraw }), [form])
  const made = useMemo(() => makeBag({ ...bag, duration_min: order.duration_min, draws: draws.map((d) => ({ strength_mg_per_ml: strength, volume_ul: ulOf(d.text) ?? Number.NaN })) }, order.dose_mg, limits),
    [bag, draws, strength, order, limits])
  const scan = (): void => {
    const found = drug.vials.find((v) => v.barcode === code.trim())
    setCode('')
    if (!found) { setCodeProblem(`No vial here has the code ${code.trim()}, or it is set apart.`); return }
    setCodeProblem(null)
    setStrength(found.strength_mg_per_ml)
    setDraws(planned(found, drug.vials.filter((v) => v.strength_mg_per_ml === found.strength_mg_per_ml), found.strength_mg_per_ml))
  }
  const chooseStrength = (text: string): void => {
    const chosen = Number(text)
    setStrength(chosen)
    setDraws(planned(null, drug.vials.filter((v) => v.strength_mg_per_ml === chosen), chosen))
  }
  const blocked = !made.ok || made.value.notes.some((n) => n.level === 'block')
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (blocked || busy) return
    setBusy(true)
    setError(null)
    try {
      await write('POST', `/api/sessions/${drug.session}/preparations`, { preparation, draws: draws.map((d) => ({ entry: d.entry, vial: d.vial, volume_ul: ulOf(d.text)! })), ...bag })
      await changed()
      onDone()
    } catch (refused) { setError(refused) } finally { setBusy(false) }
  }
  return (
    <form className="stock-form" onSubmit={(event) => void submit(event)}>
      <div className="row" style={{ alignItems: 'flex-end' }}>
        <TextInput label="Scan the vial" description="The one that comes first is proposed" value={code} error={codeProblem} autoComplete="off" onChange={(event) => setCode(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === 'Enter') { event.preventDefault(); scan() } }} />
        {strengths.length > 1 && <NativeSelect label="Strength" value={String(strength)} data={strengths.map((s) => ({ value: String(s), label: `${s} mg/mL` }))} onChange={(event) => chooseStrength(event.currentTarget.value)} />}
      </div>
      <ul className="drug-draws">
        {draws.map((d) => {
          const vial = vials.find((v) => v.vial === d.vial)
          if (!vial) return null
          const ul = ulOf(d.text)
          return (
            <li key={d.entry}>
              <VialPicture share={(vial.volume_ul - (ul ?? 0)) / vial.fill_ul} state={vial.state} />
              <span><b>{vial.barcode}</b> <span className="state-tag">{STATE_WORDS[vial.state]}</span><br /><span className="soft small">{vial.strength_mg_per_ml} mg/mL, lot {vial.lot_number}; {mlText(vial.volume_ul)} before</span></span>
              <NumberField label="Draw, mL" value={d.text} onChange={(text) => setDraws(draws.map((o) => (o === d ? { ...d, text } : o)))} error={ul === null ? 'to a thousandth of a mL' : ul > vial.volume_ul ? `it holds ${mlText(vial.volume_ul)}` : undefined} />
            </li>
          )
        })}
      </ul>
      {draws.length === 0 && <p className="look-out">The vials of this strength do not hold the dose.</p>}
      <div className="stock-fields">
        <NumberField label="Bag, mL" value={form.bag} onChange={(bag_ml) => setForm({ ...form, bag: bag_ml })} />
        <NumberField label="Overfill, mL" description="beyond what is printed on the bag" value={form.overfill} onChange={(overfill) => setForm({ ...form, overfill })} />
        <NumberField label="Line holds, mL" value={form.line} onChange={(line) => setForm({ ...form, line })} />
        <NumberField label="Flush at the end, mL" value={form.flush} onChange={(flush) => setForm({ ...form, flush })} />
      </div>
      <Checkbox label="The volume of the drug is first taken out of the bag" checked={form.withdraw} onChange={(event) => setForm({ ...form, withdraw: event.currentTarget.checked })} />
      {made.ok && (
        <>
          <div className="bag-sum" role="group" aria-label="What the bag holds">
            <Figure label="In the bag" value={made.value.mass_ug / 1000} unit="mg" note={`ordered ${order.dose_mg} mg`} />
            <Figure label="Volume" value={made.value.final_ml} unit="mL" />
            <Figure label="Concentration" value={made.value.concentration_mg_per_ml} unit="mg/mL" />
            <Figure label="Pump" value={made.value.rate_ml_per_h} unit="mL/h" note={`over ${order.duration_min} min`} />
          </div>
          {made.value.notes.length > 0 && <ul className="bag-notes">{made.value.notes.map((n) => <li key={`${n.rule}${n.message}`} data-level={n.level}><b>{n.level === 'block' ? 'Stop: ' : n.level === 'warn' ? 'Look: ' : ''}</b>{n.message} <span className="small">({n.rule})</span></li>)}</ul>}
          <details><summary className="small soft">How this is worked out</summary><p className="small">{draws.map((d) => `${d.text} mL × ${strength} mg/mL`).join(' + ')} = {made.value.mass_ug / 1000} mg. Volume: bag {form.bag} mL + overfill {form.overfill} mL{form.withdraw ? ', the drug in place of what was taken out' : ' + the drug'} = {made.value.final_ml} mL. Rate: {made.value.final_ml} mL × 60 / {order.duration_min} min = {made.value.rate_ml_per_h} mL/h. The label's own infusion is 1 or 2 mg/mL (PX-04); clinics put the dose into 100 mL (PX-06).</p></details>
        </>
      )}
      {!made.ok && <p className="look-out">{made.refusal.path}: {made.refusal.allowed}</p>}
      <Refusal error={error} />
      <div className="row"><Button type="submit" variant="filled" size="lg" disabled={blocked} loading={busy}>Book the draw</Button><Button variant="subtle" onClick={onDone}>Not now</Button></div>
      <p className="small soft">Never with a barbiturate or diazepam in one container (PX-08). A second person checks the label and the pump at the time-out before the start.</p>
    </form>
  )
}
