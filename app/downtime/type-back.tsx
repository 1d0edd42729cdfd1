// Typing a sheet of paper back: a fast grid, the acts, the checklist; each with the time on the paper. What a monitor or a colleague charted meanwhile is shown, and a person says whether it is the same.
import './type-back.css'
import { useEffect, useMemo, useState } from 'react'
import { Button } from '@mantine/core'
import { Link, useParams } from 'wouter'
import { instant, localDate } from '@chairside/core/shared'
import { newId } from '../api.ts'
import { useSite } from '../site.ts'
import { deviceName, deviceOf, keepDraft, keptDraft, recordFact } from '../sync/device.ts'
import { Card, Loading, Refusal, Screen, TextField, timeText, useNow } from '../ui/index.ts'
import { useChair, type Chair } from '../session/use-chair.ts'
import { eventWord, factText } from '../session/fact-words.ts'
import { Acts, Grid, Ticks } from './paper-parts.tsx'
import { EMPTY_DRAFT, typedFacts, type PaperDraft } from './paper-draft.ts'

const KEEP_AFTER_MS = 600
const isEmpty = (draft: PaperDraft): boolean => JSON.stringify(draft) === JSON.stringify(EMPTY_DRAFT)

function Work({ chair, kept, zone }: { readonly chair: Chair; readonly kept: PaperDraft; readonly zone: string }) {
  const [draft, setDraft] = useState(kept)
  /** What a person said about a row that may be there already. */
  const [said, say] = useState<Readonly<Record<string, 'same' | 'other'>>>({})
  const [done, setDone] = useState<number | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const now = useNow(30)
  // One id for each fact of the sheet, as long as this screen stands: recording again is harmless.
  const [ids] = useState(() => new Map<string, string>())
  const { session, bundle, me, view } = chair
  const organization = me.organization.organization
  useEffect(() => {
    const timer = setTimeout(() => void deviceOf(organization).then((device) => keepDraft(device, session, isEmpty(draft) ? null : draft)).catch(() => {}), KEEP_AFTER_MS)
    return () => clearTimeout(timer)
  }, [draft, organization, session])
  const typed = useMemo(() => {
    const begun = instant(Date.parse(bundle.visit.start))
    const idOf = (key: string): string => { const id = ids.get(key) ?? newId(); ids.set(key, id); return id }
    return typedFacts(draft, { date: localDate(begun, zone), begun, zone, now, order: bundle.order, session, actor: me.staff, device: deviceName(me.device.name), known: view.facts, idOf })
  }, [draft, bundle, zone, now, session, me, view, ids])
  const asked = typed.facts.filter((fact) => fact.alike.length > 0)
  const open = asked.filter((fact) => said[fact.event.id] === undefined)
  const wanted = typed.facts.filter((fact) => said[fact.event.id] !== 'same')
  const problems = typed.problems.length
  const record = async (): Promise<void> => {
    setBusy(true)
    setFailure(null)
    try {
      const device = await deviceOf(organization)
      const enteredAt = instant(Date.now())
      const writer = draft.writer.trim()
      const note = { id: ids.get('note') ?? newId(), session, at: enteredAt, actor: me.staff, device: deviceName(me.device.name), type: 'note-added' as const, enteredAt, enteredFrom: 'paper' as const, text: `Typed from a downtime sheet${writer === '' ? '' : ` written by ${writer}`}: ${wanted.length} facts.` }
      ids.set('note', note.id)
      for (const { event } of wanted) await recordFact(device, { ...event, enteredAt })
      await recordFact(device, note)
      // Empty, so that a keeping of the draft that is under way does not bring it back.
      setDraft(EMPTY_DRAFT)
      await keepDraft(device, session, null)
      setDone(wanted.length)
    } catch {
      setFailure('This tablet could not keep all of it. What is typed stays here: try again (nothing is recorded twice), or use another tablet.')
    }
    setBusy(false)
  }
  if (done !== null) return <Card title={`${done} facts from paper are in the visit`}><p>Each stands at its time on the paper and says when and by whom it was typed in. Keep the sheet.</p><div className="row" style={{ marginTop: 12 }}><Button variant="filled" component={Link} to={`/chair/${session}`}>Open the visit</Button><Button component={Link} to="/downtime">Back to today</Button></div></Card>
  return (
    <div className="stack" style={{ gap: 16 }}>
      <p className="soft">Times as they stand on the paper, on the clinic's clock. {bundle.order ? '' : 'There is no signed order for this visit. '}Everything is recorded as from paper, typed by {me.name}.</p>
      <Card title="Before the infusion"><Ticks draft={draft} typed={typed} change={setDraft} /></Card>
      <Card title="What was done"><Acts draft={draft} typed={typed} change={setDraft} order={bundle.order} /></Card>
      <Card title="Values by time"><Grid draft={draft} typed={typed} change={setDraft} /></Card>
      {asked.length > 0 && (
        <Card title="Perhaps there already">
          <ul className="stack">
            {asked.map(({ event, alike }) => (
              <li key={event.id} className="alike">
                <p><b>On paper: {timeText(event.at)}</b> {eventWord(event.type)} {factText(event)}</p>
                {alike.map((other) => <p key={other.id}><b>In the visit: {timeText(other.at)}</b> {eventWord(other.type)} {factText(other)} <span className="soft small">{chair.name(other.actor)}</span></p>)}
                <div className="choice-row" role="radiogroup" aria-label={`${eventWord(event.type)} at ${timeText(event.at)}`} style={{ marginTop: 8 }}>
                  <button type="button" role="radio" aria-checked={said[event.id] === 'same'} className="choice" onClick={() => say({ ...said, [event.id]: 'same' })}>The same: leave paper's out</button>
                  <button type="button" role="radio" aria-checked={said[event.id] === 'other'} className="choice" onClick={() => say({ ...said, [event.id]: 'other' })}>Another one: record both</button>
                </div>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card>
        <TextField label="Whose hand is on the paper (if not yours)" value={draft.writer} onChange={(writer) => setDraft({ ...draft, writer })} maxLength={120} />
        {failure !== null && <div className="refusal" role="alert" style={{ marginTop: 10 }}><p><b>Not all recorded</b> {failure}</p></div>}
        <div className="row" style={{ marginTop: 12 }}>
          <Button variant="filled" size="lg" loading={busy} disabled={wanted.length === 0 || problems > 0 || open.length > 0} onClick={() => void record()}>Record {wanted.length} {wanted.length === 1 ? 'fact' : 'facts'} from paper</Button>
          <span role="status" className="soft">{problems > 0 ? `${problems} to mend above` : open.length > 0 ? `${open.length} to decide above: the same, or another one?` : ''}</span>
        </div>
      </Card>
    </div>
  )
}

export default function TypeBackScreen() {
  const { session } = useParams<{ session: string }>()
  const { chair, error, retry } = useChair(session)
  const site = useSite()
  const [kept, setKept] = useState<PaperDraft | null>(null)
  const organization = chair?.me.organization.organization ?? null
  useEffect(() => {
    let gone = false
    const put = (draft: PaperDraft | null): void => { if (!gone) setKept(draft ?? EMPTY_DRAFT) }
    if (organization !== null) deviceOf(organization).then((device) => keptDraft<PaperDraft>(device, session)).then(put, () => put(null))
    return () => { gone = true }
  }, [organization, session])
  const zone = chair?.me.sites.find((s) => s.site === chair.bundle.visit.site)?.time_zone ?? site?.time_zone ?? 'UTC'
  return (
    <Screen title={chair ? `From paper: ${chair.bundle.patient.name}` : 'From paper'} tab="From paper" wide subtitle={chair ? `${chair.bundle.visit.chair_name}, ${timeText(Date.parse(chair.bundle.visit.start))}` : undefined} actions={<Button variant="default" component={Link} to="/downtime">Back</Button>}>
      {chair && kept ? <Work chair={chair} kept={kept} zone={zone} /> : error ? <Refusal error={error} retry={retry} /> : <Loading what="Opening the visit" />}
    </Screen>
  )
}
