// One chair on the Floor. The time ticks by itself: a second renders the minute and the age of the vital signs, not the Floor.
import { memo } from 'react'
import { Link } from 'wouter'
import { deliveredAt, floorInfusion, preparedVolume, type FloorChair } from '@chairside/core/session'
import { agoText, clockText, TierMark, timeText, useNow } from '../ui/index.ts'
import type { TierName } from '../ui/index.ts'
import { Lamp } from './lamp.tsx'
import { number, ORIGIN_WORDS, STATE_WORDS } from './words.ts'

/** `lamp`: the priority at which the lamp beside the mark flashes; null where nothing alarms. */
export type Rank = { readonly tier: TierName; readonly lamp: 'high' | 'medium' | null; readonly word: string; readonly why: readonly string[] }
type Visit = NonNullable<FloorChair['visit']>

/** `Alba Gray` -> `Alba G.`: what may stand on a wall that visitors see. */
export const wallName = (name: string): string => {
  const [given = '', ...rest] = name.split(' ')
  return rest.length === 0 ? given : `${given} ${rest.at(-1)!.charAt(0)}.`
}

function Minute({ visit }: { readonly visit: Visit }) {
  const now = useNow()
  const over = visit.state === 'discharged' || visit.state === 'signed' || visit.state === 'aborted'
  const since = over ? visit.since : visit.recoveryStartedAt ?? visit.infusion?.startedAt ?? visit.since
  if (since === null) return <div className="floor-minute">{timeText(Date.parse(visit.start))}<small>booked</small></div>
  const word = visit.state === 'recovering' ? 'in recovery' : visit.infusion && !over ? 'since the start' : STATE_WORDS[visit.state].toLowerCase()
  return <div className="floor-minute">{clockText(now - Date.parse(since))}<small>{word}</small></div>
}

function Given({ visit }: { readonly visit: Visit }) {
  const now = useNow(5)
  const infusion = floorInfusion(visit)
  if (!infusion) return null
  const { dose_mg, volume_mL } = deliveredAt(infusion, now)
  const isEmpty = infusion.stoppedAt === null && infusion.segments.at(-1)?.to === null && volume_mL >= preparedVolume(infusion)
  return (
    <>
      <div className="floor-given"><b>{number(dose_mg, 1)}</b> <span className="soft">of {number(infusion.dose_mg, 1)} mg</span>{isEmpty && <b> Bag should be empty</b>}</div>
      <div className="floor-bar" aria-hidden="true" style={{ flexBasis: '100%' }}><i style={{ width: `${Math.min(100, (dose_mg / infusion.dose_mg) * 100)}%` }} /></div>
    </>
  )
}

function Vitals({ visit }: { readonly visit: Visit }) {
  const now = useNow(5)
  const { sbp_mmHg: sbp, dbp_mmHg: dbp, spo2_pct: spo2, pulse_per_min: pulse, rr_per_min: rr } = visit.latest
  const age = visit.lastVitalsAt === null ? null : now - Date.parse(visit.lastVitalsAt)
  const origin = (spo2 ?? pulse ?? sbp)?.origin
  return (
    <div>
      <dl className="floor-vitals">
        <div><dt>BP</dt><dd>{sbp && dbp ? `${sbp.value}/${dbp.value}` : '--'} <small>mmHg</small></dd></div>
        <div><dt>SpO₂</dt><dd>{spo2?.value ?? '--'} <small>%</small></dd></div>
        <div><dt>Pulse</dt><dd>{pulse?.value ?? '--'} <small>/min</small></dd></div>
        <div><dt>RR</dt><dd>{rr?.value ?? '--'} <small>/min</small></dd></div>
      </dl>
      <div className="small soft">{age === null ? 'No vital signs yet' : `${agoText(age)}${origin ? `, ${ORIGIN_WORDS[origin]}` : ''}`}</div>
    </div>
  )
}

type Props = { readonly chair: FloorChair; readonly rank: Rank; readonly next: string | null; readonly wall?: boolean }

export const FloorCard = memo(function FloorCard({ chair, rank, next: act, wall = false }: Props) {
  const { visit, next } = chair
  const shown = (name: string): string => (wall ? wallName(name) : name)
  const nextLine = next ? `Next ${timeText(Date.parse(next.start))} ${shown(next.patient_name)}` : 'Nobody booked next'
  if (!visit) {
    return (
      <div className="floor-card" data-empty="">
        <div className="floor-top"><span className="floor-chair">{chair.chair_name}</span></div>
        <div className="floor-name" style={{ fontWeight: 500 }}>Free</div>
        <div className="floor-foot"><span>{nextLine}</span></div>
      </div>
    )
  }
  const body = (
    <>
      <div className="floor-top"><span className="floor-chair">{chair.chair_name}</span><span className="alarm-mark">{rank.lamp !== null && <Lamp priority={rank.lamp} />}<TierMark tier={rank.tier} word={rank.word} /></span></div>
      <div className="floor-line"><span className="floor-name">{shown(visit.patient_name)}</span><span className="phase" data-state={visit.state}>{STATE_WORDS[visit.state]}</span></div>
      <div className="floor-line"><Minute visit={visit} /><Given visit={visit} /></div>
      <Vitals visit={visit} />
      {act !== null && <div className="floor-next"><span className="sr-only">Next: </span>{act.charAt(0).toUpperCase() + act.slice(1)}</div>}
      {rank.why.length > 0 && <ul className="floor-why">{rank.why.map((line) => <li key={line}>{line}</li>)}</ul>}
      <div className="floor-foot"><span>Visit {visit.ordinal}{visit.planned_sessions === null ? '' : ` of ${visit.planned_sessions}`}{visit.nurse_name ? ` · ${shown(visit.nurse_name.replace(/,.*$/, ''))}` : ''}</span><span>{nextLine}</span></div>
    </>
  )
  return wall
    ? <div className="floor-card" data-tier={rank.tier}>{body}</div>
    : <Link to={`/chair/${visit.session}`} className="floor-card" data-tier={rank.tier}>{body}</Link>
}, (before, after) => before.chair === after.chair && before.wall === after.wall && before.rank.tier === after.rank.tier && before.rank.word === after.rank.word && before.next === after.next && before.rank.why.join() === after.rank.why.join())
