// What the pump itself says, beside what was charted: volume, rate, status and its alarm in words (the alarm itself stands above, with the others), and where status or rate differ. It is only read: nothing here speaks to a pump.
import './connect.css'
import { agoText, TierMark, timeText, useNow } from '../ui/index.ts'
import type { Chair } from '../session/use-chair.ts'
import { number } from '../session/words.ts'

/** Status and rate that do not agree with the chart; the volume's difference stands beside the dose. */
function differences(chair: Chair): string[] {
  const { infusion, pump, state } = chair.view
  if (infusion === null || pump === null) return []
  const limit = chair.bundle.protocol.settings.monitor.pump_difference
  const rate = infusion.segments.at(-1)
  const found: string[] = []
  if (pump.status !== undefined && pump.at > (chair.view.since ?? 0)) {
    if (state === 'infusing' && (pump.status === 'paused' || pump.status === 'stopped')) found.push(`The pump says ${pump.status}, the chart says running.`)
    if (state === 'paused' && pump.status === 'running') found.push('The pump says running, the chart says paused.')
  }
  if (state === 'infusing' && pump.status !== 'paused' && pump.status !== 'stopped' && pump.rate_mL_per_h !== undefined && rate?.to === null && pump.at > rate.from && Math.abs(pump.rate_mL_per_h - rate.rate_mL_per_h) * 100 > limit.pct * Math.max(pump.rate_mL_per_h, rate.rate_mL_per_h))
    found.push(`The pump runs at ${number(pump.rate_mL_per_h, 1)} mL/h, the chart says ${number(rate.rate_mL_per_h, 1)} mL/h.`)
  return found
}

export default function PumpLine({ chair }: { readonly chair: Chair }) {
  const now = useNow(5)
  const { pump, infusion } = chair.view
  if (pump === null || infusion === null) return null
  const running = infusion.stoppedAt === null
  const apart = differences(chair)
  const said = [pump.volume_infused_mL === undefined ? null : `${number(pump.volume_infused_mL, 1)} mL`, pump.rate_mL_per_h === undefined ? null : `${number(pump.rate_mL_per_h, 1)} mL/h`, pump.status === 'alarm' ? null : pump.status ?? null].filter((part) => part !== null)
  return (
    <div className="pump" aria-label="The pump" role="group">
      {(apart.length > 0 || (running && pump.alarm !== undefined)) && <div className="alarm" data-tier="low" role="status"><TierMark tier="low" /><p>{running && pump.alarm !== undefined && <b style={{ display: 'block' }}>The pump says: {pump.alarm}</b>}{apart.map((sentence) => <span key={sentence} style={{ display: 'block' }}>{sentence}</span>)}<span className="small soft">Look at the pump, then chart what it does.</span></p></div>}
      <p className="small soft">{pump.origin === 'person' ? 'Read from the pump' : 'The pump'} at {timeText(pump.at)}: {said.length > 0 ? said.join(', ') : 'no volume'}{running ? ` (${agoText(now - pump.at)})` : ''}{pump.origin === 'simulated' ? ', simulated' : ''}</p>
    </div>
  )
}
