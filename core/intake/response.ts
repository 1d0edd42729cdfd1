// Reads a FHIR R4 QuestionnaireResponse (http://hl7.org/fhir/R4/questionnaireresponse.html) as answers to one of our instruments.
// Every doubt is a refusal with its place: a wrong score is worse than none.
import { badInput, ok, refuse, type BadInput, type Result } from '../shared/index.ts'
import { codesOf, identify, isRecord, LOINC, loincIn, ownCode, type Json, type Placed } from './identify.ts'
import { NOT_APPLICABLE, type Answer } from './formulas.ts'
import type { Instrument, InstrumentItem } from './instrument.ts'
import { allowedFor, readAnswer, scored, type Scored } from './score.ts'

/** Where FHIR versions put the number of a coded answer. */
const ORDINAL_URLS = ['http://hl7.org/fhir/StructureDefinition/ordinalValue', 'http://hl7.org/fhir/StructureDefinition/itemWeight', 'http://hl7.org/fhir/StructureDefinition/iso21090-CO-value']
const STATUSES = ['in-progress', 'completed', 'amended', 'stopped']
/** LOINC list LL465-6: it has no code for "none". */
const RISK_LEVELS: Readonly<Record<string, string>> = { 'LA9194-7': 'low', 'LA6751-7': 'moderate', 'LA9193-9': 'high' }
/** Deeper than any questionnaire; a bound for what a stranger may send. */
const DEEPEST = 12

/** Every item below `node`, also those under an answer, with its path. */
function itemsBelow(node: Json, path: string, depth: number): Result<Placed[], BadInput> {
  const found: Placed[] = []
  const lists: [unknown, string][] = [[node['item'], path === '' ? 'item' : `${path}.item`]]
  if (Array.isArray(node['answer'])) node['answer'].forEach((answer, i) => { if (isRecord(answer)) lists.push([answer['item'], `${path}.answer[${i}].item`]) })
  for (const [list, at] of lists) {
    if (list === undefined) continue
    if (!Array.isArray(list)) return refuse(badInput(at, list, 'a list of items'))
    if (depth >= DEEPEST) return refuse(badInput(at, '…', `items nested at most ${DEEPEST} deep`))
    for (const [i, child] of list.entries()) {
      const place = `${at}[${i}]`
      if (!isRecord(child)) return refuse(badInput(place, child, 'an item'))
      if (child['modifierExtension'] !== undefined) return refuse(badInput(`${place}.modifierExtension`, child['modifierExtension'], 'none: it could change the meaning of the item'))
      found.push({ node: child, path: place })
      const below = itemsBelow(child, place, depth + 1)
      if (!below.ok) return below
      found.push(...below.value)
    }
  }
  return ok(found)
}

type Meaning = { readonly item: InstrumentItem } | 'group' | 'total' | 'tolerated'

/** What one item of the response stands for. */
function meaningOf(instrument: Instrument, { node, path }: Placed): Result<Meaning, BadInput> {
  const linkId = node['linkId']
  if (typeof linkId !== 'string' || linkId === '') return refuse(badInput(`${path}.linkId`, linkId, `the items ${instrument.items.map((i) => i.linkId).join(', ')} or their LOINC codes`))
  const loinc = loincIn(linkId)
  const byLink = instrument.items.find((item) => item.linkId === linkId || (loinc !== null && item.loinc === loinc) || ownCode(instrument, item) === linkId)
  const codes = codesOf(node)
  const byCode = instrument.items.find((item) => (item.loinc !== null && codes.includes(item.loinc)) || codes.includes(ownCode(instrument, item)))
  if (byLink && codes.length > 0 && byCode !== byLink) return refuse(badInput(`${path}.code`, codes.join(', '), `${byLink.loinc ?? ownCode(instrument, byLink)}, the code of item ${byLink.linkId}`))
  const item = byLink ?? (loinc === null ? byCode : undefined)
  if (item) return ok({ item })
  const code = loinc ?? codes[0] ?? null
  if (code !== null && code === instrument.loinc.total) return ok('total')
  if (code !== null && instrument.loinc.tolerated.includes(code)) return ok('tolerated')
  const isGroup = Array.isArray(node['item']) && node['item'].length > 0 && node['answer'] === undefined
  if (isGroup || (code !== null && code === instrument.loinc.panel)) return ok('group')
  return refuse(badInput(`${path}.linkId`, linkId, `the items ${instrument.items.map((i) => i.linkId).join(', ')} of ${instrument.id} or their LOINC codes`))
}

function ordinalOf(coding: Json, path: string): Result<number | null, BadInput> {
  const extensions = coding['extension']
  if (extensions === undefined) return ok(null)
  if (!Array.isArray(extensions)) return refuse(badInput(`${path}.extension`, extensions, 'a list'))
  for (const [i, extension] of extensions.entries()) {
    if (!isRecord(extension) || !ORDINAL_URLS.includes(extension['url'] as string)) continue
    const value = extension['valueDecimal'] ?? extension['valueInteger']
    return typeof value === 'number' ? ok(value) : refuse(badInput(`${path}.extension[${i}].valueDecimal`, value, 'a number'))
  }
  return ok(null)
}

/** Where FHIR says that a question does not apply. */
const NOT_APPLICABLE_CODES = ['NA', 'not-applicable']

/** The value of one coded answer: by its LOINC answer code, or by its stated number when the code is of another system. */
function codedValue(instrument: Instrument, item: InstrumentItem, coding: unknown, path: string): Result<Answer, BadInput> {
  const allowed = `one of ${item.options.map((o) => (o.code === undefined ? `${o.value}${o.label === '' ? '' : ` (${o.label})`}` : `${o.code} (${o.label})`)).join(', ')}`
  if (!isRecord(coding)) return refuse(badInput(path, coding, 'a coding'))
  const ordinal = ordinalOf(coding, path)
  if (!ordinal.ok) return ordinal
  const { system, code, display } = coding
  if (system !== LOINC && NOT_APPLICABLE_CODES.includes(code as string) && readAnswer(instrument, item, NOT_APPLICABLE) === NOT_APPLICABLE) return ok(NOT_APPLICABLE)
  const byCode = typeof code !== 'string' ? undefined : item.options.find((option) => option.code === code || option.alsoRead?.includes(code))
  const isLoinc = system === LOINC || (system === undefined && typeof code === 'string')
  const value = isLoinc ? byCode?.value : ordinal.value ?? undefined
  if (value === undefined) return refuse(badInput(isLoinc || typeof system !== 'string' ? `${path}.code` : `${path}.system`, isLoinc ? code : system, isLoinc ? allowed : `${LOINC} with ${allowed}, or a stated ordinal value`))
  if (readAnswer(instrument, item, value) === null) return refuse(badInput(`${path}.extension`, value, allowedFor(instrument, item)))
  if (ordinal.value !== null && ordinal.value !== value) return refuse(badInput(`${path}.extension`, ordinal.value, `${value}, the value of ${String(code)}`))
  const byDisplay = typeof display === 'string' ? item.options.find((option) => option.label !== '' && option.label.toLowerCase() === display.trim().toLowerCase()) : undefined
  if (byDisplay && byDisplay.value !== value) return refuse(badInput(`${path}.display`, display, `the words of ${String(code)}: code and words say different things`))
  return ok(value)
}

/** The one answer of an item; null when it is not answered. */
function answerOf({ node, path }: Placed): Result<Placed | null, BadInput> {
  const answers = node['answer']
  if (answers === undefined || (Array.isArray(answers) && answers.length === 0)) return ok(null)
  if (!Array.isArray(answers) || answers.length !== 1) return refuse(badInput(`${path}.answer`, answers, 'one answer'))
  const answer: unknown = answers[0]
  return isRecord(answer) ? ok({ node: answer, path: `${path}.answer[0]` }) : refuse(badInput(`${path}.answer[0]`, answer, 'an answer'))
}

/** The kinds of value that an item can have in FHIR. */
function kindsFor({ open, options }: InstrumentItem): readonly string[] {
  if (open === null) return ['valueCoding', 'valueInteger', 'valueDecimal', ...(options.every(({ label }) => label === 'Yes' || label === 'No') ? ['valueBoolean'] : [])]
  return 'time' in open ? ['valueTime', 'valueString'] : 'words' in open ? ['valueString'] : ['valueInteger', 'valueDecimal', 'valueString']
}

function valueOf(instrument: Instrument, item: InstrumentItem, { node, path }: Placed): Result<Answer, BadInput> {
  const values = Object.keys(node).filter((name) => name.startsWith('value'))
  const [kind] = values
  const kinds = kindsFor(item)
  if (values.length !== 1) return refuse(badInput(path, values.join(', ') || undefined, `one of ${kinds.join(', ')}`))
  if (!kinds.includes(kind!)) return refuse(badInput(`${path}.${kind}`, node[kind!], kinds.join(' or ')))
  if (kind === 'valueCoding') return codedValue(instrument, item, node[kind], `${path}.valueCoding`)
  const given = node[kind!]
  const value = kind === 'valueBoolean' && typeof given === 'boolean' ? item.options.find(({ label }) => label === (given ? 'Yes' : 'No'))?.value : given
  const answer = readAnswer(instrument, item, value)
  return answer === null ? refuse(badInput(`${path}.${kind}`, given, allowedFor(instrument, item))) : ok(answer)
}

/**
 * Scores a FHIR R4 QuestionnaireResponse. Items are found by linkId, by LOINC code as linkId, or by `item.code`; answers are coded (LOINC answer lists, or another
 * system's with a stated ordinal value), integers or decimals. Refuses, with the FHIR path: another resource, a response entered in error, an unknown
 * questionnaire, an unknown or repeated item, a wrong answer code, a value that is not one of the item's, and a stated total that is not the sum.
 */
export function scoreResponse(response: unknown): Result<Scored, BadInput> {
  const read = readResponse(response)
  return read.ok ? ok(read.value.score) : read
}

/** The score and the answers that it was made of, linkId -> value. Refuses as `scoreResponse` does. */
export function readResponse(response: unknown): Result<{ readonly score: Scored; readonly answers: Readonly<Record<string, Answer>> }, BadInput> {
  if (!isRecord(response)) return refuse(badInput('body', response, 'a QuestionnaireResponse'))
  if (response['resourceType'] !== 'QuestionnaireResponse') return refuse(badInput('resourceType', response['resourceType'], 'QuestionnaireResponse'))
  if (response['status'] !== undefined && !STATUSES.includes(response['status'] as string)) return refuse(badInput('status', response['status'], `one of ${STATUSES.join(', ')}`))
  for (const name of ['modifierExtension', 'implicitRules'])
    if (response[name] !== undefined) return refuse(badInput(name, response[name], 'none: it could change the meaning of the response'))
  const items = itemsBelow(response, '', 0)
  if (!items.ok) return items
  const instrument = identify(response, items.value)
  if (!instrument.ok) return instrument
  const values = new Map<string, Answer>()
  const places = new Map<string, string>()
  let stated: { readonly value: unknown; readonly path: string } | null = null
  for (const placed of items.value) {
    const meaning = meaningOf(instrument.value, placed)
    if (!meaning.ok) return meaning
    if (meaning.value === 'group' || meaning.value === 'tolerated') continue
    const answer = answerOf(placed)
    if (!answer.ok) return answer
    if (meaning.value === 'total') {
      if (answer.value) {
        const { node, path } = answer.value
        stated = { value: node['valueInteger'] ?? node['valueDecimal'] ?? (isRecord(node['valueQuantity']) ? node['valueQuantity']['value'] : isRecord(node['valueCoding']) ? node['valueCoding']['code'] : undefined), path }
      }
      continue
    }
    const { item } = meaning.value
    const before = places.get(item.linkId)
    if (before !== undefined) return refuse(badInput(`${placed.path}.linkId`, placed.node['linkId'], `each item once: item ${item.linkId} stands at ${before} already`))
    places.set(item.linkId, placed.path)
    if (!answer.value) continue
    const value = valueOf(instrument.value, item, answer.value)
    if (!value.ok) return value
    values.set(item.linkId, value.value)
  }
  const score = scored(instrument.value, values)
  const risk = stated ? RISK_LEVELS[String(stated.value)] : undefined
  if (stated && risk !== undefined && score.band !== null && risk !== score.band) return refuse(badInput(stated.path, stated.value, `the level of the answers, ${score.band}`))
  if (stated && score.total !== null && stated.value !== score.total) return refuse(badInput(stated.path, stated.value, `${score.total}, the sum of the items`))
  return ok({ score, answers: Object.fromEntries(values) })
}
