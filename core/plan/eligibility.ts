/*
Who may be treated (clinical reference 3.1, CX-01 to CX-32): item by item block, review or clear, with why, from where, and what would change it. It is a proposal for a
clinician, never a decision. What nobody has said or measured is unknown, and unknown is never clear.
*/
import { DAY_MS, type Instant } from '../shared/index.ts'
import type { History } from '../intake/index.ts'
import { ELIGIBILITY_ITEMS, type EligibilityItem } from './eligibility-items.ts'
import type { ProtocolSettings } from './protocol.ts'

export type EligibilityState = 'block' | 'review' | 'unknown' | 'clear'
/** A clinician's own finding on one item; it stands over what the patient said, and both stay visible. */
export type EligibilityFinding = { readonly item: string; readonly finding: 'present' | 'review' | 'absent'; readonly note: string; readonly by: string; readonly at: Instant }
export type EligibilityFacts = {
  readonly now: Instant
  readonly age: number | null
  readonly sex: string
  readonly history: History
  /** Displays of the record: conditions and allergies that are not refuted, medicines that are taken. Null where no list was ever taken, which is not "none". */
  readonly conditions: readonly string[]
  readonly allergies: readonly string[] | null
  readonly medicines: readonly string[] | null
  readonly pressure: { readonly sbp_mmHg: number; readonly dbp_mmHg: number; readonly at: Instant } | null
  readonly bmi_kg_m2: number | null
  /** Latest score of each instrument. */
  readonly scores: ReadonlyMap<string, { readonly total: number | null; readonly band: string | null; readonly flagged: boolean; readonly at: Instant; readonly answers: Readonly<Record<string, unknown>> }>
  readonly findings: readonly EligibilityFinding[]
}
export type EligibilitySettings = ProtocolSettings['eligibility']
/** What one rule says of the facts; `why` in words with its source. */
export type Judged = { readonly state: EligibilityState; readonly why: readonly string[] }
export type EligibilityRow = {
  readonly item: string
  readonly what: string
  /** `ABS`: overridden by a medical director only. `REL`: a prescriber's reason. */
  readonly class: 'ABS' | 'REL'
  readonly state: EligibilityState
  readonly why: readonly string[]
  readonly action: string
  /** What would make it another state. */
  readonly changes: string
  readonly source: string
}
export type Eligibility = { readonly overall: EligibilityState; readonly rows: readonly EligibilityRow[] }

const RANK: readonly EligibilityState[] = ['block', 'review', 'unknown', 'clear']
/** The stricter of two: a block before a review before what is not known. */
export const stricter = (a: EligibilityState, b: EligibilityState): EligibilityState => (RANK.indexOf(a) <= RANK.indexOf(b) ? a : b)

function rowOf(item: EligibilityItem, facts: EligibilityFacts, settings: EligibilitySettings): EligibilityRow {
  const judged = item.judge(facts, settings)
  const own = facts.findings.filter((one) => one.item === item.id).reduce<EligibilityFinding | null>((last, one) => (last === null || one.at >= last.at ? one : last), null)
  const present: EligibilityState = item.class === 'ABS' ? 'block' : 'review'
  const state = own === null ? judged.state : own.finding === 'present' ? present : own.finding === 'review' ? 'review' : 'clear'
  const why = own === null ? judged.why : [`${own.by}: ${own.finding === 'absent' ? 'not present' : own.finding === 'review' ? 'needs a reason' : 'present'}. ${own.note}`, ...judged.why]
  return { item: item.id, what: item.what, class: item.class, state, why, action: item.action, changes: state === 'clear' ? '' : item.changes, source: item.source }
}

/** The whole checklist. The overall state is the strictest of its rows, so that nothing missing is ever cleared. */
export function eligibilityOf(facts: EligibilityFacts, settings: EligibilitySettings): Eligibility {
  const rows = ELIGIBILITY_ITEMS.map((item) => rowOf(item, facts, settings))
  return { overall: rows.reduce<EligibilityState>((worst, row) => stricter(worst, row.state), 'clear'), rows }
}

export type EligibilityOverride = { readonly item: string; readonly reason: string }
/** What still stands against "may be treated": everything unknown, each block without a medical director's override, each review without a reason. Empty when nothing does. */
export function standsAgainst({ rows }: Eligibility, overrides: readonly EligibilityOverride[], isMedicalDirector: boolean): readonly string[] {
  const said = new Map(overrides.map((one) => [one.item, one.reason.trim()]))
  return rows.flatMap((row) => {
    if (row.state === 'clear') return []
    if (row.state === 'unknown') return [`${row.item}, ${row.what}: not known yet. ${row.changes}`]
    if ((said.get(row.item)?.length ?? 0) < 3) return [`${row.item}, ${row.what}: ${row.state === 'block' ? 'excluded' : 'needs a reason'}`]
    return row.state === 'block' && row.class === 'ABS' && !isMedicalDirector ? [`${row.item}, ${row.what}: only a medical director may override it`] : []
  })
}

/** A decision counts for this long, and until something blocks that did not when it was made. */
export const decisionCounts = (decidedAt: Instant, now: Instant, settings: EligibilitySettings): boolean => now - decidedAt <= settings.decision_counts_d * DAY_MS
