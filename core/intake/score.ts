// From answers to a score. What is missing gives no total, except by a rule that the instrument documents (formulas.ts).
import { badInput, ok, refuse, type BadInput, type Result } from '../shared/index.ts'
import { NOT_APPLICABLE, totalOf, type Answer, type Answers } from './formulas.ts'
import type { Instrument, InstrumentItem, InstrumentId } from './instrument.ts'
import { INSTRUMENTS, isInstrumentId, mayBeEntered } from './instruments.ts'
import type { ScoreFlag } from './wire.ts'

export type Scored = {
  readonly instrument: InstrumentId
  readonly complete: boolean
  /** By the instrument's own rule; null while an item is missing that the rule does not fill in, and for an instrument without a total. */
  readonly total: number | null
  readonly band: string | null
  /** Items without an answer that the total needs, in the order of the instrument. */
  readonly missing: readonly string[]
  readonly flags: readonly ScoreFlag[]
}

/** The score of checked answers. A suicide item from its threshold on is flagged whether or not the rest is answered. */
export function scored(instrument: Instrument, answers: Answers): Scored {
  const { total, band, missing, notes = [] } = totalOf(instrument, answers)
  const alarms = instrument.items.flatMap((item): ScoreFlag[] => {
    const value = answers.get(item.linkId)
    return item.suicideFrom !== null && typeof value === 'number' && value >= item.suicideFrom ? [{ kind: 'suicide-item', linkId: item.linkId, value }] : []
  })
  return { instrument: instrument.id, complete: missing.length === 0, total, band, missing, flags: [...alarms, ...notes.map(({ kind, linkId }): ScoreFlag => ({ kind, linkId, value: null }))] }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The values that may stand for one item, in words. */
export function allowedFor(instrument: Instrument, item: InstrumentItem): string {
  const { open, options } = item
  const values = options.map((o) => o.value)
  if (instrument.formula.kind === 'sum' && instrument.formula.notAssessed !== undefined) values.unshift(instrument.formula.notAssessed)
  const said = open === null ? `one of ${values.toSorted((a, b) => a - b).join(', ')}` : 'time' in open ? 'a time of the day, HH:MM' : 'words' in open ? 'words, up to 4000 letters' : `a number from ${open.min} to ${open.max}`
  return mayNotApply(instrument, item) ? `${said}, or "${NOT_APPLICABLE}"` : said
}
const mayNotApply = ({ formula }: Instrument, item: InstrumentItem): boolean => formula.kind === 'one-may-not-apply' && formula.linkId === item.linkId

/** `30 to 60`: the middle counts (Pittsburgh index, question 2). */
function middleOf(text: string): number | null {
  const [, from, to] = /^\s*(\d{1,3})\s*(?:-|–|to)\s*(\d{1,3})\s*$/.exec(text) ?? []
  return from === undefined || Number(to) < Number(from) ? null : (Number(from) + Number(to)) / 2
}

/** A value as an answer to an item; null when it is none of those allowed. Never rounded, never guessed. */
export function readAnswer(instrument: Instrument, item: InstrumentItem, value: unknown): Answer | null {
  if (mayNotApply(instrument, item) && (value === null || (typeof value === 'string' && /^(n\/?a|not[- ]applicable)$/i.test(value)))) return NOT_APPLICABLE
  const { open, options } = item
  if (open === null) return typeof value === 'number' && (options.some((o) => o.value === value) || (instrument.formula.kind === 'sum' && instrument.formula.notAssessed === value)) ? value : null
  if ('time' in open) return typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(value) ? value.slice(0, 5) : null
  if ('words' in open) return typeof value === 'string' && value.length <= 4000 ? value : null
  const number = typeof value === 'string' && instrument.formula.kind === 'psqi' ? middleOf(value) : value
  return typeof number === 'number' && number >= open.min && number <= open.max ? number : null
}

/**
 * Scores answers given as linkId -> value. An unanswered item is left out. Refuses an unknown linkId and a value that is not one of the item's, with the path
 * `answers.<linkId>`, and an instrument whose items only its licensed manual has.
 */
export function scoreAnswers(instrument: Instrument, answers: unknown): Result<Scored, BadInput> {
  const read = readAnswers(instrument, answers)
  return read.ok ? ok(scored(instrument, read.value)) : read
}

/** The checked answers; refuses as `scoreAnswers` does. */
export function readAnswers(instrument: Instrument, answers: unknown): Result<Answers, BadInput> {
  if (!mayBeEntered(instrument)) return refuse(badInput('instrument', instrument.id, `an instrument whose items are known here: those of ${instrument.id} stand only in its licensed manual`))
  if (!isRecord(answers)) return refuse(badInput('answers', answers, 'an object of linkId and value'))
  const byLinkId = new Map(instrument.items.map((item) => [item.linkId, item]))
  const values = new Map<string, Answer>()
  for (const [linkId, value] of Object.entries(answers)) {
    const item = byLinkId.get(linkId)
    if (!item) return refuse(badInput(`answers.${linkId}`, value, `the items ${[...byLinkId.keys()].join(', ')} of ${instrument.id}`))
    const answer = readAnswer(instrument, item, value)
    if (answer === null) return refuse(badInput(`answers.${linkId}`, value, allowedFor(instrument, item)))
    values.set(linkId, answer)
  }
  return ok(values)
}

/** Scores `{"instrument": id, "answers": {linkId: value}}`. Refuses an unknown instrument, unknown fields and what `scoreAnswers` refuses. */
export function scoreSheet(sheet: unknown): Result<Scored, BadInput> {
  if (!isRecord(sheet)) return refuse(badInput('body', sheet, 'an object with instrument and answers'))
  if (!isInstrumentId(sheet['instrument'])) return refuse(badInput('instrument', sheet['instrument'], `one of ${Object.keys(INSTRUMENTS).join(', ')}`))
  for (const name of Object.keys(sheet))
    if (name !== 'instrument' && name !== 'answers') return refuse(badInput(name, sheet[name], 'only instrument and answers'))
  return scoreAnswers(INSTRUMENTS[sheet['instrument']], sheet['answers'])
}
