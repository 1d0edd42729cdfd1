// What a unit means, in UCUM. A unit that is not in these tables makes a number not numeric: it is not stored as a value.

/** MDC dimension codes (IEEE 11073-10101, partition 4: 262144 + term) and their UCUM form. Sources: docs/sources.md#mdc. */
const MDC_UNITS: Readonly<Record<string, readonly [refid: string, ucum: string]>> = {
  262656: ['DIMLESS', '1'], 262688: ['PERCENT', '%'], 263441: ['CENTI_M', 'cm'], 263442: ['MILLI_M', 'mm'], 263424: ['X_M', 'm'], 263744: ['X_L', 'L'], 263762: ['MILLI_L', 'mL'], 263763: ['MICRO_L', 'uL'],
  263872: ['X_G', 'g'], 263875: ['KILO_G', 'kg'], 263890: ['MILLI_G', 'mg'], 263891: ['MICRO_G', 'ug'], 264306: ['MILLI_G_PER_ML', 'mg/mL'], 264320: ['SEC', 's'], 264338: ['MILLI_SEC', 'ms'],
  264352: ['MIN', 'min'], 264384: ['HR', 'h'], 264672: ['PER_MIN', '/min'], 264640: ['HZ', 'Hz'], 264864: ['BEAT_PER_MIN', '/min'], 264896: ['PULS_PER_MIN', '/min'], 264928: ['RESP_PER_MIN', '/min'],
  265216: ['L_PER_MIN', 'L/min'], 265234: ['MILLI_L_PER_MIN', 'mL/min'], 265248: ['L_PER_HR', 'L/h'], 265266: ['MILLI_L_PER_HR', 'mL/h'], 265619: ['MICRO_G_PER_KG_PER_MIN', 'ug/kg/min'], 265986: ['HECTO_PASCAL', 'hPa'],
  265987: ['KILO_PASCAL', 'kPa'], 266016: ['MMHG', 'mm[Hg]'], 266048: ['CM_H2O', 'cm[H2O]'], 266418: ['MILLI_VOLT', 'mV'], 266560: ['FAHR', '[degF]'], 268192: ['DEGC', 'Cel'],
}
/** Other spellings of a refid that devices send beside the same code. */
const ALSO: Readonly<Record<string, string>> = { X_SEC: 'SEC', X_L_PER_MIN: 'L_PER_MIN', X_L_PER_HR: 'L_PER_HR', X_BEAT_PER_MIN: 'BEAT_PER_MIN', BEATS_PER_MIN: 'BEAT_PER_MIN', BREATHS_PER_MIN: 'RESP_PER_MIN', X_PERCENT: 'PERCENT', X_MMHG: 'MMHG', MILLI_M_HG: 'MMHG', FAHRENHEIT: 'FAHR', DEGF: 'FAHR', CELSIUS: 'DEGC', X_HZ: 'HZ', X_MIN: 'MIN', X_HR: 'HR', CENTI_METER: 'CENTI_M', DEG_C: 'DEGC', MM_HG: 'MMHG', KPA: 'KILO_PASCAL', MILLI_G_PER_MILLI_L: 'MILLI_G_PER_ML' }
const BY_REFID = new Map(Object.values(MDC_UNITS).map(([refid, ucum]) => [refid, ucum]))

const TEXT_UNITS: Readonly<Record<string, string>> = {
  'mmhg': 'mm[Hg]', 'mm hg': 'mm[Hg]', 'mm[hg]': 'mm[Hg]', 'mm(hg)': 'mm[Hg]', 'mm_hg': 'mm[Hg]', 'mm-hg': 'mm[Hg]', 'millimeter of mercury': 'mm[Hg]', 'millimeters of mercury': 'mm[Hg]', 'millimetre of mercury': 'mm[Hg]', 'millimetres of mercury': 'mm[Hg]', 'kpa': 'kPa', 'kpal': 'kPa', 'kilopascal': 'kPa', 'kilopascals': 'kPa', 'hpa': 'hPa', 'cmh2o': 'cm[H2O]', 'cm[h2o]': 'cm[H2O]', '%': '%', 'percent': '%', 'pct': '%', '%o2': '%', '%{vol}': '%{vol}', '%(vol)': '%{vol}', 'vol%': '%{vol}', 'vol %': '%{vol}', '%vol': '%{vol}', 'volume percent': '%{vol}',
  'bpm': '/min', '/min': '/min', '1/min': '/min', 'min-1': '/min', 'beats/min': '/min', '{beats}/min': '/min', '{beat}/min': '/min', 'beat/min': '/min', 'rpm': '/min', 'brpm': '/min', 'resp/min': '/min',
  'breaths/min': '/min', '{breaths}/min': '/min', '{resp}/min': '/min', '{breath}/min': '/min', 'p/min': '/min', 'per minute': '/min', 'per_min': '/min', '/minute': '/min', 'b/min': '/min', 'br/min': '/min', 'puls/min': '/min', 'pulses/min': '/min', 'beats per minute': '/min', 'beat per minute': '/min', 'breaths per minute': '/min', 'breath per minute': '/min', 'breath/min': '/min', '[h.b.]/min': '/min',
  'cel': 'Cel', 'degc': 'Cel', 'deg c': 'Cel', '°c': 'Cel', '℃': 'Cel', 'c': 'Cel', 'celsius': 'Cel', 'degree celsius': 'Cel', 'degrees celsius': 'Cel', 'degrees c': 'Cel', 'k': 'K', 'kelvin': 'K', '[degf]': '[degF]', 'f': '[degF]', 'fahrenheit': '[degF]', 'degree fahrenheit': '[degF]', 'degrees fahrenheit': '[degF]', 'degrees f': '[degF]', '°f.': '[degF]', 'degf': '[degF]', 'deg f': '[degF]', '°f': '[degF]', '℉': '[degF]',
  'kg': 'kg', 'g': 'g', 'mg': 'mg', 'ug': 'ug', 'cm': 'cm', 'mm': 'mm', 'ml': 'mL', 'l': 'L', 'ml/h': 'mL/h', 'ml/hr': 'mL/h', 'ml/hour': 'mL/h', 'l/h': 'L/h', 'ul': 'uL', 'mcg': 'ug', 'µg': 'ug', 'μg': 'ug', 'mg/h': 'mg/h', 'mg/hr': 'mg/h', 'mg/min': 'mg/min', 'mg/kg/h': 'mg/kg/h', 'mg/kg/hr': 'mg/kg/h', 'mcg/kg/min': 'ug/kg/min', 'ug/ml': 'ug/mL', 'mcg/ml': 'ug/mL', 'g/l': 'g/L', 'ml/min': 'mL/min', 'l/min': 'L/min', 'mg/ml': 'mg/mL', 'ug/kg/min': 'ug/kg/min',
  's': 's', 'sec': 's', 'ms': 'ms', 'min': 'min', 'h': 'h', 'hr': 'h', 'mv': 'mV', 'hz': 'Hz', '1': '1',
}
const refidOf = (text: string): string => text.toUpperCase().replace(/^(?:MDC|NOM)_DIM_/, '')
/** A unit in words or UCUM; an annotation such as `{beats}` changes nothing. */
const inWords = (text: string): string | undefined => {
  const small = text.toLowerCase().trim()
  return TEXT_UNITS[small] ?? TEXT_UNITS[small.replace(/\{[^}]*\}/g, '')]
}
/** Philips' `PPPP-TTTT` in hexadecimal: partition and term of the same nomenclature. */
const MDIL = /^([0-9a-f]{4})-([0-9a-f]{4})$/i

function tripleUnit(sentCode: string, text: string, system: string): string | null {
  const hex = MDIL.exec(sentCode)
  const code = hex ? String(parseInt(hex[1]!, 16) * 65_536 + parseInt(hex[2]!, 16)) : sentCode
  const byCode = MDC_UNITS[code]
  if (byCode) {
    if (text === '') return byCode[1]
    const refid = refidOf(text)
    const named = BY_REFID.get(ALSO[refid] ?? refid) ?? inWords(text)
    return named === byCode[1] ? byCode[1] : null
  }
  if (/^\d{2,}$/.test(code)) return null
  const refid = refidOf(code)
  const meant = (refid !== code.toUpperCase() || /MDC/i.test(system) ? BY_REFID.get(ALSO[refid] ?? refid) : undefined) ?? inWords(code)
  const said = text === '' ? undefined : BY_REFID.get(ALSO[refidOf(text)] ?? refidOf(text)) ?? inWords(text)
  if (code === '') return said ?? null
  return meant === undefined || (said !== undefined && said !== meant) ? null : meant
}

/** The unit of OBX-6 in UCUM, from its components (code, text, system, and an alternate triple). Null when unknown, or when code and text name different units. */
export function ucumOf(parts: readonly string[]): string | null {
  const [code = '', text = '', system = '', otherCode = '', otherText = '', otherSystem = ''] = parts
  const first = tripleUnit(code, text, system)
  if (otherCode === '' && otherText === '') return first
  const other = tripleUnit(otherCode, otherText, otherSystem)
  // A code and text that contradict each other are not rescued by the alternate.
  if (first === null) return MDC_UNITS[code] || inWords(code) !== undefined ? null : other
  return other !== null && other !== first ? null : first
}

/** Kilopascals in one millimetre of mercury: 13.5951 times 9.80665 Pa, exactly. */
const KPA_PER_MMHG = 0.133322387415
/** Twelve digits: more than any sensor, fewer than the noise of binary fractions. */
const clean = (x: number): number => Number(x.toPrecision(12))

/** `value` in `from` as a value in `to` (both UCUM); null when that is another quantity. */
export function convert(value: number, from: string, to: string): number | null {
  if (from === to) return value
  if (from === 'kPa' && to === 'mm[Hg]') return clean(value / KPA_PER_MMHG)
  if (from === 'hPa' && to === 'mm[Hg]') return clean(value / KPA_PER_MMHG / 10)
  if (from === '[degF]' && to === 'Cel') return clean(((value - 32) * 5) / 9)
  if (from === 'K' && to === 'Cel') return clean(value - 273.15)
  if (from === 'mL/min' && to === 'mL/h') return clean(value * 60)
  if ((from === 'L/h' && to === 'mL/h') || (from === 'L' && to === 'mL')) return clean(value * 1000)
  if (from === 'uL' && to === 'mL') return clean(value / 1000)
  return null
}
