// HL7 v2 messages that we write: acknowledgements, and PCD-01 observations as a monitor sends them (replay, simulation).
import type { VitalName } from '@chairside/core/session'
import { hl7Time } from './device-time.ts'
import { components, escapeText, fieldOf, parseMessage } from './message.ts'
import type { Acknowledgement } from './read.ts'

const ROWS: Readonly<Record<VitalName, readonly [obx3: string, subId: string, unit: string]>> = {
  spo2_pct: ['150456^MDC_PULS_OXIM_SAT_O2^MDC', '1.1.1.1', '262688^MDC_DIM_PERCENT^MDC'], pulse_per_min: ['149530^MDC_PULS_OXIM_PULS_RATE^MDC', '1.1.1.2', '264864^MDC_DIM_BEAT_PER_MIN^MDC'],
  rr_per_min: ['151594^MDC_CO2_RESP_RATE^MDC', '1.2.1.1', '264928^MDC_DIM_RESP_PER_MIN^MDC'], etco2_mmHg: ['151708^MDC_CONC_AWAY_CO2_ET^MDC', '1.2.1.2', '266016^MDC_DIM_MMHG^MDC'],
  sbp_mmHg: ['150021^MDC_PRESS_BLD_NONINV_SYS^MDC', '1.3.1.1', '266016^MDC_DIM_MMHG^MDC'], dbp_mmHg: ['150022^MDC_PRESS_BLD_NONINV_DIA^MDC', '1.3.1.2', '266016^MDC_DIM_MMHG^MDC'],
  map_mmHg: ['150023^MDC_PRESS_BLD_NONINV_MEAN^MDC', '1.3.1.3', '266016^MDC_DIM_MMHG^MDC'], temp_Cel: ['150364^MDC_TEMP_BODY^MDC', '1.4.1.1', '268192^MDC_DIM_DEGC^MDC'],
}

export type SentRow = { readonly vital: VitalName; /** Null: the sensor is there and gives no reading. */ readonly value: number | null; /** When it was measured, where that is not the time of the message. */ readonly at?: Date }
export type Sending = { readonly application: string; readonly facility: string; readonly bed: string; readonly controlId: string; readonly at: Date; readonly rows: readonly SentRow[] }

/** An IHE PCD-01 message (ORU^R01, version 2.6), segments ended by CR. A row without a reading has an empty OBX-5 and status X. */
export function composeObservations({ application, facility, bed, controlId, at, rows }: Sending): string {
  const time = hl7Time(at)
  const segments = [
    `MSH|^~\\&|${escapeText(application)}|${escapeText(facility)}|||${time}||ORU^R01^ORU_R01|${escapeText(controlId)}|P|2.6|||AL|NE||UNICODE UTF-8|||IHE_PCD_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO`,
    'PID|||',
    `PV1||I|^^${escapeText(bed)}`,
    `OBR|1||${escapeText(controlId)}|69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|||${time}`,
    'OBX|1||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|1.0.0.0|||||||X',
    ...rows.map((row, i) => {
      const [obx3, subId, unit] = ROWS[row.vital]
      return `OBX|${i + 2}|NM|${obx3}|${subId}|${row.value ?? ''}|${unit}|||||${row.value === null ? 'X' : 'R'}|||${hl7Time(row.at ?? at)}`
    }),
  ]
  return `${segments.join('\r')}\r`
}

export type PumpRow = { readonly drug: string | null; readonly volume_mL: number | null; readonly rate_mL_per_h: number | null; /** As a pump says it, such as `pump-status-infusing`. */ readonly status: string | null }
/** What a pump tells about itself (IHE PCD-01), as `replay` and the tests send it. It is a report to us; nothing is ever told to a pump. */
export function composePump({ application, facility, bed, controlId, at, pump }: Omit<Sending, 'rows'> & { readonly pump: PumpRow }): string {
  const time = hl7Time(at)
  const rows: string[] = [
    ...(pump.drug === null ? [] : [`ST|184330^MDC_DRUG_NAME_TYPE^MDC|1.1.2.1|${escapeText(pump.drug)}||||||R`]),
    ...(pump.rate_mL_per_h === null ? [] : [`NM|157784^MDC_FLOW_FLUID_PUMP^MDC|1.1.1.2|${pump.rate_mL_per_h}|265266^MDC_DIM_MILLI_L_PER_HR^MDC|||||R`]),
    ...(pump.volume_mL === null ? [] : [`NM|157864^MDC_VOL_FLUID_DELIV^MDC|1.1.1.3|${pump.volume_mL}|263762^MDC_DIM_MILLI_L^MDC|||||R`]),
    ...(pump.status === null ? [] : [`CWE|184508^MDC_PUMP_STAT^MDC|1.1.1.1|^${escapeText(pump.status)}^MDC||||||R`]),
  ]
  const segments = [
    `MSH|^~\\&|${escapeText(application)}|${escapeText(facility)}|||${time}||ORU^R01^ORU_R01|${escapeText(controlId)}|P|2.6|||AL|NE||UNICODE UTF-8|||IHE_PCD_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO`,
    'PID|||',
    `PV1||I|^^${escapeText(bed)}`,
    `OBR|1||${escapeText(controlId)}|69985^MDC_DEV_PUMP_INFUS_MDS^MDC|||${time}`,
    'OBX|1||69985^MDC_DEV_PUMP_INFUS_MDS^MDC|1.0.0.0|||||||X',
    'OBX|2||69986^MDC_DEV_PUMP_INFUS_VMD^MDC|1.1.0.0|||||||X',
    ...rows.map((row, i) => `OBX|${i + 3}|${row}|||${time}`),
  ]
  return `${segments.join('\r')}\r`
}

const MSA_CODE: Readonly<Record<Acknowledgement, string>> = { AA: '0', AE: '207', AR: '200' }

/** The acknowledgement of `received`, in its own version, addressed back to its sender. Always of the application level (AA, AE, AR): AA is sent after the commit, never before. */
export function composeAck(received: string, ack: Acknowledgement, reason: string | null, at: Date, controlId: string): string {
  const message = parseMessage(received)
  const msh = message?.segments[0]
  const part = (number: number): string => (message ? components(message, fieldOf(msh, number)).map(escapeText).join('^') : '')
  const trigger = message ? (components(message, fieldOf(msh, 9))[1] ?? '') : ''
  const segments = [
    `MSH|^~\\&|CHAIRSIDE|${part(6)}|${part(3)}|${part(4)}|${hl7Time(at)}||ACK${trigger ? `^${escapeText(trigger)}^ACK` : ''}|${controlId}|P|${part(12) || '2.6'}`,
    `MSA|${ack}|${part(10).slice(0, 199)}${reason === null ? '' : `|${escapeText(reason).slice(0, 200)}`}`,
    ...(ack === 'AA' ? [] : [`ERR|||${MSA_CODE[ack]}|E||||${escapeText(reason ?? '').slice(0, 250)}`]),
  ]
  return `${segments.join('\r')}\r`
}

export type ReadAck = { readonly code: string; readonly controlId: string; readonly reason: string }

/** What an acknowledgement says; null when the text is none. */
export function readAck(text: string): ReadAck | null {
  const message = parseMessage(text)
  const msa = message?.segments.find((s) => s.name === 'MSA')
  if (!message || !msa) return null
  const of = (number: number): string => components(message, fieldOf(msa, number))[0] ?? ''
  return { code: of(1), controlId: of(2), reason: of(3) }
}
