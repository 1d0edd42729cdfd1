// The questionnaires the clinic scores, by id. What each is stands in catalogue/; how its total comes about in formulas.ts.
import { BAI, GAD_2, GAD_7, HAM_A, LSAS, PSWQ, SPIN } from './catalogue/anxiety.ts'
import { BPIC_SS, CLINIC_SATISFACTION, ICIQ_LUTS, ISI, PSQI, Q_LES_Q_SF, SDS, TSQM, WSAS } from './catalogue/daily-life.ts'
import { MADRS, PHQ_2, PHQ_4, PHQ_9, QIDS_SR16, WHO_5 } from './catalogue/depression.ts'
import { CGI_I, CGI_S, IMPACT, PGI_C } from './catalogue/global.ts'
import { ASRM, AUDIT_C, C_SSRS_SCREENER, DAST_10, MDQ } from './catalogue/risk.ts'
import { OCI_R, PCL_5, PC_PTSD_5, Y_BOCS } from './catalogue/trauma-and-obsession.ts'
import { ALDRETE_MODIFIED, CADSS_23, CADSS_6, EBI, KSET, MEQ_30, MOAA_S, NRS_ANXIETY, NRS_MOOD, NRS_PAIN, PADSS, RASS } from './catalogue/visit.ts'
import type { Instrument, InstrumentId } from './instrument.ts'

const ALL = [
  GAD_7, PHQ_9, GAD_2, PHQ_2, PHQ_4, PSWQ, IMPACT, BAI, HAM_A, LSAS, SPIN, PCL_5, PC_PTSD_5, OCI_R, Y_BOCS, QIDS_SR16, MADRS, C_SSRS_SCREENER, ISI, PSQI, WSAS, Q_LES_Q_SF, SDS, WHO_5, AUDIT_C, DAST_10, ASRM, MDQ,
  CADSS_23, CADSS_6, MEQ_30, EBI, KSET, MOAA_S, RASS, ALDRETE_MODIFIED, PADSS, BPIC_SS, ICIQ_LUTS, CGI_S, CGI_I, PGI_C, NRS_MOOD, NRS_ANXIETY, NRS_PAIN, TSQM, CLINIC_SATISFACTION,
]
export { GAD_7, PHQ_9 }
export const INSTRUMENTS = Object.fromEntries(ALL.map((instrument) => [instrument.id, instrument])) as Readonly<Record<InstrumentId, Instrument>>
export const isInstrumentId = (id: unknown): id is InstrumentId => typeof id === 'string' && Object.hasOwn(INSTRUMENTS, id)

/** What a form may ask a patient: every item has words that may be shown, and answers to choose from. */
export const mayBeAsked = (instrument: Instrument): boolean => instrument.by === 'patient' && instrument.items.length > 0 && instrument.items.every((one) => one.text !== null && one.open === null)
/** What can be entered item by item, from the licensed form where its words may not be shown. */
export const mayBeEntered = (instrument: Instrument): boolean => instrument.items.length > 0

/** The band of a total, by the instrument's scheme; null for a total outside its range or between two bands (a mean or a per cent can be). */
export const bandOf = (instrument: Instrument, total: number): string | null =>
  instrument.bands?.of.find((band) => total >= band.min && total <= band.max)?.label ?? null
