// Going home: the modified Aldrete score in its published words, the criteria, what is still missing, and the approval.
import { useState } from 'react'
import { Button, Checkbox } from '@mantine/core'
import { ALDRETE, aldreteTotal, circulationScore, dischargeFindings, type Aldrete, type PayloadOf } from '@chairside/core/session'
import { useNow } from '../ui/index.ts'
import { Findings, useOverride } from './gate.tsx'
import { Panel } from './panel.tsx'
import { isFirstInfusion } from './recovery.tsx'
import type { Chair } from './use-chair.ts'

type Criteria = NonNullable<PayloadOf<'discharge-scored'>['criteria']>
const CRITERIA: readonly { readonly id: keyof Criteria; readonly text: string }[] = [
  { id: 'oriented', text: 'Oriented to person, place and time' }, { id: 'steadyGait', text: 'Walks steadily' }, { id: 'dissociationAtBaseline', text: 'Dissociation back to where it was' }, { id: 'ivRemoved', text: 'IV line is out' },
  { id: 'moodChecked', text: 'Mood and suicide risk asked' }, { id: 'escortPresent', text: 'Escort is here' }, { id: 'instructionsGiven', text: 'Instructions given' },
]

/** What can be reckoned is proposed: circulation from the pressures before and now. */
function proposed(chair: Chair): Partial<Record<keyof Aldrete, 0 | 1 | 2>> {
  const { infusion, vitals, latest } = chair.view
  const before = infusion ? vitals.findLast((v) => v.at <= infusion.startedAt && v.values.sbp_mmHg !== undefined)?.values.sbp_mmHg : undefined
  const now = latest.sbp_mmHg
  return before !== undefined && now !== undefined && infusion?.stoppedAt != null && now.at >= infusion.stoppedAt ? { circulation: circulationScore(before, now.value) } : {}
}

export function DischargeForm({ chair, onDone }: { readonly chair: Chair; readonly onDone: () => void }) {
  const now = useNow(10)
  const scored = chair.view.dischargeScore
  const [score, setScore] = useState<Partial<Record<keyof Aldrete, 0 | 1 | 2>>>(scored?.aldrete ?? proposed(chair))
  const [criteria, setCriteria] = useState<Partial<Record<keyof Criteria, boolean>>>(scored?.criteria ?? {})
  const complete = ALDRETE.every(({ id }) => score[id] !== undefined)
  const findings = dischargeFindings(chair.view, chair.bundle.protocol.settings, now, isFirstInfusion(chair))
  const { blocked, override, field } = useOverride(chair.me, findings)
  const saveScore = async (): Promise<void> => {
    if (!complete) return
    const aldrete = score as Aldrete
    await chair.record('discharge-scored', { aldrete, criteria: Object.fromEntries(CRITERIA.map(({ id }) => [id, criteria[id] === true])) }, `Modified Aldrete ${aldreteTotal(aldrete)} of 10`)
  }
  const approve = async (): Promise<void> => {
    if (!blocked && await chair.record('discharge-approved', override ? { override } : {}, 'Discharge approved')) onDone()
  }
  return (
    <Panel title="Discharge" onClose={onDone}>
      <div className="form">
        {ALDRETE.map((item) => (
          <div className="field" key={item.id} role="radiogroup" aria-label={item.label}>
            <span className="label-text">{item.label}</span>
            <div className="three">
              {([2, 1, 0] as const).map((value) => <button key={value} type="button" role="radio" aria-checked={score[item.id] === value} className="choice" data-first={item.id === 'activity' && value === 2 ? '' : undefined} onClick={() => setScore((before) => ({ ...before, [item.id]: value }))}><b>{value}</b> {item.of[value]}</button>)}
            </div>
          </div>
        ))}
        <p><b>{complete ? aldreteTotal(score as Aldrete) : '--'}</b> of 10, at least {chair.bundle.protocol.settings.recovery.aldrete_min} to go home</p>
        <fieldset><legend>Before going home</legend>{CRITERIA.map(({ id, text }) => <Checkbox key={id} size="md" label={text} checked={criteria[id] === true} onChange={(event) => { const { checked } = event.currentTarget; setCriteria((before) => ({ ...before, [id]: checked })) }} />)}</fieldset>
        <Button size="lg" disabled={!complete} onClick={() => void saveScore()}>Record the score</Button>
        <h3>What is still missing</h3>
        <Findings findings={findings} empty="All conditions are met." />
        {field}
        <Button size="lg" variant="filled" disabled={blocked} onClick={() => void approve()}>{override ? 'Approve with override' : 'Approve discharge'}</Button>
      </div>
    </Panel>
  )
}
