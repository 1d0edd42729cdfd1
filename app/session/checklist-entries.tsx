// The questions of the gate that are more than a tap: food and drink by the clock, the line in the arm, and the equipment when it was checked on paper.
import { useState } from 'react'
import { Button, NativeSelect } from '@mantine/core'
import { Link } from 'wouter'
import { fastingText, PAYLOADS, type ChecklistAnswer, type PayloadOf } from '@chairside/core/session'
import { may } from '@chairside/core/people'
import { addDays, atLocal, localDate, type Instant } from '@chairside/core/shared'
import { deviceNow } from '../sync/device.ts'
import { Choice } from './panel.tsx'
import type { Chair } from './use-chair.ts'

/** The last time that a clock showed `time`: a time that is still to come today was yesterday's. Null for no time. */
export function lastTime(time: string, zone: string, now: Instant): Instant | null {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return null
  const today = atLocal(localDate(now, zone), time, zone)
  return today <= now ? today : atLocal(addDays(localDate(now, zone), -1), time, zone)
}

/** `9 h 40 min ago`. */
const agoOf = (ms: number): string => { const min = Math.floor(ms / 60_000); return min < 60 ? `${min} min ago` : `${Math.floor(min / 60)} h ${min % 60} min ago` }

function TimeOf({ label, value, at, now, onChange }: { readonly label: string; readonly value: string; readonly at: Instant | null; readonly now: Instant; readonly onChange: (value: string) => void }) {
  return (
    <label className="time-entry"><span>{label}</span>
      <input type="time" value={value} onChange={(event) => onChange(event.currentTarget.value)} />
      <span className="small soft">{at === null ? 'not given' : agoOf(now - at)}</span>
    </label>
  )
}

/** The last food and the last clear liquid, on the site's clock. One of the two is enough to confirm; a time that is still to come is yesterday's. */
export function FastingEntry({ zone, confirm }: { readonly zone: string; readonly confirm: (given: Omit<ChecklistAnswer, 'item'>) => void }) {
  const [ate, setAte] = useState('')
  const [drank, setDrank] = useState('')
  const [fatty, setFatty] = useState(false)
  const now = deviceNow()
  const [ateAt, drankAt] = [lastTime(ate, zone, now), lastTime(drank, zone, now)]
  const times = { ateAt, ateFatty: fatty, drankAt }
  const save = (): void => confirm({ answer: fastingText(times, { timeZone: zone, now }), ...(ateAt === null ? {} : { ateAt, ateFatty: fatty }), ...(drankAt === null ? {} : { drankAt }) })
  return (
    <div className="form" style={{ gap: 8 }}>
      <div className="row">
        <TimeOf label="Last food" value={ate} at={ateAt} now={now} onChange={setAte} />
        <button type="button" className="choice" aria-pressed={fatty} onClick={() => setFatty(!fatty)}>Fatty or fried</button>
        <TimeOf label="Last clear liquid" value={drank} at={drankAt} now={now} onChange={setDrank} />
        <Button disabled={ateAt === null && drankAt === null} onClick={save}>Confirm the times</Button>
      </div>
      <p className="small soft">Milk, and juice with pulp, count as food. A time that is still to come counts as yesterday's.</p>
    </div>
  )
}

const SITES = ['hand', 'forearm', 'elbow'] as const
const GAUGES = PAYLOADS['iv-checked'].gauge.of
type Side = 'left' | 'right'
const OTHER: Readonly<Record<Side, Side>> = { left: 'right', right: 'left' }

/** Records the line as a fact: side, site, size, and where the cuff is. The cuff goes to the other arm by itself. */
export function IvEntry({ chair }: { readonly chair: Chair }) {
  const [side, setSide] = useState<Side>('left')
  const [site, setSite] = useState<(typeof SITES)[number]>('forearm')
  const [gauge, setGauge] = useState<PayloadOf<'iv-checked'>['gauge']>(22)
  const [cuff, setCuff] = useState<Side | 'leg'>('right')
  const save = (): void => void chair.record('iv-checked', { site, side, ...(gauge === undefined ? {} : { gauge }), cuff, finding: 'patent' }, `IV line: ${side} ${site}, ${gauge} G, patent`, true)
  return (
    <div className="form iv-entry">
      <Choice label="Arm" value={side} onChange={(to) => { setSide(to); setCuff(OTHER[to]) }} options={[{ value: 'left', text: 'Left' }, { value: 'right', text: 'Right' }]} />
      <Choice label="Site" value={site} onChange={setSite} options={SITES.map((s) => ({ value: s, text: s.charAt(0).toUpperCase() + s.slice(1) }))} />
      <Choice label="Size" value={gauge ?? 22} onChange={(to) => setGauge(to)} options={GAUGES.map((g) => ({ value: g, text: `${g} G` }))} />
      <Choice label="Cuff" value={cuff} onChange={setCuff} options={[{ value: 'left', text: 'Left' }, { value: 'right', text: 'Right' }, { value: 'leg', text: 'Leg' }]} />
      <Button onClick={save}>Line is in, flushed and patent</Button>
    </div>
  )
}

/** The way to the site's check of the day; and, without a network, the word of somebody who checked on paper, with the ACLS clinician named. */
export function PaperEquipment({ chair, confirm }: { readonly chair: Chair; readonly confirm: (answer: string) => void }) {
  const [onPaper, setOnPaper] = useState(false)
  const [acls, setAcls] = useState('')
  const people = chair.bundle.staff.filter((s) => may(s.roles, 'session.record'))
  const name = people.find((s) => s.staff === acls)?.name
  return (
    <div className="row">
      <Button component={Link} to="/floor/equipment">Check the equipment</Button>
      {!onPaper ? <button type="button" className="mini" onClick={() => setOnPaper(true)}>It was checked on paper</button>
        : <>
          <NativeSelect aria-label="ACLS clinician on the premises" value={acls} data={[{ value: '', label: 'ACLS clinician' }, ...people.map((s) => ({ value: s.staff, label: s.name }))]} onChange={(event) => setAcls(event.currentTarget.value)} />
          <Button disabled={name === undefined} onClick={() => confirm(`checked on paper; ACLS: ${name}`)}>Confirm</Button>
        </>}
    </div>
  )
}
