// What a monitor's code means to us. Code and label must say the same thing: 150456 (oxygen saturation) labelled as carbon dioxide is neither.
import type { VitalName } from '@chairside/core/session'
import { pumpTermOf, type PumpPart } from './pump-codes.ts'

export type Meaning = { readonly vital: VitalName; readonly mdc: string; readonly loinc: string; readonly unit: string }
/** `other`: something we have no sign for. `disagree`: code and label contradict each other, or one of them cannot vouch for the other. */
export type Identified = { readonly kind: 'vital'; readonly meaning: Meaning } | { readonly kind: 'other'; readonly mdc: string | null; readonly loinc: string | null; readonly pump?: PumpPart } | { readonly kind: 'disagree'; readonly why: string }

const LOINC_OF: Readonly<Record<VitalName, string>> = {
  sbp_mmHg: '8480-6', dbp_mmHg: '8462-4', map_mmHg: '8478-0', pulse_per_min: '8867-4', spo2_pct: '59408-5', rr_per_min: '9279-1', etco2_mmHg: '19891-1', temp_Cel: '8310-5',
}
export const UNIT_OF: Readonly<Record<VitalName, string>> = {
  sbp_mmHg: 'mm[Hg]', dbp_mmHg: 'mm[Hg]', map_mmHg: 'mm[Hg]', pulse_per_min: '/min', spo2_pct: '%', rr_per_min: '/min', etco2_mmHg: 'mm[Hg]', temp_Cel: 'Cel',
}
/** End-tidal carbon dioxide as a fraction of the gas: another quantity than its pressure, with a LOINC code of its own. */
export const ETCO2_FRACTION_LOINC = '19889-5'

/** IEEE 11073-10101 terms of our signs: code = 2 * 65536 + term. Sources: docs/sources.md#mdc. */
const TERMS: readonly (readonly [code: string, refids: readonly string[], vital: VitalName])[] = [
  ['150021', ['PRESS_BLD_NONINV_SYS'], 'sbp_mmHg'], ['150022', ['PRESS_BLD_NONINV_DIA'], 'dbp_mmHg'], ['150023', ['PRESS_BLD_NONINV_MEAN'], 'map_mmHg'],
  ['150017', ['PRESS_BLD_SYS'], 'sbp_mmHg'], ['150018', ['PRESS_BLD_DIA'], 'dbp_mmHg'], ['150019', ['PRESS_BLD_MEAN'], 'map_mmHg'],
  ['150301', ['PRESS_CUFF_SYS'], 'sbp_mmHg'], ['150302', ['PRESS_CUFF_DIA'], 'dbp_mmHg'], ['150303', ['PRESS_CUFF_MEAN'], 'map_mmHg'],
  ['147842', ['ECG_HEART_RATE', 'ECG_CARD_BEAT_RATE', 'ECG_BEAT_RATE'], 'pulse_per_min'], ['149514', ['PULS_RATE'], 'pulse_per_min'], ['149522', ['BLD_PULS_RATE_INV'], 'pulse_per_min'],
  ['149530', ['PULS_OXIM_PULS_RATE'], 'pulse_per_min'], ['149538', ['PLETH_PULS_RATE'], 'pulse_per_min'], ['192741', ['PRESS_BLD_NONINV_PULS_RATE'], 'pulse_per_min'], ['149546', ['PULS_RATE_NON_INV', 'PULS_RATE_NONINV'], 'pulse_per_min'],
  ['150456', ['PULS_OXIM_SAT_O2'], 'spo2_pct'],
  ['151562', ['RESP_RATE'], 'rr_per_min'], ['151570', ['AWAY_RESP_RATE'], 'rr_per_min'], ['151578', ['TTHOR_RESP_RATE'], 'rr_per_min'], ['151594', ['CO2_RESP_RATE'], 'rr_per_min'], ['151586', ['VENT_RESP_RATE'], 'rr_per_min'],
  ['151708', ['CONC_AWAY_CO2_ET'], 'etco2_mmHg'], ['151728', ['AWAY_CO2_ET'], 'etco2_mmHg'],
  ['150344', ['TEMP'], 'temp_Cel'], ['150364', ['TEMP_BODY'], 'temp_Cel'],
  ['150392', ['TEMP_TYMP'], 'temp_Cel'], ['188420', ['TEMP_RECT'], 'temp_Cel'], ['188424', ['TEMP_ORAL'], 'temp_Cel'], ['188496', ['TEMP_AXILLA'], 'temp_Cel'],
]
/** Terms that are no sign of ours and have a LOINC code. */
const OTHER_LOINC: ReadonlyMap<string, string> = new Map([['188736', '29463-7'], ['188740', '8302-2']])
const BY_CODE = new Map(TERMS.map(([code, , vital]) => [code, vital]))
const BY_REFID = new Map(TERMS.flatMap(([code, refids, vital]) => refids.map((refid) => [refid, { code, vital }] as const)))

/** Codes that are no term of the standard, seen in captures of one maker with this label and a fitting value. Label and unit vouch for them. */
const VARIANTS: ReadonlyMap<string, string> = new Map([['150457', 'PULS_OXIM_PULS_RATE']])

const LOINC: Readonly<Record<string, VitalName>> = {
  '8480-6': 'sbp_mmHg', '8462-4': 'dbp_mmHg', '8478-0': 'map_mmHg', '8867-4': 'pulse_per_min', '8889-8': 'pulse_per_min', '59408-5': 'spo2_pct', '2708-6': 'spo2_pct', '9279-1': 'rr_per_min', '19891-1': 'etco2_mmHg', '8310-5': 'temp_Cel',
}

/** The signs as people call them. */
const PLAIN: Readonly<Record<VitalName, string>> = {
  sbp_mmHg: 'systolic pressure', dbp_mmHg: 'diastolic pressure', map_mmHg: 'mean pressure', pulse_per_min: 'pulse', spo2_pct: 'SpO2', rr_per_min: 'breathing rate', etco2_mmHg: 'end-tidal CO2', temp_Cel: 'temperature',
}

/** Something about a sign that is not the sign: its limit, its quality, its difference between two places, its inspired part, a central line. */
const QUALIFIED = /DIFF|QUAL|PERF|INDEX|LIMIT|ALARM|ALERT|SETT|CONFIG|INSP|IMIN|FICO2|_MIN$|_MAX$|TREND|VARIAB|PUMP|(?<!NON)INV_|_ART|ART_|CENTRAL|_CENT|PULM|_VEN|LENGTH|TIME|COUNT|STAT|DUR|DEV_/
const WORDS: readonly (readonly [RegExp, VitalName])[] = [
  [/(?:PULSE?|HEART|BEAT)[ _-]*RATE|^PR ?\(?SPO2|SPO2[ _-]?(?:PR|R)$/, 'pulse_per_min'], [/SPO2|SAT_?O2|O2_?SAT|OXIM_SAT|OXYGEN SAT|SAO2|PULSE OX/, 'spo2_pct'], [/RESP|BREATH|^RR$|AWRR|^BR$/, 'rr_per_min'], [/CO2/, 'etco2_mmHg'],
  [/SYS|^SBP$|^N(?:I)?BP[ _-]?S$/, 'sbp_mmHg'], [/DIA|^DBP$|^N(?:I)?BP[ _-]?D$/, 'dbp_mmHg'], [/^N(?:I)?BP[ _-]?M$|PRESS.*MEAN|MEAN.*PRESS|BP.*MEAN|MEAN.*BP|MEAN ART|^MAP$/, 'map_mmHg'],
  [/PULS|HEART|BEAT|^HR$|^PR$/, 'pulse_per_min'], [/TEMP/, 'temp_Cel'],
]

/** What a label is about: one of our signs, `other`, or null when nothing in it says. */
function signOfLabel(label: string): VitalName | 'other' | null {
  const refid = refidOf(label)
  const exact = BY_REFID.get(refid)
  if (exact) return exact.vital
  if (QUALIFIED.test(refid)) return 'other'
  return WORDS.find(([pattern]) => pattern.test(refid))?.[1] ?? null
}

const isLoinc = (code: string): boolean => /^\d{1,7}-\d$/.test(code)
const meaning = (vital: VitalName, mdc: string): Meaning => ({ vital, mdc, loinc: LOINC_OF[vital], unit: UNIT_OF[vital] })
/** The term that says the same as a LOINC code: 8889-8 is the pulse by oximetry, 8867-4 the heart rate. */
const termOfLoinc = (loinc: string, vital: VitalName): string => ({ '8867-4': '147842', '8889-8': '149530', '19891-1': '151708', '8310-5': '150364' })[loinc] ?? TERMS.find(([, , v]) => v === vital)![0]

const refidOf = (label: string): string => label.toUpperCase().replace(/^(?:MDC|NOM)_/, '')
/** Philips' `PPPP-TTTT` in hexadecimal: partition and term of the same nomenclature. */
const MDIL = /^([0-9a-f]{4})-([0-9a-f]{4})$/i

function identifyTriple(sentCode: string, sentLabel: string, system: string): Identified {
  const hex = MDIL.exec(sentCode)
  const isRefid = /^(?:MDC|NOM)_[A-Z0-9_]+$/i.test(sentCode)
  // A reference id where the number belongs is the number's own name.
  const code = hex ? String(parseInt(hex[1]!, 16) * 65_536 + parseInt(hex[2]!, 16)) : isRefid ? (BY_REFID.get(refidOf(sentCode))?.code ?? sentCode) : sentCode
  const label = isRefid && sentLabel === '' ? sentCode : sentLabel
  const isMdc = /MDC|11073/i.test(system) || /^MDC_/i.test(label) || hex !== null || isRefid
  const pump = pumpTermOf(code, label, isMdc)
  if (pump === 'disagree') return { kind: 'disagree', why: `code ${code || '(none)'} and label "${label}" are different things of a pump` }
  if (pump !== null) return { kind: 'other', mdc: pump.mdc, loinc: pump.loinc, pump: pump.part }
  const loincSign = LOINC[code]
  if (/^(?:LN|LOINC)$/i.test(system) || (/^\d{1,7}-\d$/.test(code) && !/MDC/i.test(system))) {
    if (loincSign === undefined) return { kind: 'other', mdc: null, loinc: /^\d{1,7}-\d$/.test(code) ? code : null }
    const said = signOfLabel(label)
    return said === null || said === loincSign ? { kind: 'vital', meaning: { ...meaning(loincSign, termOfLoinc(code, loincSign)), loinc: code } } : { kind: 'disagree', why: `code ${code} is ${PLAIN[loincSign]}, label "${label}" is not` }
  }
  const byCode = BY_CODE.get(code)
  const said = signOfLabel(label)
  const exact = BY_REFID.get(refidOf(label))
  if (byCode !== undefined) {
    // Without a coding system and without a label a number is only a number.
    if (!isMdc && said !== byCode) return label === '' ? { kind: 'other', mdc: null, loinc: null } : { kind: 'disagree', why: `code ${code} is ${PLAIN[byCode]}, label "${label}" of ${system || 'no coding system'} does not say so` }
    if (label === '' || said === byCode) return { kind: 'vital', meaning: meaning(byCode, exact?.code ?? code) }
    return { kind: 'disagree', why: said === null ? `label "${label}" does not say what code ${code} means` : `code ${code} is ${PLAIN[byCode]}, label "${label}" is ${said === 'other' ? 'something else' : PLAIN[said]}` }
  }
  if (isMdc && exact !== undefined) {
    if (VARIANTS.get(code) === refidOf(label)) return { kind: 'vital', meaning: meaning(exact.vital, exact.code) }
    return { kind: 'disagree', why: `label "${label}" belongs to code ${exact.code}, not to ${code || 'no code'}` }
  }
  return { kind: 'other', mdc: isMdc && /^[1-9]\d{3,8}$/.test(code) ? code : null, loinc: (isMdc ? OTHER_LOINC.get(code) : undefined) ?? null }
}

/** What OBX-3 means, from its components (code, label, system, and an alternate triple). `mdc` is the standard's code for what was sent, which for a maker's variant is not the code that was sent. */
export function identify(parts: readonly string[]): Identified {
  const [code = '', label = '', system = '', otherCode = '', otherLabel = '', otherSystem = ''] = parts
  const first = identifyTriple(code, label, system)
  if (otherCode === '' || first.kind === 'disagree') return first
  const other = identifyTriple(otherCode, otherLabel, otherSystem)
  if (other.kind === 'disagree') return other
  if (first.kind === 'vital' && other.kind === 'vital') {
    if (first.meaning.vital !== other.meaning.vital) return { kind: 'disagree', why: `code ${code} is ${PLAIN[first.meaning.vital]}, its alternate ${otherCode} is ${PLAIN[other.meaning.vital]}` }
    // Each triple speaks for its own system: the term of one, the LOINC code of the other.
    const [mdc, loinc] = isLoinc(code) ? [other.meaning.mdc, first.meaning.loinc] : isLoinc(otherCode) ? [first.meaning.mdc, other.meaning.loinc] : [first.meaning.mdc, first.meaning.loinc]
    return { kind: 'vital', meaning: { ...first.meaning, mdc, loinc } }
  }
  if (first.kind === 'other' && other.kind === 'other') {
    if (first.pump !== undefined && other.pump !== undefined && first.pump !== other.pump && !(first.pump.startsWith('delivered') && other.pump.startsWith('delivered'))) return { kind: 'disagree', why: `code ${code} and its alternate ${otherCode} are different things of a pump` }
    const pump = [first, other].map((one) => one.pump).find((part) => part?.startsWith('delivered-')) ?? first.pump ?? other.pump
    return { kind: 'other', mdc: first.mdc ?? other.mdc, loinc: first.loinc ?? other.loinc, ...(pump === undefined ? {} : { pump }) }
  }
  // A maker's own code says nothing to us, but its label may contradict what its alternate means.
  const [known, makers] = first.kind === 'vital' ? [first, otherLabel] : [other, label]
  const said = known.kind === 'vital' ? signOfLabel(makers) : null
  if (known.kind === 'vital' && said !== null && said !== known.meaning.vital) return { kind: 'disagree', why: `one label says "${makers}", the other code is ${PLAIN[known.meaning.vital]}` }
  return known
}
