// How much has gone in, and how we know: the pump's own volume, or rate multiplied by time.
import { memo, lazy, Suspense } from 'react'
import { deliveredAt, preparedVolume, pumpDisagreement, type DeliveredOrigin } from '@chairside/core/session'
import { Card, Figure, timeText, useNow } from '../ui/index.ts'
import type { Chair } from './use-chair.ts'
import { number } from './words.ts'

const DELIVERED_WORDS: Readonly<Record<DeliveredOrigin, string>> = {
  'pump': 'Volume read from the pump.', 'pump-and-rate': 'The pump\'s last volume, and the recorded rate since.', 'elapsed-rate': 'Reckoned from the recorded rates and the time that passed, not read from the pump.',
}

const PumpLine = lazy(() => import('../devices/pump-line.tsx'))

const R = 62
const ROUND = 2 * Math.PI * R

function Ring({ part, mg }: { readonly part: number; readonly mg: number }) {
  return (
    <svg className="ring" viewBox="0 0 148 148" role="img" aria-label={`${number(mg, 1)} mg delivered, ${Math.round(part * 100)} % of the dose`}>
      <circle cx="74" cy="74" r={R} fill="none" stroke="var(--line)" strokeWidth="9" />
      <circle cx="74" cy="74" r={R} fill="none" stroke="var(--act)" strokeWidth="9" strokeLinecap="round" strokeDasharray={`${ROUND * part} ${ROUND}`} transform="rotate(-90 74 74)" />
      <text x="74" y="78" textAnchor="middle" fontSize="34" fontWeight="600" letterSpacing="-1">{number(mg, 1)}</text>
      <text x="74" y="99" textAnchor="middle" className="ring-unit">mg delivered</text>
    </svg>
  )
}

export default memo(function DeliveredCard({ chair }: { readonly chair: Chair }) {
  const now = useNow()
  const { infusion, state } = chair.view
  if (!infusion) return null
  const given = deliveredAt(infusion, now)
  const rate = infusion.segments.at(-1)
  const runs = rate?.to === null
  const apart = pumpDisagreement(infusion, chair.bundle.protocol.settings.monitor.pump_difference)
  const isEmpty = runs && given.volume_mL >= preparedVolume(infusion)
  return (
    <Card className="infusion-card">
      <div className="infusion">
        <Ring part={Math.min(1, given.dose_mg / infusion.dose_mg)} mg={given.dose_mg} />
        <div className="numbers">
          <Figure label="of the dose" value={number(infusion.dose_mg)} unit="mg" note={`${number(given.dose_mg_per_kg, 3)} mg/kg so far`} />
          <Figure label="Volume" value={number(given.volume_mL, 1)} unit="mL" note={`of ${number(preparedVolume(infusion), 1)} mL`} />
          <Figure label="Rate" value={runs ? number(rate.rate_mL_per_h, 1) : '0'} unit="mL/h" note={runs ? 'running' : state === 'paused' ? 'paused' : 'stopped'} />
          {isEmpty && <p style={{ gridColumn: '1 / -1' }}><b>The bag should be empty.</b> Stop the pump, then record the stop.</p>}
          {apart && <p style={{ gridColumn: '1 / -1' }}><b>Pump and rate do not agree.</b> At {timeText(apart.at)} the pump showed {number(apart.pump_mL, 1)} mL, rate and time make {number(apart.reckoned_mL, 1)} mL: {number(Math.abs(apart.difference_mg), 1)} mg apart.</p>}
          <p className="note small soft" style={{ gridColumn: '1 / -1' }}>{DELIVERED_WORDS[given.origin]}</p>
        </div>
      </div>
      {chair.view.pump !== null && <Suspense fallback={null}><PumpLine chair={chair} /></Suspense>}
    </Card>
  )
})
