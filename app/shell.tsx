// What stands around every screen of the staff: where am I, who am I, is anything waiting, and is this a demonstration.
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import IconLock from '@tabler/icons-react/dist/esm/icons/IconLock.mjs'
import IconMoon from '@tabler/icons-react/dist/esm/icons/IconMoon.mjs'
import IconSun from '@tabler/icons-react/dist/esm/icons/IconSun.mjs'
import IconUser from '@tabler/icons-react/dist/esm/icons/IconUser.mjs'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import { may, type Act, type Me } from '@chairside/core/people'
import { ApiError, write } from './api.ts'
import { chooseSite, useSite } from './site.ts'
import { useReachable } from './ui/online.ts'
import { lockHere } from './sync/kept-me.ts'
import { SyncNotice } from './sync/notice.tsx'

const AccountSheet = lazy(async () => ({ default: (await import('./welcome/account.tsx')).AccountSheet }))

const PLACES: readonly { readonly to: string; readonly name: string; readonly act: Act }[] = [
  { to: '/floor', name: 'Floor', act: 'floor.read' },
  { to: '/desk', name: 'Desk', act: 'desk.read' },
  { to: '/patients', name: 'Patients', act: 'patient.read' },
  { to: '/cabinet', name: 'Cabinet', act: 'stock.read' },
  { to: '/office', name: 'Office', act: 'clinic.read' },
]

function LightSwitch() {
  const { setColorScheme } = useMantineColorScheme()
  const now = useComputedColorScheme('light')
  useEffect(() => { document.querySelector('meta[name="theme-color"]')?.setAttribute('content', now === 'dark' ? '#100e0c' : '#f3f1ec') }, [now])
  return (
    <button type="button" className="icon-button" aria-label={now === 'dark' ? 'Switch to daylight' : 'Switch to low light'} onClick={() => setColorScheme(now === 'dark' ? 'light' : 'dark')}>
      {now === 'dark' ? <IconSun size={20} /> : <IconMoon size={20} />}
    </button>
  )
}

/** One's own name: PIN, passkeys, signing out. Its sheet is loaded when it is opened. */
function PersonButton({ me }: { readonly me: Me }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="who" onClick={() => setOpen(true)}><IconUser size={20} aria-hidden /><span><b>{me.name}</b> <small>{roleWord(me)}</small></span><i className="sr-only">: PIN, passkeys, sign out</i></button>
      {open && <Suspense><AccountSheet me={me} open close={() => setOpen(false)} /></Suspense>}
    </>
  )
}

/** Hands a shared tablet over: the server asks for a PIN (or a sign-in) before anything else is shown. */
function LockButton() {
  const queries = useQueryClient()
  const lock = async (): Promise<void> => {
    // Without the server the tablet locks itself, and tells the server first when it is back.
    await write('POST', '/api/lock').catch((error: unknown) => (error instanceof ApiError && error.kind === 'offline' ? lockHere() : null))
    await queries.invalidateQueries({ queryKey: ['me'] })
  }
  return <button type="button" className="icon-button" aria-label="Lock or switch person" onClick={() => void lock()}><IconLock size={20} /></button>
}

function SitePicker({ me }: { readonly me: Me }) {
  const site = useSite()
  if (me.sites.length < 2 || !site) return site ? <span className="small soft">{site.name}</span> : null
  return <select className="select" aria-label="Site" value={site.site} onChange={(event) => chooseSite(me, event.currentTarget.value)}>{me.sites.map((s) => <option key={s.site} value={s.site}>{s.name}</option>)}</select>
}

const roleWord = (me: Me): string => me.roles.map((role) => role.replace('-', ' ')).join(', ')

export function Shell({ me, bare = false, children }: { readonly me: Me; readonly bare?: boolean; readonly children: ReactNode }) {
  const [place] = useLocation()
  const reachable = useReachable()
  return (
    <div className="shell">
      <a className="skip" href="#main">Skip to the screen</a>
      {me.organization.is_demonstration && <div className="strip" data-kind="demonstration">Demonstration clinic - fictional people, simulated vital signs</div>}
      {!bare && (
        <header className="bar">
          <Link to="/" className="brand"><img src="/icon.svg" alt="" />Chairside</Link>
          <nav className="nav" aria-label="Screens">
            {PLACES.filter((p) => may(me.roles, p.act)).map((p) => <Link key={p.to} to={p.to} aria-current={place.startsWith(p.to) ? 'page' : undefined}>{p.name}</Link>)}
            {!reachable && may(me.roles, 'chart.read') && <Link to="/downtime" aria-current={place.startsWith('/downtime') ? 'page' : undefined}>Today's copy</Link>}
          </nav>
          <div className="bar-end">
            <SyncNotice />
            <SitePicker me={me} />
            <LightSwitch />
            {me.device.shared && <LockButton />}
            <PersonButton me={me} />
          </div>
        </header>
      )}
      {children}
    </div>
  )
}
