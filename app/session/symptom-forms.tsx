// How awake, how far away, and how it feels: big scales, one tap each, with the last value and its age in sight. A wrong tap is taken back with the next one.
import { useState } from 'react'
import { Button, Checkbox } from '@mantine/core'
import { SCALES, type PayloadOf } from '@chairside/core/session'
import { agoText, useNow } from '../ui/index.ts'
import { Choice, Panel } from './panel.tsx'
import type { Chair } from './use-chair.ts'

type FormProps = { readonly chair: Chair; readonly onDone: () => void }
type SedationScale = PayloadOf<'sedation-scored'>['scale']

/** MOAA/S as worded in docs/sources.md#moaas. */
const MOAAS: readonly { readonly score: number; readonly text: string }[] = [
  { score: 5, text: 'Answers readily to the name in a normal tone' },
  { score: 4, text: 'Lethargic answer to the name in a normal tone' },
  { score: 3, text: 'Answers only to the name called loudly or repeatedly' },
  { score: 2, text: 'Answers only to mild prodding or shaking' },
  { score: 1, text: 'Answers only to a painful squeeze of the trapezius' },
  { score: 0, text: 'No answer to a painful squeeze' },
]
/** RASS as worded in docs/sources.md#moaas. */
const RASS: readonly { readonly score: number; readonly text: string }[] = [
  { score: 4, text: 'Combative' }, { score: 3, text: 'Very agitated' }, { score: 2, text: 'Agitated' }, { score: 1, text: 'Restless' }, { score: 0, text: 'Alert and calm' },
  { score: -1, text: 'Drowsy: eye contact of more than 10 s to voice' }, { score: -2, text: 'Light sedation: eye contact of less than 10 s to voice' }, { score: -3, text: 'Moderate: moves to voice, no eye contact' },
  { score: -4, text: 'Deep: moves only when touched' }, { score: -5, text: 'Cannot be woken' },
]
const SCALE_KEY = 'chairside-sedation-scale'
/** The scale this visit was begun with; for a new visit the one this tablet used last. */
const usualScale = (chair: Chair): SedationScale => chair.view.sedation?.scale ?? (localStorage.getItem(SCALE_KEY) === 'RASS' ? 'RASS' : 'MOAA/S')

export function SedationForm({ chair, onDone }: FormProps) {
  const now = useNow(10)
  const [scale, setScale] = useState<SedationScale>(() => usualScale(chair))
  const last = chair.view.sedation
  const choose = (next: SedationScale): void => { setScale(next); localStorage.setItem(SCALE_KEY, next) }
  const save = async (score: number): Promise<void> => {
    if (await chair.record('sedation-scored', { scale, score }, `Sedation ${scale} ${score}`, true)) onDone()
  }
  return (
    <Panel title={`Sedation (${scale})`} onClose={onDone}>
      <div className="form">
        {last && <p className="soft">Last {last.scale} {last.score}, {agoText(now - last.at)}</p>}
        <div className="stack" style={{ gap: 8 }}>{(scale === 'RASS' ? RASS : MOAAS).map(({ score, text }, i) => <button key={score} type="button" className="choice" data-first={i === (scale === 'RASS' ? 4 : 0) ? '' : undefined} aria-pressed={last?.scale === scale && last.score === score} onClick={() => void save(score)}><b>{score > 0 && scale === 'RASS' ? `+${score}` : score}</b> {text}</button>)}</div>
        <Choice label="Scale" value={scale} onChange={choose} options={[{ value: 'MOAA/S', text: 'MOAA/S, 0 to 5' }, { value: 'RASS', text: 'RASS, -5 to +4' }]} />
      </div>
    </Panel>
  )
}

type Step = { readonly score: number; readonly text?: string }
const UP_TO_10: readonly Step[] = Array.from({ length: 11 }, (_, score) => ({ score }))
const NAUSEA: readonly Step[] = [{ score: 0, text: 'none' }, { score: 1, text: 'mild' }, { score: 2, text: 'moderate' }, { score: 3, text: 'severe' }]

function Scale({ label, steps, last, first = false, onTap }: { readonly label: string; readonly steps: readonly Step[]; readonly last: { readonly score: number; readonly at: number } | undefined; readonly first?: boolean; readonly onTap: (score: number) => void }) {
  const now = useNow(10)
  return (
    <div role="group" aria-label={label}>
      <div className="scale-head"><h3>{label}</h3><span className="soft small">{last ? `last ${last.score}, ${agoText(now - last.at)}` : 'not yet asked'}</span></div>
      <div className="scale" data-of={steps.length}>{steps.map(({ score, text }, i) => <button key={score} type="button" data-first={first && i === 0 ? '' : undefined} aria-pressed={last?.score === score} aria-label={`${label} ${score}${text ? ` ${text}` : ''}`} onClick={() => onTap(score)}>{score}{text && <> <small>{text}</small></>}</button>)}</div>
    </div>
  )
}

/** The six of CADSS-6 by their number in the whole scale, under short names of our own: the items' text is their owner's. docs/sources.md#moaas. */
const CADSS: readonly { readonly item: 'item1' | 'item2' | 'item6' | 'item7' | 'item15' | 'item22'; readonly text: string }[] = [
  { item: 'item1', text: '1 Slow motion' }, { item: 'item2', text: '2 Unreal' }, { item: 'item6', text: '6 Apart from the body' }, { item: 'item7', text: '7 Size of the body' }, { item: 'item15', text: '15 Losing track' }, { item: 'item22', text: '22 Gaps in memory' },
]
const POINTS: readonly Step[] = Array.from({ length: 5 }, (_, score) => ({ score }))

function Cadss({ chair, onDone }: FormProps) {
  const [items, setItems] = useState<Partial<Record<(typeof CADSS)[number]['item'], 0 | 1 | 2 | 3 | 4>>>({})
  const sum = Object.values(items).reduce<number>((a, b) => a + b, 0)
  const whole = CADSS.every(({ item }) => items[item] !== undefined)
  const save = async (): Promise<void> => {
    if (await chair.record('dissociation-scored', { scale: 'CADSS-6', score: sum, items: items as NonNullable<PayloadOf<'dissociation-scored'>['items']> }, `CADSS-6 ${sum} of 24`, true)) onDone()
  }
  return (
    <>
      {CADSS.map(({ item, text }) => (
        <div key={item} role="group" aria-label={text}>
          <h3>{text}</h3>
          <div className="scale" data-of="5">{POINTS.map(({ score }) => <button key={score} type="button" aria-pressed={items[item] === score} aria-label={`${text}: ${score}`} onClick={() => setItems({ ...items, [item]: score })}>{score}</button>)}</div>
        </div>
      ))}
      <Button size="lg" variant="filled" disabled={!whole} onClick={() => void save()}>Record{whole ? ` CADSS-6 ${sum} of ${SCALES['CADSS-6'].max}` : ': all six first'}</Button>
    </>
  )
}

export function DissociationForm({ chair, onDone }: FormProps) {
  const [distressing, setDistressing] = useState(false)
  const [scale, setScale] = useState<'0-10' | 'CADSS-6'>('0-10')
  const last = chair.view.dissociation
  const save = async (score: number): Promise<void> => {
    if (await chair.record('dissociation-scored', { scale: '0-10', score, ...(distressing ? { distressing: true } : {}) }, `Dissociation ${score} of 10${distressing ? ', distressing' : ''}`, true)) onDone()
  }
  return (
    <Panel title={scale === '0-10' ? 'Dissociation, 0 to 10' : 'Dissociation, CADSS-6'} onClose={onDone}>
      <div className="form">
        {scale === 'CADSS-6' ? <Cadss chair={chair} onDone={onDone} /> : (
          <>
            <p className="soft">0: entirely here. 10: as far away as can be.</p>
            <Checkbox size="md" label="It is distressing" checked={distressing} onChange={(event) => setDistressing(event.currentTarget.checked)} />
            <Scale label="Dissociation" steps={UP_TO_10} last={last?.scale === '0-10' ? last : undefined} first onTap={(score) => void save(score)} />
          </>
        )}
        {chair.bundle.protocol.settings.licences.cadss6 && <Choice label="Scale" value={scale} onChange={setScale} options={[{ value: '0-10', text: '0 to 10' }, { value: 'CADSS-6', text: 'CADSS-6' }]} />}
      </div>
    </Panel>
  )
}

/** One sheet that stays open: pain, nausea and distress, each with one tap. */
export function SymptomsForm({ chair, onDone }: FormProps) {
  const { pain, nausea, distress } = chair.view.symptoms
  const rate = (symptom: PayloadOf<'symptom-rated'>['symptom'], score: number, vomited = false): void =>
    void chair.record('symptom-rated', { symptom, score, ...(vomited ? { vomited: true } : {}) }, `${symptom.charAt(0).toUpperCase()}${symptom.slice(1)} ${score}${vomited ? ', vomited' : ''}`, true)
  return (
    <Panel title="Symptoms" onClose={onDone}>
      <div className="form">
        <Scale label="Nausea" steps={NAUSEA} last={nausea} first onTap={(score) => rate('nausea', score)} />
        <div><button type="button" className="choice" aria-pressed={nausea?.vomited === true} onClick={() => rate('nausea', SCALES.nausea.max, true)}>Vomited</button></div>
        <Scale label="Pain" steps={UP_TO_10} last={pain} onTap={(score) => rate('pain', score)} />
        <Scale label="Distress" steps={UP_TO_10} last={distress} onTap={(score) => rate('distress', score)} />
        <Button size="lg" onClick={onDone}>Done</Button>
      </div>
    </Panel>
  )
}
