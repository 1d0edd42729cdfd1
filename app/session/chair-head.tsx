// Who is in the chair, what was ordered, and how long it has been: the part of the Chair that is always on top.
import { memo } from 'react'
import { expectedEnd, runningTime } from '@chairside/core/session'
import { clockText, Figure, timeText, useNow } from '../ui/index.ts'
import type { Chair } from './use-chair.ts'
import { BASIS_WORDS, number, STATE_WORDS } from './words.ts'

function Clock({ chair }: { readonly chair: Chair }) {
  const now = useNow()
  const { view, bundle } = chair
  const { infusion } = view
  const state = <span className="phase" data-state={view.state}>{STATE_WORDS[view.state]}</span>
  if (!infusion) return <div className="chair-clock"><div className="big">{timeText(Date.parse(bundle.visit.start))}</div><div className="row" style={{ justifyContent: 'flex-end' }}><span className="soft small">booked</span>{state}</div></div>
  if (view.recoveryStartedAt !== null && infusion.stoppedAt !== null) {
    const until = view.dischargedAt ?? now
    return <div className="chair-clock"><div className="big" aria-label="Time since the infusion stopped">{clockText(until - view.recoveryStartedAt)}</div><div className="row" style={{ justifyContent: 'flex-end' }}><span className="soft small">in recovery</span>{state}</div></div>
  }
  const end = expectedEnd(infusion, now)
  return (
    <div className="chair-clock">
      <div className="big" aria-label="Time since the start">{clockText((infusion.stoppedAt ?? now) - infusion.startedAt)}</div>
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <span className="soft small">{end !== null ? `ends ${timeText(end)}` : `running ${Math.floor(runningTime(infusion, now) / 60_000)} min`}</span>{state}
      </div>
    </div>
  )
}

export const ChairHead = memo(function ChairHead({ chair }: { readonly chair: Chair }) {
  const { bundle } = chair
  const { patient, visit, course, order, allergies } = bundle
  return (
    <section className="card" aria-label="Patient and order">
      <div className="chair-head">
        <h2>{patient.preferred_name && !patient.name.startsWith(patient.preferred_name) ? `${patient.name} (${patient.preferred_name})` : patient.name}</h2>
        <div className="chair-facts">
          <span><b>{patient.age}</b> years</span>
          <span>visit <b>{visit.ordinal}</b>{course ? <> of <b>{course.planned_sessions}</b></> : null}</span>
          <span>{visit.chair_name}</span>
          <span className={allergies.length > 0 ? 'allergy' : ''}>{allergies.length > 0 ? `Allergies: ${allergies.join(', ')}` : 'No allergies recorded'}</span>
          </div>
        <Clock chair={chair} />
      {order ? (
        <div className="order-line">
          <Figure label="Dose" value={number(order.dose_mg)} unit="mg" />
          <Figure label="per weight" value={number(order.dose_mg_per_kg)} unit="mg/kg" />
          <Figure label={BASIS_WORDS[order.weight_basis]} value={number(order.dosing_weight_kg, 1)} unit="kg" />
          <Figure label="Volume" value={number(order.final_ml, 1)} unit="mL" />
          <Figure label="Concentration" value={number(order.concentration_mg_per_ml, 3)} unit="mg/mL" />
          <Figure label="Rate" value={number(order.rate_ml_per_h, 1)} unit="mL/h" />
          <Figure label="over" value={number(order.duration_min, 0)} unit="min" />
        </div>
      ) : chair.view.infusion === null && ['expected', 'arrived', 'preparing'].includes(chair.view.state) && <p className="order-line"><b>No signed order.</b> <span className="soft">A prescriber signs the order before this infusion can start.</span></p>}
      </div>
    </section>
  )
})
