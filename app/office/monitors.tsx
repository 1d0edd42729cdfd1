// Which monitor and which pump stands at which chair, when each last spoke, how far its clock is off, and the messages that were not taken.
import { useState } from 'react'
import { Button, Group, Modal, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { SECOND_MS } from '@chairside/core/shared'
import type { Me } from '@chairside/core/people'
import { read, useMay, write } from '../api.ts'
import { agoText, Card, Loading, Refusal, useNow } from '../ui/index.ts'
import { Quarantine } from './quarantine.tsx'

type Device = { readonly device: string; readonly chair: string | null; readonly chair_name: string | null; readonly bound_by: string | null; readonly bound_at: string | null; readonly last_seen_at: string | null; readonly clock_skew_ms: number | null; readonly problem: string | null; readonly kind: 'monitor' | 'pump' | null }
const LOOK_AGAIN_MS = 10_000
/** A clock this far from the server's is shown: a person should set it. */
const SKEW_SHOWN_MS = 60 * SECOND_MS

/** Against the time of receipt on the server, which readings stand on; the device's own time is only kept beside them. */
const skewText = (skew_ms: number): string => {
  const s = Math.round(Math.abs(skew_ms) / SECOND_MS)
  return s < 2 ? 'its clock is right' : `its clock is ${s < 120 ? `${s} s` : s < 7200 ? `${Math.round(s / 60)} min` : `${Math.round(s / 3600)} h`} ${skew_ms > 0 ? 'ahead' : 'behind'}`
}

function Bind({ device, me, close }: { readonly device: Device; readonly me: Me; readonly close: () => void }) {
  const queries = useQueryClient()
  const [chair, setChair] = useState(device.chair ?? '')
  const done = { onSuccess: () => { void queries.invalidateQueries({ queryKey: ['devices'] }); close() } }
  const bind = useMutation({ mutationFn: () => write('PUT', `/api/chairs/${chair}/device`, { device: device.device }), ...done })
  const unbind = useMutation({ mutationFn: (from: string) => write('DELETE', `/api/chairs/${from}/device?device=${encodeURIComponent(device.device)}`), ...done })
  return (
    <div className="stack">
      <p>Say where <b>{device.device}</b> stands. From then on its readings belong to that chair, whatever is set on the {device.kind === 'pump' ? 'pump' : 'monitor'} itself. {device.kind === 'pump' ? 'The volume it gives is then charted as the dose delivered while an infusion runs there.' : ''} A chair has one monitor and one pump.</p>
      <NativeSelect label="Chair" value={chair} data={[{ value: '', label: 'Choose' }, ...me.sites.map((s) => ({ group: s.name, items: s.chairs.map((c) => ({ value: c.chair, label: c.name })) }))]} onChange={(event) => setChair(event.currentTarget.value)} />
      <Refusal error={bind.error ?? unbind.error} />
      <Group justify="space-between">
        {device.chair !== null && device.bound_by !== null ? <Button variant="subtle" loading={unbind.isPending} onClick={() => unbind.mutate(device.chair!)}>Take it from its chair</Button> : <span />}
        <Group gap="sm"><Button variant="default" onClick={close}>Back</Button><Button variant="filled" disabled={chair === ''} loading={bind.isPending} onClick={() => bind.mutate()}>It stands here</Button></Group>
      </Group>
    </div>
  )
}

export default function Monitors({ me }: { readonly me: Me }) {
  const now = useNow(5)
  const mayBind = useMay('device.bind')
  const maySee = useMay('quarantine.read')
  const [binding, setBinding] = useState<Device | null>(null)
  const { data: devices, error, isPending, refetch } = useQuery({ queryKey: ['devices'], queryFn: ({ signal }) => read<Device[]>('/api/devices', { signal }), refetchInterval: LOOK_AGAIN_MS })
  return (
    <div className="stack">
      <Card title="Monitors and pumps">
        {isPending && <Loading what="Looking for monitors" lines={2} />}
        {error && <Refusal error={error} retry={() => void refetch()} />}
        {devices?.length === 0 && <p className="soft">No monitor and no pump has spoken yet. Point its HL7 output (IHE PCD-01, MLLP) at this server.</p>}
        <ul className="staff-list">
          {devices?.map((device) => (
            <li key={device.device}>
              <span><strong>{device.device}</strong><small>{device.kind === 'pump' ? 'pump · ' : ''}{device.last_seen_at === null ? 'not heard yet' : `heard ${agoText(now - Date.parse(device.last_seen_at))}`}{device.clock_skew_ms !== null && <> · {Math.abs(device.clock_skew_ms) > SKEW_SHOWN_MS ? <span className="skewed">{skewText(device.clock_skew_ms)}: set it</span> : skewText(device.clock_skew_ms)}</>}</small></span>
              <span>{device.chair_name ?? 'At no chair'}<small>{device.problem ?? (device.bound_by === null ? (device.chair === null ? '' : 'by the bed set on it') : `placed by ${device.bound_by}`)}</small></span>
              {mayBind && <Button variant={device.chair === null ? 'filled' : 'subtle'} aria-label={`${device.chair === null ? 'Place' : 'Change'} ${device.device}`} onClick={() => setBinding(device)}>{device.chair === null ? 'Place' : 'Change'}</Button>}
            </li>
          ))}
        </ul>
      </Card>
      {maySee && <Quarantine zone={me.organization.time_zone} />}
      <Modal opened={binding !== null} onClose={() => setBinding(null)} title="Where does it stand?" closeButtonProps={{ 'aria-label': 'Close' }}>{binding && <Bind device={binding} me={me} close={() => setBinding(null)} />}</Modal>
    </div>
  )
}
