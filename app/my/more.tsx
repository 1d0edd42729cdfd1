// More: how messages come, help in danger, a copy of what is theirs, taking consent back, forgetting this phone.
import { useState } from 'react'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Refusal } from '../ui/index.ts'
import { forgetKey, post, put, useMine } from './calls.ts'
import { localeOf, type MyWords } from './words.ts'
import type { MyTreatment } from '@chairside/core/plan'

/** Words and answers as a plain text that any program opens. */
function copyOf(mine: MyTreatment, w: MyWords): string {
  const day = (iso: string): string => iso.slice(0, 10)
  return [w.tab, '', ...mine.words.map((word) => `${day(word.said_at)}  ${word.in_chair ? w.inChair : w.kinds[word.kind]}${word.tags.length > 0 ? ` [${word.tags.join(', ')}]` : ''}\n${word.words}\n`), ...mine.scores.map((score) => `${day(score.at)}  ${score.instrument}: ${score.total}`), ...mine.infusions.map((at, i) => `${day(at)}  ${w.infusion} ${i + 1}`)].join('\n')
}

export default function More() {
  const { key, mine, w, changed } = useMine()
  const [why, setWhy] = useState<string | null>(null)
  const save = useMutation({ mutationFn: (over: object) => put(key, 'preferences', { language: mine.language, channel: mine.channel, time_zone: mine.time_zone, ...over }), onSuccess: changed })
  const withdraw = useMutation({ mutationFn: () => post(key, 'consent/withdraw', { reason: why }), onSuccess: () => { setWhy(null); changed() } })
  const keep = (): void => {
    const url = URL.createObjectURL(new Blob([copyOf(mine, w)], { type: 'text/plain;charset=utf-8' }))
    Object.assign(document.createElement('a'), { href: url, download: 'my-treatment.txt' }).click()
    URL.revokeObjectURL(url)
  }
  const next = mine.staffed.next === null ? null : new Intl.DateTimeFormat(localeOf(mine.language), { timeZone: mine.time_zone, weekday: 'long', hour: 'numeric', minute: '2-digit' }).format(Date.parse(mine.staffed.next))
  return (
    <>
      <h1>{w.more}</h1>
      <section className="my-card" aria-labelledby="crisis">
        <h2 id="crisis">{w.crisis}</h2>
        <div className="form-now"><a className="form-call" href="tel:988">{w.call988}</a><a className="form-call" href="sms:988">{w.text988}</a><a className="form-call" href="tel:911">{w.call911}</a></div>
        <p>{mine.staffed.now ? w.staffedNow : next === null ? w.closedAlways : `${w.staffedNext} ${next}.`}{mine.phone !== null && <> <a href={`tel:${mine.phone.replaceAll(/[^\d+]/g, '')}`}>{mine.phone}</a></>}</p>
      </section>
      <section className="my-card" aria-labelledby="prefs">
        <h2 id="prefs">{w.prefs}</h2>
        <NativeSelect label={w.language} value={mine.language} data={[{ value: 'en', label: 'English' }, { value: 'es', label: 'Español' }]} onChange={(event) => save.mutate({ language: event.currentTarget.value })} />
        <NativeSelect label={w.channel} value={mine.channel} data={[{ value: 'mail', label: w.mail }, { value: 'text', label: w.text }, { value: 'none', label: w.none }]} onChange={(event) => save.mutate({ channel: event.currentTarget.value })} />
        <p role="status" className="small soft">{save.isSuccess ? w.saved : ''}</p>
        <Refusal error={save.error} />
      </section>
      <section className="my-card">
        <Button variant="default" onClick={keep}>{w.export}</Button>
        {mine.consent.state === 'current' && why === null && <Button variant="default" onClick={() => setWhy('')}>{w.withdraw}</Button>}
        {why !== null && <div className="stack"><TextInput label={w.withdrawWhy} value={why} maxLength={1000} onChange={(event) => setWhy(event.currentTarget.value)} /><Refusal error={withdraw.error} /><div className="row"><Button variant="subtle" onClick={() => setWhy(null)}>{w.back}</Button><Button variant="filled" disabled={why.trim() === ''} loading={withdraw.isPending} onClick={() => withdraw.mutate()}>{w.withdrawDo}</Button></div></div>}
        <Button variant="subtle" onClick={() => { forgetKey(); location.reload() }}>{w.forget}</Button>
        <p className="soft small">{w.forgetMore}</p>
      </section>
    </>
  )
}
