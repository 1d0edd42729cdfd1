// The IV line: where it is stands there from the last look, and what it looks like is one tap.
import { useState } from 'react'
import { Button, TextInput } from '@mantine/core'
import type { PayloadOf } from '@chairside/core/session'
import { agoText, useNow } from '../ui/index.ts'
import { zoneOf } from './note-text.ts'
import { Choice, Panel, type Open } from './panel.tsx'
import type { Chair } from './use-chair.ts'
import { momentOf, type When } from './when.ts'
import { WhenField } from './when-field.tsx'

type Check = PayloadOf<'iv-checked'>
const SITES: readonly string[] = ['hand', 'wrist', 'forearm', 'elbow crease', 'upper arm']
const FINDINGS: readonly { readonly finding: Check['finding']; readonly text: string; readonly hint: string; readonly isBad: boolean }[] = [
  { finding: 'patent', text: 'Patent', hint: 'runs freely, no pain, no swelling', isBad: false },
  { finding: 'sluggish', text: 'Sluggish', hint: 'runs slowly', isBad: false },
  { finding: 'infiltrated', text: 'Infiltrated', hint: 'stop, new site, elevate', isBad: true },
  { finding: 'occluded', text: 'Occluded', hint: 'does not run', isBad: true },
  { finding: 'phlebitis', text: 'Phlebitis', hint: 'red, warm, painful', isBad: true },
  { finding: 'removed', text: 'Removed', hint: 'taken out, dressed', isBad: false },
]
const ACTIONS: readonly string[] = ['New site', 'Flushed', 'Elevated', 'Removed', 'Watched']

export function IvForm({ chair, open, onDone }: { readonly chair: Chair; readonly open: Open; readonly onDone: () => void }) {
  const now = useNow(10)
  const last = chair.view.ivChecks.at(-1)
  const [site, setSite] = useState(last?.site ?? '')
  const [side, setSide] = useState<NonNullable<Check['side']> | null>(last?.side ?? null)
  const [gauge, setGauge] = useState<NonNullable<Check['gauge']> | null>(last?.gauge ?? null)
  const [moving, setMoving] = useState(last === undefined || last.finding === 'removed')
  const [action, setAction] = useState('')
  const [when, setWhen] = useState<When>(0)
  const save = async (finding: Check['finding'], isBad: boolean): Promise<void> => {
    if (site.trim() === '') return
    const id = await chair.record('iv-checked', { site: site.trim(), ...(side ? { side } : {}), ...(gauge ? { gauge } : {}), finding, ...(action === '' ? {} : { action }) }, `IV line ${finding}`, true, momentOf(when, now, zoneOf(chair)))
    if (id === null) return
    // An infiltration is an adverse event as well: its names come next, and may be left.
    if (isBad && finding === 'infiltrated') open('event')
    else onDone()
  }
  return (
    <Panel title="IV line" onClose={onDone}>
      <div className="form">
        {!moving && last && <div className="spread"><p><b>{[side, site, gauge ? `${gauge} G` : null].filter(Boolean).join(', ')}</b> <span className="soft">last: {last.finding}, {agoText(now - last.at)}</span></p><Button onClick={() => setMoving(true)}>Another site</Button></div>}
        {moving && (
          <>
            <Choice label="Side" value={side} first onChange={setSide} options={[{ value: 'left', text: 'Left' }, { value: 'right', text: 'Right' }]} />
            <Choice label="Site" value={site} onChange={setSite} options={SITES.map((s) => ({ value: s, text: s }))} />
            <TextInput aria-label="Another site, in words" placeholder="or in words" value={SITES.includes(site) ? '' : site} maxLength={80} onChange={(event) => setSite(event.currentTarget.value)} />
            <Choice label="Cannula" value={gauge} onChange={setGauge} options={([18, 20, 22, 24] as const).map((g) => ({ value: g, text: `${g} G` }))} />
          </>
        )}
        <Choice label="Done (may be left out)" value={action === '' ? null : action} onChange={(one) => setAction(one === action ? '' : one)} options={ACTIONS.map((a) => ({ value: a, text: a }))} />
        <WhenField value={when} onChange={setWhen} />
        <h3>What it looks like</h3>
        {site.trim() === '' && <p className="soft">Choose the site first.</p>}
        <div className="offers">{FINDINGS.map(({ finding, text, hint, isBad }, i) => <button key={finding} type="button" className="offer" disabled={site.trim() === ''} data-first={!moving && i === 0 ? '' : undefined} onClick={() => void save(finding, isBad)}>{text}<small>{hint}</small></button>)}</div>
      </div>
    </Panel>
  )
}
