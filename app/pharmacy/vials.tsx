// What stands in the cabinet, vial by vial, in the order in which it is used; and what two people do with one.
import { useState } from 'react'
import { Button } from '@mantine/core'
import { mlOf, type VialRow } from '@chairside/core/pharmacy'
import { useMay } from '../api.ts'
import { Card, Dialog, dayText, EmptyState } from '../ui/index.ts'
import type { PartProps } from './cabinet.tsx'
import { MoveForm, type MoveAct } from './move-form.tsx'
import { VialPicture } from './vial-picture.tsx'
import { mgText, mlText, STATE_WORDS } from './words.ts'

function VialCard({ vial, act }: { readonly vial: VialRow; readonly act: ((act: MoveAct) => void) | null }) {
  const apart = vial.state !== 'open' && vial.state !== 'sealed'
  return (
    <li data-apart={apart ? '' : undefined}>
      <VialPicture share={vial.volume_ul / vial.fill_ul} state={vial.state} size={72} />
      <div>
        <p className="vial-amount">{mlText(vial.volume_ul)} <small>{mgText(vial.mass_ug)}</small></p>
        <p className="vial-words"><b>{vial.barcode}</b>, {vial.strength_mg_per_ml} mg/mL</p>
        <p className="vial-words">lot {vial.lot_number}, NDC {vial.ndc}</p>
        <p className="vial-words"><span className="state-tag" data-tone={apart ? 'medium' : undefined}>{STATE_WORDS[vial.state]}</span> use by {dayText(vial.use_by)}</p>
      </div>
      {act && <div className="vial-acts"><Button onClick={() => act('wasted')}>Waste</Button><Button onClick={() => act('returned')}>Return</Button><Button onClick={() => act('transferred')}>Transfer</Button><Button variant="subtle" onClick={() => act('lost')}>Lost</Button></div>}
    </li>
  )
}

export default function Vials({ cabinet }: PartProps) {
  const mayMove = useMay('stock.move')
  const [moving, setMoving] = useState<{ readonly vial: VialRow; readonly act: MoveAct } | null>(null)
  const byProduct = Map.groupBy(cabinet.vials, (v) => v.product)
  if (cabinet.vials.length === 0) return <EmptyState title="No vials on the book">Receive a delivery: each vial gets a line of its own.</EmptyState>
  return (
    <>
      {[...byProduct.values()].map((vials) => {
        const product = cabinet.products.find((p) => p.product === vials[0]!.product)
        return (
          <Card key={vials[0]!.product} title={`${product?.name ?? 'Ketamine'} ${vials[0]!.strength_mg_per_ml} mg/mL`} actions={<span className="soft">{vials.length} {vials.length === 1 ? 'vial' : 'vials'}, {mlOf(vials.reduce((n, v) => n + v.volume_ul, 0))} mL</span>}>
            {product && product.label_read_at === null && <p className="look-out">Nobody has compared this product with its label yet. The medical director does so under Address, products, lots.</p>}
            <ul className="vials">{vials.map((vial) => <VialCard key={vial.vial} vial={vial} act={mayMove ? (act) => setMoving({ vial, act }) : null} />)}</ul>
          </Card>
        )
      })}
      <Dialog open={moving !== null} title={moving ? `Vial ${moving.vial.barcode}` : ''} onClose={() => setMoving(null)}>
        {moving && <MoveForm address={cabinet.address.address} act={moving.act} held={{ kind: 'vial', id: moving.vial.vial, name: `vial ${moving.vial.barcode}`, volume_ul: moving.vial.volume_ul, mass_ug: moving.vial.mass_ug, strength_mg_per_ml: moving.vial.strength_mg_per_ml }} others={cabinet.others} onDone={() => setMoving(null)} />}
      </Dialog>
    </>
  )
}
