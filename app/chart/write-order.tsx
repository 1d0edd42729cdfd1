// An order: what is asked, every number that follows from it, what the protocol says; written first, then signed as a deliberate second step.
import { useState } from 'react'
import { Button, Group, Modal, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { parseInstant, roundTo } from '@chairside/core/shared'
import type { PatientDetails } from '@chairside/core/people'
import type { CourseRow, Order, OrderAsked, OrderPreview, Protocol, WeightBasis, WeightChoice } from '@chairside/core/plan'
import type { ChartView } from '@chairside/core/session'
import { ApiError, newId, read, useMay, write } from '../api.ts'
import { dateText, Figure, Loading, Refusal, useNow } from '../ui/index.ts'
import { Flags } from './flags.tsx'
import { weightNote } from './side.tsx'
import { NextStep } from './treatment.tsx'
import { SignOrder } from './sign-order.tsx'

type Props = { readonly person: PatientDetails; readonly course: CourseRow; readonly chart: ChartView; readonly zone: string; readonly close: () => void; readonly weigh: () => void }
type Asked = Omit<OrderAsked, 'weight_basis'> & { readonly weight_basis?: WeightBasis }

export const BASIS_WORDS: Readonly<Record<WeightBasis, string>> = { actual: 'Actual weight', ideal: 'Ideal weight', adjusted: 'Adjusted weight', lean: 'Lean weight' }
/** Vials and bags on the market; which a clinic stocks becomes a setting with the pharmacy. docs/sources.md#vials */
const VIALS_MG_PER_ML = [10, 50, 100]
const BAGS_ML = [50, 100, 250, 500]

/** From the limit of body mass on the weights stand side by side, and none is chosen until somebody chooses. */
function Choose({ choices, chosen, choose, bmi }: { readonly choices: readonly WeightChoice[]; readonly chosen: WeightBasis | null; readonly choose: (basis: WeightBasis) => void; readonly bmi: number | null }) {
  return (
    <div>
      <p id="choose-weight"><b>Which weight carries the dose?</b> {bmi === null ? 'The height is not known.' : `Body mass index ${roundTo(bmi, 1)} kg/m².`}</p>
      <div className="weights" role="radiogroup" aria-labelledby="choose-weight">
        {choices.map((c) => (
          <button key={c.basis} type="button" role="radio" aria-checked={c.basis === chosen} className="choice weight-choice" onClick={() => choose(c.basis)}>
            <span>{BASIS_WORDS[c.basis]}</span><strong>{roundTo(c.dose_mg, 1)} mg</strong><span>{roundTo(c.dosing_weight_kg, 1)} kg</span>
          </button>
        ))}
      </div>
    </div>
  )
}

function Numbers({ preview, zone }: { readonly preview: OrderPreview; readonly zone: string }) {
  const measured = parseInstant(preview.weight_measured_at)
  return (
    <>
      <div className="order-dose">
        <Figure label="Dose" value={roundTo(preview.dose_mg, 1)} unit="mg" size="2.25rem" note={`${roundTo(preview.dose_mg_per_kg, 3)} mg/kg × ${roundTo(preview.dosing_weight_kg, 1)} kg (${BASIS_WORDS[preview.weight_basis].toLowerCase()})`} />
        <Figure label="Over" value={preview.duration_min} unit="min" size="2.25rem" note={`${roundTo(preview.rate_mg_per_kg_per_h, 2)} mg/kg/h`} />
        <Figure label="Pump" value={roundTo(preview.rate_ml_per_h, 1)} unit="mL/h" size="2.25rem" note={`of ${roundTo(preview.concentration_mg_per_ml, 3)} mg/mL`} />
      </div>
      <dl className="making">
        <div><dt>Weight</dt><dd>{preview.weight_kg} kg{measured === null ? '' : `, ${dateText(measured, zone)}`}{preview.bmi_kg_m2 === null ? '' : `, BMI ${roundTo(preview.bmi_kg_m2, 1)} kg/m²`}</dd></div>
        <div><dt>Draw up</dt><dd>{roundTo(preview.dose_mg, 1)} mg ÷ {preview.vial_mg_per_ml} mg/mL = <b>{roundTo(preview.draw_ml, 3)} mL</b></dd></div>
        <div><dt>Into the bag</dt><dd>{preview.withdraw_equal_volume ? `take ${roundTo(preview.draw_ml, 3)} mL out of ${preview.bag_ml} mL first` : `add to ${preview.bag_ml} mL`}; final <b>{roundTo(preview.final_ml, 3)} mL</b></dd></div>
        <div><dt>Concentration</dt><dd>{roundTo(preview.dose_mg, 1)} mg ÷ {roundTo(preview.final_ml, 3)} mL = <b>{roundTo(preview.concentration_mg_per_ml, 4)} mg/mL</b></dd></div>
        <div><dt>Rate</dt><dd>{roundTo(preview.final_ml, 3)} mL ÷ {preview.duration_min} min × 60 = <b>{roundTo(preview.rate_ml_per_h, 2)} mL/h</b></dd></div>
      </dl>
    </>
  )
}

function Writing({ person, course, chart, zone, close, weigh, protocol }: Props & { readonly protocol: Protocol }) {
  const now = useNow(60)
  const maySign = useMay('order.sign')
  const own = chart.orders.filter((o) => o.course === course.course)
  const before = own.find((o) => o.signed_at !== null)
  const nextVisit = chart.sessions.find((s) => s.course === course.course && s.cancelled_at === null && s.infusion_started_at === null && s.state !== 'aborted')?.ordinal ?? 1
  const [typed, setTyped] = useState(() => ({
    dose: String(before?.dose_mg_per_kg ?? protocol.settings.dose.start_mg_per_kg), duration: String(before?.duration_min ?? protocol.settings.dose.duration_min.default), vial: String(before?.vial_mg_per_ml ?? 50), bag: '100', withdraw: true,
  }))
  const [basis, setBasis] = useState<WeightBasis | null>(course.weight_basis)
  const [from, setFrom] = useState(String(nextVisit))
  const [reason, setReason] = useState('')
  const [order] = useState(newId)
  const number = (text: string): number => Number(text.replace(',', '.'))
  const asked: Asked = {
    dose_mg_per_kg: number(typed.dose), duration_min: number(typed.duration), vial_mg_per_ml: number(typed.vial), bag_ml: number(typed.bag), withdraw_equal_volume: typed.withdraw, ...(basis === null ? {} : { weight_basis: basis }),
  }
  const [settled] = useDebouncedValue(asked, 250, { leading: true })
  const readable = asked.dose_mg_per_kg > 0 && asked.duration_min > 0
  const preview = useQuery({
    queryKey: ['order-preview', person.patient, course.course, settled], queryFn: () => write<OrderPreview>('POST', `/api/patients/${person.patient}/orders/preview`, { ...settled, course: course.course }),
    placeholderData: keepPreviousData, retry: false, enabled: readable && person.weight !== null, staleTime: 10_000,
  })
  const save = useMutation({ mutationFn: () => write<Order>('POST', `/api/courses/${course.course}/orders`, { ...asked, order, applies_from: Number(from), ...(reason.trim() === '' ? {} : { reason: reason.trim() }) }) })
  const mustChoose = preview.error instanceof ApiError && preview.error.rule === 'WT-04' ? (preview.error.details as { bmi_kg_m2: number | null; choices: readonly WeightChoice[] }) : null
  const shown = mustChoose === null && preview.error === null ? preview.data : undefined
  const beside = mustChoose !== null || shown === undefined || shown.bmi_kg_m2 === null || shown.bmi_kg_m2 >= protocol.settings.dose.weight_choice_from_bmi_kg_m2
  const choices = beside ? mustChoose?.choices ?? shown?.choices ?? [] : []
  const changesBasis = course.weight_basis !== null && basis !== null && basis !== course.weight_basis
  const field = (name: 'dose' | 'duration') => ({ value: typed[name], onChange: (event: { currentTarget: { value: string } }) => { const { value } = event.currentTarget; setTyped((t) => ({ ...t, [name]: value })) } })

  if (save.data) return <SignOrder order={save.data} zone={zone} close={close} fresh />
  if (person.weight === null) return <div className="stack"><p>There is no weight yet. An order begins with a measured weight.</p><Group><Button variant="filled" onClick={weigh}>Record a weight</Button></Group></div>
  return (
    <div className="stack">
      <p className="soft">{person.weight.weight_kg} kg, {weightNote(person.weight, now)}. {before ? `Before: ${roundTo(before.dose_mg_per_kg, 3)} mg/kg, ${roundTo(before.dose_mg, 1)} mg.` : protocol.approved_at === null ? 'The protocol is proposed, not yet approved.' : 'Start values are the protocol\'s.'}</p>
      <NextStep patient={person.patient} take={(dose, duration) => setTyped((t) => ({ ...t, dose: String(dose), ...(duration === null ? {} : { duration: String(duration) }) }))} />
      <div className="plan-grid">
        <TextInput label="Dose, mg/kg" inputMode="decimal" data-autofocus {...field('dose')} />
        <TextInput label="Over, min" inputMode="numeric" {...field('duration')} />
        <NativeSelect label="Vial, mg/mL" value={typed.vial} data={VIALS_MG_PER_ML.map(String)} onChange={(event) => { const { value } = event.currentTarget; setTyped((t) => ({ ...t, vial: value })) }} />
        <NativeSelect label="Bag, mL" value={typed.bag} data={BAGS_ML.map(String)} onChange={(event) => { const { value } = event.currentTarget; setTyped((t) => ({ ...t, bag: value })) }} />
        <NativeSelect label="From visit" value={from} data={Array.from({ length: course.planned_sessions }, (_, i) => String(i + 1))} onChange={(event) => setFrom(event.currentTarget.value)} />
      </div>
      <Switch size="md" label="Take the drawn volume out of the bag first" checked={typed.withdraw} onChange={(event) => { const { checked } = event.currentTarget; setTyped((t) => ({ ...t, withdraw: checked })) }} />
      {choices.length > 1 && <Choose choices={choices} chosen={basis ?? (mustChoose ? null : shown?.weight_basis ?? null)} choose={setBasis} bmi={mustChoose?.bmi_kg_m2 ?? shown?.bmi_kg_m2 ?? null} />}
      {preview.isPending && readable && <Loading what="Calculating" lines={2} />}
      {mustChoose === null && <Refusal error={preview.error} />}
      {shown && <Numbers preview={shown} zone={zone} />}
      {shown && <Flags flags={shown.flags} />}
      {changesBasis && <Textarea label="Why another weight than before in this course" value={reason} onChange={(event) => setReason(event.currentTarget.value)} />}
      <Refusal error={save.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>Close</Button>
        <Button variant="filled" disabled={!shown || preview.isPlaceholderData || (changesBasis && reason.trim() === '')} loading={save.isPending} onClick={() => save.mutate()}>{maySign ? 'Write, then sign' : 'Write the order'}</Button>
      </Group>
    </div>
  )
}

function Opened(props: Props) {
  const { data: protocol, error, refetch } = useQuery({ queryKey: ['protocol'], queryFn: ({ signal }) => read<Protocol>('/api/protocol', { signal }) })
  if (error) return <Refusal error={error} retry={() => void refetch()} />
  return protocol ? <Writing {...props} protocol={protocol} /> : <Loading what="Reading the protocol" lines={3} />
}

export function WriteOrder({ open, ...props }: Props & { readonly open: boolean }) {
  return <Modal opened={open} onClose={props.close} size="48rem" title="Write an order" closeOnClickOutside={false} closeButtonProps={{ 'aria-label': 'Close' }}>{open && <Opened {...props} />}</Modal>
}
