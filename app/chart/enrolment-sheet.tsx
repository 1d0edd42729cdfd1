// One screen for the decision: what the patient said, the checklist item by item with why and what would change it, the clinician's findings, and the decision itself.
import { useState } from 'react'
import { Button, TextInput, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { historyQuestion, historyWords, SECTIONS } from '@chairside/core/intake'
import { standsAgainst, type Enrolment, type EligibilityRow } from '@chairside/core/plan'
import { newId, useMay, useMe, write } from '../api.ts'
import { dateText, Dialog, NumberField, Refusal, TierMark } from '../ui/index.ts'
import { useEnrolled } from './enrolment.tsx'

type Props = { readonly patient: string; readonly name: string; readonly zone: string; readonly enrolment: Enrolment; readonly close: () => void }
const TIERS = { block: ['high', 'Excluded'], review: ['medium', 'Reason'], unknown: ['low', 'Not known'] } as const
const ORDER: readonly EligibilityRow['state'][] = ['block', 'review', 'unknown', 'clear']

function Pressure({ patient }: { readonly patient: string }) {
  const took = useEnrolled(patient)
  const [sbp, setSbp] = useState('')
  const [dbp, setDbp] = useState('')
  const save = useMutation({ mutationFn: () => write<Enrolment>('PUT', `/api/patients/${patient}/history`, { answers: { 'resting-pressure': { sbp_mmHg: Number(sbp), dbp_mmHg: Number(dbp) } } }), onSuccess: took })
  return (
    <div className="enrolment-pressure">
      <NumberField label="Systolic at rest, mmHg" value={sbp} onChange={setSbp} /><NumberField label="Diastolic, mmHg" value={dbp} onChange={setDbp} />
      <Button disabled={sbp === '' || dbp === ''} loading={save.isPending} onClick={() => save.mutate()}>Record</Button>
      <Refusal error={save.error} />
    </div>
  )
}

function Item({ row, patient, override, setOverride }: { readonly row: EligibilityRow; readonly patient: string; readonly override: string; readonly setOverride: (reason: string) => void }) {
  const mayFind = useMay('order.write')
  const took = useEnrolled(patient)
  const [finding, setFinding] = useState<'present' | 'review' | 'absent' | null>(null)
  const [note, setNote] = useState('')
  const save = useMutation({ mutationFn: () => write<Enrolment>('POST', `/api/patients/${patient}/eligibility-findings`, { finding: newId(), item: row.item, is: finding, note: note.trim() }), onSuccess: (fresh) => { setFinding(null); setNote(''); took(fresh) } })
  const tier = row.state === 'clear' ? null : TIERS[row.state]
  return (
    <li data-state={row.state}>
      <div className="enrolment-item">
        {tier ? <TierMark tier={tier[0]} word={tier[1]} /> : <span className="state-tag">Clear</span>}
        <div>
          <p><b>{row.what}</b> <small>{row.item}</small></p>
          {row.why.map((why) => <p key={why} className="small">{why}</p>)}
          {row.state !== 'clear' && <p className="small soft">What to do: {row.action}. What would change it: {row.changes} Source: {row.source}.</p>}
        </div>
        {mayFind && finding === null && <button type="button" className="mini" aria-label={`Your finding on ${row.what}`} onClick={() => setFinding('absent')}>Your finding</button>}
      </div>
      {row.item === 'CX-04' && row.state !== 'clear' && <Pressure patient={patient} />}
      {finding !== null && (
        <div className="enrolment-finding">
          <div className="choice-row" role="radiogroup" aria-label="Your finding">{([['absent', 'Not present'], ['review', 'Needs a reason'], ['present', 'Present']] as const).map(([value, words]) => <button key={value} type="button" role="radio" aria-checked={finding === value} className="choice" onClick={() => setFinding(value)}>{words}</button>)}</div>
          <TextInput label="What you saw or asked" value={note} maxLength={1000} onChange={(event) => setNote(event.currentTarget.value)} />
          <Refusal error={save.error} />
          <div className="row"><Button variant="subtle" onClick={() => setFinding(null)}>Back</Button><Button variant="filled" disabled={note.trim() === ''} loading={save.isPending} onClick={() => save.mutate()}>Record the finding</Button></div>
        </div>
      )}
      {(row.state === 'block' || row.state === 'review') && mayFind && <TextInput className="enrolment-reason" label={row.state === 'block' && row.class === 'ABS' ? 'Treat all the same, because (medical director)' : 'Treat all the same, because'} value={override} maxLength={1000} onChange={(event) => setOverride(event.currentTarget.value)} />}
    </li>
  )
}

function Decide({ patient, enrolment, overrides, zone }: { readonly patient: string; readonly enrolment: Enrolment; readonly overrides: Readonly<Record<string, string>>; readonly zone: string }) {
  const { data: me } = useMe()
  const mayDecide = useMay('order.sign')
  const took = useEnrolled(patient)
  const [reason, setReason] = useState('')
  const list = Object.entries(overrides).flatMap(([item, why]) => (why.trim() === '' ? [] : [{ item, reason: why.trim() }]))
  const against = standsAgainst(enrolment.eligibility, list, me?.roles.includes('medical-director') === true)
  const decide = useMutation({
    mutationFn: (decision: 'eligible' | 'declined') => write<Enrolment>('POST', `/api/patients/${patient}/eligibility-decisions`, { decision_id: newId(), decision, reason: reason.trim(), overrides: decision === 'eligible' ? list : [] }),
    onSuccess: (fresh) => { setReason(''); took(fresh) },
  })
  return (
    <section className="enrolment-decide" aria-labelledby="decide">
      <h3 id="decide">The decision</h3>
      {enrolment.decisions.map((one) => <p key={one.at} className="small"><b>{one.decision === 'eligible' ? 'May be treated' : 'Declined'}</b>, {one.by}, {dateText(Date.parse(one.at), zone)}: {one.reason}{one.overrides.map((o) => ` ${o.item}: ${o.reason}.`)}</p>)}
      {mayDecide ? (
        <>
          <Textarea label="Indication, what was tried, and why" minRows={2} autosize maxLength={2000} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
          {against.length > 0 && <details className="small"><summary>{against.length} {against.length === 1 ? 'thing stands' : 'things stand'} against "may be treated"</summary><ul className="my-lines">{against.map((line) => <li key={line}>{line}</li>)}</ul></details>}
          <Refusal error={decide.error} />
          <div className="row"><Button variant="default" disabled={reason.trim().length < 3} loading={decide.isPending && decide.variables === 'declined'} onClick={() => decide.mutate('declined')}>Decline, kindly</Button><Button variant="filled" disabled={reason.trim().length < 3 || against.length > 0} loading={decide.isPending && decide.variables === 'eligible'} onClick={() => decide.mutate('eligible')}>May be treated</Button></div>
          <p className="soft small">Declining tells the patient that this treatment is not the right one for now and that you will speak about what may help instead. The reason stays here.</p>
        </>
      ) : <p className="soft">A prescriber or the medical director decides.</p>}
    </section>
  )
}

export default function EnrolmentSheet({ patient, name, zone, enrolment, close }: Props) {
  const [overrides, setOverrides] = useState<Readonly<Record<string, string>>>({})
  const [all, setAll] = useState(false)
  const rows = enrolment.eligibility.rows.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
  const shown = rows.filter((row) => all || row.state !== 'clear')
  const said = SECTIONS.map((section) => ({ section, answers: enrolment.history.filter((row) => historyQuestion(row.question)?.section === section.id) })).filter(({ answers }) => answers.length > 0)
  const [consent] = enrolment.consents
  return (
    <Dialog open title={`Before the first visit: ${name}`} onClose={close}>
      <div className="enrolment">
        <div>
          <h3>What {name.split(' ')[0]} said</h3>
          {said.length === 0 && <p className="soft">Nothing yet. Send the link to My treatment; the answers come as they are given.</p>}
          {said.map(({ section, answers }) => (
            <details key={section.id} open={section.id === 'why' || section.id === 'medicines' || answers.some((row) => row.answer === 'yes' || row.answer === 'unsure')}>
              <summary>{section.says.en} <span className="soft">{answers.length}</span></summary>
              <dl>{answers.map((row) => <div key={row.question} data-yes={row.answer === 'yes' || row.answer === 'unsure' ? '' : undefined}><dt>{historyQuestion(row.question)!.says.en}</dt><dd>{historyWords(historyQuestion(row.question)!, row.answer)}{row.by !== null && <small> {row.by}</small>}</dd></div>)}</dl>
            </details>
          ))}
          <h3>Consent</h3>
          {consent ? <p className="small">{enrolment.consent.state === 'current' ? 'Signed and current' : `Needed again: ${enrolment.consent.why}`}. Version {consent.version}, by {consent.signed_name} on {dateText(Date.parse(consent.signed_at), zone)}{consent.source === 'clinic' ? ` with ${consent.recorded_by}` : ' on a phone'}{consent.interpreter === null ? '' : `, interpreter ${consent.interpreter}`}. <a href={`/api/consents/${consent.consent}/consent.pdf`} target="_blank" rel="noreferrer">PDF</a></p> : <p className="small soft">{enrolment.consent_version === null ? 'The clinic has not approved its text yet (Office, Consent).' : 'Not signed yet. It is read and signed in My treatment.'}</p>}
        </div>
        <div>
          <h3>Checklist</h3>
          <ul className="enrolment-rows">{shown.map((row) => <Item key={row.item} row={row} patient={patient} override={overrides[row.item] ?? ''} setOverride={(reason) => setOverrides({ ...overrides, [row.item]: reason })} />)}</ul>
          <Button variant="subtle" onClick={() => setAll(!all)}>{all ? 'Hide what is clear' : `Show ${rows.length - shown.length} that are clear`}</Button>
          <p className="soft small">Intoxication, a cold, and the way home are looked at on the day.</p>
          <Decide patient={patient} enrolment={enrolment} overrides={overrides} zone={zone} />
        </div>
      </div>
    </Dialog>
  )
}
