// The Office: the protocol and its approval, places, people, monitors, the audit, and the demonstration's end.
import { lazy, Suspense, useState, type ComponentType } from 'react'
import type { Act, Me } from '@chairside/core/people'
import { may } from '@chairside/core/people'
import { useMe } from '../api.ts'
import { Loading, Screen } from '../ui/index.ts'
import { ProtocolPart } from './protocol.tsx'
import { useOpenMessages } from './quarantine.tsx'
import './office.css'

type Part = { readonly id: string; readonly name: string; readonly act: Act; readonly shown?: (me: Me) => boolean; readonly Content: ComponentType<{ readonly me: Me }> }
const PARTS: readonly Part[] = [
  { id: 'protocol', name: 'Protocol', act: 'protocol.read', Content: ProtocolPart },
  { id: 'places', name: 'Sites and chairs', act: 'clinic.read', Content: lazy(() => import('./places.tsx')) },
  { id: 'staff', name: 'Staff', act: 'staff.read', Content: lazy(() => import('./staff.tsx')) },
  { id: 'on-call', name: 'On call', act: 'staff.write', Content: lazy(() => import('./on-call.tsx')) },
  { id: 'consent', name: 'Consent', act: 'protocol.read', Content: lazy(() => import('./consent.tsx')) },
  { id: 'public-page', name: 'Public page', act: 'clinic.read', Content: lazy(() => import('./public-page.tsx')) },
  { id: 'monitors', name: 'Monitors and pumps', act: 'floor.read', Content: lazy(() => import('./monitors.tsx')) },
  { id: 'long-term', name: 'Long treatment', act: 'chart.read', Content: lazy(() => import('./long-term.tsx')) },
  { id: 'audit', name: 'Audit', act: 'audit.read', Content: lazy(() => import('./audit.tsx')) },
  { id: 'demonstration', name: 'Demonstration', act: 'clinic.read', Content: lazy(() => import('./demonstration.tsx')) },
]

export default function Office() {
  const { data: me } = useMe()
  const open = useOpenMessages()
  const [chosen, setChosen] = useState(() => location.hash.slice(1))
  if (!me) return <Screen title="Office" tab="Office"><Loading /></Screen>
  const parts = PARTS.filter((part) => may(me.roles, part.act))
  const part = parts.find((p) => p.id === chosen) ?? parts[0]
  const choose = (id: string): void => { setChosen(id); history.replaceState(history.state, '', `#${id}`) }
  return (
    <Screen title="Office" tab="Office" subtitle={me.organization.name}>
      <div className="office">
        <nav aria-label="Parts of the Office" className="office-nav">
          {parts.map((p) => <button key={p.id} type="button" aria-current={p.id === part?.id ? 'page' : undefined} onClick={() => choose(p.id)}>{p.name}{p.id === 'monitors' && open !== null && open > 0 && <span className="count" aria-label={`${open} ${open === 1 ? 'message' : 'messages'} not looked at`}>{open}</span>}</button>)}
        </nav>
        <div className="office-part">{part && <Suspense fallback={<Loading />}><part.Content me={me} /></Suspense>}</div>
      </div>
    </Screen>
  )
}
