// My path: the six, done and to come, and the curve with infusions on it, with words on what a change means.
import { INSTRUMENTS } from '@chairside/core/intake'
import { Curve } from '../ui/index.ts'
import { useMine } from './calls.ts'
import { localeOf } from './words.ts'

type Scale = 'gad-7' | 'phq-9'
export default function Path() {
  const { mine, w } = useMine()
  const scale = (id: Scale) => mine.scores.filter((score) => score.instrument === id).map((score) => ({ at: Date.parse(score.at), value: score.total }))
  const shown = ([['gad-7', w.anxiety], ['phq-9', w.depression]] as const).map(([id, name]) => ({ id, name, points: scale(id) })).filter(({ points }) => points.length > 0)
  const day = (at: number): string => new Intl.DateTimeFormat(localeOf(mine.language), { month: 'short', day: 'numeric' }).format(at)
  const meant = (id: Scale, points: readonly { readonly value: number }[]): string => {
    const fall = points[0]!.value - points.at(-1)!.value
    const { meaningful, reliable } = INSTRUMENTS[id].change!
    if (fall >= (reliable ?? Infinity)) return w.better(fall)
    if (fall >= (meaningful ?? Infinity)) return w.slight(fall)
    return -fall >= (meaningful ?? Infinity) ? w.worse(-fall) : w.same
  }
  const visits = mine.visits.slice(-12)
  return (
    <>
      <h1>{w.path}</h1>
      {visits.length > 0 && (
        <section className="my-card">
          <ol className="my-six">
            {visits.map((visit) => (
              <li key={visit.session} data-state={visit.state}>
                <span className="my-dot" aria-hidden>{visit.ordinal}</span>
                <span>{new Intl.DateTimeFormat(localeOf(mine.language), { timeZone: visit.time_zone, weekday: 'short', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' }).format(Date.parse(visit.start))}<small>{visit.state === 'done' ? w.done : visit.state === 'missed' ? w.missed : w.toCome}</small></span>
              </li>
            ))}
          </ol>
        </section>
      )}
      <section className="my-card" aria-labelledby="curve">
        <h2 id="curve">{w.curve}</h2>
        {shown.length === 0 && <p className="soft">{w.curveNone}</p>}
        {shown.map(({ id, name, points }) => (
          <div key={id} className="my-curve">
            <Curve title={name} unit={`0-${INSTRUMENTS[id].range!.max}`} lines={[{ name, points }]} min={0} max={INSTRUMENTS[id].range!.max} marks={mine.infusions.map((iso) => ({ at: Date.parse(iso), name: w.infusion }))} xText={day} />
            {points.length > 1 && <p><b>{w.since}:</b> {meant(id, points)}</p>}
          </div>
        ))}
        {shown.length > 0 && <p className="soft small">{w.lower} {w.notSure}</p>}
      </section>
    </>
  )
}
