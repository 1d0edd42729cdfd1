// The start: the order read by two people, everything that speaks against it with its rule, and a deliberate second step.
import { useRef, useState } from 'react'
import { Button, NativeSelect } from '@mantine/core'
import { mayStart, timeOutOf } from '@chairside/core/session'
import { dayText, timeText, useNow } from '../ui/index.ts'
import { colleaguesOf, nurseOfStart, startAsked, useBeside } from './gate-asked.ts'
import { Findings, useOverride } from './gate.tsx'
import { Panel } from './panel.tsx'
import { TimeOutCard } from './time-out.tsx'
import type { Chair } from './use-chair.ts'
import { BASIS_WORDS, number } from './words.ts'

/** What this tablet knows of the other chairs is said with its time once it is older than this. */
const OLD_MS = 120_000

export function StartForm({ chair, onDone }: { readonly chair: Chair; readonly onDone: () => void }) {
  const now = useNow(5)
  const { bundle, me } = chair
  const { order } = bundle
  const [nurse, setNurse] = useState(() => nurseOfStart(chair))
  const [sure, setSure] = useState(false)
  const [checking, setChecking] = useState(false)
  const started = useRef(false)
  const { others, at: seenAt } = useBeside(chair)
  const findings = mayStart(startAsked(chair, nurse, others, now))
  const { blocked, override, field } = useOverride(me, findings)
  const timeOut = timeOutOf(chair.view, order)
  const start = async (): Promise<void> => {
    // The second tap of a double tap finds the start made.
    if (!order || blocked || started.current) return
    started.current = true
    const against = findings.filter((f) => f.level !== 'record').map((f) => `${f.rule} ${f.message}`).join('; ').slice(0, 4000)
    const done = await chair.record('infusion-started', {
      order: order.order, dose_mg: order.dose_mg, dose_mg_per_kg: order.dose_mg_per_kg, weight_kg: order.dosing_weight_kg, weight_basis: order.weight_basis, volume_mL: order.final_ml,
      concentration_mg_per_mL: order.concentration_mg_per_ml, rate_mL_per_h: order.rate_ml_per_h, ...(timeOut.state === 'stands' ? { checkedBy: timeOut.check.second } : {}), ...(nurse === me.staff ? {} : { nurse }),
      ...(against === '' ? {} : { findings: against }), ...(override ? { override } : {}),
    }, `Infusion started: ${number(order.dose_mg)} mg at ${number(order.rate_ml_per_h, 1)} mL/h`)
    if (done) onDone()
    else started.current = false
  }
  if (!order) return <Panel title="Start the infusion" onClose={onDone}><p>No signed order applies to this visit. A prescriber writes and signs it in the chart.</p></Panel>
  const lines: readonly (readonly [string, string])[] = [
    ['Patient', `${bundle.patient.name}, born ${dayText(bundle.patient.birth_date)}`], ['Drug', 'Ketamine'], ['Dose', `${number(order.dose_mg)} mg`], ['Per weight', `${number(order.dose_mg_per_kg)} mg/kg of ${BASIS_WORDS[order.weight_basis]} ${number(order.dosing_weight_kg, 1)} kg`],
    ['Bag', `${number(order.final_ml, 1)} mL at ${number(order.concentration_mg_per_ml, 3)} mg/mL`], ['Rate', `${number(order.rate_ml_per_h, 1)} mL/h`], ['Over', `${number(order.duration_min, 0)} min`],
  ]
  const nurses = [{ value: me.staff, label: me.name }, ...colleaguesOf(chair).filter((s) => s.roles.includes('nurse') || s.staff === nurse).map((s) => ({ value: s.staff, label: s.name }))]
  return (
    <Panel title="Time-out" onClose={onDone}>
      <div className="form">
        {!checking && <table className="plain"><caption className="sr-only">The order, to be read aloud</caption><tbody>{lines.map(([name, value]) => <tr key={name}><th scope="row">{name}</th><td><b>{value}</b></td></tr>)}</tbody></table>}
        <TimeOutCard chair={chair} onChecking={setChecking} />
        {!checking && <>
          <NativeSelect label="Watched by" value={nurse} data={nurses} onChange={(event) => { setNurse(event.currentTarget.value); setSure(false) }} />
          {seenAt !== null && now - seenAt > OLD_MS && <p className="small soft">The other chairs are known as they were at {timeText(seenAt)}.</p>}
          <Findings findings={findings} empty="Nothing speaks against the start." />
          {field}
          {/* The second step stands somewhere else than the first: a double tap cannot make both. */}
          <Button size="lg" variant={sure ? 'default' : 'filled'} disabled={blocked} onClick={() => setSure(!sure)}>{blocked ? 'Not yet' : sure ? 'Back to the check' : 'Everything agrees'}</Button>
          {sure && <Button size="xl" variant="filled" disabled={blocked} onClick={() => void start()}>Start now: {number(order.dose_mg)} mg at {number(order.rate_ml_per_h, 1)} mL/h</Button>}
          <p className="small soft">Start the pump yourself, then record it here. This program drives no pump.</p>
        </>}
      </div>
    </Panel>
  )
}
