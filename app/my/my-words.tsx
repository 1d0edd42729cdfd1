// My words: what a patient wants to keep of the chair and of the days after. Private unless shared; tagged, found again, deleted for good.
import { useState } from 'react'
import { Button, Checkbox, TextInput, Textarea } from '@mantine/core'
import IconLock from '@tabler/icons-react/dist/esm/icons/IconLock.mjs'
import { useMutation } from '@tanstack/react-query'
import type { MyWord, MyWordKind } from '@chairside/core/plan'
import { newId } from '../api.ts'
import { EmptyState, Refusal } from '../ui/index.ts'
import { post, put, remove, useMine } from './calls.ts'
import { localeOf } from './words.ts'

const KINDS: readonly MyWordKind[] = ['moment', 'different', 'intention', 'other']
const DRAFT = 'chairside-my-draft'
const kept = (): string => { try { return sessionStorage.getItem(DRAFT) ?? '' } catch { return '' } }
const keep = (text: string): void => { try { if (text === '') sessionStorage.removeItem(DRAFT); else sessionStorage.setItem(DRAFT, text) } catch { /* a private window keeps nothing */ } }
const tagsIn = (text: string): string[] => [...new Set(text.split(',').map((tag) => tag.trim()).filter((tag) => tag !== ''))].slice(0, 8)

function Write({ done }: { readonly done: () => void }) {
  const { key, mine, w, changed } = useMine()
  const [id] = useState(newId)
  const [kind, setKind] = useState<MyWordKind>('moment')
  const [words, setWords] = useState(kept)
  const [tags, setTags] = useState('')
  const [shared, setShared] = useState(false)
  const last = mine.visits.findLast((visit) => visit.state === 'done')
  const save = useMutation({
    mutationFn: () => post(key, 'words', { word: id, kind, words: words.trim(), tags: tagsIn(tags), shared, ...(last ? { session: last.session } : {}) }, id),
    onSuccess: () => { keep(''); changed(); done() },
  })
  return (
    <section className="my-card my-write">
      <div className="my-kinds" role="radiogroup" aria-label={w.addWords}>{KINDS.map((one) => <button key={one} type="button" role="radio" aria-checked={kind === one} onClick={() => setKind(one)}>{w.kinds[one]}</button>)}</div>
      <Textarea label={w.write} autosize minRows={4} maxRows={14} maxLength={4000} value={words} onChange={(event) => { setWords(event.currentTarget.value); keep(event.currentTarget.value) }} />
      <TextInput label={w.tags} value={tags} onChange={(event) => setTags(event.currentTarget.value)} maxLength={200} />
      <Checkbox label={w.share} description={shared ? undefined : w.private} checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />
      <Refusal error={save.error} />
      <div className="row"><Button variant="subtle" onClick={done}>{w.back}</Button><Button variant="filled" disabled={words.trim() === ''} loading={save.isPending} onClick={() => save.mutate()}>{w.keep}</Button></div>
    </section>
  )
}

function One({ word }: { readonly word: MyWord }) {
  const { key, mine, w, changed } = useMine()
  const [sure, setSure] = useState(false)
  const share = useMutation({ mutationFn: (shared: boolean) => put(key, `words/${word.word}`, { tags: word.tags, shared }), onSuccess: changed })
  const drop = useMutation({ mutationFn: () => remove(key, `words/${word.word}`), onSuccess: changed })
  return (
    <li className="my-card">
      <p className="my-word">{word.words}</p>
      <p className="soft small">{word.in_chair ? w.inChair : w.kinds[word.kind]}{word.after === null ? '' : `, ${w.after(word.after)}`} · {new Intl.DateTimeFormat(localeOf(mine.language), { dateStyle: 'medium' }).format(Date.parse(word.said_at))}</p>
      {word.tags.length > 0 && <p className="my-tags">{word.tags.map((tag) => <span key={tag}>{tag}</span>)}</p>}
      {!word.in_chair && (
        <div className="row my-acts">
          <button type="button" className="my-link" aria-pressed={word.shared} onClick={() => share.mutate(!word.shared)}>{word.shared ? w.shared : <><IconLock size={16} aria-hidden /> {w.private}</>}</button>
          {sure ? <><Button variant="default" onClick={() => setSure(false)}>{w.back}</Button><Button variant="filled" loading={drop.isPending} onClick={() => drop.mutate()}>{w.removeSure}</Button></> : <button type="button" className="my-link" onClick={() => setSure(true)}>{w.remove}</button>}
        </div>
      )}
      <Refusal error={share.error ?? drop.error} />
    </li>
  )
}

export default function Words() {
  const { mine, w } = useMine()
  const [writing, setWriting] = useState(() => kept() !== '')
  const [find, setFind] = useState('')
  const sought = find.trim().toLowerCase()
  const shown = mine.words.filter((word) => sought === '' || word.words.toLowerCase().includes(sought) || word.tags.some((tag) => tag.toLowerCase().includes(sought)))
  return (
    <>
      <h1>{w.words}</h1>
      {writing ? <Write done={() => setWriting(false)} /> : <Button variant="filled" size="lg" onClick={() => setWriting(true)}>{w.addWords}</Button>}
      {mine.words.length === 0 && !writing && <EmptyState title={w.noWords}>{w.noWordsMore}</EmptyState>}
      {mine.words.length > 4 && <TextInput label={w.search} type="search" value={find} onChange={(event) => setFind(event.currentTarget.value)} />}
      <ul className="my-list">{shown.map((word) => <One key={word.word} word={word} />)}</ul>
    </>
  )
}
