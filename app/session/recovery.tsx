// Recovery takes as long as it takes: a clock without an end, the least time, and what is still missing before going home.
import { dischargeFindings, mayRecord, recoveryMinutes } from '@chairside/core/session'
import { Card, Figure, useNow } from '../ui/index.ts'
import type { Chair } from './use-chair.ts'

export const isFirstInfusion = (chair: Chair): boolean => chair.bundle.previous.every((p) => p.dose_mg === null)

export function RecoveryCard({ chair }: { readonly chair: Chair }) {
  const now = useNow(15)
  const { view, bundle } = chair
  if (!mayRecord(view, 'discharge-approved').ok || view.infusion?.stoppedAt == null) return null
  const { settings } = bundle.protocol
  const { floor, advised } = recoveryMinutes(view, isFirstInfusion(chair), settings)
  const findings = dischargeFindings(view, settings, now, isFirstInfusion(chair))
  const minutes = Math.floor((now - view.infusion.stoppedAt) / 60_000)
  return (
    <Card title="Recovery">
      <div className="numbers">
        <Figure label="Since the stop" value={minutes} unit="min" note={minutes < floor ? `${floor - minutes} min to the least time` : 'least time is over'} />
        <Figure label="Least" value={floor} unit="min" note={advised > floor ? `${advised} min advised` : 'by the protocol'} />
        <Figure label="Still missing" value={findings.filter((f) => f.level === 'block').length} unit="points" note="for discharge" />
      </div>
    </Card>
  )
}
