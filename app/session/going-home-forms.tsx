// What goes along with the patient: instructions on paper or by mail, and the driver's link.
import './going-home.css'
import { useState } from 'react'
import { createPortal } from 'react-dom'
import { Button } from '@mantine/core'
import { instructions, mayRecord, type Instructions, type PayloadOf } from '@chairside/core/session'
import { instant, parseInstant, type Language } from '@chairside/core/shared'
import { ANSWER_WORDS, DriverLinkMaker, LanguageChoice, MailTo, Messages, useGoingHome } from '../driver/link.tsx'
import { timeText, useNow } from '../ui/index.ts'
import { Panel } from './panel.tsx'
import type { Chair } from './use-chair.ts'

type FormProps = { readonly chair: Chair; readonly onDone: () => void }

/** The sheet for this patient. On paper, handed over, the drug may stand; in the mail only where the clinic allows it. */
function sheetOf({ view, bundle }: Chair, language: Language, now: number): Instructions {
  const { place, next_visit, patient } = bundle
  const drugs = view.medications.filter((given) => given.unit !== 'L/min').map((given) => given.at)
  const next = next_visit === null ? null : parseInstant(next_visit.start)
  return instructions(language, {
    lastDrugAt: instant(Math.max(view.infusion!.stoppedAt!, ...drugs)), leavesAt: view.dischargedAt ?? instant(now), timeZone: place.time_zone, place: place.name, phone: place.phone, escort: patient.escort_name,
    nextVisit: next === null ? null : { at: next, place: next_visit!.place }, namesDrug: true,
  }, bundle.protocol.settings)
}

const Lines = ({ lines }: { readonly lines: readonly string[] }) => <ul>{lines.map((line) => <li key={line}>{line}</li>)}</ul>

/** What the printer gets: one page in large type, outside of the screen. */
function Paper({ sheet, chair }: { readonly sheet: Instructions; readonly chair: Chair }) {
  const { patient, place } = chair.bundle
  return createPortal(
    <div className="print-sheet" lang={sheet.language}>
      <header><h1>{sheet.title}</h1><strong>{patient.preferred_name ?? patient.name.split(' ')[0]}</strong></header>
      {sheet.sections.map(({ heading, lines, danger }) => <section key={heading} data-danger={danger === true ? '' : undefined}><h2>{heading}</h2><Lines lines={lines} /></section>)}
      <footer>{[place.name, place.address, place.phone].filter((line) => line !== null).join(' · ')} · {sheet.version}</footer>
    </div>, document.body)
}

export function InstructionsForm({ chair, onDone }: FormProps) {
  const now = useNow(60)
  const [language, setLanguage] = useState<Language>((chair.view.instructions?.language as Language | undefined) ?? 'en')
  const { data: view } = useGoingHome(chair.session)
  if (chair.view.infusion?.stoppedAt == null) return <Panel title="Instructions" onClose={onDone}><p>There is nothing to instruct about before the stop.</p></Panel>
  const sheet = sheetOf(chair, language, now)
  const { place, mail_off } = chair.bundle
  const given = (how: PayloadOf<'instructions-given'>['how'], words: string): void => { if (mayRecord(chair.view, 'instructions-given').ok) void chair.record('instructions-given', { how, language, version: sheet.version }, words) }
  const last = chair.view.instructions
  return (
    <Panel title="Instructions" onClose={onDone}>
      <div className="form">
        <LanguageChoice value={language} onChange={setLanguage} />
        <div className="sheet-preview" lang={language} role="region" aria-label="The sheet" tabIndex={0}>
          <h3>{sheet.title}</h3>
          {sheet.sections.map(({ heading, lines, danger }) => <section key={heading} data-danger={danger === true ? '' : undefined}><h3>{heading}</h3><Lines lines={lines} /></section>)}
        </div>
        {place.phone === null && <p className="soft">No telephone of this site is entered yet (Office, Sites): the sheet has none.</p>}
        <Button size="lg" variant="filled" data-first="" onClick={() => { print(); given('printed', 'Instructions printed') }}>Print the sheet</Button>
        <MailTo session={chair.session} kind="instructions" language={language} off={view?.mail_off ?? mail_off} sent={() => given('sent', 'Instructions sent')} />
        <Messages view={view} kind="instructions" zone={place.time_zone} />
        <Button variant="light" onClick={() => given('spoken', 'Instructions read out')}>Read out and understood</Button>
        {last && <p className="soft" role="status">Given {timeText(last.at, place.time_zone)}: {last.how}.</p>}
        <Paper sheet={sheet} chair={chair} />
      </div>
    </Panel>
  )
}

export function DriverForm({ chair, onDone }: FormProps) {
  return <Panel title="Driver’s link" onClose={onDone}><DriverLinkMaker session={chair.session} zone={chair.bundle.place.time_zone} /></Panel>
}

/** What the driver has said on their page, beside the tick that a person still gives. */
export function DriverSays({ session, zone }: { readonly session: string; readonly zone: string }) {
  const { data } = useGoingHome(session)
  const said = data?.links.filter((one) => one.answer !== null).toSorted((a, b) => (b.answered_at ?? '').localeCompare(a.answered_at ?? ''))[0]
  return said ? <p className="soft">The driver says: {ANSWER_WORDS[said.answer!]}, {timeText(parseInstant(said.answered_at!) ?? 0, zone)}.</p> : null
}
