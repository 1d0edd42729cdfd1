// Going home: scores by tap, filled from what is recorded; every condition with what would clear it; and the approval in two steps.
import './going-home.css'
import { useEffect, useRef, useState } from 'react'
import { Button, Checkbox } from '@mantine/core'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import IconCircle from '@tabler/icons-react/dist/esm/icons/IconCircle.mjs'
import {
  ALDRETE, aldreteTotal, dischargeConditions, dischargeFindings, noDrivingUntil, PADSS, padssTotal, proposedScores, unlifted,
  type Aldrete, type DischargeCondition, type DischargeConditionId, type Padss, type PayloadOf,
} from '@chairside/core/session'
import { HOUR_MS, instant } from '@chairside/core/shared'
import { TierMark, timeText, dateText, useNow } from '../ui/index.ts'
import { useOverride } from './gate.tsx'
import { DriverSays } from './going-home-forms.tsx'
import { Panel, type PanelName } from './panel.tsx'
import { isFirstInfusion } from './recovery.tsx'
import { PointRows, type Points } from './score-rows.tsx'
import type { Chair } from './use-chair.ts'

type Criteria = NonNullable<PayloadOf<'discharge-scored'>['criteria']>
type Tick = { readonly id: keyof Criteria; readonly text: string; /** The condition that makes the tick needless when the log knows it. */ readonly condition: DischargeConditionId }
const TICKS: readonly Tick[] = [
  { id: 'oriented', text: 'Oriented to person, place and time', condition: 'oriented' }, { id: 'dissociationAtBaseline', text: 'Dissociation back to where it was', condition: 'dissociation' }, { id: 'ivRemoved', text: 'IV line is out', condition: 'iv' },
  { id: 'moodChecked', text: 'Mood and suicide risk asked', condition: 'mood' }, { id: 'escortPresent', text: 'Escort is here', condition: 'escort' },
]
/** Where a condition is cleared. */
const CLEARED_IN: Partial<Record<DischargeConditionId, { readonly panel: PanelName; readonly word: string }>> = {
  pressure: { panel: 'vitals', word: 'Vital signs' }, pulse: { panel: 'vitals', word: 'Vital signs' }, spo2: { panel: 'vitals', word: 'Vital signs' }, sedation: { panel: 'sedation', word: 'Sedation' },
  dissociation: { panel: 'dissociation', word: 'Dissociation' }, instructions: { panel: 'instructions', word: 'Instructions' }, escort: { panel: 'driver', word: 'Driver’s link' },
}

function Conditions({ conditions, open }: { readonly conditions: readonly DischargeCondition[]; readonly open: (panel: PanelName) => void }) {
  const unmet = conditions.filter((one) => !one.met)
  const met = conditions.filter((one) => one.met)
  return (
    <>
      <ul className="conditions" aria-label="What is still missing">
        {unmet.map(({ id, label, missing, clear }) => {
          const act = CLEARED_IN[id]
          return (
            <li key={id} data-met="false">
              <IconCircle className="condition-mark" size={20} aria-hidden />
              <div><b>{label}</b>{missing.map((words) => <div key={words}>{words.charAt(0).toUpperCase() + words.slice(1)}</div>)}<div className="soft small">To clear: {clear}</div></div>
              {act && <button type="button" className="mini" onClick={() => open(act.panel)}>{act.word}</button>}
            </li>
          )
        })}
      </ul>
      {met.length > 0 && (
        <ul className="conditions" aria-label="What is met">
          {met.map(({ id, label, known }) => <li key={id} data-met="true"><IconCheck className="condition-mark" size={20} aria-hidden /><div>{label}{known !== null && <span className="soft"> · {known}</span>}</div></li>)}
        </ul>
      )}
    </>
  )
}

/** What stands on the screen before the second tap: who goes with whom, and what comes next. */
function Leaving({ chair, now, yes, back }: { readonly chair: Chair; readonly now: number; readonly yes: () => void; readonly back: () => void }) {
  const box = useRef<HTMLDivElement>(null)
  // The second step comes under the thumb: it must not open below the edge.
  useEffect(() => { box.current?.scrollIntoView({ block: 'center' }); box.current?.focus() }, [])
  const { bundle, view } = chair
  const { recovery } = bundle.protocol.settings
  const zone = bundle.place.time_zone
  const said = (at: number): string => `${dateText(at, zone)}, ${timeText(at, zone)}`
  const driving = noDrivingUntil(instant(Math.max(view.infusion!.stoppedAt!, ...view.medications.map((m) => m.at))), zone, { recovery })
  return (
    <div className="leaving" ref={box} tabIndex={-1} role="group" aria-label="Goes home">
      <dl>
        <div><dt>With</dt><dd>{bundle.patient.escort_name ?? 'nobody named'}{bundle.patient.escort_phone === null ? '' : `, ${bundle.patient.escort_phone}`}</dd></div>
        <div><dt>No driving before</dt><dd>{said(driving)}</dd></div>
        <div><dt>We ask how it was</dt><dd>about {said(now + recovery.next_day_contact_h * HOUR_MS)}; it stands at the Desk from then</dd></div>
        <div><dt>Next visit</dt><dd>{bundle.next_visit === null ? 'none booked' : said(Date.parse(bundle.next_visit.start))}</dd></div>
      </dl>
      <div className="row"><Button variant="default" size="lg" onClick={back}>Back</Button><Button variant="filled" size="lg" onClick={yes}>Goes home now</Button></div>
    </div>
  )
}

/** What was tapped and not recorded yet, while another form is looked at in between. */
type Draft = { readonly aldrete: Points<keyof Aldrete>; readonly padss: Points<keyof Padss>; readonly ticks: Partial<Record<keyof Criteria, boolean>> }
const drafts = new Map<string, Draft>()

export function DischargeForm({ chair, onDone, open }: { readonly chair: Chair; readonly onDone: () => void; readonly open: (panel: PanelName) => void }) {
  const now = useNow(10)
  const { settings } = chair.bundle.protocol
  const scored = chair.view.dischargeScore
  const [proposal] = useState(() => proposedScores(chair.view))
  const kept = drafts.get(chair.session)
  const [draft, setDraft] = useState<Draft>(kept ?? { aldrete: scored?.aldrete ?? proposal.aldrete, padss: scored?.padss ?? proposal.padss, ticks: scored?.criteria ?? {} })
  const { aldrete, padss, ticks } = draft
  const [touched, setTouched] = useState(scored === null || kept !== undefined)
  const [leaving, setLeaving] = useState(false)
  const complete = ALDRETE.every(({ id }) => aldrete[id] !== undefined) && PADSS.every(({ id }) => padss[id] !== undefined)
  const conditions = dischargeConditions(chair.view, settings, now, isFirstInfusion(chair))
  const findings = dischargeFindings(chair.view, settings, now, isFirstInfusion(chair))
  const remarks = findings.filter((finding) => finding.level !== 'block')
  const { blocked, override, field } = useOverride(chair.me, findings)
  const known = (id: DischargeConditionId): boolean => conditions.some((one) => one.id === id && one.known !== null && one.known !== 'confirmed')
  const change = (part: Partial<Draft>): void => {
    const next = { ...draft, ...part }
    drafts.set(chair.session, next)
    setDraft(next)
    setTouched(true)
    setLeaving(false)
  }
  const save = async (): Promise<void> => {
    if (!complete) return
    const asked = TICKS.filter((tick) => !known(tick.condition))
    const criteria = { ...(scored?.criteria?.instructionsGiven === true ? { instructionsGiven: true } : {}), ...Object.fromEntries(asked.map(({ id }) => [id, ticks[id] === true])), steadyGait: padss.ambulation === 2 }
    if (await chair.record('discharge-scored', { aldrete: aldrete as Aldrete, padss: padss as Padss, criteria }, `Modified Aldrete ${aldreteTotal(aldrete as Aldrete)} of 10, modified PADSS ${padssTotal(padss as Padss)} of 10`)) { drafts.delete(chair.session); setTouched(false) }
  }
  const approve = async (): Promise<void> => {
    if (unlifted(findings, override).length === 0 && await chair.record('discharge-approved', override ? { override } : {}, 'Discharge approved')) onDone()
  }
  const allTwo = (): void => {
    change({ aldrete: Object.fromEntries(ALDRETE.map(({ id }) => [id, aldrete[id] ?? 2])), padss: Object.fromEntries(PADSS.map(({ id }) => [id, padss[id] ?? 2])) })
  }
  return (
    <Panel title="Discharge" onClose={onDone}>
      <div className="form">
        {!complete && <Button variant="light" size="lg" data-first="" onClick={allTwo}>Well: 2 for every open item</Button>}
        <PointRows name="Modified Aldrete" least={settings.recovery.aldrete_min} items={ALDRETE} points={aldrete} reckoned={proposal.aldrete} onChange={(points) => change({ aldrete: points })} />
        <PointRows name="Modified PADSS" least={settings.recovery.padss_min} items={PADSS} points={padss} reckoned={proposal.padss} onChange={(points) => change({ padss: points })} />
        <fieldset>
          <legend>Seen and asked</legend>
          {TICKS.filter((tick) => !known(tick.condition)).map(({ id, text }) => <Checkbox key={id} size="md" label={text} checked={ticks[id] === true} onChange={(event) => change({ ticks: { ...ticks, [id]: event.currentTarget.checked } })} />)}
          <DriverSays session={chair.session} zone={chair.bundle.place.time_zone} />
        </fieldset>
        <Button size="lg" variant={touched ? 'filled' : 'light'} disabled={!complete || !touched} onClick={() => void save()}>{!touched && scored ? `Recorded ${timeText(scored.at, chair.bundle.place.time_zone)}` : 'Record the score'}</Button>
        <h3>{findings.some((finding) => finding.level === 'block') ? 'What is still missing' : 'All conditions are met'}</h3>
        {remarks.map((finding) => <p key={finding.message} className="finding"><TierMark tier="medium" word="Mind" /><span>{finding.message.charAt(0).toUpperCase() + finding.message.slice(1)} <span className="soft small">Rule {finding.rule}</span></span></p>)}
        <Conditions conditions={conditions} open={open} />
        {field}
        {leaving && !blocked
          ? <Leaving chair={chair} now={now} yes={() => void approve()} back={() => setLeaving(false)} />
          : <Button size="lg" variant="filled" disabled={blocked || touched} onClick={() => setLeaving(true)}>{override ? 'Approve with override' : 'Approve discharge'}</Button>}
      </div>
    </Panel>
  )
}
