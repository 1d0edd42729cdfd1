// The patient's own words, as they were said, at the minute they were said.
import { useEffect, useRef, useState } from 'react'
import { Button, Checkbox, Textarea } from '@mantine/core'
import { useNow } from '../ui/index.ts'
import { finalWords, onDevice, type Recognition } from './dictation.ts'
import { zoneOf } from './note-text.ts'
import { Panel } from './panel.tsx'
import type { Chair } from './use-chair.ts'
import { momentOf, type When } from './when.ts'
import { WhenField } from './when-field.tsx'

function useDictation(onWords: (words: string) => void): { readonly listening: boolean; readonly toggle: (() => void) | null } {
  const [make, setMake] = useState<(() => Recognition) | null>(null)
  const [listening, setListening] = useState(false)
  const running = useRef<Recognition | null>(null)
  const said = useRef(onWords)
  useEffect(() => { said.current = onWords })
  useEffect(() => {
    let gone = false
    void onDevice(navigator.language).then((found) => { if (!gone) setMake(() => found) })
    return () => { gone = true; running.current?.abort() }
  }, [])
  const toggle = (): void => {
    if (running.current) { running.current.stop(); return }
    const recognition = make!()
    const end = (): void => { running.current = null; setListening(false) }
    recognition.addEventListener('result', (event) => { const words = finalWords(event); if (words !== '') said.current(words) })
    recognition.addEventListener('end', end)
    recognition.addEventListener('error', end)
    recognition.start()
    running.current = recognition
    setListening(true)
  }
  return { listening, toggle: make === null ? null : toggle }
}

export function WordsForm({ chair, onDone }: { readonly chair: Chair; readonly onDone: () => void }) {
  const now = useNow(5)
  const [text, setText] = useState('')
  const [dictated, setDictated] = useState(false)
  const [when, setWhen] = useState<When>(0)
  const { listening, toggle } = useDictation((words) => { setText((before) => (before === '' ? words : `${before} ${words}`)); setDictated(true) })
  const save = async (): Promise<void> => {
    if (await chair.record('words-captured', { text: text.trim(), how: dictated ? 'dictated' : 'typed' }, 'Words kept', true, momentOf(when, now, zoneOf(chair)))) onDone()
  }
  return (
    <Panel title="In the patient's own words" onClose={onDone}>
      <form className="form" onSubmit={(event) => { event.preventDefault(); if (text.trim() !== '') void save() }}>
        <Textarea aria-label="Words, as they were said" data-first="" autosize minRows={4} maxRows={9} maxLength={4000} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <div className="row">
          {toggle && <Button variant={listening ? 'filled' : 'light'} aria-pressed={listening} onClick={toggle}>{listening ? 'Listening: tap to end' : 'Dictate'}</Button>}
          <Checkbox size="md" label="Dictated" checked={dictated} onChange={(event) => setDictated(event.currentTarget.checked)} />
        </div>
        <WhenField label="Said" value={when} onChange={setWhen} />
        <Button type="submit" size="lg" variant="filled" disabled={text.trim() === ''}>Keep these words</Button>
      </form>
    </Panel>
  )
}
