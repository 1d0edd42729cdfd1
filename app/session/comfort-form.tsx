// What makes it bearable: each button shows how it is now, and one tap changes it. What was good last time is one tap away.
import { useState } from 'react'
import { Button, TextInput } from '@mantine/core'
import type { PayloadOf } from '@chairside/core/session'
import { dayText } from '../ui/index.ts'
import { SoundChoice } from '../sound/sound-bar.tsx'
import { Choice, Panel } from './panel.tsx'
import type { Chair } from './use-chair.ts'
import { comfortText } from './fact-words.ts'

const MUSIC: readonly string[] = ['Own playlist', 'Ambient', 'Classical', 'Nature', 'Silence']
const SWITCHES = [['blanket', 'Blanket', 'Blanket off'], ['eyeMask', 'Eye mask', 'Eye mask off'], ['touchConsent', 'A hand is welcome', 'No touch']] as const

export function ComfortForm({ chair, onDone }: { readonly chair: Chair; readonly onDone: () => void }) {
  const [other, setOther] = useState('')
  const now = chair.view.comfort
  const last = chair.bundle.last_comfort ?? null
  const set = (payload: PayloadOf<'comfort-changed'>, words: string): void => void chair.record('comfort-changed', payload, words, true)
  // Last time's music is offered by its own name, beside the usual ones.
  const music = [...new Set([...(last?.comfort.music === undefined ? [] : [last.comfort.music]), ...MUSIC, ...(now.music === undefined ? [] : [now.music])])]
  const asLast = last !== null && Object.entries(last.comfort).every(([name, value]) => now[name as keyof typeof now] === value)
  return (
    <Panel title="Comfort" onClose={onDone}>
      <div className="form">
        {last && (
          <button type="button" className="offer" data-first="" aria-pressed={asLast} disabled={asLast} onClick={() => set(last.comfort, 'Comfort as last time')}>
            {asLast ? 'As last time' : 'Set as last time'}<small>{dayText(last.date)}: {comfortText(last.comfort)}</small>
          </button>
        )}
        <SoundChoice chosen={(one) => { if (now.music !== one) set({ music: one }, `Music: ${one}`) }} />
        <Choice label="Music" value={now.music ?? null} first={last === null} onChange={(one) => set({ music: one }, `Music: ${one}`)} options={music.map((m) => ({ value: m, text: m }))} />
        <form className="row" onSubmit={(event) => { event.preventDefault(); if (other.trim() !== '') { set({ music: other.trim() }, `Music: ${other.trim()}`); setOther('') } }}>
          <TextInput style={{ flex: '1 1 180px' }} aria-label="Other music" placeholder="Other music" value={other} maxLength={120} onChange={(event) => setOther(event.currentTarget.value)} />
          <Button type="submit" disabled={other.trim() === ''}>Set</Button>
        </form>
        <Choice label="Light" value={now.light ?? null} onChange={(light) => set({ light }, 'Light changed')} options={[{ value: 'none', text: 'Off' }, { value: 'some', text: 'Dim' }, { value: 'full', text: 'On' }]} />
        <Choice label="Talk" value={now.talk ?? null} onChange={(talk) => set({ talk }, 'Talk changed')} options={[{ value: 'none', text: 'Quiet' }, { value: 'some', text: 'A little' }, { value: 'full', text: 'Talking' }]} />
        <div className="choice-row">{SWITCHES.map(([name, on, off]) => <button key={name} type="button" className="choice" aria-pressed={now[name] === true} onClick={() => set({ [name]: now[name] !== true }, now[name] === true ? off : on)}>{on}{now[name] === false && <span className="soft small"> (no)</span>}</button>)}</div>
        <Button size="lg" onClick={onDone}>Done</Button>
      </div>
    </Panel>
  )
}
