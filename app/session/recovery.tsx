// Recovery takes as long as it takes: a clock without an end, the least time, when the patient will probably be ready, and whose matter it is when it goes on.
import { memo } from 'react'
import './going-home.css'
import { Button } from '@mantine/core'
import { dischargeConditions, mayRecord, prolongedRecovery, readyBasis, readyTime, recoveryEnds, recoveryMinutes, type ReadyTime } from '@chairside/core/session'
import { MINUTE_MS } from '@chairside/core/shared'
import { may } from '@chairside/core/people'
import { Card, Figure, TierMark, timeText, useNow } from '../ui/index.ts'
import type { PanelName } from './panel.tsx'
import type { Chair } from './use-chair.ts'

export const isFirstInfusion = (chair: Chair): boolean => chair.bundle.previous.every((p) => p.dose_mg === null)

/** The same reckoning as on the server, from what this tablet holds: it goes on without the network. */
export function readyOf({ view, bundle }: Chair, now: Parameters<typeof readyBasis>[2]): ReadyTime | null {
  const { settings } = bundle.protocol
  const basis = readyBasis(view, settings, now)
  const history = { isFirst: bundle.previous.every((p) => p.dose_mg === null), recoveries_min: bundle.previous.flatMap((p) => (p.recovery_min === null ? [] : [p.recovery_min])) }
  return basis && readyTime(basis, history, settings, now)
}

/** `about 11:45`, with the band as the note. */
export function readyWords(ready: ReadyTime, zone: string): { readonly value: string; readonly note: string } {
  if (ready.kind === 'ready') return { value: 'now', note: 'but for the escort' }
  const band = ready.from === ready.to ? '' : `${timeText(ready.from, zone)} to ${timeText(ready.to, zone)}`
  return { value: timeText(ready.at, zone), note: [band, ready.kind === 'estimated' ? 'your estimate' : ready.overdue ? 'later than estimated' : ''].filter((part) => part !== '').join(', ') }
}

function Prolonged({ chair, now, open }: { readonly chair: Chair; readonly now: Parameters<typeof readyBasis>[2]; readonly open: (panel: PanelName) => void }) {
  const prolonged = prolongedRecovery(chair.view, chair.bundle.protocol.settings, now)
  if (!prolonged?.wanted) return null
  return (
    <div className="prolonged" role="status">
      <TierMark tier="medium" word={prolonged.stage === 'transfer' ? 'Decide on transfer' : 'Prescriber wanted'} />
      <p>{prolonged.minutes} min since the stop and not ready. {prolonged.stage === 'transfer' ? 'A prescriber decides whether the patient is transferred.' : 'A prescriber has to see the patient.'}</p>
      {may(chair.me.roles, 'order.sign') && <Button onClick={() => open('assess')}>Record what I decided</Button>}
    </div>
  )
}

export default memo(function RecoveryCard({ chair, open }: { readonly chair: Chair; readonly open: (panel: PanelName) => void }) {
  const now = useNow(15)
  const { view, bundle } = chair
  const stoppedAt = view.infusion?.stoppedAt
  if (!mayRecord(view, 'discharge-approved').ok || stoppedAt == null) return null
  const { settings } = bundle.protocol
  const isFirst = isFirstInfusion(chair)
  const { floor, advised, why } = recoveryMinutes(view, isFirst, settings)
  const { floorAt } = recoveryEnds(view, isFirst, settings, stoppedAt)
  const unmet = dischargeConditions(view, settings, now, isFirst).filter((one) => !one.met)
  const minutes = Math.floor((now - stoppedAt) / MINUTE_MS)
  const ready = readyOf(chair, now)
  const words = ready && readyWords(ready, bundle.place.time_zone)
  return (
    <Card title="Recovery">
      <div className="numbers">
        <Figure label="Since the stop" value={minutes} unit="min" note={now < floorAt ? `${Math.ceil((floorAt - now) / MINUTE_MS)} min to the least time` : 'least time is over'} />
        <Figure label="Least" value={floor} unit="min" note={advised > floor ? `${advised} min advised: ${why}` : why || 'by the protocol'} />
        {words && <Figure label="Ready about" value={words.value} unit="" note={words.note} />}
        <Figure label="Still missing" value={unmet.length} unit={unmet.length === 1 ? 'condition' : 'conditions'} note="for discharge" />
      </div>
      <Prolonged chair={chair} now={now} open={open} />
      <div className="recovery-acts">
        <Button variant="light" onClick={() => open('ready')}>Ready time</Button>
        <Button variant="light" onClick={() => open('driver')}>Driver’s link</Button>
        <Button variant="light" onClick={() => open('instructions')}>Instructions</Button>
      </div>
    </Card>
  )
})
