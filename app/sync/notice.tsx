// The state of the line to the server and of this tablet's facts, in words and in one place.
import { useEffect, useState } from 'react'
import { Button } from '@mantine/core'
import { isSkewShown, waitingCount } from '@chairside/core/sync'
import { useMe } from '../api.ts'
import { Dialog } from '../ui/dialog.tsx'
import { useReachable } from '../ui/online.ts'
import { deviceOf, useSyncState } from './device.ts'

const facts = (n: number): string => `${n} ${n === 1 ? 'fact' : 'facts'}`

export function SyncNotice() {
  const { data: me } = useMe()
  const reachable = useReachable()
  const state = useSyncState()
  const [open, setOpen] = useState(false)
  const organization = me?.organization.organization
  useEffect(() => { if (organization) void deviceOf(organization).catch(() => {}) }, [organization])
  const waiting = waitingCount(state)
  const skew = isSkewShown(state) ? Math.round(state.skew_ms! / 60_000) : null
  const word = !reachable ? (waiting > 0 ? `Offline: ${facts(waiting)} waiting on this tablet` : 'Offline')
    : waiting > 0 ? `${facts(waiting)} waiting on this tablet` : 'Online'
  const trouble = !reachable || state.refused.length > 0 || skew !== null
  const resend = async (): Promise<void> => {
    if (!organization) return
    const { sync } = await deviceOf(organization)
    await sync.again()
    setOpen(false)
  }
  return (
    <>
      <button type="button" className="link" data-trouble={trouble ? '' : undefined} onClick={() => setOpen(true)}>
        <span className="link-dot" data-state={!reachable ? 'off' : waiting > 0 ? 'busy' : 'on'} aria-hidden="true" />
        <span role="status">{word}{state.refused.length > 0 ? `, ${facts(state.refused.length)} not taken` : ''}{skew !== null ? ', clock differs' : ''}</span>
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title="This tablet and the server">
        <div className="stack">
          <p>{reachable ? 'The server answers.' : 'The server does not answer. Go on working: every fact is kept on this tablet and sent when the line is back.'}</p>
          <p>{waiting === 0 ? 'Nothing is waiting here.' : `${facts(waiting)} recorded here, not yet acknowledged by the server.`}</p>
          {state.failure === 'signed-out' && <p>The server asks for a sign-in before it takes them.</p>}
          {state.failure === 'locked' && <p>The server asks for a PIN before it takes them.</p>}
          {state.failure === 'not-allowed' && <p>The role that is signed in may not record these facts.</p>}
          {skew !== null && <div className="refusal"><p><b>Check this tablet's clock</b> It is {Math.abs(skew)} min {skew > 0 ? 'ahead of' : 'behind'} the server. Times are kept as recorded, with both clocks.</p></div>}
          {state.refused.length > 0 && (
            <div className="refusal">
              <p><b>{facts(state.refused.length)} not taken by the server.</b> Kept here.</p>
              <ul>{state.refused.map((r) => <li key={r.id} className="small">{r.message}</li>)}</ul>
              <Button mt="sm" onClick={() => void resend()}>Send again</Button>
            </div>
          )}
        </div>
      </Dialog>
    </>
  )
}
