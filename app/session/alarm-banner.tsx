// What the recorded readings mean by the clinic's protocol. Said once to a screen reader, without blinking; what to do stays with people.
import { useMemo } from 'react'
import { alarmsOf, VITAL_NAMES, type Alarms, type AlarmTier, type Values } from '@chairside/core/session'
import { TierMark, timeText, type TierName } from '../ui/index.ts'
import type { Chair } from './use-chair.ts'

export const TIER_NAMES: Readonly<Record<AlarmTier, TierName>> = { stop: 'high', pause: 'medium', warn: 'low', none: 'none' }
export const TIER_WORDS: Readonly<Record<AlarmTier, string>> = { stop: 'Stop', pause: 'Pause', warn: 'Recheck', none: 'Quiet' }

/** Alarms of the visit as it stands: newest readings against the last ones before the start. */
export function chairAlarms(chair: Chair): Alarms {
  const { view, bundle } = chair
  const values: Values = Object.fromEntries(VITAL_NAMES.flatMap((name) => (view.latest[name] ? [[name, view.latest[name].value]] : [])))
  const before = view.infusion ? view.vitals.filter((v) => v.at <= view.infusion!.startedAt) : []
  const baseline: Values = Object.assign({}, ...before.map((v) => v.values))
  return alarmsOf(values, baseline, view.sedation?.scale === 'MOAA/S' ? view.sedation.score : null, bundle.protocol.settings)
}

export function AlarmBanner({ chair, onStop }: { readonly chair: Chair; readonly onStop: () => Promise<void> }) {
  const alarms = useMemo(() => chairAlarms(chair), [chair])
  const watched = ['infusing', 'paused', 'recovering'].includes(chair.view.state)
  const runs = chair.view.infusion !== null && chair.view.infusion.stoppedAt === null
  const shown = watched && alarms.tier !== 'none'
  const worst = alarms.findings[0]
  const at = worst === undefined ? undefined : worst.what === 'moaas' ? chair.view.sedation?.at : chair.view.latest[worst.what]?.at
  return (
    <div aria-live="assertive">
      {shown && (
        <section className="alarm" data-tier={TIER_NAMES[alarms.tier]} aria-label="Alarm">
          <TierMark tier={TIER_NAMES[alarms.tier]} word={TIER_WORDS[alarms.tier]} />
          <p><b>{alarms.findings.map((f) => f.message).join('; ')}</b>{at !== undefined && <span className="soft"> at {timeText(at)}</span>}<br /><span>Repeat within {alarms.repeatWithin_min} min; at once if there are symptoms.</span></p>
          {alarms.tier === 'stop' && runs && <button type="button" className="act" data-kind="stop" onClick={() => void onStop()}>Stop the infusion</button>}
        </section>
      )}
    </div>
  )
}
