// What is read in a pump's message, and what is not taken for anything.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { composePump, isKetamine, isPump, pumpsOf, readMessage } from './index.ts'

const MSH = 'MSH|^~\\&|PUMP^00AA^EUI-64|Maker|||20260310140500-0500||ORU^R01^ORU_R01|C1|P|2.6'
const read = (...obx: string[]) => readMessage([MSH, 'PID|||', 'OBR|1||1|69985^MDC_DEV_PUMP_INFUS_MDS^MDC|||20260310140459-0500', ...obx].join('\r'))
const nm = (id: string, place: string, value: string, unit: string): string => `OBX|1|NM|${id}|${place}|${value}|${unit}|||||R`
const text = (id: string, place: string, value: string): string => `OBX|1|CWE|${id}|${place}|${value}||||||R`
const RATE = '157784^MDC_FLOW_FLUID_PUMP^MDC'
const VOLUME = '157864^MDC_VOL_FLUID_DELIV^MDC'
const said = (...obx: string[]): unknown[] => pumpsOf(read(...obx).observations).map(({ volume_mL, of, rate_mL_per_h, status, alarm, drug }) => [volume_mL, of, rate_mL_per_h, status, alarm, drug])

test('[DEV34] a pump\'s volume, rate, status and drug are read by their MDC and LOINC codes, in millilitres and hours whatever its units', () => {
  assert.deepEqual(said(nm(RATE, '1.1.1.2', '150', 'mL/h'), nm(VOLUME, '1.1.1.3', '12.5', '263762^MDC_DIM_MILLI_L^MDC'), text('184508^MDC_PUMP_STAT^MDC', '1.1.1.1', '^pump-status-infusing^MDC'), text('184330^MDC_DRUG_NAME_TYPE^MDC', '1.1.2.1', 'Ketamine')), [[12.5, 'counter', 150, 'running', null, 'Ketamine']])
  assert.deepEqual(said(nm(RATE, '1.1.1.2', '2.5', 'mL/min'), nm(VOLUME, '1.1.1.3', '0.0125', 'L')), [[12.5, 'counter', 150, null, null, null]])
  assert.deepEqual(said(nm('76304-5^Infused volume total^LN', '', '12', 'mL')), [[12, 'counter', null, null, null, null]])
  assert.deepEqual(said(nm('76303-7^Infused volume, single container^LN', '', '12', 'mL')), [[12, 'bag', null, null, null, null]])
  assert.deepEqual(said(nm('76302-9^Infused volume, segment^LN', '', '12', 'mL'), nm(RATE, '', '150', 'mL/h')), [[null, 'counter', 150, null, null, null]], 'a part of the infusion is not the infusion')
  const one = readMessage(composePump({ application: 'P', facility: 'F', bed: 'B', controlId: 'C', at: new Date(0), pump: { drug: 'Ketamine', volume_mL: 3, rate_mL_per_h: 150, status: 'pump-status-paused' } }))
  assert.deepEqual([one.ack, one.problems, isPump(one.observations), pumpsOf(one.observations).map((p) => [p.volume_mL, p.rate_mL_per_h, p.status])], ['AA', [], true, [[3, 150, 'paused']]])
})

test('[DEV34] code and label, or code and unit, that contradict each other give no number of a pump, and the message is for a person', () => {
  for (const obx of [nm('158480^MDC_FLOW_FLUID_PUMP^MDC', '', '150', 'mL/h'), nm('157784^MDC_VOL_FLUID_DELIV^MDC', '', '150', 'mL/h'), nm('157864^MDC_VOL_FLUID_TBI_REMAIN^MDC', '', '88', 'mL'), nm(VOLUME, '', '12', 'furlong'), nm('76304-5^Volume remaining^LN', '', '88', 'mL')]) {
    const message = read(obx)
    assert.deepEqual([message.suspect, message.observations[0]!.value, message.ack], [true, null, 'AE'], obx)
  }
  assert.deepEqual(said(nm(VOLUME, '1.1.1.3', '-100', 'mL'), nm(RATE, '1.1.1.2', '150', 'mL/h')), [[null, 'counter', 150, null, null, null]])
  assert.deepEqual(said(nm(VOLUME, '1.1.1.3', '12', 'mL'), nm(VOLUME, '1.1.2.3', '30', 'mL'), nm(RATE, '1.1.1.2', '150', 'mL/h')), [[null, 'counter', 150, null, null, null]], 'two channels: nobody knows which')
})

test('[DEV34] each pump of a rack is read for itself', () => {
  assert.deepEqual(said(nm(VOLUME, '1.1.1.3', '12', 'mL'), text('184330^MDC_DRUG_NAME_TYPE^MDC', '1.1.2.1', 'Ketamine'), nm(VOLUME, '1.2.1.3', '80', 'mL'), text('184330^MDC_DRUG_NAME_TYPE^MDC', '1.2.2.1', 'Sodium chloride')), [[12, 'counter', null, null, null, 'Ketamine'], [80, 'counter', null, null, null, 'Sodium chloride']])
  assert.deepEqual(pumpsOf(readMessage('MSH|^~\\&|M|F|||20260310140500||ORU^R01|1|P|2.6\rOBX|1|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1|97|%|||||R').observations), [])
})

test('[DEV39] occlusion, air, an empty container and the end become words; what stands still does not run because another row says so', () => {
  const status = (value: string, id = '184508^MDC_PUMP_STAT^MDC', ...more: string[]): unknown[] => { const [pump] = pumpsOf(read(nm(RATE, '1.1.1.2', '0', 'mL/h'), text(id, '1.1.1.1', value), ...more).observations); return [pump!.status, pump!.alarm] }
  assert.deepEqual(status('^pump-status-infusing^MDC'), ['running', null])
  assert.deepEqual(status('^pump-status-paused'), ['paused', null])
  assert.deepEqual(status('^pump-status-not-infusing', '184519^MDC_PUMP_INFUSING_STATUS^MDC'), ['stopped', null])
  assert.deepEqual(status('^pump-stopped-powered-off', '158006^MDC_PUMP_NOT_DELIVERING_REASON^MDC'), ['stopped', null])
  assert.deepEqual(status('^pump-stopped-downstream-occlusion', '158006^MDC_PUMP_NOT_DELIVERING_REASON^MDC'), ['alarm', 'occlusion'])
  assert.deepEqual(status('^pump-status-infusing', '184508^MDC_PUMP_STAT^MDC', text('158006^MDC_PUMP_NOT_DELIVERING_REASON^MDC', '1.1.1.9', '^air-in-line')), ['alarm', 'air in the line'])
  assert.deepEqual(status('^infusion-complete'), ['alarm', 'end of the infusion'])
  assert.deepEqual(status('^syringe-empty'), ['alarm', 'end of the infusion'])
  assert.deepEqual(status('^pump-status-alarm'), ['alarm', 'alarm'])
  assert.deepEqual(status('^pump-status-infusing', '184508^MDC_PUMP_STAT^MDC', text('196940^MDC_EVT_FLUID_LINE_OCCL^MDC', '1.1.1.9', 'active')), ['alarm', 'occlusion'])
  assert.deepEqual(status('^pump-status-infusing', '184508^MDC_PUMP_STAT^MDC', text('196940^MDC_EVT_FLUID_LINE_OCCL^MDC', '1.1.1.9', 'inactive')), ['running', null])
  assert.deepEqual(status('^pump-status-infusing', '184508^MDC_PUMP_STAT^MDC', text('158005^MDC_PUMP_CURRENT_DELIVERY_STATUS^MDC', '1.1.1.9', '^pump-delivery-status-not-delivering')), ['stopped', null])
})

test('[DEV37] racemic ketamine is known by its names, and esketamine is another drug', () => {
  assert.deepEqual(['Ketamine', 'KETAMINE HCl 10 mg/mL', 'Ketalar', 'ketamin'].map(isKetamine), [true, true, true, true])
  assert.deepEqual(['Esketamine', 'S-Ketamine', 'S(+)-Ketamin', 'Spravato', 'Propofol', 'Sodium chloride 0.9 %', ''].map(isKetamine), [false, false, false, false, false, false, false])
})
