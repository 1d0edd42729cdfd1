// What came in, row by row, as one history per patient: days on which an infusion was given, and scores of one instrument by day.
import { badInput, parseLocalDate, refuse, type BadInput, type Result } from '../shared/index.ts'

/** Instruments that can be counted, with the highest total; response and remission are defined for both alike (clinical reference, OC-01 and OC-02). */
export const COUNTED: Readonly<Record<string, number>> = { 'gad-7': 21, 'phq-9': 27 }
export const COLUMNS = ['patient', 'date', 'kind', 'instrument', 'total'] as const
export type Row = Readonly<Record<(typeof COLUMNS)[number], string>>
export type Score = { readonly day: number; readonly total: number }
/** Days are counted from 1 January 1970, ascending, each once. */
export type PatientHistory = { readonly patient: string; readonly infusions: readonly number[]; readonly scores: readonly Score[] }
export type Histories = { readonly instrument: string; readonly patients: readonly PatientHistory[] }

const DAY_MS = 86_400_000
const KINDS = 'infusion or score'

function dayOf(text: string): number | null {
  const date = parseLocalDate(text)
  return date === null ? null : Date.parse(`${date}T00:00:00Z`) / DAY_MS
}

/** The instrument that was asked for; without a wish, GAD-7, or PHQ-9 when no score in the rows is a GAD-7. */
function chosen(rows: readonly Row[], asked: string | undefined): string {
  if (asked !== undefined) return asked
  const present = new Set(rows.map((row) => row.instrument))
  return !present.has('gad-7') && present.has('phq-9') ? 'phq-9' : 'gad-7'
}

/**
 * One history per patient, in the order in which patients first appear. Two scores of one day: the later row counts; two infusions of one day are one.
 * Scores of other instruments are left out. Refuses with the row (from 1, without the header) and the column.
 */
export function historiesOf(rows: readonly Row[], asked?: string): Result<Histories, BadInput> {
  const instrument = chosen(rows, asked)
  const highest = COUNTED[instrument]
  if (highest === undefined) return refuse(badInput('instrument', instrument, Object.keys(COUNTED).join(' or ')))
  const patients = new Map<string, { infusions: Set<number>; scores: Map<number, number> }>()
  for (const [i, row] of rows.entries()) {
    const at = (column: string): string => `row ${i + 1}.${column}`
    if (row.patient === '') return refuse(badInput(at('patient'), row.patient, 'the name or number of a patient'))
    const day = dayOf(row.date)
    if (day === null) return refuse(badInput(at('date'), row.date, 'a date as YYYY-MM-DD'))
    const history = patients.get(row.patient) ?? { infusions: new Set(), scores: new Map() }
    patients.set(row.patient, history)
    if (row.kind === 'infusion') history.infusions.add(day)
    else if (row.kind !== 'score') return refuse(badInput(at('kind'), row.kind, KINDS))
    else if (row.instrument === '') return refuse(badInput(at('instrument'), row.instrument, 'the id of an instrument'))
    else if (row.instrument === instrument) {
      if (!/^\d{1,3}$/.test(row.total) || Number(row.total) > highest) return refuse(badInput(at('total'), row.total, `a whole number from 0 to ${highest}`))
      history.scores.set(day, Number(row.total))
    }
  }
  return {
    ok: true,
    value: {
      instrument,
      patients: [...patients].map(([patient, { infusions, scores }]) => ({
        patient, infusions: [...infusions].toSorted((a, b) => a - b), scores: [...scores].map(([day, total]) => ({ day, total })).toSorted((a, b) => a.day - b.day),
      })),
    },
  }
}
