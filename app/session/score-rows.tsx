// A score of a few items with 0, 1 and 2 points each: a row an item, the points under the thumb, the words of what is chosen beneath.
export type Points<Id extends string> = Partial<Record<Id, 0 | 1 | 2>>
type Item<Id extends string> = { readonly id: Id; readonly label: string; readonly of: readonly [string, string, string] }

type Props<Id extends string> = {
  readonly name: string
  readonly least: number
  readonly items: readonly Item<Id>[]
  readonly points: Points<Id>
  /** What follows from the record: filled in, marked, and still a person's to change. */
  readonly reckoned: Points<Id>
  readonly onChange: (points: Points<Id>) => void
}

export function PointRows<Id extends string>({ name, least, items, points, reckoned, onChange }: Props<Id>) {
  const scored = items.flatMap(({ id }) => (points[id] === undefined ? [] : [points[id]]))
  const total = scored.reduce<number>((sum, one) => sum + one, 0)
  return (
    <section className="points" aria-label={name}>
      <h3>{name} <span className="soft">{scored.length === items.length ? <><b>{total}</b> of {items.length * 2}</> : `${scored.length} of ${items.length} items`}, at least {least}</span></h3>
      {items.map((item) => {
        const value = points[item.id]
        return (
          <div className="point-row" key={item.id} role="radiogroup" aria-label={item.label}>
            <span className="point-label">{item.label}{value !== undefined && reckoned[item.id] === value && <small> reckoned</small>}</span>
            <div className="point-choices">{([2, 1, 0] as const).map((one) => <button key={one} type="button" role="radio" aria-checked={value === one} aria-label={`${one}: ${item.of[one]}`} className="choice" onClick={() => onChange({ ...points, [item.id]: one })}>{one}</button>)}</div>
            <span className="point-words soft small">{value === undefined ? `2: ${item.of[2]}` : `${value}: ${item.of[value]}`}</span>
          </div>
        )
      })}
    </section>
  )
}
