// Everything about this tablet and the server that a person may have to know or do: line, facts, clock, room, and what is kept for the time without a server.
import './notice.css'
import { useEffect, useState, type ReactNode } from 'react'
import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { isSkewShown, waitingCount } from '@chairside/core/sync'
import { may } from '@chairside/core/people'
import { useMe } from '../api.ts'
import { useSite } from '../site.ts'
import { agoText, dateText, timeText, useNow } from '../ui/clock.ts'
import { Dialog } from '../ui/dialog.tsx'
import { lastAnswer, useReachable } from '../ui/online.ts'
import { deviceOf, keptToday, useSyncState, useThisDevice, type KeptToday } from './device.ts'
import { factsWord } from './notice.tsx'
import { isNearlyFull, measureRoom, useRoom } from './room.ts'
import { canSeal } from './seal.ts'

/** A UUIDv7 holds the moment in which it was made: when the oldest waiting fact was recorded. */
const madeAt = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
const megabytes = (bytes: number): string => (bytes < 1e9 ? `${Math.max(1, Math.round(bytes / 1e6))} MB` : `${(bytes / 1e9).toFixed(1)} GB`)
const Line = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => <div className="notice-line"><dt>{label}</dt><dd>{children}</dd></div>

function useProgramKept(): boolean | null {
  const [kept, setKept] = useState<boolean | null>(null)
  useEffect(() => { void (navigator.serviceWorker?.getRegistration().then((r) => r?.active != null) ?? Promise.resolve(false)).then(setKept, () => setKept(false)) }, [])
  return kept
}

export default function NoticeSheet({ close }: { readonly close: () => void }) {
  const { data: me } = useMe()
  const site = useSite()
  const reachable = useReachable()
  const state = useSyncState()
  const device = useThisDevice()
  const room = useRoom()
  const now = useNow(5)
  const program = useProgramKept()
  const [today, setToday] = useState<KeptToday | null>(null)
  const siteId = site?.site ?? null
  useEffect(() => { void measureRoom() }, [])
  useEffect(() => { if (device && siteId) void keptToday(device, siteId).then(setToday, () => setToday(null)) }, [device, siteId, now])
  const waiting = waitingCount(state)
  const ids = state.lanes.flatMap((lane) => lane.waiting)
  const oldest = ids.length > 0 ? Math.min(...ids.map(madeAt)) : null
  const unconfirmed = state.unconfirmed.length
  const skew = isSkewShown(state) ? Math.round(state.skew_ms! / 60_000) : null
  const since = lastAnswer()
  const resend = async (): Promise<void> => {
    if (!me) return
    const { sync } = await deviceOf(me.organization.organization)
    await sync.again()
    close()
  }
  const mayRead = me ? may(me.roles, 'chart.read') : false
  return (
    <Dialog open onClose={close} title="This tablet and the server">
      <div className="stack">
        <p>{reachable ? 'The server answers.' : `The server ${since === null ? 'does not answer' : `has not answered since ${timeText(since)}`}. Go on working: every fact is kept on this tablet and sent when the line is back.`}</p>
        <dl className="notice-lines">
          <Line label="Waiting here">{waiting === 0 ? 'Nothing: every fact of this tablet is at the clinic.' : <>{factsWord(waiting)} saved on this tablet, not yet at the clinic{oldest !== null ? `; the oldest ${agoText(now - oldest)}` : ''}.</>}</Line>
          {unconfirmed > 0 && <Line label="Not confirmed">{factsWord(unconfirmed)} sent without an answer: the clinic may have them or not. They are sent again until it answers; sending twice is harmless.</Line>}
          <Line label="Today's copy">{!mayRead ? 'Not for this role.' : !canSeal() ? 'Not kept: this address is not secure (https), so the browser cannot encrypt.' : today ? `${today.visits.length} visits of ${dateText(Date.parse(today.server_time), today.time_zone)}, ${agoText(now - today.kept_at)}, encrypted.` : 'Not yet here.'}</Line>
          <Line label="Program">{program === null ? 'Looking' : program ? 'On this tablet: it opens without the server.' : 'Not kept: it opens only with the server (needs https and a first visit).'}</Line>
          <Line label="Storage">{room ? `${megabytes(room.usage)} of ${megabytes(room.quota)} used` : 'The browser does not say how much is free'}{device?.storage.persisted === true ? '; the browser keeps it until it is removed here.' : device?.storage.persisted === false ? '; the browser may clear it when the tablet runs short: add Chairside to the home screen.' : '.'}</Line>
        </dl>
        {isNearlyFull(room) && <div className="refusal"><p><b>Storage nearly full</b> Facts may soon find no room. Go online so that what waits is sent, then remove other apps' or sites' data on this tablet, or take another tablet.</p></div>}
        {device && device.storage.unreadable > 0 && <div className="refusal"><p><b>{factsWord(device.storage.unreadable)} cannot be read</b> They were kept on this tablet and its key is gone. Tell an administrator; compare with paper.</p></div>}
        {state.failure === 'signed-out' && <p>The server asks for a sign-in before it takes them.</p>}
        {state.failure === 'locked' && <p>The server asks for a PIN before it takes them.</p>}
        {state.failure === 'not-allowed' && <p>The role that is signed in may not record these facts.</p>}
        {skew !== null && <div className="refusal"><p><b>Check this tablet's clock</b> It is {Math.abs(skew)} min {skew > 0 ? 'ahead of' : 'behind'} the server. Times are kept as recorded, with both clocks.</p></div>}
        {state.refused.length > 0 && (
          <div className="refusal">
            <p><b>{factsWord(state.refused.length)} not taken by the server.</b> Kept here.</p>
            <ul>{state.refused.map((r) => <li key={r.id} className="small">{r.message}</li>)}</ul>
            <Button mt="sm" onClick={() => void resend()}>Send again</Button>
          </div>
        )}
        {mayRead && <Button component={Link} to="/downtime" onClick={close}>Today without the server</Button>}
      </div>
    </Dialog>
  )
}
