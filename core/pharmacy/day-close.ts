// The close of a day at one registered address: every milligram has a place, or the day stays open and says which has none.
import { roundTo } from '../shared/index.ts'
import { isNothing, mgOf, minus, mlOf, NOTHING, plus, type Amount } from './ledger.ts'
import { shareOf, type BagGiven, type PreparationBook } from './settle.ts'

/** A visit of the day, or one whose preparation is still open. `label` names it to staff. `bags` is empty when no infusion was started. `state`: whether the drug still runs. */
export type SessionOfDay = {
  readonly session: string
  readonly label: string
  readonly state: 'not-started' | 'running' | 'ended'
  readonly bags: readonly BagGiven[]
  readonly preparations: readonly (PreparationBook & { readonly code: string; /** The greatest strength that was drawn, mg/mL: what one step of the syringe weighs. */ readonly strength_mg_per_ml: number })[]
}
/** A vial that is on the books of the address. `count`: the last one, with what the book said then; `isCurrent` is false when something moved since, or it is of another day. */
export type VialOfDay = { readonly vial: string; readonly barcode: string; readonly strength_mg_per_ml: number; readonly book: Amount; readonly count: { readonly counted_ul: number; readonly isCurrent: boolean } | null }

export type DifferenceKind = 'running' | 'not-drawn' | 'bag' | 'given' | 'left' | 'not-counted' | 'count'
/** `waits`: work that is still to be done. `differs`: the amounts do not agree; a discrepancy is opened for it. Amounts are signed: positive where more was recorded as used or there than the books hold. */
export type Difference = {
  readonly kind: DifferenceKind
  readonly level: 'waits' | 'differs'
  readonly session: string | null
  readonly vial: string | null
  readonly preparation: string | null
  readonly mass_ug: number
  readonly volume_ul: number
  readonly message: string
}
export type DayTolerance = {
  /** CS-15: how far a count may be from the book, in mL or in percent of the book; the wider one counts. */
  readonly vial_variance_mL: number
  readonly vial_variance_pct: number
  /** Half a step of the syringe with which a draw is measured. */
  readonly half_step_mL: number
}

/** What a count may differ by, in uL. */
export const varianceOf = (book: Amount, { vial_variance_mL, vial_variance_pct }: DayTolerance): number => Math.round(Math.max(vial_variance_mL * 1000, (book.volume_ul * vial_variance_pct) / 100))

const mgText = (mass_ug: number): string => `${mgOf(Math.abs(mass_ug))} mg`

/** How far apart a charted bag and its preparation may be without being a difference: half a step of the syringe, and the rounding of the charted dose to 0.1 mg. */
const roundingOf = (strength_mg_per_ml: number, { half_step_mL }: DayTolerance): number => Math.ceil(roundTo(half_step_mL * 1000 * strength_mg_per_ml, 6)) + 50

function ofSession({ session, label, state, bags, preparations }: SessionOfDay, tolerance: DayTolerance): Difference[] {
  const about = (kind: DifferenceKind, level: Difference['level'], mass_ug: number, message: string, preparation: string | null = null, volume_ul = 0): Difference => ({ kind, level, session, vial: null, preparation, mass_ug, volume_ul, message })
  if (state === 'running') return [about('running', 'waits', 0, `${label}: the infusion has not ended.`)]
  const found: Difference[] = []
  bags.forEach((bag, i) => {
    const book = preparations[i]
    const charted_ug = Math.round(bag.charted_mg * 1000)
    if (!book) return void found.push(about('not-drawn', 'differs', charted_ug, `${label}: ${mgText(charted_ug)} in a bag, and nothing was drawn for it.`))
    const apart = charted_ug - book.drawn.mass_ug
    if (Math.abs(apart) > roundingOf(book.strength_mg_per_ml, tolerance))
      found.push(about('bag', 'differs', apart, `${label}: the chart says ${mgText(charted_ug)} in the bag, ${mgText(book.drawn.mass_ug)} was drawn for ${book.code}: ${mgText(apart)} ${apart > 0 ? 'more than drawn' : 'less than drawn'}.`, book.preparation))
  })
  preparations.forEach((book, i) => {
    const given = book.given.reduce((sum, g) => minus(plus(sum, g.amount), g.undone), NOTHING)
    const wanted = bags[i] ? shareOf(book.drawn, bags[i]) : NOTHING
    const apart = minus(wanted, given)
    if (apart.mass_ug !== 0) found.push(about('given', 'differs', apart.mass_ug, `${label}: ${mgText(wanted.mass_ug)} of ${book.code} went in by the chart, ${mgText(given.mass_ug)} is booked as given: ${mgText(apart.mass_ug)} ${apart.mass_ug > 0 ? 'missing' : 'too much'}.`, book.preparation, apart.volume_ul))
    if (!isNothing(book.left)) found.push(about('left', 'differs', -book.left.mass_ug, `${label}: ${mgText(book.left.mass_ug)} of ${book.code} is neither given nor wasted.`, book.preparation, -book.left.volume_ul))
  })
  return found
}

function ofVial({ vial, barcode, strength_mg_per_ml, book, count }: VialOfDay, tolerance: DayTolerance): Difference[] {
  const about = (kind: DifferenceKind, level: Difference['level'], volume_ul: number, message: string): Difference => ({ kind, level, session: null, vial, preparation: null, mass_ug: Math.round(volume_ul * strength_mg_per_ml), volume_ul, message })
  if (isNothing(book) && count === null) return []
  if (!count?.isCurrent) return [about('not-counted', 'waits', 0, `Vial ${barcode} is not counted since it last moved.`)]
  const apart = count.counted_ul - book.volume_ul
  if (apart === 0) return []
  return [about('count', 'differs', apart, `Vial ${barcode}: ${mlOf(count.counted_ul)} mL counted, ${mlOf(book.volume_ul)} mL on the books: ${mlOf(Math.abs(apart))} mL (${mgText(Math.round(apart * strength_mg_per_ml))}) ${apart > 0 ? 'more' : 'missing'}${Math.abs(apart) > varianceOf(book, tolerance) ? '' : ', within the variance of a count and not yet booked'}.`)]
}

/** Everything that keeps the day open, visits first, largest amount first (BAL9). Empty: the day can close. */
export function differencesOf(sessions: readonly SessionOfDay[], vials: readonly VialOfDay[], tolerance: DayTolerance): Difference[] {
  const size = (d: Difference): number => (d.level === 'waits' ? -1 : Math.abs(d.mass_ug))
  return [...sessions.flatMap((s) => ofSession(s, tolerance)).toSorted((a, b) => size(b) - size(a)), ...vials.flatMap((v) => ofVial(v, tolerance)).toSorted((a, b) => size(b) - size(a))]
}
