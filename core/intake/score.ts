// From answers to a score. A missing item gives no total: neither instrument has a published rule for filling it in.
import { badInput, ok, refuse, type BadInput, type Result } from '../shared/index.ts'
import { bandOf, INSTRUMENTS, isInstrumentId, type Instrument, type InstrumentItem, type InstrumentId } from './instruments.ts'
import type { ScoreFlag } from './wire.ts'

export type Scored = {
  readonly instrument: InstrumentId
  readonly complete: boolean
  /** Sum of the scored items; null while one is missing. */
  readonly total: number | null
  readonly band: string | null
  /** Scored items without an answer, in the order of the instrument. */
  readonly missing: readonly string[]
  readonly flags: readonly ScoreFlag[]
}

const optionsOf = (item: InstrumentItem): string => `one of ${item.options.map((o) => o.value).join(', ')}`

/** The score of checked answers. A suicide item above 0 is flagged whether or not the rest is answered. */
export function scored(instrument: Instrument, values: ReadonlyMap<string, number>): Scored {
  const counted = instrument.items.filter((item) => item.scored)
  const missing = counted.filter((item) => !values.has(item.linkId)).map((item) => item.linkId)
  const total = missing.length > 0 ? null : counted.reduce((sum, item) => sum + values.get(item.linkId)!, 0)
  const flags = instrument.items
    .filter((item) => item.suicide === true && (values.get(item.linkId) ?? 0) > 0)
    .map((item): ScoreFlag => ({ kind: 'suicide-item', linkId: item.linkId, value: values.get(item.linkId)! }))
  return { instrument: instrument.id, complete: missing.length === 0, total, band: total === null ? null : bandOf(instrument, total), missing, flags }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Scores answers given as linkId -> value. An unanswered item is left out. Refuses an unknown linkId and a value that is not one of the item's,
 * with the path `answers.<linkId>`.
 */
export function scoreAnswers(instrument: Instrument, answers: unknown): Result<Scored, BadInput> {
  if (!isRecord(answers)) return refuse(badInput('answers', answers, 'an object of linkId and value'))
  const byLinkId = new Map(instrument.items.map((item) => [item.linkId, item]))
  const values = new Map<string, number>()
  for (const [linkId, value] of Object.entries(answers)) {
    const item = byLinkId.get(linkId)
    if (!item) return refuse(badInput(`answers.${linkId}`, value, `the items ${[...byLinkId.keys()].join(', ')} of ${instrument.id}`))
    if (!item.options.some((option) => option.value === value)) return refuse(badInput(`answers.${linkId}`, value, optionsOf(item)))
    values.set(linkId, value as number)
  }
  return ok(scored(instrument, values))
}

/** Scores `{"instrument": id, "answers": {linkId: value}}`. Refuses an unknown instrument, unknown fields and what `scoreAnswers` refuses. */
export function scoreSheet(sheet: unknown): Result<Scored, BadInput> {
  if (!isRecord(sheet)) return refuse(badInput('body', sheet, 'an object with instrument and answers'))
  if (!isInstrumentId(sheet['instrument'])) return refuse(badInput('instrument', sheet['instrument'], `one of ${Object.keys(INSTRUMENTS).join(', ')}`))
  for (const name of Object.keys(sheet))
    if (name !== 'instrument' && name !== 'answers') return refuse(badInput(name, sheet[name], 'only instrument and answers'))
  return scoreAnswers(INSTRUMENTS[sheet['instrument']], sheet['answers'])
}
