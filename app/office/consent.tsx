// The clinic's consent: read, change section by section in both languages, save as a version, approve. What patients have signed stays as it was.
import { useState } from 'react'
import { Button, Checkbox, TextInput, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { readingGrade } from '@chairside/core/shared'
import { claim, type ConsentSection, type ConsentText } from '@chairside/core/intake'
import type { ConsentTextRow } from '@chairside/core/plan'
import { read, useMay, write } from '../api.ts'
import { Card, dateText, Loading, Refusal } from '../ui/index.ts'

/** Above it, many patients do not follow. */
const MOST_GRADE = 9
const KEEP = 'off-label'

function Section({ section, change, drop }: { readonly section: ConsentSection; readonly change: (section: ConsentSection) => void; readonly drop: () => void }) {
  return (
    <fieldset className="consent-section">
      <legend>{section.title.en || 'New section'}</legend>
      {(['en', 'es'] as const).map((language) => (
        <div key={language}>
          <TextInput label={`Title, ${language === 'en' ? 'English' : 'Spanish'}`} value={section.title[language]} onChange={(event) => change({ ...section, title: { ...section.title, [language]: event.currentTarget.value } })} />
          <Textarea label={`Text, ${language === 'en' ? 'English' : 'Spanish'}`} autosize minRows={2} maxLength={8000} value={section.body[language]} onChange={(event) => change({ ...section, body: { ...section.body, [language]: event.currentTarget.value } })} />
        </div>
      ))}
      {section.evidence && <p className="soft small">Below it stands what is known: {section.evidence.map((id) => (id === 'by-problem' ? 'what is known for the patient\'s own problem' : claim(id).says.en)).join(' ')}</p>}
      <div className="row"><Checkbox label="Initials beside it" checked={section.initials} disabled={section.id === KEEP} onChange={(event) => change({ ...section, initials: event.currentTarget.checked })} />{section.id !== KEEP && <Button variant="subtle" onClick={drop}>Leave it out</Button>}</div>
    </fieldset>
  )
}

export default function ConsentPart() {
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery({ queryKey: ['consent-texts'], queryFn: ({ signal }) => read<{ proposed: ConsentText; texts: readonly ConsentTextRow[] }>('/api/consent-texts', { signal }) })
  const mayWrite = useMay('protocol.write')
  const mayApprove = useMay('protocol.approve')
  const [draft, setDraft] = useState<ConsentText | null>(null)
  const again = (): void => { setDraft(null); void queries.invalidateQueries({ queryKey: ['consent-texts'] }) }
  const save = useMutation({ mutationFn: () => write('POST', '/api/consent-texts', { based_on: data!.texts[0]?.version ?? 0, content: draft }), onSuccess: again })
  const approve = useMutation({ mutationFn: (version: number) => write('POST', '/api/consent-texts/approve', { version }), onSuccess: again })
  if (!data) return error ? <Refusal error={error} retry={() => void refetch()} /> : <Loading lines={4} />
  const latest = data.texts[0]
  const shown = draft ?? latest?.content ?? data.proposed
  const grade = readingGrade(shown.sections.flatMap((section) => [section.title.en, section.body.en]))
  const setSection = (i: number, section: ConsentSection | null): void => setDraft({ ...shown, sections: section === null ? shown.sections.filter((_, at) => at !== i) : shown.sections.map((one, at) => (at === i ? section : one)) })
  return (
    <>
      <Card title={latest ? `Consent, version ${latest.version}` : 'Consent, proposed'} actions={draft === null && mayWrite ? <Button onClick={() => setDraft(shown)}>Change it</Button> : undefined}>
        <p>{latest === undefined ? 'This text is a proposal of the product. Read it with your lawyer, change it, save it, and let the medical director approve it: until then nobody can sign.' : latest.approved_at === null ? `Written by ${latest.written_by}. Not approved: patients sign ${data.texts.some((t) => t.approved_at !== null) ? 'the version before' : 'nothing yet'}.` : `Approved by ${latest.approved_by} on ${dateText(Date.parse(latest.approved_at))}.`}</p>
        <p className="soft small">English reads at grade {Number.isFinite(grade) ? grade.toFixed(1) : '?'} of US schools{grade > MOST_GRADE ? `: above ${MOST_GRADE}, shorter sentences and words help.` : '.'} The off-label section with its initials and the regulator's warning always stays.</p>
        {latest && latest.approved_at === null && mayApprove && draft === null && <Button variant="filled" loading={approve.isPending} onClick={() => approve.mutate(latest.version)}>Approve version {latest.version}</Button>}
        {draft === null && latest === undefined && mayWrite && <Button variant="filled" loading={save.isPending} onClick={() => { setDraft(data.proposed) }}>Begin with this text</Button>}
        <Refusal error={approve.error} />
      </Card>
      {draft === null ? (
        <Card title="The text">
          <ol className="consent-read">{shown.sections.map((section) => <li key={section.id}><h3>{section.title.en}{section.initials && <small> initials</small>}</h3><p>{section.body.en}</p><p className="soft" lang="es">{section.body.es}</p></li>)}</ol>
          <h3>Questions</h3>
          <ul className="consent-read">{shown.teach_back.map((question) => <li key={question.id}><p>{question.asks.en}</p><p className="soft">{question.choices.find((one) => one.value === question.right)?.says.en}</p></li>)}</ul>
        </Card>
      ) : (
        <Card title="Changing the text">
          {draft.sections.map((section, i) => <Section key={section.id} section={section} change={(next) => setSection(i, next)} drop={() => setSection(i, null)} />)}
          <Button onClick={() => setDraft({ ...draft, sections: [...draft.sections, { id: `own-${String.fromCharCode(97 + draft.sections.length)}${draft.sections.length > 25 ? 'x' : ''}`, initials: false, title: { en: '', es: '' }, body: { en: '', es: '' } }] })}>Add a section</Button>
          <Refusal error={save.error} />
          <div className="row"><Button variant="subtle" onClick={() => setDraft(null)}>Drop the changes</Button><Button variant="filled" loading={save.isPending} onClick={() => save.mutate()}>Save as version {(latest?.version ?? 0) + 1}</Button></div>
        </Card>
      )}
    </>
  )
}
