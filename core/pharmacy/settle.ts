// What was given, out of the chair's log, booked without typing: from each preparation the same share that the log says went in.
import { minus, NOTHING, plus, type Amount } from './ledger.ts'

/** One preparation of a visit. `drawn`: all that went into it, less what was taken back. `given`: the movements to the patient so far, with what was taken back of each. `left`: what it still holds. */
export type PreparationBook = {
  readonly preparation: string
  readonly drawn: Amount
  readonly left: Amount
  readonly given: readonly { readonly id: string; readonly amount: Amount; readonly undone: Amount }[]
}
/** One bag of the log, in order: what it held and what went in, in mg. */
export type BagGiven = { readonly charted_mg: number; readonly delivered_mg: number }
export type Settling = { readonly preparation: string; readonly act: 'given' | 'corrected'; readonly amount: Amount; readonly corrects: string | null }

/** Nearer than this to a whole bag is a whole bag: a pump reads to 0.1 mL. Half of that of the smallest usual bag, 50 mL. */
const WHOLE = 0.999

/** The share of `drawn` that went in with the share of its bag that the log says; the last of a bag takes what rounding left. */
export function shareOf(drawn: Amount, { charted_mg, delivered_mg }: BagGiven): Amount {
  const share = charted_mg <= 0 ? 0 : Math.max(0, delivered_mg / charted_mg)
  if (share >= WHOLE) return drawn
  return { mass_ug: Math.round(drawn.mass_ug * share), volume_ul: Math.round(drawn.volume_ul * share) }
}

const booked = ({ given }: PreparationBook): Amount => given.reduce((sum, g) => minus(plus(sum, g.amount), g.undone), NOTHING)

/**
 * The movements that make the books agree with the log: more given, or given taken back, latest first. Bags and preparations stand side by side in their order. Booking twice moves nothing, and a late
 * entry gives the same as one in time (BAL8). What was already wasted cannot be given: then less is booked than the log says, and the close of the day names it.
 */
export function settleGiven(preparations: readonly PreparationBook[], bags: readonly BagGiven[]): Settling[] {
  return preparations.flatMap((book, i): Settling[] => {
    const wanted = bags[i] ? shareOf(book.drawn, bags[i]) : NOTHING
    const more = minus(wanted, booked(book))
    if (more.mass_ug > 0 || (more.mass_ug === 0 && more.volume_ul > 0)) {
      const amount = { mass_ug: Math.min(more.mass_ug, book.left.mass_ug), volume_ul: Math.min(Math.max(0, more.volume_ul), book.left.volume_ul) }
      return amount.mass_ug + amount.volume_ul === 0 ? [] : [{ preparation: book.preparation, act: 'given', amount, corrects: null }]
    }
    let less: Amount = minus(NOTHING, more)
    return book.given.toReversed().flatMap((g): Settling[] => {
      const open = minus(g.amount, g.undone)
      const amount = { mass_ug: Math.min(less.mass_ug, open.mass_ug), volume_ul: Math.min(Math.max(0, less.volume_ul), open.volume_ul) }
      if (amount.mass_ug + amount.volume_ul === 0) return []
      less = minus(less, amount)
      return [{ preparation: book.preparation, act: 'corrected', amount, corrects: g.id }]
    })
  })
}
