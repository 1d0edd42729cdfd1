// chairside outcomes --in FILE.csv|- [--instrument gad-7|phq-9] [--json]: what became of everybody, from infusions and scores by date.
import { parse } from 'csv-parse/sync'
import { badInput } from '@chairside/core/shared'
import { COLUMNS, COUNTED, historiesOf, outcomesOf, type Outcomes, type Proportion, type Row } from '@chairside/core/outcomes'
import type { Io } from './chairside.ts'
import { BadCommand, badFile, JSON_FLAG, parseOptions } from './options.ts'

const INSTRUMENTS = Object.keys(COUNTED).join(' or ')
const OPTIONS = { in: { kind: 'text', allowed: 'a CSV file, or - for standard input' }, instrument: { kind: 'text', allowed: INSTRUMENTS }, json: JSON_FLAG } as const

/** The rows under the header, trimmed, by column; other columns are left out. Throws BadCommand with the place. */
function rowsOf(file: string, text: string): Row[] {
  let records: string[][]
  try {
    records = parse(text, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true })
  } catch (error) {
    throw new BadCommand(`${file === '-' ? 'standard input' : file}: this is not CSV (${(error as Error).message.replaceAll(/\s+/g, ' ')}); allowed: a header with ${COLUMNS.join(',')} and a row for each infusion and score`)
  }
  const [header = [], ...rest] = records
  const places = COLUMNS.map((column) => {
    const place = header.indexOf(column)
    if (place === -1) throw badFile(file, badInput('header', header.join(','), `the columns ${COLUMNS.join(',')}`))
    return [column, place] as const
  })
  return rest.map((cells, i) => {
    if (cells.length > header.length) throw badFile(file, badInput(`row ${i + 1}`, cells.join(','), `${header.length} cells, as in the header`))
    return Object.fromEntries(places.map(([column, place]) => [column, cells[place] ?? ''])) as Row
  })
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const said = (name: string, { k, n, rate, ci95 }: Proportion, missing: number): string =>
  rate === null || ci95 === null ? `${name}: nobody could be counted (${missing} not measured)` : `${name}: ${k} of ${n}, ${percent(rate)} (95 % interval ${percent(ci95[0])} to ${percent(ci95[1])}; ${missing} not measured)`

/** No rate without its n and its missing. */
function words(o: Outcomes): string {
  const missing = o.response_worst_case.n - o.response.n
  return [
    `${o.instrument}: ${o.n_patients} patients, ${o.n_started} started, ${o.n_completed_induction} completed the induction, ${o.n_with_baseline} with a baseline, ${o.n_with_followup} measured after it`,
    said('response', o.response, missing), said('remission', o.remission, missing), said('worse than before', o.deterioration, missing),
    said('response, the missing counted as no', o.response_worst_case, 0), said('response, the missing counted as yes', o.response_best_case, 0),
    o.median_infusions_to_response === null ? 'infusions to response: nobody responded' : `infusions to response, median of those who responded: ${o.median_infusions_to_response}`,
    ...o.durability.map(({ day, at_risk, sustained, ci95 }) => `day ${day}: ${percent(sustained)} of responders still respond${ci95 ? ` (${percent(ci95[0])} to ${percent(ci95[1])})` : ''}, ${at_risk} at risk`),
    ...o.excluded.map(({ patient, why }) => `not in the rates: ${patient}, ${why}`),
  ].join('\n')
}

export async function run(args: readonly string[], io: Io): Promise<number> {
  const { options } = parseOptions(args, OPTIONS)
  if (options.in === undefined) throw new BadCommand(`--in: nothing is not allowed; allowed: ${OPTIONS.in.allowed}`)
  if (options.instrument !== undefined && !Object.hasOwn(COUNTED, options.instrument)) throw new BadCommand(`--instrument: ${options.instrument} is not allowed; allowed: ${INSTRUMENTS}`)
  const histories = historiesOf(rowsOf(options.in, await io.read(options.in)), options.instrument)
  if (!histories.ok) throw badFile(options.in, histories.refusal)
  const outcomes = outcomesOf(histories.value)
  io.out(options.json ? JSON.stringify(outcomes) : words(outcomes))
  return 0
}
