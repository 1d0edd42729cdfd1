import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, instant, localDate, localTime, type LocalDate } from '@chairside/core/shared'
import { alreadyThere, fold, mayBeSame, momentsOf, visitMoments, wallTime, type SessionEvent } from './index.ts'

const day = (text: string): LocalDate => text as LocalDate
const AT = Date.parse('2026-11-23T18:00:00Z')
let made = 0
const fact = (minute: number, payload: object): SessionEvent => ({ id: `01900000-0000-7000-8000-${String(++made).padStart(12, '0')}`, session: 's', at: instant(AT + minute * 60_000), actor: 'a', device: 'd', ...payload } as unknown as SessionEvent)
const vitals = (minute: number, values: object): SessionEvent => fact(minute, { type: 'vitals-recorded', origin: 'device', values })

test('[OFF15] a time on paper is read as people write it, and what is no time is asked again', () => {
  assert.deepEqual(['1405', '14:05', '9.05', '905', ' 0905 ', '2359', '00:00'].map(wallTime), ['14:05', '14:05', '09:05', '09:05', '09:05', '23:59', '00:00'])
  assert.deepEqual(['', '5', '24:00', '12:60', '14:5', 'noon', '140523'].map(wallTime), Array.from({ length: 7 }, () => null))
})

test('[OFF15] a time on paper is one moment; none in the hour that is skipped; two in the hour that comes twice', () => {
  assert.deepEqual(momentsOf(day('2026-11-01'), '01:30', 'America/Boise').map((at) => new Date(at).toISOString()), ['2026-11-01T07:30:00.000Z', '2026-11-01T08:30:00.000Z'])
  assert.deepEqual(momentsOf(day('2026-11-01'), '01:30', 'America/Phoenix').length, 1)
  assert.deepEqual(momentsOf(day('2026-03-08'), '02:30', 'America/Los_Angeles'), [])
  assert.equal(momentsOf(day('2026-04-05'), '01:45', 'Australia/Lord_Howe').length, 2)
  fc.assert(fc.property(fc.integer({ min: 0, max: 730 }), fc.integer({ min: 0, max: 1439 }), fc.constantFrom('America/Los_Angeles', 'America/Boise', 'America/Phoenix', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe'), (days, minute, zone) => {
    const date = addDays(day('2026-01-01'), days)
    const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
    for (const at of momentsOf(date, time, zone)) assert.deepEqual([localDate(at, zone), localTime(at, zone)], [date, time])
  }))
})

test('[OFF15] a visit that goes past midnight has its later times on the next day', () => {
  const begun = instant(Date.parse('2026-11-24T06:30:00Z')) // 22:30 in Los Angeles on the 23rd
  assert.deepEqual(visitMoments(day('2026-11-23'), '00:10', begun, 'America/Los_Angeles').map((at) => new Date(at).toISOString()), ['2026-11-24T08:10:00.000Z'])
  assert.deepEqual(visitMoments(day('2026-11-23'), '21:50', begun, 'America/Los_Angeles').map((at) => new Date(at).toISOString()), ['2026-11-24T05:50:00.000Z'])
})

test('[OFF16] what a monitor charted meanwhile, an act noted twice and the same drug are shown; what is far, other or withdrawn is not', () => {
  const charted = vitals(0, { sbp_mmHg: 120, dbp_mmHg: 80 })
  const oxygen = vitals(0, { spo2_pct: 97 })
  const pause = fact(1, { type: 'infusion-paused' })
  const drug = fact(2, { type: 'medication-given', drug: 'Ondansetron', dose: 4, unit: 'mg', route: 'IV' })
  const gone = vitals(0, { sbp_mmHg: 121 })
  const { facts } = fold([charted, oxygen, pause, drug, gone, fact(3, { type: 'corrected', corrects: gone.id, reason: 'typo', withdrawn: true })])
  const found = (typed: SessionEvent): string[] => alreadyThere(typed, facts).map((event) => event.id)
  assert.deepEqual(found(vitals(2, { sbp_mmHg: 118, dbp_mmHg: 79 })), [charted.id])
  assert.deepEqual(found(vitals(4, { sbp_mmHg: 118 })), [])
  assert.deepEqual(found(fact(5, { type: 'infusion-paused', reason: 'pressure' })), [pause.id])
  assert.deepEqual(found(fact(7, { type: 'infusion-paused' })), [])
  assert.deepEqual(found(fact(3, { type: 'medication-given', drug: ' ondansetron', dose: 8, unit: 'mg', route: 'IV' })), [drug.id])
  assert.deepEqual(found(fact(3, { type: 'medication-given', drug: 'Labetalol', dose: 5, unit: 'mg', route: 'IV' })), [])
})

test('[OFF16] being perhaps the same does not depend on which one is looked at', () => {
  const any = fc.tuple(fc.integer({ min: 0, max: 8 }), fc.constantFrom<object>({ type: 'vitals-recorded', origin: 'person', values: { spo2_pct: 97 } }, { type: 'vitals-recorded', origin: 'device', values: { sbp_mmHg: 120, spo2_pct: 96 } }, { type: 'infusion-paused' }, { type: 'checklist-confirmed', item: 'iv' })).map(([minute, payload]) => fact(minute, payload))
  fc.assert(fc.property(any, any, (a, b) => { assert.equal(mayBeSame(a, b), mayBeSame(b, a)) }))
})
