// What the pump shows, read by hand: the tap that opens this, the digits, and one tap to keep them. Where it does not agree with rate and time, that is said before and after.
import { useState } from 'react'
import { Button } from '@mantine/core'
import { deliveredAt, preparedVolume, pumpDisagreement } from '@chairside/core/session'
import { NumberPad, useNow } from '../ui/index.ts'
import { zoneOf } from './note-text.ts'
import { Choice, Panel } from './panel.tsx'
import type { Chair } from './use-chair.ts'
import { momentOf, type When } from './when.ts'
import { WhenField } from './when-field.tsx'
import { number } from './words.ts'

export function PumpReadForm({ chair, onDone }: { readonly chair: Chair; readonly onDone: () => void }) {
  const now = useNow(5)
  const [volume, setVolume] = useState('')
  const [of, setOf] = useState<'infusion' | 'bag'>('infusion')
  const [when, setWhen] = useState<When>(0)
  const { infusion } = chair.view
  if (!infusion) return null
  const at = momentOf(when, now, zoneOf(chair))
  const value = Number(volume)
  const { monitor } = chair.bundle.protocol.settings
  const reckoned = deliveredAt({ ...infusion, pumpReadings: [], pumpVolume_mL: null, bags: infusion.bags.map((bag) => ({ ...bag, read_mL: null })) }, at ?? now)
  const impossible = value > preparedVolume(infusion)
  const apart = volume === '' || of === 'bag' ? null : pumpDisagreement({ ...infusion, stoppedAt: null, pumpReadings: [{ at: at ?? now, volume_mL: value, of, origin: 'person', event: '' }] }, monitor.pump_difference)
  const save = async (): Promise<void> => {
    if (volume === '') return
    if (await chair.record('pump-read', { volume_infused_mL: value, of, origin: 'person' }, `Pump read: ${number(value, 1)} mL`, true, at)) onDone()
  }
  return (
    <Panel title="Read the pump" onClose={onDone}>
      <form className="form" onSubmit={(event) => { event.preventDefault(); void save() }}>
        <div className="pump-entry">
          <div className="form">
            <div>
              <span className="label-text">Volume infused, as the pump shows it</span>
              <p className="entry-value" aria-live="polite">{volume === '' ? '–' : volume}<small>mL</small></p>
              <p className="soft">Calculated by rate and time: {number(reckoned.volume_mL, 1)} mL</p>
            </div>
            {infusion.bags.length > 1 && <Choice label="Counted since" value={of} onChange={setOf} options={[{ value: 'infusion', text: 'the start' }, { value: 'bag', text: 'this bag' }]} />}
            {impossible && <p className="refusal" role="alert"><b>More than hung: {number(preparedVolume(infusion), 1)} mL.</b> Read it again; it can be kept.</p>}
            {apart && !impossible && <p className="lead" role="alert">Pump and rate are {number(Math.abs(apart.difference_mg), 1)} mg apart. Check the rate that is set.</p>}
            <WhenField value={when} onChange={setWhen} />
          </div>
          <NumberPad label="Number pad for the volume" value={volume} decimals onChange={setVolume} />
        </div>
        <Button type="submit" size="lg" variant="filled" disabled={volume === ''}>Save{volume === '' ? '' : ` ${volume} mL`}</Button>
      </form>
    </Panel>
  )
}
