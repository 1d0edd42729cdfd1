// Giving a driver's link: a square to scan, the link to copy, or mail; what the driver has said; and taking it back. The link is shown here once.
import { useState } from 'react'
import { Button, CopyButton, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { parseInstant, type Language } from '@chairside/core/shared'
import type { DriverAnswer, DriverLink, GoingHomeView, OutgoingMessage } from '@chairside/core/session'
import { newId, read, write } from '../api.ts'
import { useLive } from '../live.ts'
import { Refusal, timeText } from '../ui/index.ts'
import { QrCode } from '../ui/qr.tsx'
import './link.css'

export const LANGUAGE_WORDS: Readonly<Record<Language, string>> = { en: 'English', es: 'Español' }
export const ANSWER_WORDS: Readonly<Record<DriverAnswer, string>> = { 'on-the-way': 'on the way', 'here': 'here' }
const LOOK_AGAIN_MS = 20_000

/** What has been given for going home from a visit; it reads again when the driver or the mail server has said something. */
export function useGoingHome(session: string): UseQueryResult<GoingHomeView> {
  const queries = useQueryClient()
  useLive(() => void queries.invalidateQueries({ queryKey: ['going-home', session] }), (change) => change.sessions?.includes(session) ?? false)
  return useQuery({ queryKey: ['going-home', session], queryFn: ({ signal }) => read<GoingHomeView>(`/api/sessions/${session}/going-home`, { signal }), refetchInterval: LOOK_AGAIN_MS })
}

const clock = (iso: string, zone: string): string => timeText(parseInstant(iso) ?? 0, zone)

export function LanguageChoice({ value, onChange }: { readonly value: Language; readonly onChange: (language: Language) => void }) {
  return <div className="choice-row" role="radiogroup" aria-label="Language">{(Object.keys(LANGUAGE_WORDS) as Language[]).map((one) => <button key={one} type="button" role="radio" className="choice" lang={one} aria-checked={value === one} onClick={() => onChange(one)}>{LANGUAGE_WORDS[one]}</button>)}</div>
}

/** An address and a button; says at once why no mail can be sent from here. */
export function MailTo({ session, kind, language, off, sent }: { readonly session: string; readonly kind: OutgoingMessage['kind']; readonly language: Language; readonly off: string | null; readonly sent?: () => void }) {
  const queries = useQueryClient()
  const [to, setTo] = useState('')
  const [id, setId] = useState(newId)
  const mail = useMutation({
    mutationFn: () => write<OutgoingMessage>('POST', `/api/sessions/${session}/messages`, { message: id, kind, to: to.trim(), language }),
    onSuccess: () => { setTo(''); setId(newId()); void queries.invalidateQueries({ queryKey: ['going-home', session] }); sent?.() },
  })
  if (off !== null) return <p className="soft">{off}</p>
  return (
    <form className="mail-to" noValidate onSubmit={(event) => { event.preventDefault(); if (to.trim() !== '') mail.mutate() }}>
      <TextInput type="email" label="By mail to" autoComplete="off" inputMode="email" placeholder="name@example.org" value={to} onChange={(event) => setTo(event.currentTarget.value)} />
      <Button type="submit" disabled={to.trim() === ''} loading={mail.isPending}>Send</Button>
      <Refusal error={mail.error} />
    </form>
  )
}

const KIND_WORDS: Readonly<Record<OutgoingMessage['kind'], string>> = { 'driver-link': 'Driver’s link', 'instructions': 'Instructions', 'treatment-key': 'Link to My treatment', 'reminder': 'Reminder of the visit', 'check-in': 'Check-in', 'alert-step': 'Call to who is on call' }
function stateWords({ state, problem, sent_at, next_try_at }: OutgoingMessage, zone: string): string {
  if (state === 'sent') return `sent ${clock(sent_at!, zone)}`
  if (state === 'failed') return `failed: ${problem}`
  return problem === null ? 'waits to be sent' : `${problem} Tried again ${next_try_at === null ? 'soon' : clock(next_try_at, zone)}.`
}

export function Messages({ view, kind, zone }: { readonly view: GoingHomeView | undefined; readonly kind: OutgoingMessage['kind']; readonly zone: string }) {
  const own = view?.messages.filter((one) => one.kind === kind) ?? []
  if (own.length === 0) return null
  return <ul className="message-list" aria-label="Mail">{own.map((one) => <li key={one.message} data-state={one.state}><span>{KIND_WORDS[one.kind]} to {one.to}</span><span>{stateWords(one, zone)}</span></li>)}</ul>
}

export function DriverLinkMaker({ session, zone }: { readonly session: string; readonly zone: string }) {
  const queries = useQueryClient()
  const { data: view, error } = useGoingHome(session)
  const [language, setLanguage] = useState<Language>('en')
  const [id, setId] = useState(newId)
  const again = (): void => void queries.invalidateQueries({ queryKey: ['going-home', session] })
  const make = useMutation({ mutationFn: () => write<DriverLink>('POST', `/api/sessions/${session}/driver-links`, { driver_link: id, language }), onSuccess: again })
  const revoke = useMutation({ mutationFn: () => write('POST', `/api/sessions/${session}/driver-links/revoke`), onSuccess: () => { make.reset(); setId(newId()); again() } })
  const link = make.data
  return (
    <div className="stack">
      <p className="soft">The page says when to come and where, and nothing else: no name, nothing of health. It works on any phone without an account.</p>
      {link ? (
        <div className="driver-ready">
          <QrCode text={link.url} label="QR code of the driver's page" size={208} />
          <div className="stack">
            <p>Let the driver’s phone scan this, or send the link.</p>
            <div className="row"><CopyButton value={link.url}>{({ copied, copy }) => <Button variant="filled" onClick={copy}>{copied ? 'Copied' : 'Copy the link'}</Button>}</CopyButton><Button component="a" href={link.url} target="_blank" rel="noreferrer" variant="default">Open it here</Button></div>
            <p className="soft small">Ends by itself at {clock(link.expires_at, zone)}.</p>
          </div>
        </div>
      ) : <><LanguageChoice value={language} onChange={setLanguage} /><Button size="lg" variant="filled" data-first="" loading={make.isPending} onClick={() => make.mutate()}>Make the link</Button></>}
      <Refusal error={make.error ?? revoke.error ?? error} />
      {view && <MailTo session={session} kind="driver-link" language={language} off={view.mail_off} />}
      <Messages view={view} kind="driver-link" zone={zone} />
      {view && view.links.length > 0 && (
        <>
          <ul className="message-list" aria-label="Links that were given">
            {view.links.map((one) => <li key={one.driver_link}><span>Given {clock(one.created_at, zone)}</span><span>{one.answer !== null ? `driver ${ANSWER_WORDS[one.answer]}, ${clock(one.answered_at!, zone)}` : one.opened_at !== null ? `opened ${clock(one.opened_at, zone)}` : 'not opened yet'}</span></li>)}
          </ul>
          <Button variant="subtle" loading={revoke.isPending} onClick={() => revoke.mutate()}>Take {view.links.length === 1 ? 'the link' : 'all links'} back</Button>
        </>
      )}
    </div>
  )
}
