// The label of a bag, as it is printed: dark on white in every light. The square holds the preparation's code for a scanner.
import { Button } from '@mantine/core'
import type { PreparationRow } from '@chairside/core/pharmacy'
import { useQueryClient } from '@tanstack/react-query'
import type { SessionBundle } from '@chairside/core/session'
import { timeText } from '../ui/index.ts'
import { QrCode } from '../ui/qr.tsx'

/** Prints what is in `box` alone, in a window of its own document: nothing else of the screen goes with it. */
function printAlone(box: HTMLElement | null): void {
  if (!box) return
  const frame = document.createElement('iframe')
  frame.style.cssText = 'position:fixed;width:0;height:0;border:0'
  frame.title = 'Label for printing'
  document.body.append(frame)
  const page = frame.contentDocument!
  page.head.append(...[...document.querySelectorAll('style, link[rel="stylesheet"]')].map((node) => node.cloneNode(true)))
  page.body.append(box.cloneNode(true))
  setTimeout(() => { frame.contentWindow!.print(); setTimeout(() => frame.remove(), 1000) }, 100)
}

export default function DrugLabel({ preparation: p, session }: { readonly preparation: PreparationRow; readonly session: string }) {
  const bundle = useQueryClient().getQueriesData<SessionBundle>({ queryKey: ['session', session] }).map(([, data]) => data).find((data) => data !== undefined)
  const patient = bundle?.patient
  return (
    <div className="stock-form">
      <div className="drug-label" id={`label-${p.preparation}`}>
        <div>
          <h3>Ketamine {p.drawn_ug / 1000} mg in {p.final_ml} mL</h3>
          <dl>
            {patient && <><dt>Patient</dt><dd>{patient.name}, born {patient.birth_date}, record {patient.record_number}</dd></>}
            <dt>Concentration</dt><dd>{p.concentration_mg_per_ml} mg/mL</dd>
            <dt>Rate</dt><dd>{p.rate_ml_per_h} mL/h</dd>
            <dt>From</dt><dd>{p.vials.map((v) => `${v.barcode}, lot ${v.lot_number}: ${v.volume_ul / 1000} mL of ${v.strength_mg_per_ml} mg/mL`).join('; ')}</dd>
            <dt>Prepared</dt><dd>{timeText(Date.parse(p.prepared_at))} by {p.by}</dd>
            <dt>Start by</dt><dd>{timeText(Date.parse(p.start_by))}</dd>
          </dl>
        </div>
        <div style={{ textAlign: 'center' }}><QrCode text={p.code} label={`Code ${p.code}`} size={104} /><div style={{ fontWeight: 650 }}>{p.code}</div></div>
      </div>
      <div><Button onClick={() => printAlone(document.getElementById(`label-${p.preparation}`))}>Print the label</Button></div>
    </div>
  )
}
