// What is read in a device message, and what is not.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { isPlausible, VITAL_NAMES, type VitalName } from '@chairside/core/session'
import { composeAck, composeObservations, decodeText, deviceInstant, messageJson, readAck, readMessage, readMessages, type ReadMessage } from './index.ts'

const MSH = 'MSH|^~\\&|MONITOR^0012AB^EUI-64|Maker|||20260310140500-0500||ORU^R01^ORU_R01|C1|P|2.6'
const message = (...obx: string[]): string => [MSH, 'PID|||12345', 'PV1||I|ICU^^Chair 1', 'OBR|1||1|69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|||20260310140459-0500', ...obx].join('\r')
const read = (...obx: string[]): ReadMessage => readMessage(message(...obx))
const row = (id: string, value: string, unit: string, status = 'R', more = ''): string => `OBX|1|NM|${id}|1.1.1.1|${value}|${unit}|||||${status}${more}`
const SPO2 = '150456^MDC_PULS_OXIM_SAT_O2^MDC'
const PERCENT = '262688^MDC_DIM_PERCENT^MDC'
const MMHG = '266016^MDC_DIM_MMHG^MDC'
const valueOf = (...obx: string[]): (number | null)[] => read(...obx).observations.map((o) => o.value)

test('[DEV3] reads segments ended by CR, LF or both, and segments that ran together', () => {
  const text = message(row(SPO2, '97', PERCENT), 'OBX|2|NM|149530^MDC_PULS_OXIM_PULS_RATE^MDC|1.1.1.2|61|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R')
  const expected = messageJson(readMessage(text))
  assert.deepEqual(expected.observations.map((o) => o.value), [97, 61])
  for (const end of ['\n', '\r\n']) assert.deepEqual(messageJson(readMessage(text.replaceAll('\r', end))), expected)
  const together = messageJson(readMessage(text.replaceAll('\r', '')))
  assert.deepEqual({ ...together, problems: [] }, expected)
  assert.match(together.problems[0]!, /ran together/)
  assert.equal(readMessage(text.replace('MONITOR^', 'RAPID^').replace('|Maker|', '|PID|').replaceAll('\r', '')).patient, '12345', 'an application called RAPID is not a PID segment')
  assert.equal(readMessages(`${text}\r${text}\n\n${text}`).length, 3)
})

test('[DEV4] takes the delimiters from MSH and undoes escapes', () => {
  const other = message(row(SPO2, '97', PERCENT)).replace('^~\\&', '@~\\&').replaceAll('|', '*').replaceAll('^', '@').replace('MONITOR', 'A\\F\\B\\S\\C\\T\\D\\E\\E')
  const m = readMessage(other)
  assert.deepEqual([m.ack, m.device, m.observations[0]!.value, m.type], ['AA', 'A*B@C&D\\E 0012AB', 97, 'ORU^R01'])
  assert.equal(decodeText(Buffer.concat([Buffer.from('MSH|^~\\&|S'), Buffer.from([0xfc]), Buffer.from('d||||||||||||||8859/1')])), 'MSH|^~\\&|Süd||||||||||||||8859/1')
})

test('[DEV5] refuses with AR what is not an ORU^R01 of version 2.3 to 2.8 in production, and with AE one that lacks its control id', () => {
  const ack = (from: string, to: string): string => readMessage(message(row(SPO2, '97', PERCENT)).replace(from, to)).ack
  assert.equal(ack('', ''), 'AA')
  assert.equal(ack('ORU^R01^ORU_R01', 'ADT^A01'), 'AR')
  assert.equal(ack('ORU^R01^ORU_R01', 'ORU^R40^ORU_R40'), 'AR')
  assert.equal(ack('|2.6', '|2.2'), 'AR')
  assert.equal(ack('|P|', '|T|'), 'AR')
  assert.equal(ack('|C1|', '||'), 'AE')
  assert.deepEqual(['2.3', '2.3.1', '2.4', '2.5.1', '2.8'].map((v) => ack('|2.6', `|${v}`)), ['AA', 'AA', 'AA', 'AA', 'AA'])
  assert.equal(readMessage('hello').ack, 'AR')
  assert.equal(readMessage(MSH).ack, 'AE')
})

test('[DEV6] a sign counts only when code and label agree: contradictions are shown, never stored', () => {
  const identified = (id: string): unknown => { const o = read(row(id, '97', PERCENT)).observations[0]!; return [o.vital, o.mdc, o.loinc, o.value, o.suspect] }
  assert.deepEqual(identified(SPO2), ['spo2_pct', '150456', '59408-5', 97, false])
  assert.deepEqual(identified('150456^MDC_CO2_ET^MDC'), [null, null, null, null, true])
  assert.deepEqual(identified('150456^MDC_PULS_OXIM_PERF_INDEX^MDC'), [null, null, null, null, true])
  assert.deepEqual(identified('150457^MDC_PULS_OXIM_SAT_O2^MDC'), [null, null, null, null, true])
  assert.deepEqual(identified('150456^^MDC'), ['spo2_pct', '150456', '59408-5', 97, false])
  assert.deepEqual(identified('2708-6^Oxygen saturation^LN'), ['spo2_pct', '150456', '2708-6', 97, false])
  assert.deepEqual(identified('59408-5^Heart rate^LN'), [null, null, null, null, true])
  assert.deepEqual(identified(`${SPO2}^8867-4^Heart rate^LN`), [null, null, null, null, true])
  assert.deepEqual(identified('150456'), [null, null, null, 97, false], 'a number without a system is only a number')
  assert.equal(read(row('150456^MDC_CO2_ET^MDC', '36', PERCENT)).ack, 'AE', 'nothing usable and something wrong')
  assert.equal(read(row('150456^MDC_CO2_ET^MDC', '36', PERCENT), row(SPO2, '97', PERCENT)).ack, 'AA', 'what is right is taken')
})

test('[DEV6] knows the variants that makers send with a fitting label', () => {
  const rate = '264864^MDC_DIM_BEAT_PER_MIN^MDC'
  const meaning = (id: string, unit: string, value = '80'): unknown => { const o = read(row(id, value, unit)).observations[0]!; return [o.vital, o.mdc, o.value] }
  assert.deepEqual(meaning('150017^MDC_PRESS_BLD_NONINV_SYS^MDC', 'mmHg', '118'), ['sbp_mmHg', '150021', 118])
  assert.deepEqual(meaning('150018^MDC_PRESS_BLD_NONINV_DIA^MDC', 'mmHg'), ['dbp_mmHg', '150022', 80])
  assert.deepEqual(meaning('149522^MDC_PULS_RATE^MDC', rate), ['pulse_per_min', '149514', 80])
  assert.deepEqual(meaning('150457^MDC_PULS_OXIM_PULS_RATE^MDC', rate), ['pulse_per_min', '149530', 80])
  assert.deepEqual(meaning('147842^MDC_ECG_CARD_BEAT_RATE^MDC', rate), ['pulse_per_min', '147842', 80])
  assert.deepEqual(meaning('151562^MDC_RESP_RATE^MDC', '264928^MDC_DIM_RESP_PER_MIN^MDC', '14'), ['rr_per_min', '151562', 14])
  assert.deepEqual(meaning('151708^MDC_CONC_AWAY_CO2_ET^MDC', MMHG, '36'), ['etco2_mmHg', '151708', 36])
})

test('[DEV7] units become UCUM; an unknown, missing or contradictory unit makes a number not numeric; kPa becomes mm[Hg] exactly', () => {
  const co2 = '151708^MDC_CONC_AWAY_CO2_ET^MDC'
  const result = (id: string, value: string, unit: string): unknown => { const o = read(row(id, value, unit)).observations[0]!; return [o.value, o.unit] }
  assert.deepEqual(result(co2, '5', '265987^MDC_DIM_KILO_PASCAL^MDC'), [37.5030787923, 'mm[Hg]'])
  assert.deepEqual(result(co2, '5.3', 'kPa'), [39.7532635198, 'mm[Hg]'])
  assert.deepEqual(result('150364^MDC_TEMP_BODY^MDC', '98.6', '266560^MDC_DIM_FAHR^MDC'), [37, 'Cel'])
  assert.deepEqual(result('158014^MDC_FLOW_FLUID_PUMP_CURRENT^MDC', '75.5', '265266^MDC_DIM_MILLI_L_PER_HR^MDC^mL/h^mL/h^UCUM'), [75.5, 'mL/h'])
  assert.deepEqual(result(SPO2, '97', 'furlong'), [null, null])
  assert.deepEqual(result(SPO2, '97', ''), [null, null])
  assert.deepEqual(result(SPO2, '97', '262688^MDC_DIM_MMHG^MDC'), [null, null])
  assert.deepEqual(result(SPO2, '97', MMHG), [null, 'mm[Hg]'])
  const fraction = read(row(co2, '5', PERCENT)).observations[0]!
  assert.deepEqual([fraction.vital, fraction.loinc, fraction.value, fraction.unit], [null, '19889-5', 5, '%'])
})

test('[DEV8] absent is absent', () => {
  const rate = '264864^MDC_DIM_BEAT_PER_MIN^MDC'
  for (const value of ['', '""', '-100', '0', '2047', '2048', '-21846', '8388607', '101', '1', '---', '97%', '97~98', '>97', 'NaN', '1e2', '0x61', '９７']) {
    const m = read(row(SPO2, value, PERCENT))
    assert.deepEqual([value, m.observations[0]!.value, m.ack], [value, null, 'AA'])
  }
  assert.deepEqual(valueOf(row('149530^MDC_PULS_OXIM_PULS_RATE^MDC', '0', rate)), [null])
  assert.deepEqual(valueOf(row('150344^MDC_TEMP^MDC', '384.5', '268192^MDC_DIM_DEGC^MDC')), [null])
  assert.deepEqual(valueOf(row('151562^MDC_RESP_RATE^MDC', '0', '264928^MDC_DIM_RESP_PER_MIN^MDC')), [0], 'no breath is a measurement')
  for (const state of ['INV', 'NAV', 'QUES', 'TEST', 'L~INV']) assert.deepEqual(valueOf(`OBX|1|NM|${SPO2}|1|97|${PERCENT}||${state}|||R`), [null])
  assert.deepEqual(valueOf(`OBX|1|NM|${SPO2}|1|85|${PERCENT}|90-100|L|||R`), [85])
  assert.deepEqual(valueOf(`OBX|1|SN|${SPO2}|1|=^97|${PERCENT}|||||R`, `OBX|2|SN|${SPO2}|1|>^97|${PERCENT}|||||R`, `OBX|3|NA|${SPO2}|1|97^98|${PERCENT}|||||R`), [97, null, null])
})

test('[DEV9] a number beside result status X, D, I, N, O or W is no value; where a maker writes X on every row it says nothing', () => {
  for (const status of ['D', 'I', 'N', 'O', 'W', 'X']) assert.deepEqual(valueOf(row(SPO2, '97', PERCENT, status)), [null], status)
  for (const status of ['F', 'P', 'R', 'C', 'S', 'U', '']) assert.deepEqual(valueOf(row(SPO2, '97', PERCENT, status)), [97], status)
  const philips = (...obx: string[]): (number | null)[] => readMessage(message('OBX|1||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|1.0.0.0|||||||X', ...obx).replace('|Maker|', '|Philips|')).observations.map((o) => o.value)
  assert.deepEqual(philips(row(SPO2, '97', PERCENT, 'X')), [null, 97])
  assert.deepEqual(philips(row(SPO2, '97', PERCENT, 'X'), row(SPO2, '98', PERCENT, 'R')), [null, null, 98], 'beside other statuses X is a statement')
})

test('[DEV10] pressures that contradict each other are not taken, none of them', () => {
  const pressure = (sys: number, dia: number, mean: number): (number | null)[] =>
    valueOf(row('150021^MDC_PRESS_BLD_NONINV_SYS^MDC', String(sys), MMHG), row('150022^MDC_PRESS_BLD_NONINV_DIA^MDC', String(dia), MMHG), row('150023^MDC_PRESS_BLD_NONINV_MEAN^MDC', String(mean), MMHG))
  assert.deepEqual(pressure(120, 80, 93), [120, 80, 93])
  assert.deepEqual(pressure(80, 120, 93), [null, null, null])
  assert.deepEqual(pressure(120, 80, 130), [null, null, null])
  assert.deepEqual(pressure(120, 80, 60), [null, null, null])
})

test('[DEV11] times: OBX-14, else OBR-7, else MSH-7; the offset of MSH-7 holds for all; without one it is the clinic\'s wall clock', () => {
  const at = (own: string): string | null => messageJson(read(row(SPO2, '97', PERCENT, 'R', `|||${own}`))).observations[0]!.at
  assert.equal(at('20260310120000'), '2026-03-10T12:00:00-05:00')
  assert.equal(at('20260310120000.5+0100'), '2026-03-10T12:00:00.500+01:00')
  assert.equal(at(''), '2026-03-10T14:04:59-05:00')
  assert.equal(at('20260310'), '2026-03-10T14:04:59-05:00', 'a day is not a moment')
  const local = readMessage(message(row(SPO2, '97', PERCENT)).replaceAll('-0500', ''))
  assert.equal(messageJson(local).at, '2026-03-10T14:05:00')
  assert.equal(new Date(deviceInstant(local.at!, 'America/Los_Angeles')).toISOString(), '2026-03-10T21:05:00.000Z')
  assert.equal(new Date(deviceInstant({ local: '2026-01-10T14:05:00', offset: null }, 'America/Los_Angeles')).toISOString(), '2026-01-10T22:05:00.000Z')
})

test('[DEV12] the device is its application and what tells it from its siblings; the bed comes from PV1-3', () => {
  const m = readMessage(message(`OBX|1||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|1.0.0.0|||||||X|||||||SN-7^MAKER`, row(SPO2, '97', PERCENT)))
  assert.deepEqual([m.device, m.beds, m.patient, m.mixed], ['MONITOR SN-7', ['Chair 1', 'ICU'], '12345', false])
  assert.equal(read(row(SPO2, '97', PERCENT)).device, 'MONITOR 0012AB')
  assert.equal(readMessage(message(row(SPO2, '97', PERCENT)).replace('12345', 'Unknown Patient')).patient, null)
  assert.deepEqual(readMessage(message(row(SPO2, '97', PERCENT)).replace('ICU^^Chair 1', '^^ICU&01&0&0')).beds, ['ICU', '01'])
  assert.equal(readMessage(message(row(SPO2, '97', PERCENT), 'PID|||999', 'PV1||I|^^Chair 2', row(SPO2, '90', PERCENT))).mixed, true)
})

test('[DEV13] random changes of a message never crash the reader and never make an impossible value', () => {
  const whole = message(row(SPO2, '97', PERCENT), row('150021^MDC_PRESS_BLD_NONINV_SYS^MDC', '120', MMHG), row('149530^MDC_PULS_OXIM_PULS_RATE^MDC', '61', '264864^MDC_DIM_BEAT_PER_MIN^MDC'), row('150344^MDC_TEMP^MDC', '37.1', '268192^MDC_DIM_DEGC^MDC'))
  const edit = fc.record({ at: fc.nat(whole.length), cut: fc.nat(12), put: fc.oneof(fc.string({ maxLength: 6, unit: 'binary' }), fc.constantFrom('|', '^', '\\', '\r', 'OBX|', 'MSH|', '-', '0', '9', '.', '&', '~', '""')) })
  fc.assert(fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
    const changed = edits.reduce((text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut), whole)
    for (const m of [readMessage(changed), ...readMessages(changed)]) {
      for (const o of m.observations) if (o.vital !== null && o.value !== null) assert.ok(isPlausible(o.vital, o.value), `${o.vital} ${o.value}`)
      assert.ok(['AA', 'AE', 'AR'].includes(m.ack))
      JSON.stringify(messageJson(m))
      composeAck(changed, m.ack, m.problems[0] ?? null, new Date(0), 'A1')
    }
  }), { numRuns: 3000 })
})

test('[DEV14] what we write is read back: observations with their values, acknowledgements with code, control id and reason', () => {
  const values: Record<VitalName, number> = { sbp_mmHg: 121, dbp_mmHg: 79, map_mmHg: 93, pulse_per_min: 64, spo2_pct: 98, rr_per_min: 13, etco2_mmHg: 37, temp_Cel: 36.8 }
  const sent = composeObservations({ application: 'A|B', facility: 'X', bed: 'Chair ^1', controlId: 'C|9', at: new Date('2026-11-23T15:00:00.250Z'), rows: VITAL_NAMES.map((vital) => ({ vital, value: values[vital] })) })
  const m = readMessage(sent)
  assert.deepEqual([m.ack, m.problems, m.controlId, m.beds[0], m.application, messageJson(m).at], ['AA', [], 'C|9', 'Chair ^1', 'A|B', '2026-11-23T15:00:00.250+00:00'])
  assert.deepEqual(Object.fromEntries(m.observations.flatMap((o) => (o.vital === null ? [] : [[o.vital, o.value]]))), values)
  assert.deepEqual(readMessage(composeObservations({ application: 'A', facility: 'X', bed: 'B', controlId: 'C', at: new Date(0), rows: [{ vital: 'spo2_pct', value: null }] })).observations.map((o) => [o.value, o.problem]), [[null, null], [null, null]])
  assert.deepEqual(readAck(composeAck(sent, 'AE', 'no | chair', new Date(0), 'K1')), { code: 'AE', controlId: 'C|9', reason: 'no | chair' })
  assert.match(composeAck(sent, 'AA', null, new Date(0), 'K1'), /^MSH\|\^~\\&\|CHAIRSIDE\|\|A\\F\\B\|X\|19700101000000\.000\+0000\|\|ACK\^R01\^ACK\|K1\|P\|2\.6\rMSA\|AA\|C\\F\\9\r$/)
})

test('[DEV30] a maker\'s own code counts through its alternate; Philips\' hexadecimal codes and reference ids are the terms that they spell; a label that contradicts the other triple is no value', () => {
  const identified = (id: string, unit = PERCENT, value = '97'): unknown => { const o = read(row(id, value, unit)).observations[0]!; return [o.vital, o.mdc, o.loinc, o.value, o.suspect] }
  assert.deepEqual(identified('0002-4bb8^SpO2^MDIL', '0004-0220^%^MDIL'), ['spo2_pct', '150456', '59408-5', 97, false])
  assert.deepEqual(identified('0002-4a05^NBPs^MDIL', '0004-0f20^mmHg^MDIL', '120'), ['sbp_mmHg', '150021', '8480-6', 120, false])
  assert.deepEqual(identified('0002-4a05^NBPd^MDIL', '0004-0f20^mmHg^MDIL', '120'), [null, null, null, null, true])
  assert.deepEqual(identified(`160^SpO2^99MAKER^${SPO2}`), ['spo2_pct', '150456', '59408-5', 97, false])
  assert.deepEqual(identified(`160^HR^99MAKER^${SPO2}`), [null, null, null, null, true])
  assert.deepEqual(identified('160^SpO2^99MAKER'), [null, null, null, 97, false], 'a maker\'s code alone is not known')
  assert.deepEqual(identified(`${SPO2}^59408-5^Oxygen saturation in Arterial blood by Pulse oximetry^LN`), ['spo2_pct', '150456', '59408-5', 97, false])
  assert.deepEqual(identified('8867-4^Heart rate^LN^147842^MDC_ECG_HEART_RATE^MDC', '/min', '80'), ['pulse_per_min', '147842', '8867-4', 80, false])
  assert.deepEqual(identified('8889-8^Heart rate by Pulse oximetry^LN', '{beats}/min', '80'), ['pulse_per_min', '149530', '8889-8', 80, false])
  assert.deepEqual(identified('2708-6^Oxygen saturation percent^LN'), ['spo2_pct', '150456', '2708-6', 97, false])
  assert.deepEqual(identified('MDC_PULS_OXIM_SAT_O2^^MDC', 'MDC_DIM_PERCENT'), ['spo2_pct', '150456', '59408-5', 97, false])
  assert.deepEqual(identified('150020^MDC_PRESS_BLD_NONINV_SYS^MDC', MMHG, '120'), [null, null, null, null, true], 'the cuff\'s codes moved by one')
  assert.deepEqual(read(`OBX|1|CF|${SPO2}|1|97|${PERCENT}|||||R`, `OBX|2|TX|${SPO2}|1|97|${PERCENT}|||||R`, `OBX|3|ST|${SPO2}|1|97 or so|${PERCENT}|||||R`).observations.map((o) => o.value), [97, 97, null])
})

test('[DEV7] ISO+, words, annotations and code with text: one unit, or none', () => {
  const unit = (text: string, id = '150021^MDC_PRESS_BLD_NONINV_SYS^MDC', value = '120'): unknown => { const o = read(row(id, value, text)).observations[0]!; return [o.value, o.unit] }
  for (const text of ['mm(hg)^^ISO+', 'mm[Hg]', 'mmHg^millimeter of mercury^UCUM', 'MDC_DIM_MMHG^^MDC', '^mmHg', '266016', 'MMHG']) assert.deepEqual(unit(text), [120, 'mm[Hg]'], text)
  for (const text of ['{beats}/min', '/min^per minute^UCUM', 'bpm', 'BPM', '1/min', '{H.B.}/min', 'beats per minute']) assert.deepEqual(unit(text, '147842^MDC_ECG_HEART_RATE^MDC', '80'), [80, '/min'], text)
  for (const text of ['kPa^mmHg^UCUM', '265987^mmHg^MDC', 'mmHg^kPa^L^266016^MDC_DIM_MMHG^MDC', '999999^mmHg^MDC', 'mm']) assert.equal((unit(text) as unknown[])[0], null, text)
  assert.deepEqual([unit('[degF]', '150364^MDC_TEMP_BODY^MDC', '98.6'), unit('K', '150364^MDC_TEMP_BODY^MDC', '309.75'), unit('cel^degree Celsius^ISO+', '150364^MDC_TEMP_BODY^MDC', '36.6')], [[37, 'Cel'], [36.6, 'Cel'], [36.6, 'Cel']])
  assert.deepEqual(read(row('151708^MDC_CONC_AWAY_CO2_ET^MDC', '5', '%{vol}')).observations.map((o) => [o.vital, o.loinc, o.unit]), [[null, '19889-5', '%{vol}']])
})

test('[DEV10] pressures of one moment are held against each other whatever their labels say; two readings of one moment may differ', () => {
  const loinc = (mean: string): (number | null)[] => valueOf(row('8480-6^Systolic blood pressure^LN', '120', 'mmHg'), row('8462-4^NIBP dia^LN', '80', 'mmHg'), row('8478-0^Mean arterial pressure^LN', mean, 'mmHg'))
  assert.deepEqual([loinc('93'), loinc('60'), loinc('121')], [[120, 80, 93], [null, null, null], [null, null, null]])
  const [sys, dia] = ['150021^MDC_PRESS_BLD_NONINV_SYS^MDC', '150022^MDC_PRESS_BLD_NONINV_DIA^MDC']
  assert.deepEqual(valueOf(row(sys, '120', MMHG), row(dia, '80', MMHG), row(sys, '131', MMHG), row(dia, '85', MMHG)), [120, 80, 131, 85])
})

test('[DEV31] a continued segment is joined, a batch is its messages, and two messages are never read as one', () => {
  assert.deepEqual(read(`OBX|1|NM|${SPO2}|1.1|9`, `ADD|7|${PERCENT}|||||R`).observations.map((o) => o.value), [97])
  const one = message(row(SPO2, '97', PERCENT))
  const batch = `FHS|^~\\&|A\rBHS|^~\\&|A\r${one}\rBTS|1\rBHS|^~\\&|B\r${one.replace('|C1|', '|C2|').replace('|97|', '|96|')}\rBTS|1\rFTS|1`
  assert.deepEqual(readMessages(batch).map((m) => [m.controlId, m.ack, m.observations.map((o) => o.value)]), [['C1', 'AA', [97]], ['C2', 'AA', [96]]])
  assert.deepEqual([readMessage(`${one}\r${one}`).ack, readMessage(`${one}\r${one}`).observations], ['AE', []])
  assert.match(readMessage(`${one}\rDSC|4711`).problems.join(), /DSC/)
})

test('[DEV32] every problem names its place: the segment, or the row, and the field', () => {
  const problems = [read(row('150456^MDC_CO2_ET^MDC', '36', PERCENT)), read(row(SPO2, '-100', PERCENT)), read(row(SPO2, '97', 'furlong')), read(row(SPO2, '97', PERCENT, 'X')), read(`OBX|1|NM|${SPO2}|1|97|${PERCENT}||INV|||R`), read(row(SPO2, 'high', PERCENT)),
    readMessage(message().replace('ORU^R01^ORU_R01', 'ADT^A01')), readMessage(message().replace('|2.6', '|2.2')), readMessage(message().replace('|P|', '|T|')), readMessage(message().replace('|C1|', '||')), read()].map((m) => m.problems.at(-1))
  assert.deepEqual(problems.map((p) => /^(OBX 1, OBX-\d+|MSH-\d+|there is no OBX)/.exec(p ?? '')?.[0]), ['OBX 1, OBX-3', 'OBX 1, OBX-5', 'OBX 1, OBX-6', 'OBX 1, OBX-11', 'OBX 1, OBX-8', 'OBX 1, OBX-5', 'MSH-9', 'MSH-12', 'MSH-11', 'MSH-10', 'there is no OBX'])
})

test('[DEV33] UTF-16 is known by its mark or its zeros, and other alphabets by MSH-18; a long hostile message is read in time that grows with its length', () => {
  for (const bytes of [Buffer.from('\uFEFFMSH|^~\\&|S\u00fcd', 'utf16le'), Buffer.from('MSH|^~\\&|S\u00fcd', 'utf16le'), Buffer.from('\uFEFFMSH|^~\\&|S\u00fcd')]) assert.equal(decodeText(bytes), 'MSH|^~\\&|S\u00fcd')
  assert.match(decodeText(Buffer.concat([Buffer.from('MSH|^~\\&|'), Buffer.from([0xc4, 0xe3]), Buffer.from('||||||||||||||GB 18030-2000')])), /^MSH\|\^~\\&\|\u4f60\|/)
  // A quadratic reader would need minutes, and the test runner would end it.
  for (const part of ['PID|', 'OBX|1|NM|', 'MSH|^~\\&|', 'OBX\r', '\\X', 'ADD|1\r', '~', '^']) readMessages(`MSH|^~\\&|A|B|||||ORU^R01|1|P|2.6|||\r${part.repeat(1_000_000 / part.length)}`)
  readMessages(`MSH|^~\\&|${'PID|'.repeat(250_000)}`)
})
