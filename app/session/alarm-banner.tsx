// The alarms of a visit, worst first: lamp, word, what it is, whether it was repeated, and what can be done. Nothing here proposes a drug. Said once to a screen reader.
import { memo } from 'react'
import { answerKey, type WatchAlarm } from '@chairside/core/session'
import { instant } from '@chairside/core/shared'
import { clockText, TierMark, timeText } from '../ui/index.ts'
import { Lamp } from './lamp.tsx'
import type { PanelName } from './panel.tsx'
import type { Chair } from './use-chair.ts'

const WORDS: Readonly<Record<WatchAlarm['tier'], string>> = { stop: 'Stop', pause: 'Pause', warn: 'Recheck', none: 'Look' }
const wordOf = ({ tier, what, priority }: WatchAlarm): string => (what === 'signal' ? 'No signal' : what === 'late' ? (priority === 'low' ? 'Late' : 'Overdue') : WORDS[tier])
const PRESSURES: readonly WatchAlarm['what'][] = ['sbp_mmHg', 'dbp_mmHg', 'map_mmHg']
const MEASURED: readonly WatchAlarm['what'][] = [...PRESSURES, 'spo2_pct', 'pulse_per_min', 'rr_per_min', 'etco2_mmHg']
const first = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function repeatLine({ confirmation, repeatBy }: WatchAlarm): string | null {
  switch (confirmation) {
    case 'to-repeat': return `Repeat by ${timeText(repeatBy!)}; at once if there are symptoms.`
    case 'overdue': return 'Not repeated in time: taken as it stands.'
    case 'confirmed': return 'Confirmed by a second reading.'
    case 'not-asked': return null
  }
}

type Props = { readonly chair: Chair; readonly alarms: readonly WatchAlarm[]; readonly now: number; readonly open: (panel: PanelName) => void; readonly onStop: () => Promise<void> }

function Row({ chair, alarm, now, open, onStop }: Omit<Props, 'alarms'> & { readonly alarm: WatchAlarm }) {
  const { infusion, state } = chair.view
  const runs = infusion !== null && infusion.stoppedAt === null
  const repeat = repeatLine(alarm)
  const answer = (given: 'seen' | 'artefact', words: string): void => void chair.record('alarm-answered', { alarm: answerKey(alarm), answer: given }, words, true)
  return (
    <li className="alarm" data-tier={alarm.priority}>
      <span className="alarm-mark"><Lamp priority={alarm.priority} /><TierMark tier={alarm.priority} word={wordOf(alarm)} /></span>
      <p><b>{first(alarm.message)}</b> <span className="soft">{alarm.what === 'signal' || alarm.what === 'late' ? `for ${clockText(now - alarm.since)}` : `at ${timeText(alarm.at)}`}</span>
        {repeat !== null && <><br /><span>{repeat}</span></>}
        {alarm.seen !== null && <><br /><span className="soft small">Seen by {chair.name(alarm.seen.by)} at {timeText(alarm.seen.at)}</span></>}</p>
      <span className="alarm-acts">
        {alarm.seen === null && <button type="button" className="act" onClick={() => answer('seen', 'Alarm seen')}>{PRESSURES.includes(alarm.what) ? 'Observe' : 'Seen'}</button>}
        {(alarm.confirmation === 'to-repeat' || alarm.confirmation === 'overdue' || alarm.what === 'late') && <button type="button" className="act" onClick={() => open('vitals')}>{alarm.what === 'late' ? 'Take them' : 'Repeat'}</button>}
        {MEASURED.includes(alarm.what) && alarm.seen !== null && <button type="button" className="act" onClick={() => answer('artefact', 'Alarm marked as artefact')}>Artefact</button>}
        {alarm.priority === 'medium' && alarm.tier === 'pause' && state === 'infusing' && <><button type="button" className="act" onClick={() => open('rate')}>Slow</button><button type="button" className="act" onClick={() => void chair.record('infusion-paused', {}, 'Paused', true)}>Pause</button></>}
        {alarm.tier === 'stop' && runs && <button type="button" className="act" data-kind="stop" onClick={() => void onStop()}>Stop the infusion</button>}
      </span>
    </li>
  )
}

/** Who has paused which tones, and the button that pauses those that sound. */
export function TonePause({ chair, alarms, now }: Pick<Props, 'chair' | 'alarms' | 'now'>) {
  const longest_s = chair.bundle.protocol.settings.monitor.audio_pause_s
  const paused = alarms.filter((a) => a.paused !== null)
  const sounding = alarms.filter((a) => a.paused === null)
  const until = Math.max(0, ...paused.map((a) => a.paused!.until))
  const pause = async (): Promise<void> => {
    for (const alarm of sounding) await chair.record('alarm-answered', { alarm: answerKey(alarm), answer: 'audio-paused', until: instant(Date.now() + longest_s * 1000) }, 'Tone paused')
  }
  return (
    <>
      {paused.length > 0 && <span className="tone-paused">Tone paused by {[...new Set(paused.map((a) => chair.name(a.paused!.by)))].join(', ')}, <b>{clockText(until - now)}</b> left</span>}
      {sounding.length > 0 && <button type="button" className="act" onClick={() => void pause()}>Pause the tone {clockText(longest_s * 1000)}</button>}
    </>
  )
}

/** The rows; what is said aloud changes only when an alarm comes, goes or changes its level. */
export const AlarmBanner = memo(function AlarmBanner({ chair, alarms, now, open, onStop }: Props) {
  return (
    <section aria-label="Alarms" hidden={alarms.length === 0}>
      <p className="sr-only" aria-live="assertive">{alarms.map((a) => `${wordOf(a)}: ${a.message}`).join('. ')}</p>
      <ul className="alarms">{alarms.map((alarm) => <Row key={answerKey(alarm)} chair={chair} alarm={alarm} now={now} open={open} onStop={onStop} />)}</ul>
    </section>
  )
})
