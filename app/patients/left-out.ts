// What an import took and left out, as the screen lists it.

type Count = Readonly<Record<string, number>>
export type Imported = {
  readonly patients: readonly { readonly patient: string; readonly record_number: string; readonly name: string; readonly birth_date: string; readonly outcome: 'taken' | 'updated' | 'already' }[]
  readonly taken: Count
  readonly already: Count
  readonly updated: Count
  readonly left_out: readonly { readonly kind: string; readonly count: number; readonly why: string }[]
}

export const totalOf = (count: Count): number => Object.values(count).reduce((sum, n) => sum + n, 0)

/** What was left out, one entry for each reason with the kinds under it. */
export function byReason(leftOut: Imported['left_out']): readonly { readonly why: string; readonly kinds: Imported['left_out'] }[] {
  const reasons = [...new Set(leftOut.map((l) => l.why))]
  return reasons.map((why) => ({ why: `${why.slice(0, 1).toUpperCase()}${why.slice(1)}.`, kinds: leftOut.filter((l) => l.why === why) }))
}
