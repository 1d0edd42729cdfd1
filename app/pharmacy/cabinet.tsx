// The Cabinet: the controlled drug of one registered address. Is everything where the books say, and what is to be done before the day closes?
import '../office/office.css'
import './cabinet.css'
import { lazy, Suspense, useState, type ComponentType } from 'react'
import type { Cabinet as CabinetOf } from '@chairside/core/pharmacy'
import { useMay } from '../api.ts'
import { useSite } from '../site.ts'
import { EmptyState, Loading, Refusal, Screen } from '../ui/index.ts'
import { useCabinet } from './use-cabinet.ts'

export type PartProps = { readonly cabinet: CabinetOf & { readonly address: NonNullable<CabinetOf['address']> } }
const Settings = lazy(() => import('./settings.tsx'))
const PARTS: readonly { readonly id: string; readonly name: string; readonly Content: ComponentType<PartProps> }[] = [
  { id: 'day', name: 'Close the day', Content: lazy(() => import('./day.tsx')) },
  { id: 'vials', name: 'Vials', Content: lazy(() => import('./vials.tsx')) },
  { id: 'count', name: 'Count', Content: lazy(() => import('./count.tsx')) },
  { id: 'receive', name: 'Receive', Content: lazy(() => import('./receive.tsx')) },
  { id: 'book', name: 'Book', Content: lazy(() => import('./book.tsx')) },
  { id: 'discrepancies', name: 'Discrepancies', Content: lazy(() => import('./discrepancies.tsx')) },
  { id: 'binder', name: 'Inspection binder', Content: lazy(() => import('./binder.tsx')) },
  { id: 'settings', name: 'Address, products, lots', Content: Settings as ComponentType<PartProps> },
]

export default function Cabinet() {
  const site = useSite()
  const { data: cabinet, error, isPending, refetch } = useCabinet(site?.site)
  const mayManage = useMay('stock.manage')
  const [chosen, setChosen] = useState(() => location.hash.slice(1))
  const choose = (id: string): void => { setChosen(id); history.replaceState(history.state, '', `#${id}`) }
  if (isPending) return <Screen title="Cabinet" tab="Cabinet"><Loading what="Opening the cabinet" /></Screen>
  if (!cabinet) return <Screen title="Cabinet" tab="Cabinet"><Refusal error={error} retry={() => void refetch()} /></Screen>
  const { address } = cabinet
  if (!address) {
    return (
      <Screen title="Cabinet" tab="Cabinet" subtitle={site?.name}>
        {mayManage ? <Suspense fallback={<Loading />}><Settings cabinet={cabinet} /></Suspense> : <EmptyState title="No registered address yet">The medical director enters the registration of this site; then vials can be received.</EmptyState>}
      </Screen>
    )
  }
  const part = PARTS.find((p) => p.id === chosen) ?? PARTS[0]!
  const open = cabinet.discrepancies.filter((d) => d.state !== 'closed').length
  return (
    <Screen title="Cabinet" tab="Cabinet" subtitle={`${address.name}, ${address.postal}`} wide>
      <div className="cabinet">
        <nav aria-label="Parts of the Cabinet" className="office-nav">
          {PARTS.map((p) => <button key={p.id} type="button" aria-current={p.id === part.id ? 'page' : undefined} onClick={() => choose(p.id)}>{p.name}{p.id === 'discrepancies' && open > 0 && <span className="count" aria-label={`${open} open`}>{open}</span>}</button>)}
        </nav>
        <div className="cabinet-part"><Suspense fallback={<Loading />}><part.Content cabinet={{ ...cabinet, address }} /></Suspense></div>
      </div>
    </Screen>
  )
}
