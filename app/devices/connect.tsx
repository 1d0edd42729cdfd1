// Connect a cuff, an oximeter, a pulse sensor or a thermometer to this tablet: works without server and network. Nothing it says is recorded before a person says so.
import './connect.css'
import { useEffect, useState } from 'react'
import { Button } from '@mantine/core'
import { VITAL_NAMES, type PayloadOf, type VitalName } from '@chairside/core/session'
import { instant, SECOND_MS } from '@chairside/core/shared'
import { agoText, Figure, Loading, useNow } from '../ui/index.ts'
import { Panel } from '../session/panel.tsx'
import type { Chair } from '../session/use-chair.ts'
import { vitalsText } from '../session/fact-words.ts'
import { number, VITAL_WORDS } from '../session/words.ts'
import { connect, disconnect, settle, useLinks, type Link, type Waiting } from './links.ts'
import { possible, WHY_NOT, type Possible } from './web-bluetooth.ts'

/** A shown value that is older is not of now, and is not taken. */
const FRESH_MS = 10 * SECOND_MS
/** A clock this far from the tablet's is said. */
const SKEW_SHOWN_MS = 60 * SECOND_MS
const WARNINGS_MAX = 200

const plain = (word: string): string => word.replaceAll('-', ' ')
const skewText = (ms: number): string => {
  const s = Math.round(Math.abs(ms) / SECOND_MS)
  return `Its clock is ${s < 120 ? `${s} s` : s < 7200 ? `${Math.round(s / 60)} min` : s < 172_800 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86_400)} d`} ${ms > 0 ? 'ahead' : 'behind'}, or this is an old measurement.`
}

async function record(chair: Chair, link: Link, values: Readonly<Partial<Record<VitalName, number>>>, warnings: readonly string[], measuredAt: number | null): Promise<boolean> {
  const payload: PayloadOf<'vitals-recorded'> = {
    values, origin: 'device', source: link.name.slice(0, 120), ...(measuredAt === null ? {} : { measuredAt: instant(measuredAt) }), ...(warnings.length === 0 ? {} : { remark: warnings.map(plain).join(', ').slice(0, WARNINGS_MAX) }),
  }
  return (await chair.record('vitals-recorded', payload, `Vital signs ${vitalsText(values)} from ${link.name}`, true)) !== null
}

function Measured({ chair, link, waiting, now }: { readonly chair: Chair; readonly link: Link; readonly waiting: Waiting; readonly now: number }) {
  const [busy, setBusy] = useState(false)
  const { values, warnings } = waiting.reading
  const keep = async (): Promise<void> => {
    setBusy(true)
    if (await record(chair, link, values, warnings, waiting.measuredAt)) settle(link.id, waiting.id)
    setBusy(false)
  }
  const off = waiting.clock_ms !== null && Math.abs(waiting.clock_ms) > SKEW_SHOWN_MS
  return (
    <li className="measured">
      <p><b>{vitalsText(values)}</b> <span className="soft small">received {agoText(now - waiting.at)}</span></p>
      {[...warnings, ...waiting.reading.refused].length > 0 && <p className="measured-warning">The device says: {[...warnings, ...waiting.reading.refused].map(plain).join(', ')}.</p>}
      {off && <p className="measured-warning">{skewText(waiting.clock_ms)}</p>}
      <div className="row">
        <Button variant="filled" size="md" loading={busy} onClick={() => void keep()} aria-label={`Record it: ${vitalsText(values)}`}>Record it</Button>
        <Button variant="default" size="md" onClick={() => settle(link.id, waiting.id)} aria-label={`Not of this patient, or wrong: ${vitalsText(values)}`}>Not of this patient, or wrong</Button>
      </div>
    </li>
  )
}

const STATE: Readonly<Record<Link['state'], string>> = { connecting: 'Connecting', connected: 'Connected', lost: 'Connection lost: trying again' }

function LinkCard({ chair, link, now }: { readonly chair: Chair; readonly link: Link; readonly now: number }) {
  const [busy, setBusy] = useState(false)
  const live = VITAL_NAMES.flatMap((vital) => { const one = link.live[vital]; return one ? [{ vital, ...one }] : [] })
  const fresh = live.filter((one) => now - one.at < FRESH_MS)
  const values = Object.fromEntries(fresh.map(({ vital, value }) => [vital, value]))
  const take = async (): Promise<void> => {
    setBusy(true)
    await record(chair, link, values, link.warnings, null)
    setBusy(false)
  }
  return (
    <li className="linked" data-state={link.state}>
      <div className="spread">
        <h3>{link.name}</h3>
        <Button variant="subtle" size="md" onClick={() => disconnect(link.id)} aria-label={`Disconnect ${link.name}`}>Disconnect</Button>
      </div>
      <p className="linked-state"><span className="link-dot" data-state={link.state === 'connected' ? 'on' : link.state === 'lost' ? 'off' : 'busy'} aria-hidden />{STATE[link.state]}{link.battery_pct !== null && <span>Battery {link.battery_pct} %</span>}</p>
      {live.length > 0 && (
        <div className="numbers signs">{live.map(({ vital, value, at }) => {
          const old = now - at >= FRESH_MS
          return <Figure key={vital} label={VITAL_WORDS[vital].name} value={old ? '–' : number(value, VITAL_WORDS[vital].decimals)} unit={VITAL_WORDS[vital].unit} note={old ? `no reading since ${agoText(now - at).replace(' ago', '')}` : 'now'} />
        })}</div>
      )}
      {link.warnings.length > 0 && link.waiting.length === 0 && <p className="measured-warning">The device says: {link.warnings.map(plain).join(', ')}.</p>}
      {fresh.length > 0 && <Button variant="filled" size="md" loading={busy} onClick={() => void take()}>Record {vitalsText(values)}</Button>}
      {link.state === 'connected' && live.length === 0 && link.waiting.length === 0 && link.warnings.length === 0 && <p className="soft">Waiting for a measurement.</p>}
      {link.waiting.length > 0 && <ul className="measured-list">{link.waiting.map((waiting) => <Measured key={waiting.id} chair={chair} link={link} waiting={waiting} now={now} />)}</ul>}
    </li>
  )
}

export function ConnectDevice({ chair, onDone }: { readonly chair: Chair; readonly onDone: () => void }) {
  const now = useNow(1)
  const links = useLinks()
  const [can, setCan] = useState<Possible | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => { let gone = false; void possible().then((answer) => { if (!gone) setCan(answer) }); return () => { gone = true } }, [])
  const own = links.filter((link) => link.session === chair.session)
  const others = links.filter((link) => link.session !== chair.session)
  const ask = async (): Promise<void> => {
    setBusy(true)
    setProblem(null)
    const asked = await connect(chair.session, chair.bundle.visit.chair)
    setBusy(false)
    if (!asked.done) setProblem(asked.why)
  }
  return (
    <Panel title="Connect a device" onClose={onDone}>
      <div className="form">
        {can === null && <Loading what="Asking the tablet" lines={1} />}
        {can !== null && can !== 'yes' && <p className="connect-no">{WHY_NOT[can]}</p>}
        {own.length > 0 && <ul className="linked-list">{own.map((link) => <LinkCard key={link.id} chair={chair} link={link} now={now} />)}</ul>}
        {others.map((link) => (
          <div key={link.id} className="linked-other">
            <p><b>{link.name}</b> is connected for another visit. Its readings are not offered here.</p>
            <Button variant="default" size="md" onClick={() => disconnect(link.id)}>Disconnect {link.name}</Button>
          </div>
        ))}
        {problem !== null && <p className="refusal" role="alert">{problem}</p>}
        {can === 'yes' && <Button size="lg" variant={own.length === 0 ? 'filled' : 'default'} data-first="" loading={busy} onClick={() => void ask()}>{own.length === 0 ? 'Choose a device' : 'Choose another device'}</Button>}
        <p className="soft small">Blood-pressure cuffs, oximeters, pulse sensors and thermometers with the standard Bluetooth services. What they say is recorded only when you say so. This is not the primary monitor.</p>
      </div>
    </Panel>
  )
}
