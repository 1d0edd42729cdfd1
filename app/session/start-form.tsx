// The start: the order read aloud by two people, everything that speaks against it with its rule, and a deliberate second step.
import { useState } from 'react'
import { Button, NativeSelect } from '@mantine/core'
import { may } from '@chairside/core/people'
import { mayStart } from '@chairside/core/session'
import { parseInstant } from '@chairside/core/shared'
import { dayText, useNow } from '../ui/index.ts'
import { deviceNow } from '../sync/device.ts'
import { Findings, useOverride } from './gate.tsx'
import { Panel } from './panel.tsx'
import type { Chair } from './use-chair.ts'
import { BASIS_WORDS, number } from './words.ts'

/** Everything that core's gate must know, from what this tablet keeps. */
export function startFindings(chair: Chair, checkedBy: string | null, now = deviceNow()) {
  const { bundle, view, me } = chair
  const measured = parseInstant(bundle.patient.weight_measured_at)
  return mayStart({
    view, order: bundle.order, protocol: bundle.protocol, weight: bundle.patient.weight_kg !== null && measured !== null ? { weight_kg: bundle.patient.weight_kg, measured_at: measured } : null,
    phase: bundle.course?.kind === 'booster' ? 'maintenance' : 'induction', earlier: bundle.previous.flatMap((p) => parseInstant(p.started_at) ?? []),
    timeZone: me.sites.find((s) => s.site === bundle.visit.site)?.time_zone ?? me.organization.time_zone, actor: me.staff, checkedBy, now,
  })
}

export function StartForm({ chair, onDone }: { readonly chair: Chair; readonly onDone: () => void }) {
  const now = useNow(5)
  const [checkedBy, setCheckedBy] = useState<string | null>(null)
  const [sure, setSure] = useState(false)
  const { bundle, me } = chair
  const { order } = bundle
  const findings = startFindings(chair, checkedBy, now)
  const { blocked, override, field } = useOverride(me, findings)
  const colleagues = bundle.staff.filter((s) => s.staff !== me.staff && may(s.roles, 'session.record'))
  const start = async (): Promise<void> => {
    if (!order || blocked) return
    const done = await chair.record('infusion-started', {
      order: order.order, dose_mg: order.dose_mg, dose_mg_per_kg: order.dose_mg_per_kg, weight_kg: order.dosing_weight_kg, weight_basis: order.weight_basis, volume_mL: order.final_ml,
      concentration_mg_per_mL: order.concentration_mg_per_ml, rate_mL_per_h: order.rate_ml_per_h, ...(checkedBy ? { checkedBy } : {}), ...(override ? { override } : {}),
    }, `Infusion started: ${number(order.dose_mg)} mg at ${number(order.rate_ml_per_h, 1)} mL/h`)
    if (done) onDone()
  }
  if (!order) return <Panel title="Start the infusion" onClose={onDone}><p>No signed order applies to this visit. A prescriber writes and signs it in the chart.</p></Panel>
  const lines: readonly (readonly [string, string])[] = [
    ['Patient', `${bundle.patient.name}, born ${dayText(bundle.patient.birth_date)}`], ['Drug', 'Ketamine'], ['Dose', `${number(order.dose_mg)} mg`], ['Per weight', `${number(order.dose_mg_per_kg)} mg/kg of ${BASIS_WORDS[order.weight_basis]} ${number(order.dosing_weight_kg, 1)} kg`],
    ['Bag', `${number(order.final_ml, 1)} mL at ${number(order.concentration_mg_per_ml, 3)} mg/mL`], ['Rate', `${number(order.rate_ml_per_h, 1)} mL/h`], ['Over', `${number(order.duration_min, 0)} min`],
  ]
  return (
    <Panel title="Time-out" onClose={onDone}>
      <div className="form">
        <table className="plain"><caption className="sr-only">The order, to be read aloud</caption><tbody>{lines.map(([name, value]) => <tr key={name}><th scope="row">{name}</th><td><b>{value}</b></td></tr>)}</tbody></table>
        <NativeSelect label="Second person, who has read this with you" data-first="" value={checkedBy ?? ''} data={[{ value: '', label: 'Choose' }, ...colleagues.map((s) => ({ value: s.staff, label: s.name }))]} onChange={(event) => { setCheckedBy(event.currentTarget.value || null); setSure(false) }} />
        <Findings findings={findings} empty="Nothing speaks against the start." />
        {field}
        {/* The second step stands somewhere else than the first: a double tap cannot make both. */}
        <Button size="lg" variant={sure ? 'default' : 'filled'} disabled={blocked} onClick={() => setSure(!sure)}>{blocked ? 'Not yet' : sure ? 'Back to the check' : 'Everything agrees'}</Button>
        {sure && <Button size="xl" variant="filled" disabled={blocked} onClick={() => void start()}>Start now: {number(order.dose_mg)} mg at {number(order.rate_ml_per_h, 1)} mL/h</Button>}
        <p className="small soft">Start the pump yourself, then record it here. This program drives no pump.</p>
      </div>
    </Panel>
  )
}
