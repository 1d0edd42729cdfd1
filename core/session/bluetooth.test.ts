// Bytes of standard Bluetooth devices: what they say, and what they do not.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { float, isPlausible, parseBattery, parseBloodPressure, parseContinuous, parseHeartRate, parseSpotCheck, parseTemperature, readBluetooth, sfloat, type VitalName } from './index.ts'

const bytes = (hex: string): Uint8Array => Uint8Array.from(hex.replaceAll(' ', '').match(/../g) ?? [], (pair) => parseInt(pair, 16))
const signs = (characteristic: number, hex: string): unknown => { const read = readBluetooth(characteristic, bytes(hex)); return read?.ok ? read.value.values : read?.refusal.why }

test('[DEV44] SFLOAT and FLOAT: exponents without a bias, negative mantissas, and no number for the five values that are none', () => {
  assert.deepEqual([0x0062, 0xf0bd, 0xf16e, 0xe4d2, 0x1001, 0x0fff, 0xffff, 0x7001].map(sfloat), [98, 18.9, 36.6, 12.34, 10, -1, -0.1, 10_000_000])
  for (const none of [0x07fe, 0x07ff, 0x0800, 0x0801, 0x0802]) assert.equal(sfloat(none), null)
  assert.deepEqual([sfloat(0x07fd), sfloat(0x0803), sfloat(0xf7ff)], [2045, -2045, 204.7], 'the neighbours of what is none are numbers, and so is NaN\'s mantissa beside an exponent')
  assert.deepEqual([0xff00016e, 0xfe000e48, 0x00000024, 0xffffffff, 0x01000003].map(float), [36.6, 36.56, 36, -0.1, 30])
  for (const none of [0x007ffffe, 0x007fffff, 0x00800000, 0x00800001, 0x00800002]) assert.equal(float(none), null)
  fc.assert(fc.property(fc.integer({ min: -2045, max: 2045 }), fc.integer({ min: -8, max: 7 }), (mantissa, exponent) => {
    const written = Number(`${mantissa}e${exponent}`)
    assert.ok(Math.abs(sfloat(((exponent & 15) << 12) | (mantissa & 0xfff))! - written) <= Math.abs(written) * 1e-15)
  }))
})

test('[DEV45] a cuff: unit, time, pulse, user and status as its first byte says; shorter than that is refused', () => {
  const whole = parseBloodPressure(bytes('1f bdf0 0bf0 9ff0 ea07 0b 19 0f 05 1e 3c00 02 2100'))
  assert.deepEqual(whole, { ok: true, value: { sys: 18.9, dia: 1.1, map: 15.9, unit: 'kPa', pulse: 60, user: 2, time: { year: 2026, month: 11, day: 25, hour: 15, minute: 5, second: 30 }, status: ['body-movement', 'improper-position'] } })
  const unknownDay = parseBloodPressure(bytes('02 7900 4f00 5d00 0000 00 00 0f 05 1e'))
  assert.deepEqual(unknownDay.ok && unknownDay.value.time, { year: null, month: null, day: null, hour: 15, minute: 5, second: 30 })
  assert.deepEqual(signs(0x2a35, '00 7900 4f00 5d00'), { sbp_mmHg: 121, dbp_mmHg: 79, map_mmHg: 93 })
  assert.deepEqual(signs(0x2a35, '04 7900 4f00 0000 4000'), { sbp_mmHg: 121, dbp_mmHg: 79, pulse_per_min: 64 }, 'a mean of 0 is none')
  assert.deepEqual(signs(0x2a35, '01 a1f0 69f0 7cf0'), { sbp_mmHg: 120.8, dbp_mmHg: 78.8, map_mmHg: 93 }, 'kilopascals')
  assert.deepEqual(signs(0x2a35, '00 ff07 ff07 ff07'), {}, 'a cuff that could not measure')
  assert.deepEqual(signs(0x2a35, '00 bdf0 0bf0 9ff0'), {}, '18.9 cannot be a pressure in mmHg')
  assert.deepEqual(signs(0x2a35, '00 4f00 7900 5d00'), {}, 'pressures that contradict each other')
  for (const short of ['', '00', '00 7900 4f00 5d', '02 7900 4f00 5d00', '04 7900 4f00 5d00 40', '10 7900 4f00 5d00 20']) assert.match(String(signs(0x2a35, short)), /shorter/)
  const loose = readBluetooth(0x2a35, bytes('10 7900 4f00 5d00 0600'))
  assert.deepEqual(loose?.ok && [loose.value.warnings, loose.value.kind, loose.value.values.sbp_mmHg], [['cuff-too-loose', 'irregular-pulse'], 'point', 121])
})

test('[DEV46] an oximeter: NaN is no reading, a sensor that is off or a measurement that is invalid gives none, one from its memory is not of now', () => {
  assert.deepEqual([signs(0x2a5e, '00 6200 4800'), signs(0x2a5e, '00 ff07 ff07'), signs(0x2a5e, '00 0100 4800')], [{ spo2_pct: 98, pulse_per_min: 72 }, {}, { pulse_per_min: 72 }])
  assert.deepEqual(parseSpotCheck(bytes('07 6200 4800 ea07 0b 19 0f 05 1e 0001 200000')), { ok: true, value: { spo2: 98, pulse: 72, time: { year: 2026, month: 11, day: 25, hour: 15, minute: 5, second: 30 }, status: ['low-perfusion'], stored: false } })
  assert.deepEqual([signs(0x2a5f, '00 6100 4700'), signs(0x2a5f, '03 6100 4700 6000 4600 6200 4800')], [{ spo2_pct: 97, pulse_per_min: 71 }, { spo2_pct: 97, pulse_per_min: 71 }])
  assert.deepEqual(['04 6100 4700 0080', '04 6100 4700 0004', '08 6100 4700 000800', '08 6100 4700 008000'].map((hex) => signs(0x2a5f, hex)), [{}, {}, {}, {}], 'invalid, demonstration, not on the patient, disconnected')
  const questionable = readBluetooth(0x2a5f, bytes('0c 6100 4700 0040 100000'))
  assert.deepEqual(questionable?.ok && [questionable.value.values.spo2_pct, questionable.value.warnings], [97, ['questionable', 'signal-poor']])
  const old = readBluetooth(0x2a5e, bytes('02 6200 4800 0002'))
  assert.deepEqual(old?.ok && [old.value.stored, old.value.values], [true, {}])
  assert.equal(parseContinuous(bytes('03 6100 4700 6000')).ok, false)
})

test('[DEV47] pulse sensor, thermometer and battery', () => {
  assert.deepEqual([signs(0x2a37, '00 55'), signs(0x2a37, '01 5500'), signs(0x2a37, '06 55'), signs(0x2a37, '04 ff'), signs(0x2a37, '00 00')], [{ pulse_per_min: 85 }, { pulse_per_min: 85 }, { pulse_per_min: 85 }, {}, {}])
  assert.deepEqual(parseHeartRate(bytes('04 ff')), { ok: true, value: { hr: 255, contact: false } })
  assert.deepEqual([signs(0x2a1c, '00 6e0100ff'), signs(0x2a1c, '01 da0300ff'), signs(0x2a1c, '00 ffff7f00'), signs(0x2a1c, '00 040f00ff')], [{ temp_Cel: 36.6 }, { temp_Cel: 37 }, {}, {}])
  assert.deepEqual(parseTemperature(bytes('04 6e0100ff 06')), { ok: true, value: { temp: 36.6, unit: 'Cel', time: null, site: 'mouth' } })
  assert.deepEqual([parseBattery(bytes('57')), parseBattery(bytes('ff')), parseBattery(bytes(''))], [87, null, null])
  assert.equal(readBluetooth(0x2a00, bytes('00')), null)
})

test('[DEV48] no bytes crash a parser, and none make an impossible value', () => {
  fc.assert(fc.property(fc.constantFrom(0x2a35, 0x2a5e, 0x2a5f, 0x2a37, 0x2a1c), fc.uint8Array({ maxLength: 24 }), (characteristic, any) => {
    const read = readBluetooth(characteristic, any)!
    if (read.ok) for (const [vital, value] of Object.entries(read.value.values)) assert.ok(isPlausible(vital as VitalName, value), `${vital} ${value}`)
    else assert.match(read.refusal.why, /shorter/)
  }), { numRuns: 3000 })
})
