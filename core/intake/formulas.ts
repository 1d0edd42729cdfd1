// How a total comes from answers, one function for each kind of rule. A missing item gives no total, except where the instrument documents another rule; a suicide item is never filled in.
import { bandOf } from './instruments.ts'
import type { Formula, Instrument, InstrumentItem } from './instrument.ts'

/** An answer as it is kept: a number, `HH:MM`, words, or NOT_APPLICABLE. */
export type Answer = number | string
export const NOT_APPLICABLE = 'N/A'
export type Answers = ReadonlyMap<string, Answer>
export type Totalled = {
  readonly total: number | null
  readonly band: string | null
  readonly missing: readonly string[]
  /** What a reader of the total must know. */
  readonly notes?: readonly { readonly kind: 'prorated' | 'not-applicable'; readonly linkId: string }[]
}
type Rule<K extends Formula['kind']> = (instrument: Instrument, answers: Answers, formula: Extract<Formula, { kind: K }>) => Totalled

const scoredItems = (instrument: Instrument): readonly InstrumentItem[] => instrument.items.filter((one) => one.scored)
const numberOf = (answers: Answers, linkId: string): number | undefined => { const value = answers.get(linkId); return typeof value === 'number' ? value : undefined }
/** What an answered item counts. */
function counts(one: InstrumentItem, answers: Answers): number {
  const value = numberOf(answers, one.linkId)!
  if (!one.reversed) return value
  const values = one.options.map((o) => o.value)
  return Math.min(...values) + Math.max(...values) - value
}
const unanswered = (items: readonly InstrumentItem[], answers: Answers): string[] => items.filter((one) => numberOf(answers, one.linkId) === undefined).map((one) => one.linkId)
const sumOf = (items: readonly InstrumentItem[], answers: Answers): number => items.reduce((sum, one) => sum + counts(one, answers), 0)
const none = (missing: readonly string[]): Totalled => ({ total: null, band: null, missing })
const totalled = (instrument: Instrument, total: number): Totalled => ({ total, band: bandOf(instrument, total), missing: [] })

/** A total of all scored items, or none and what is missing. */
const ofAll = (value: (items: readonly InstrumentItem[], answers: Answers) => number) => (instrument: Instrument, answers: Answers): Totalled => {
  const items = scoredItems(instrument)
  const missing = unanswered(items, answers)
  return missing.length > 0 ? none(missing) : totalled(instrument, value(items, answers))
}

/** Steps of the Pittsburgh index: the first whose bound holds. */
const step = (value: number, bounds: readonly [number, number, number]): number => { const at = bounds.findIndex((bound) => value <= bound); return at < 0 ? 3 : at }
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

const RULES: { readonly [K in Formula['kind']]: Rule<K> } = {
  'sum': (instrument, answers, { times = 1, notAssessed }) => {
    const items = scoredItems(instrument)
    const looked = new Map([...answers].filter(([, value]) => value !== notAssessed))
    const missing = unanswered(items, looked)
    return missing.length > 0 ? none(missing) : totalled(instrument, sumOf(items, looked) * times)
  },
  'mean': ofAll((items, answers) => sumOf(items, answers) / items.length),
  // 0 to 100 of the possible range (Q-LES-Q-SF: (raw - 14) / 56).
  'percent': ofAll((items, answers) => {
    const [least, most] = [Math.min, Math.max].map((pick) => items.reduce((sum, one) => sum + pick(...one.options.map((o) => o.value)), 0)) as [number, number]
    return ((sumOf(items, answers) - least) / (most - least)) * 100
  }),
  // QIDS-SR16: each domain needs one answer, and counts once. By design only one of the two about appetite and of the two about weight is answered.
  'highest-of-domains': (instrument, answers) => {
    const domains = [...Map.groupBy(instrument.items, (one) => one.domain).values()]
    const missing = domains.filter((items) => unanswered(items, answers).length === items.length).flatMap((items) => items.map((one) => one.linkId))
    return missing.length > 0 ? none(missing) : totalled(instrument, domains.reduce((sum, items) => sum + Math.max(...items.map((one) => numberOf(answers, one.linkId) ?? 0)), 0))
  },
  // ASRM, the DSM-5 level 2 rule: one missing of five is filled in as the mean, rounded; two are not.
  'one-may-be-missing': (instrument, answers) => {
    const items = scoredItems(instrument)
    const missing = unanswered(items, answers)
    if (missing.length > 1) return none(missing)
    const sum = sumOf(items.filter((one) => !missing.includes(one.linkId)), answers)
    if (missing.length === 0) return totalled(instrument, sum)
    return { ...totalled(instrument, Math.round((sum * items.length) / (items.length - 1))), missing, notes: [{ kind: 'prorated', linkId: missing[0]! }] }
  },
  'gate': (instrument, answers, { gate, gateCounts }) => {
    if (numberOf(answers, gate) === 0) return totalled(instrument, 0)
    const items = scoredItems(instrument)
    const missing = unanswered(items, answers)
    return missing.length > 0 ? none(missing) : totalled(instrument, sumOf(items.filter((one) => gateCounts || one.linkId !== gate), answers))
  },
  // WSAS: without the item about work the sum of the other four has another range, so no band. SDS: without it there is no total.
  'one-may-not-apply': (instrument, answers, { linkId, total }) => {
    const items = scoredItems(instrument)
    if (answers.get(linkId) !== NOT_APPLICABLE) return RULES.sum(instrument, answers, { kind: 'sum' })
    const rest = items.filter((one) => one.linkId !== linkId)
    const missing = unanswered(rest, answers)
    if (missing.length > 0) return none(missing)
    return { total: total === 'none' ? null : sumOf(rest, answers), band: null, missing: [], notes: [{ kind: 'not-applicable', linkId }] }
  },
  // Buysse 1989. Every copy that was read has lost its boundary signs: 7 hours counts 1, 85 per cent counts 0, to be compared with the licensed sheet.
  'psqi': (instrument, answers) => {
    const missing = scoredItems(instrument).filter((one) => one.linkId !== '14' && answers.get(one.linkId) === undefined).map((one) => one.linkId)
    if (missing.length > 0) return none(missing)
    const at = (linkId: string): number => numberOf(answers, linkId) ?? 0
    const hours = at('4')
    const inBed = ((minutesOf(String(answers.get('3'))) - minutesOf(String(answers.get('1'))) + 1440) % 1440) / 60
    const efficiency = inBed === 0 ? 100 : (hours / inBed) * 100
    const disturbance = ['6', '7', '8', '9', '10', '11', '12', '13', '14'].reduce((sum, linkId) => sum + at(linkId), 0)
    const parts = [
      at('15'), step(step(at('2'), [15, 30, 60]) + at('5'), [0, 2, 4]), hours > 7 ? 0 : hours >= 6 ? 1 : hours >= 5 ? 2 : 3, efficiency >= 85 ? 0 : efficiency >= 75 ? 1 : efficiency >= 65 ? 2 : 3,
      step(disturbance, [0, 9, 18]), at('16'), step(at('17') + at('18'), [0, 2, 4]),
    ]
    return totalled(instrument, parts.reduce((sum, part) => sum + part, 0))
  },
  // Hirschfeld 2000: seven of thirteen, at the same time, and a moderate or serious problem.
  'mood-disorder-screen': (instrument, answers) => {
    const missing = unanswered(instrument.items, answers)
    if (missing.length > 0) return none(missing)
    const symptoms = instrument.items.slice(0, 13).reduce((sum, one) => sum + numberOf(answers, one.linkId)!, 0)
    return { total: null, band: symptoms >= 7 && numberOf(answers, '14') === 1 && numberOf(answers, '15')! >= 2 ? 'positive' : 'negative', missing: [] }
  },
  // Columbia triage: no sum. Questions 3 to 5 are asked after a yes to 2, the last after a yes to the one before. What is missing never lowers the risk: only "high" stands with a gap.
  'suicide-risk': (instrument, answers) => {
    const ids = instrument.items.map((one) => one.linkId)
    const yes = ids.map((linkId) => numberOf(answers, linkId) === 1) as [boolean, boolean, boolean, boolean, boolean, boolean, boolean]
    const asked = [true, true, yes[1], yes[1], yes[1], true, yes[5]]
    const missing = ids.filter((linkId, i) => asked[i] && numberOf(answers, linkId) === undefined)
    const band = yes[3] || yes[4] || yes[6] ? 'high' : missing.length > 0 ? null : yes[2] || yes[5] ? 'moderate' : yes[0] || yes[1] ? 'low' : 'none-identified'
    return { total: null, band, missing }
  },
  'no-total': () => ({ total: null, band: null, missing: [] }),
  'licensed': (instrument) => none(instrument.items.map((one) => one.linkId)),
}

/** Total, band and what is missing, by the instrument's own rule. */
export const totalOf = (instrument: Instrument, answers: Answers): Totalled => (RULES[instrument.formula.kind] as Rule<Formula['kind']>)(instrument, answers, instrument.formula)
