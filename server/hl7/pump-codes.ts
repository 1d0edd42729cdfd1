// The terms of infusion pumps (IEEE 11073-10101) and the LOINC codes of the same things. Sources: docs/sources.md#mdc.

/** What a row of a pump says. `delivered-bag`, `delivered-segment`: counted since the container was hung, or since the last program was begun. */
export type PumpPart = 'rate' | 'delivered' | 'delivered-bag' | 'delivered-segment' | 'remaining' | 'programmed' | 'concentration' | 'dose-rate' | 'drug' | 'status' | 'mode' | 'reason' | 'device'
export type PumpTerm = { readonly part: PumpPart; readonly mdc: string | null; readonly loinc: string | null }

const TERMS: readonly (readonly [mdc: string, refid: string, part: PumpPart, loinc: string | null])[] = [
  ['157784', 'FLOW_FLUID_PUMP', 'rate', null], ['158014', 'FLOW_FLUID_PUMP_CURRENT', 'rate', null], ['157864', 'VOL_FLUID_DELIV', 'delivered', null], ['157872', 'VOL_FLUID_TBI_REMAIN', 'remaining', '76311-0'],
  ['157884', 'VOL_FLUID_TBI', 'programmed', '76310-2'], ['157760', 'CONC_DRUG', 'concentration', null], ['157924', 'RATE_DOSE', 'dose-rate', null], ['184330', 'DRUG_NAME_TYPE', 'drug', null],
  ['184508', 'PUMP_STAT', 'status', '76319-3'], ['184504', 'PUMP_MODE', 'mode', '76329-2'], ['184519', 'PUMP_INFUSING_STATUS', 'status', null], ['158005', 'PUMP_CURRENT_DELIVERY_STATUS', 'status', null],
  ['158006', 'PUMP_NOT_DELIVERING_REASON', 'reason', '76332-6'], ['69985', 'DEV_PUMP_INFUS_MDS', 'device', null], ['69986', 'DEV_PUMP_INFUS_VMD', 'device', null], ['70053', 'DEV_PUMP_INFUS_SYRINGE_MDS', 'device', null],
  ['70054', 'DEV_PUMP_INFUS_SYRINGE_VMD', 'device', null], ['126978', 'DEV_PUMP_INFUS_CHAN_DELIVERY', 'device', null], ['126977', 'DEV_PUMP_INFUS_CHAN_SOURCE', 'device', null], ['70067', 'DEV_PUMP_DELIVERY_INFO', 'device', null],
]
const BY_CODE = new Map(TERMS.map((term) => [term[0], term]))
const BY_REFID = new Map(TERMS.map((term) => [term[1], term]))
const LOINC: Readonly<Record<string, PumpPart>> = {
  '76302-9': 'delivered-segment', '76303-7': 'delivered-bag', '76304-5': 'delivered', '76310-2': 'programmed', '76311-0': 'remaining', '76319-3': 'status', '76329-2': 'mode', '76330-0': 'mode', '76332-6': 'reason',
}
/** Of a label that is no reference id, what it must not be about when its code is this part. */
const SAYS: readonly (readonly [RegExp, readonly PumpPart[]])[] = [
  [/remain|left/i, ['remaining']], [/vol/i, ['delivered', 'delivered-bag', 'delivered-segment', 'programmed']], [/deliver|infused|given|total/i, ['delivered', 'delivered-bag', 'delivered-segment', 'status', 'rate', 'device']], [/\brate\b|flow/i, ['rate', 'dose-rate']], [/drug|medication/i, ['drug', 'concentration', 'dose-rate']], [/conc/i, ['concentration']],
]

/** What a code and its label mean of a pump; null when neither is a pump's, `disagree` when they name different things. `isMdc`: the coding system, or the label's form, says IEEE 11073. */
export function pumpTermOf(code: string, label: string, isMdc: boolean): PumpTerm | 'disagree' | null {
  const loincPart = LOINC[code]
  if (loincPart !== undefined) {
    const said = SAYS.find(([words]) => words.test(label))
    if (said && !said[1].includes(loincPart)) return 'disagree'
    return { part: loincPart, mdc: TERMS.find(([, , , loinc]) => loinc === code)?.[0] ?? null, loinc: code }
  }
  const refid = label.toUpperCase().replace(/^MDC_/, '')
  const [byCode, byRefid] = [isMdc ? BY_CODE.get(code) : undefined, isMdc ? BY_REFID.get(refid) : undefined]
  const named = isMdc && byCode === undefined ? BY_REFID.get(code.toUpperCase().replace(/^MDC_/, '')) : undefined
  const term = byCode ?? named
  if (term === undefined) return byRefid === undefined ? null : 'disagree'
  if (byRefid !== undefined && byRefid[2] !== term[2]) return 'disagree'
  if (byRefid === undefined && label !== '' && refid !== term[1]) {
    if (/^MDC_/i.test(label)) return 'disagree'
    const said = SAYS.find(([words]) => words.test(label))
    if (said && !said[1].includes(term[2])) return 'disagree'
  }
  return { part: term[2], mdc: term[0], loinc: term[3] }
}
