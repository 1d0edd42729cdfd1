// Which instrument a FHIR response answers: by its address, by the panel's code, or by the codes of its items. Near misses are refused, never taken for the nearest.
import { badInput, ok, refuse, type BadInput, type Result } from '../shared/index.ts'
import { INSTRUMENTS } from './instruments.ts'
import type { Instrument, InstrumentItem } from './instrument.ts'

export type Json = Record<string, unknown>
export type Placed = { readonly node: Json; readonly path: string }
export const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

export const LOINC = 'http://loinc.org'
/** The sample of the FHIR R4 specification has eight symptom items and no item about self-harm: it is not a PHQ-9. */
const NOT_PHQ_9 = 'http://hl7.org/fhir/questionnaire/phq-9-questionnaire'
/** Forms with another window or another rater under a name that begins like one of ours. */
const NOT_OURS = /pswq[-_]?pw|pcl[-_]?5[-_]?(past[-_]?)?week|madrs[-_]?24|qids[-_]?c|phq[-_]?9[-_]?(a|adolescent|modified)(?![a-z0-9])|gad[-_]?7[-_]?adolescent|pcl[-_]?c/
/** What an instrument is also called in addresses. */
const ALSO_CALLED: Readonly<Partial<Record<Instrument['id'], readonly string[]>>> = { 'c-ssrs-screener': ['c-ssrs'], 'qids-sr16': ['qids-sr', 'qids-sr-16'], 'aldrete-modified': ['aldrete'], 'lsas': ['lsas-sr', 'lsas-ca'], 'asrm': ['altman'] }
const all = Object.values(INSTRUMENTS).filter(({ items }) => items.length > 0)

/** The LOINC code at the end of a linkId: `44250-9`, `/44250-9`, `/44249-1/44250-9`. */
export const loincIn = (linkId: string): string | null => /(?:^|[^0-9])(\d{1,7}-\d)$/.exec(linkId)?.[1] ?? null
/** The code of an item in the clinic's own code system. */
export const ownCode = (instrument: Instrument, item: InstrumentItem): string => `${instrument.id}.${item.linkId}`

/** The codes of an item of the response: LOINC's, and any of a form `<instrument>.<linkId>`. */
export const codesOf = (node: Json): string[] =>
  (Array.isArray(node['code']) ? node['code'] : isRecord(node['code']) ? [node['code']] : [])
    .flatMap((coding) => (isRecord(coding) && typeof coding['code'] === 'string' && (coding['system'] === undefined || coding['system'] === LOINC || coding['code'].includes('.')) ? [coding['code']] : []))
const codesAt = ({ node }: Placed): string[] => {
  const linkId = typeof node['linkId'] === 'string' ? node['linkId'] : ''
  return [...codesOf(node), ...(loincIn(linkId) === null ? [] : [loincIn(linkId)!]), ...(linkId.includes('.') ? [linkId] : [])]
}

type Named = { readonly instrument: Instrument; readonly from: number; readonly to: number }
/** The instruments that a text names, the longest name where one holds another. */
function namedIn(text: string): Instrument[] {
  const found = all.flatMap((instrument): Named[] => [instrument.id, ...(ALSO_CALLED[instrument.id] ?? [])].flatMap((name) => {
    const hit = new RegExp(`(^|[^a-z0-9])(${name.replaceAll('-', '[-_]?')})(?![a-z0-9])`).exec(text)
    return hit ? [{ instrument, from: hit.index + hit[1]!.length, to: hit.index + hit[0].length }] : []
  }))
  return [...new Set(found.filter((one) => !found.some((other) => other.instrument !== one.instrument && other.from <= one.from && other.to >= one.to && other.to - other.from > one.to - one.from)).map(({ instrument }) => instrument))]
}
/** Panel and total are often taken for one another in addresses: either names the instrument. */
const coded = (text: string): Instrument[] => all.filter(({ loinc }) => [loinc.panel, loinc.total].some((code) => code !== null && text.includes(code)))

/** The instruments that the codes of the items fit best: one whose codes are all also of another, with more of them there, is left out. */
function fitting(items: readonly Placed[]): Instrument[] {
  const codes = new Set(items.flatMap(codesAt))
  const fits = all.map((instrument) => ({ instrument, hits: new Set(instrument.items.filter((item) => item.scored).flatMap((item) => [item.loinc, ownCode(instrument, item)]).filter((code): code is string => code !== null && codes.has(code))) })).filter(({ hits }) => hits.size > 0)
  return fits.filter((one) => !fits.some((other) => other !== one && other.hits.size > one.hits.size && [...one.hits].every((code) => other.hits.has(code)))).map(({ instrument }) => instrument)
}

/** Refuses, with the FHIR path, an unknown form, one that looks like one of ours and is not, and more than one. */
export function identify(response: Json, items: readonly Placed[]): Result<Instrument, BadInput> {
  const known = all.map(({ id }) => id).join(', ')
  const address = response['questionnaire']
  if (address !== undefined && typeof address !== 'string') return refuse(badInput('questionnaire', address, `the address of ${known}`))
  const canonical = address?.split('|')[0]!.toLowerCase() ?? ''
  if (canonical.split('#')[0] === NOT_PHQ_9) return refuse(badInput('questionnaire', address, 'a PHQ-9 with all nine items: this sample leaves out the one about self-harm'))
  const last = canonical.slice(canonical.lastIndexOf('/') + 1)
  if (NOT_OURS.test(last)) return refuse(badInput('questionnaire', address, `${known}: this is a form with another window or for other people`))
  const named = [...new Set([...namedIn(last), ...coded(canonical)])]
  const panels = items.flatMap((placed) => all.filter(({ loinc }) => loinc.panel !== null && codesAt(placed).includes(loinc.panel)).map((instrument) => ({ instrument, path: placed.path })))
  if (named.length > 1) return refuse(badInput('questionnaire', address, `one of ${known}`))
  const first = named[0] ?? panels[0]?.instrument
  const other = panels.find(({ instrument }) => instrument !== first)
  if (other) return refuse(badInput(`${other.path}.linkId`, other.instrument.loinc.panel, `items of one instrument, here ${first!.id}`))
  if (first) return ok(first)
  if (address === undefined) {
    const fits = fitting(items)
    if (fits.length === 1) return ok(fits[0]!)
    if (fits.length > 1) return refuse(badInput('questionnaire', address, `the address of one of ${fits.map(({ id }) => id).join(', ')}: the items fit each of them`))
  }
  return refuse(badInput('questionnaire', address, `the address of ${known}, or the LOINC code of a panel`))
}
