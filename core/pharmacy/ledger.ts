// The balance of a controlled drug: double entry, in whole micrograms of ketamine base and whole microlitres of the product. Nothing is changed: an error is taken back by a movement that names it.
import { ok, refuse, type Result } from '../shared/index.ts'

/** Where the drug can be. `vial` and `preparation` hold it and never fall below zero; `difference` takes what is lost and gives what is found, and may be on either side of zero; the others are outside. */
export const ACCOUNT_KINDS = ['supplier', 'vial', 'preparation', 'patient', 'waste', 'distributor', 'difference'] as const
export type AccountKind = (typeof ACCOUNT_KINDS)[number]
/** `id`: the vial, the preparation, or the session for a patient; null for the others. `address`: the registered address that answers for it. */
export type Account = { readonly kind: AccountKind; readonly id: string | null; readonly address: string }
/** Whole numbers. The volume is that of the product as it came out of its vial; what a bag adds is not counted. */
export type Amount = { readonly mass_ug: number; readonly volume_ul: number }

export const MOVEMENT_ACTS = ['received', 'drawn', 'given', 'wasted', 'returned', 'transferred', 'lost', 'found', 'counted', 'corrected'] as const
export type MovementAct = (typeof MOVEMENT_ACTS)[number]

export type Movement = Amount & {
  readonly id: string
  readonly act: MovementAct
  readonly from: Account
  readonly to: Account
  /** The movement that a correction takes back, whole or in part. */
  readonly corrects: string | null
}
export type LedgerRefusal = { readonly kind: 'refused'; readonly rule: string; readonly message: string }

/** The accounts that each act joins. `counted` books the small variance of a count (CS-15); `found` is surplus, such as overfill (CS-16). */
const PATHS: Readonly<Record<Exclude<MovementAct, 'corrected'>, readonly (readonly [AccountKind, AccountKind])[]>> = {
  received: [['supplier', 'vial']],
  drawn: [['vial', 'preparation']],
  given: [['preparation', 'patient']],
  wasted: [['preparation', 'waste'], ['vial', 'waste']],
  returned: [['vial', 'distributor']],
  transferred: [['vial', 'vial']],
  lost: [['vial', 'difference'], ['preparation', 'difference']],
  found: [['difference', 'vial'], ['difference', 'preparation']],
  counted: [['vial', 'difference'], ['difference', 'vial']],
}
/** Acts that two different people make, each freshly authenticated (CS-13). A count is one as well, also when it moves nothing. */
const BY_TWO: ReadonlySet<MovementAct> = new Set<MovementAct>(['wasted', 'returned', 'transferred', 'lost', 'found', 'counted', 'corrected'])
export const needsTwo = (act: MovementAct): boolean => BY_TWO.has(act)

export const NOTHING: Amount = { mass_ug: 0, volume_ul: 0 }
export const plus = (a: Amount, b: Amount): Amount => ({ mass_ug: a.mass_ug + b.mass_ug, volume_ul: a.volume_ul + b.volume_ul })
export const minus = (a: Amount, b: Amount): Amount => ({ mass_ug: a.mass_ug - b.mass_ug, volume_ul: a.volume_ul - b.volume_ul })
export const isNothing = (a: Amount): boolean => a.mass_ug === 0 && a.volume_ul === 0

/** Milligrams of a mass, exactly as the micrograms say. */
export const mgOf = (mass_ug: number): number => mass_ug / 1000
/** Millilitres of a volume, exactly as the microlitres say. */
export const mlOf = (volume_ul: number): number => volume_ul / 1000
const amountText = ({ mass_ug, volume_ul }: Amount): string => `${mgOf(mass_ug)} mg (${mlOf(volume_ul)} mL)`

/** What a volume of a product weighs; null where that is no whole number of micrograms. 1 mg/mL is 1 ug per uL. */
export function amountIn(volume_ul: number, strength_mg_per_ml: number): Amount | null {
  const mass_ug = Number((volume_ul * strength_mg_per_ml).toPrecision(15))
  return Number.isInteger(volume_ul) && Number.isInteger(mass_ug) ? { mass_ug, volume_ul } : null
}

/** A place in the ledger by its name. */
export const accountKey = ({ kind, id, address }: Account): string => `${address} ${kind} ${id ?? '-'}`
const holds = (kind: AccountKind): boolean => kind === 'vial' || kind === 'preparation'
const sameAccount = (a: Account, b: Account): boolean => accountKey(a) === accountKey(b)

const no = (rule: string, message: string): { readonly ok: false; readonly refusal: LedgerRefusal } => refuse({ kind: 'refused', rule, message })

/** What must be known to judge a movement: what stands at its `from`, and for a correction the movement it names with what was taken back of it so far. */
export type MovementFacts = { readonly from: Amount; readonly corrected: { readonly movement: Movement; readonly undone: Amount } | null }

/**
 * Why a movement cannot be booked; null when it can. Refused: amounts that are no whole numbers above zero (BAL1), accounts that its act does not join (BAL2), more than is there (BAL3), and a
 * correction that is not the way back of what it names, or takes back more than is left of it (BAL4).
 */
export function movementProblem(movement: Movement, { from, corrected }: MovementFacts): LedgerRefusal | null {
  const { act, mass_ug, volume_ul } = movement
  const problem = (rule: string, message: string): LedgerRefusal => ({ kind: 'refused', rule, message })
  if (!Number.isSafeInteger(mass_ug) || !Number.isSafeInteger(volume_ul) || mass_ug < 0 || volume_ul < 0 || mass_ug + volume_ul === 0) return problem('BAL1', `An amount is a whole number of micrograms and microlitres above zero, not ${mass_ug} ug and ${volume_ul} uL.`)
  if (act === 'corrected') {
    if (!corrected) return problem('BAL4', 'A correction names a movement that is there.')
    const { movement: before, undone } = corrected
    if (before.act === 'corrected') return problem('BAL4', 'A correction is not corrected: enter the movement again.')
    if (!sameAccount(before.from, movement.to) || !sameAccount(before.to, movement.from)) return problem('BAL4', 'A correction goes back the way of the movement that it names.')
    const left = minus(before, undone)
    if (mass_ug > left.mass_ug || volume_ul > left.volume_ul) return problem('BAL4', `Only ${amountText(left)} of that movement is left to take back, not ${amountText(movement)}.`)
  } else {
    if (!PATHS[act].some(([a, b]) => a === movement.from.kind && b === movement.to.kind)) return problem('BAL2', `What is ${act} does not go from ${movement.from.kind} to ${movement.to.kind}.`)
    if (act === 'transferred' ? movement.from.id !== movement.to.id || movement.from.address === movement.to.address : movement.from.address !== movement.to.address)
      return problem('BAL2', act === 'transferred' ? 'A transfer takes one vial from one registered address to another.' : `What is ${act} stays within one registered address.`)
  }
  if (holds(movement.from.kind) && (mass_ug > from.mass_ug || volume_ul > from.volume_ul)) return problem('BAL3', `There is ${amountText(from)}, not ${amountText(movement)}.`)
  return null
}

/** The whole ledger as a value: what each account holds, and what happened. */
export type Ledger = { readonly balances: ReadonlyMap<string, Amount>; readonly movements: ReadonlyMap<string, Movement>; readonly undone: ReadonlyMap<string, Amount> }
export const EMPTY_LEDGER: Ledger = { balances: new Map(), movements: new Map(), undone: new Map() }

export const balanceOf = (ledger: Ledger, account: Account): Amount => ledger.balances.get(accountKey(account)) ?? NOTHING

/** The ledger with one movement more. A movement that is there already changes nothing; another one under its id is refused (BAL5). Refuses what `movementProblem` refuses. */
export function post(ledger: Ledger, movement: Movement): Result<Ledger, LedgerRefusal> {
  const known = ledger.movements.get(movement.id)
  if (known) return JSON.stringify(known) === JSON.stringify(movement) ? ok(ledger) : no('BAL5', 'Another movement is booked under this id.')
  const before = movement.corrects === null ? undefined : ledger.movements.get(movement.corrects)
  const undone = (before && ledger.undone.get(before.id)) ?? NOTHING
  const problem = movementProblem(movement, { from: balanceOf(ledger, movement.from), corrected: before ? { movement: before, undone } : null })
  if (problem) return refuse(problem)
  const balances = new Map(ledger.balances)
  balances.set(accountKey(movement.from), minus(balanceOf(ledger, movement.from), movement))
  balances.set(accountKey(movement.to), plus(balances.get(accountKey(movement.to)) ?? NOTHING, movement))
  return ok({ balances, movements: new Map(ledger.movements).set(movement.id, movement), undone: before ? new Map(ledger.undone).set(before.id, plus(undone, movement)) : ledger.undone })
}

/** Whether two people may stand for one act: two, not one, and not one person with two accounts (same name). Refused with BAL6. */
export function twoPeople(by: { readonly staff: string; readonly name: string }, witness: { readonly staff: string; readonly name: string } | null): LedgerRefusal | null {
  const plain = (name: string): string => name.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/\s+/g, ' ').trim()
  if (!witness) return { kind: 'refused', rule: 'BAL6', message: 'A second person is needed.' }
  if (witness.staff === by.staff) return { kind: 'refused', rule: 'BAL6', message: 'The second person is somebody else.' }
  return plain(witness.name) === plain(by.name) ? { kind: 'refused', rule: 'BAL6', message: `Both accounts are named ${by.name}: nobody witnesses their own act.` } : null
}
