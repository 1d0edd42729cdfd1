import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { instant } from '../shared/index.ts'
import { PROPOSED_PROTOCOL } from '../plan/index.ts'
import { answerKey, conditionsOf, EMPTY_STREAM, fold, quietCuff, readInto, toFloorWatch, watchFacts, watchOf, type SignReading, type Stream, type StreamedSign, type Watch } from './index.ts'
import { at, NINE, plainVisit, STARTED, story, type Story } from './story.ts'
import { lasting } from './watch-plain.ts'

const settings = PROPOSED_PROTOCOL
const limits = conditionsOf({}, settings)
/** Readings of one sign a second apart from `from_s` after 09:00 on; null: no reading. */
const series = (vital: StreamedSign, values: readonly (number | null)[], from_s = 0, source = 'monitor', step_s = 1): SignReading[] => values.map((value, i) => ({ at: instant(NINE + (from_s + i * step_s) * 1000), vital, value, source }))
const repeat = <T>(value: T, times: number): T[] => Array.from({ length: times }, () => value)
const streamOf = (...readings: readonly SignReading[][]): Stream => readInto(EMPTY_STREAM, readings.flat(), limits, settings)
const tiersIn = (stream: Stream): string[] => Object.values(stream.signs).flatMap((sign) => sign.stays.flatMap((stay, i) => (stay?.raisedAt == null ? [] : [`${limits[sign.vital][i]!.key} ${limits[sign.vital][i]!.tier}`])))
const tierOf = (vital: StreamedSign, values: readonly (number | null)[]): string => tiersIn(streamOf(series(vital, values))).at(-1) ?? 'none'

/** A visit whose infusion runs since minute 20, told until then. */
const running = (): Story => {
  const told = plainVisit(16)
  told.say('infusion-started', 20, STARTED)
  return told
}
const watchAt = (told: Story, minute: number, live: Stream = EMPTY_STREAM): Watch => watchOf(watchFacts(fold(told.events)), live, settings, at(minute))
const said = (watch: Watch): string[] => watch.alarms.filter((a) => a.what !== 'late').map((a) => `${a.key}:${a.priority}${a.confirmation === 'not-asked' ? '' : ` ${a.confirmation}`}`)
const vitals = (told: Story, minute: number, values: Record<string, number>, origin: 'person' | 'device' = 'person') => told.say('vitals-recorded', minute, { values, origin }, { actor: origin === 'device' ? 'device:monitor' : 'nurse-ada' })

describe('a continuous sign', () => {
  it('[SES100] only a reading raises an alarm, and only a reading ends one', () => {
    const low = series('spo2_pct', repeat(88, 10))
    const nineSeconds = streamOf(low)
    assert.deepEqual(tiersIn(nineSeconds), [])
    // A minute later nothing is known that was not known before.
    assert.deepEqual(said(watchAt(running(), 60, nineSeconds)).filter((k) => k.startsWith('spo2')), [])
    assert.deepEqual(tiersIn(streamOf(low, series('spo2_pct', repeat(null, 40), 10))), [])
    const raised = streamOf(low, series('spo2_pct', [88], 10))
    assert.deepEqual(tiersIn(raised), ['spo2_pct.below warn', 'spo2_pct.below stop'])
    const silent = readInto(raised, series('spo2_pct', repeat(null, 100), 11), limits, settings)
    assert.deepEqual(tiersIn(silent), ['spo2_pct.below warn', 'spo2_pct.below stop'])
    assert.deepEqual(tiersIn(readInto(silent, series('spo2_pct', [97], 400), limits, settings)), [])
    fc.assert(fc.property(fc.array(fc.option(fc.integer({ min: 70, max: 100 }), { freq: 4, nil: null }), { minLength: 1, maxLength: 200 }), (values) => {
      const readings = series('spo2_pct', values)
      let before = EMPTY_STREAM
      for (const reading of readings) {
        const after = readInto(before, [reading], limits, settings)
        if (reading.value === null) assert.deepEqual(tiersIn(after), tiersIn(before))
        before = after
      }
    }))
  })

  it('[SES101] alarms once it is known to have stayed beyond the limit for the protocol\'s seconds, and not before', () => {
    const seconds = settings.monitor.alarm_delay_s
    assert.deepEqual([seconds, seconds + 1].map((n) => tierOf('spo2_pct', repeat(89, n))), ['none', 'spo2_pct.below stop'])
    assert.equal(tierOf('spo2_pct', [...repeat(89, 10), 90, ...repeat(89, 10)]), 'spo2_pct.below warn')
    assert.equal(tierOf('pulse_per_min', repeat(39, 11)), 'pulse_per_min.below stop')
    assert.equal(tierOf('pulse_per_min', repeat(150, 11)), 'pulse_per_min.from stop')
    assert.equal(tierOf('rr_per_min', repeat(7, 11)), 'rr_per_min.below pause')
    assert.equal(tierOf('rr_per_min', repeat(25, 11)), 'rr_per_min.above warn')
    assert.equal(tierOf('etco2_mmHg', repeat(56, 11)), 'etco2_mmHg.above pause')
    // Against a plain reckoning from the definition, on made series with gaps.
    const madeSeries = fc.array(fc.record({ value: fc.option(fc.integer({ min: 80, max: 99 }), { freq: 6, nil: null }), step_s: fc.constantFrom(1, 1, 1, 2, 5, 12, 60) }), { minLength: 2, maxLength: 120 })
    fc.assert(fc.property(madeSeries, (made) => {
      let s = 0
      const readings = made.map(({ value, step_s }): SignReading => { s += step_s; return { at: instant(NINE + s * 1000), vital: 'spo2_pct', value, source: 'm' } })
      const isStop = tiersIn(streamOf(readings)).includes('spo2_pct.below stop')
      assert.equal(isStop, lasting(readings, 90, 10, settings.monitor.no_signal_s))
    }), { numRuns: 400 })
  })

  it('[SES131] of a monitor that speaks each second, a little early or late, the word that ends the stay raises, and Chair and Floor have lamp and tone from that moment', () => {
    const unevenness = fc.array(fc.integer({ min: -120, max: 120 }), { minLength: 14, maxLength: 14 })
    fc.assert(fc.property(unevenness, fc.constantFrom(1, 2, 3, 5), (early_ms, step_s) => {
      const words = early_ms.map((ms, i): SignReading => ({ at: instant(NINE + 25 * 60_000 + i * step_s * 1000 + ms), vital: 'spo2_pct', value: 88, source: 'monitor' }))
      const ends = words[Math.ceil(settings.monitor.alarm_delay_s / step_s)]!.at
      const facts = watchFacts(fold(running().events))
      let stream = EMPTY_STREAM
      for (const word of words) {
        stream = readInto(stream, [word], limits, settings)
        const watch = watchOf(facts, stream, settings, word.at)
        const here = watch.alarms.find((a) => a.key === 'spo2_pct.below')
        const floor = toFloorWatch(watch, facts, settings).alarms.find((a) => a.key === 'spo2_pct.below')
        if (word.at < ends) assert.deepEqual([here, floor, watch.sounding === 'high'], [undefined, undefined, false], 'not before')
        else assert.deepEqual([here?.priority, here?.raisedAt, floor?.priority, watch.sounding], ['high', ends, 'high', 'high'])
      }
    }), { numRuns: 200 })
    // What is clearly shorter is not as long.
    const short = [0, 9.7].map((s): SignReading => ({ at: instant(NINE + s * 1000), vital: 'spo2_pct', value: 88, source: 'monitor' }))
    assert.deepEqual(tiersIn(streamOf(short)), [])
  })

  it('[SES102] a value is known until the next word and never longer than a silence may last; the same readings in other pieces give the same', () => {
    // Low, then unreadable for a minute, then low again: seen low for two seconds.
    assert.deepEqual(tiersIn(streamOf(series('spo2_pct', [88, null], 0), series('spo2_pct', repeat(null, 58), 2), series('spo2_pct', [88, 88], 60))), [])
    // A monitor that speaks once a minute alarms at its second word.
    assert.deepEqual(tiersIn(streamOf(series('spo2_pct', [88], 0), series('spo2_pct', [88], 60))), ['spo2_pct.below warn', 'spo2_pct.below stop'])
    assert.deepEqual(tiersIn(streamOf(series('spo2_pct', repeat(88, 11), 20), series('spo2_pct', [99], 5))), ['spo2_pct.below warn', 'spo2_pct.below stop'], 'an older reading changes nothing')
    fc.assert(fc.property(fc.array(fc.option(fc.integer({ min: 85, max: 95 }), { nil: null }), { minLength: 1, maxLength: 80 }), fc.array(fc.nat(80)), (values, cuts) => {
      const readings = series('spo2_pct', values)
      let pieces = EMPTY_STREAM
      let from = 0
      for (const cut of [...cuts, readings.length].toSorted((a, b) => a - b)) { pieces = readInto(pieces, readings.slice(from, cut), limits, settings); from = Math.max(from, cut) }
      assert.deepEqual(pieces, streamOf(readings))
      assert.deepEqual(readInto(pieces, readings, limits, settings), pieces, 'read twice')
    }))
  })

  it('[SES103] an impossible number is no reading; a breathing rate of 0 is one', () => {
    const impossible = fc.constantFrom(-100, 0, 1, 101, 2047, 2048, -21846, Number.NaN)
    fc.assert(fc.property(fc.array(impossible, { minLength: 12, maxLength: 60 }), (values) => {
      const stream = streamOf(series('spo2_pct', values), series('pulse_per_min', values.map((v) => (v === 101 ? 0 : v))))
      assert.deepEqual(tiersIn(stream), [])
      assert.ok(Object.values(stream.signs).every((sign) => sign.value === null && sign.last === null))
    }))
    assert.equal(tierOf('rr_per_min', repeat(0, 21)), 'rr_per_min.none stop')
  })

  it('[SES104] a high pulse, a saturation of the pause tier, no breath and no carbon dioxide take their own stays', () => {
    assert.deepEqual([299, 301].map((n) => tierOf('pulse_per_min', repeat(135, n))), ['pulse_per_min.from warn', 'pulse_per_min.from pause'])
    assert.deepEqual([30, 31].map((n) => tierOf('spo2_pct', repeat(91, n))), ['spo2_pct.below warn', 'spo2_pct.below pause'])
    assert.deepEqual([20, 21].map((n) => tierOf('rr_per_min', repeat(0, n))), ['rr_per_min.below pause', 'rr_per_min.none stop'])
    assert.deepEqual([15, 16, 31].map((n) => tierOf('etco2_mmHg', repeat(0, n))), ['none', 'etco2_mmHg.none pause', 'etco2_mmHg.none stop'])
    const from35 = conditionsOf({ etco2_mmHg: 35 }, settings)
    const changed = (value: number): boolean => Object.values(readInto(EMPTY_STREAM, series('etco2_mmHg', repeat(value, 11)), from35, settings).signs)[0]!.stays.some((stay) => stay?.raisedAt != null)
    assert.deepEqual([26, 25, 44, 45].map(changed), [false, true, false, true])
  })

  it('[SES105] two sources count each for itself', () => {
    const both = streamOf(repeat(0, 12).flatMap((_, i) => [...series('spo2_pct', [88], i, 'a'), ...series('spo2_pct', [98], i, 'b')]))
    assert.deepEqual(tiersIn(both), ['spo2_pct.below warn', 'spo2_pct.below stop'])
    assert.deepEqual(said(watchAt(running(), 21, both)).filter((k) => k.startsWith('spo2')), ['spo2_pct.below:high'])
  })
})

describe('what is measured now and then', () => {
  it('[SES106] a high pressure of the pause tier takes two readings; without the second in time it is taken as it stands', () => {
    const told = running()
    vitals(told, 30, { sbp_mmHg: 185, dbp_mmHg: 80 })
    assert.deepEqual(said(watchAt(told, 31)), ['sbp_mmHg.from:low to-repeat'])
    assert.equal(watchAt(told, 31).alarms[0]!.repeatBy, at(35))
    assert.deepEqual(said(watchAt(told, 35)), ['sbp_mmHg.from:low to-repeat'])
    assert.deepEqual(said(watchAt(told, 35.1)), ['sbp_mmHg.from:medium overdue'])
    vitals(told, 31.5, { sbp_mmHg: 184, dbp_mmHg: 80 })
    assert.deepEqual(said(watchAt(told, 31.6)), ['sbp_mmHg.from:low to-repeat'], 'too soon after the first')
    const calmed = [...told.events]
    vitals(told, 32.5, { sbp_mmHg: 181, dbp_mmHg: 80 })
    const watch = watchAt(told, 33)
    assert.deepEqual([said(watch), watch.tier, watch.alarms[0]!.raisedAt], [['sbp_mmHg.from:medium confirmed'], 'pause', at(32.5)])
    const other = story(900)
    const calm = { ...other.say('vitals-recorded', 33, { values: { sbp_mmHg: 150, dbp_mmHg: 80 }, origin: 'person' }) }
    assert.deepEqual(said(watchOf(watchFacts(fold([...calmed, calm])), EMPTY_STREAM, settings, at(33.1))), [], 'not confirmed: the alarm is over')
    vitals(told, 34, { sbp_mmHg: 150, dbp_mmHg: 111 })
    assert.deepEqual(said(watchAt(told, 34.1)), ['dbp_mmHg.from:low to-repeat'])
  })

  it('[SES107] the stop tier and a low pressure count at once and ask for a repeat; a reading within its limits ends them', () => {
    const after = (...readings: readonly (readonly [minute: number, values: Record<string, number>])[]): string[] => {
      const told = running()
      for (const [minute, values] of readings) vitals(told, minute, values)
      return said(watchAt(told, readings.at(-1)![0] + 0.5))
    }
    assert.deepEqual(after([30, { sbp_mmHg: 205, dbp_mmHg: 80 }]), ['sbp_mmHg.from:high to-repeat'])
    assert.deepEqual(after([30, { sbp_mmHg: 205, dbp_mmHg: 80 }], [31, { sbp_mmHg: 201, dbp_mmHg: 80 }]), ['sbp_mmHg.from:high confirmed'])
    assert.deepEqual(after([30, { sbp_mmHg: 205, dbp_mmHg: 80 }], [31, { sbp_mmHg: 185, dbp_mmHg: 80 }]), ['sbp_mmHg.from:medium confirmed'], 'one of them was a stop')
    assert.deepEqual(after([30, { sbp_mmHg: 205, dbp_mmHg: 80 }], [31, { sbp_mmHg: 140, dbp_mmHg: 80 }]), [])
    assert.deepEqual(after([30, { sbp_mmHg: 88, dbp_mmHg: 60 }]), ['sbp_mmHg.below:medium to-repeat'])
    assert.deepEqual(after([30, { sbp_mmHg: 79, dbp_mmHg: 60 }]), ['sbp_mmHg.below:high to-repeat'])
    assert.deepEqual(after([30, { sbp_mmHg: 98, dbp_mmHg: 38 }]), ['map_mmHg.below:medium to-repeat'], 'a mean of 58, calculated')
    assert.deepEqual(after([30, { sbp_mmHg: 98, dbp_mmHg: 38, map_mmHg: 61 }]), [], 'the measured mean counts')
    assert.deepEqual(after([30, { sbp_mmHg: 165, dbp_mmHg: 80 }], [33, { sbp_mmHg: 162, dbp_mmHg: 80 }]), ['sbp_mmHg.from:low confirmed'])
    const late = running()
    vitals(late, 30, { sbp_mmHg: 165, dbp_mmHg: 80 })
    assert.deepEqual(said(watchAt(late, 32.1)), ['sbp_mmHg.from:low overdue'])
  })

  it('[SES119] a sign that a person read alarms at once, until a newer word of a monitor', () => {
    const told = running()
    vitals(told, 30, { spo2_pct: 89, rr_per_min: 12 })
    assert.deepEqual(said(watchAt(told, 30.1)), ['spo2_pct.below:high to-repeat'])
    const fromDevice = running()
    fromDevice.say('vitals-recorded', 30, { values: { spo2_pct: 89 }, origin: 'device', source: 'Oximeter' })
    assert.deepEqual(said(watchAt(fromDevice, 30.1)), ['spo2_pct.below:high to-repeat'], 'taken over from a device by a person')
    const calm = streamOf(series('spo2_pct', repeat(97, 5), 30 * 60 + 5))
    assert.deepEqual(said(watchAt(told, 30.2, calm)), [])
  })

  it('[SES120] what a device charted minute by minute alarms at the second minute beyond the limit; where it speaks live, that counts', () => {
    const told = running()
    vitals(told, 30, { spo2_pct: 88 }, 'device')
    assert.deepEqual(said(watchAt(told, 30.1)), [])
    vitals(told, 31, { spo2_pct: 87 }, 'device')
    assert.deepEqual(said(watchAt(told, 31.1)), ['spo2_pct.below:high'])
    assert.deepEqual(said(watchAt(told, 31.1, streamOf(series('spo2_pct', [96, 97], 31 * 60 + 1)))), [])
  })
})

describe('what people judge', () => {
  it('[SES108] an emergency is a stop whatever the numbers say, until it is over or the infusion is stopped and somebody has answered', () => {
    const told = running()
    told.say('adverse-event-noted', 30, { what: 'Chest pain', severity: 'moderate', action: 'none', emergency: true })
    const [alarm] = watchAt(told, 30).alarms
    assert.deepEqual([alarm!.priority, alarm!.message, alarm!.tier], ['high', 'emergency: Chest pain', 'stop'])
    told.say('alarm-answered', 31, { alarm: answerKey(alarm!), answer: 'seen' })
    assert.equal(watchAt(told, 31).tier, 'stop')
    told.say('infusion-stopped', 32, { why: 'early' })
    assert.equal(watchAt(told, 32.1).tier, 'none')
    const over = running()
    const noted = over.say('adverse-event-noted', 30, { what: 'Seizure', severity: 'life-threatening', action: 'stopped' })
    assert.equal(watchAt(over, 31).tier, 'stop')
    over.say('corrected', 33, { corrects: noted.id, reason: 'over', replacement: { what: 'Seizure', severity: 'life-threatening', action: 'stopped', outcome: 'resolved' } })
    assert.equal(watchAt(over, 34).tier, 'none')
  })

  it('[SES109] sedation, agitation, dissociation, nausea, the vein and the pump reach their tiers', () => {
    const after = (tell: (told: Story) => void): string[] => { const told = running(); tell(told); return said(watchAt(told, 30.5)) }
    assert.deepEqual([4, 3, 2, 1].map((score) => after((t) => t.say('sedation-scored', 30, { scale: 'MOAA/S', score }))[0] ?? 'none'), ['none', 'moaas:low', 'moaas:medium', 'moaas:high'])
    assert.deepEqual([-1, -2, -3, -4, 1, 2, 3, 4].map((score) => after((t) => t.say('sedation-scored', 30, { scale: 'RASS', score }))[0] ?? 'none'), ['none', 'rass.low:low', 'rass.low:medium', 'rass.low:high', 'none', 'rass.high:low', 'rass.high:medium', 'rass.high:high'])
    assert.deepEqual([6, 7, 9].map((score) => after((t) => t.say('dissociation-scored', 30, { scale: '0-10', score }))[0] ?? 'none'), ['none', 'dissociation:low', 'dissociation:medium'])
    assert.deepEqual(after((t) => t.say('dissociation-scored', 30, { scale: '0-10', score: 3, distressing: true })), ['dissociation:medium'])
    assert.deepEqual(after((t) => t.say('dissociation-scored', 30, { scale: 'CADSS-6', score: 20 })), [])
    assert.deepEqual(after((t) => t.say('symptom-rated', 30, { symptom: 'nausea', score: 2 })), ['nausea:low'])
    assert.deepEqual(after((t) => t.say('symptom-rated', 30, { symptom: 'nausea', score: 1, vomited: true })), ['nausea:medium'])
    assert.deepEqual(after((t) => t.say('iv-checked', 30, { site: 'forearm', finding: 'infiltrated' })), ['iv:medium'])
    assert.deepEqual(after((t) => t.say('pump-read', 30, { volume_infused_mL: 20, of: 'infusion', origin: 'person', alarm: 'occlusion' })), ['pump:low'])
    assert.deepEqual(after((t) => { t.say('sedation-scored', 29, { scale: 'MOAA/S', score: 1 }); t.say('sedation-scored', 30, { scale: 'MOAA/S', score: 5 }) }), [], 'the last score stands')
  })

  it('[SES110] the worst alarm stands first, and each tier has its priority', () => {
    const told = running()
    vitals(told, 29, { sbp_mmHg: 165, dbp_mmHg: 80 })
    told.say('sedation-scored', 30, { scale: 'MOAA/S', score: 2 })
    told.say('adverse-event-noted', 30, { what: 'Chest pain', severity: 'severe', action: 'none', emergency: true })
    const watch = watchAt(told, 30.5)
    assert.deepEqual(watch.alarms.map((a) => a.priority), ['high', 'medium', 'low'])
    assert.deepEqual([watch.tier, watch.priority, watch.sounding], ['stop', 'high', 'high'])
    assert.deepEqual(watchAt(plainVisit(16), 17).alarms, [], 'before the start nobody is watched: the gate judges')
  })
})

describe('answers', () => {
  const low = streamOf(series('spo2_pct', repeat(91, 11), 30 * 60))
  it('[SES111] an audio pause is limited and named, hides nothing new and nothing higher, and ends by itself', () => {
    const told = running()
    vitals(told, 29, { sbp_mmHg: 120, dbp_mmHg: 70 })
    const pauseAt = 30.25
    assert.deepEqual([said(watchAt(told, pauseAt, low)), watchAt(told, pauseAt, low).sounding], [['spo2_pct.below:low'], 'low'])
    told.say('alarm-answered', pauseAt, { alarm: 'spo2_pct.below:low', answer: 'audio-paused', until: at(60) }, { actor: 'nurse-ben' })
    const minutes = settings.monitor.audio_pause_s / 60
    const spo2 = (minute: number, stream: Stream = low) => watchAt(told, minute, stream).alarms.find((a) => a.key === 'spo2_pct.below')
    assert.deepEqual(spo2(pauseAt + 1)!.paused, { by: 'nurse-ben', until: at(pauseAt + minutes) }, 'whatever end was asked for')
    assert.equal(spo2(pauseAt + minutes)!.paused, null)
    const higher = readInto(low, series('spo2_pct', repeat(88, 11), 30 * 60 + 31), limits, settings)
    assert.deepEqual([spo2(pauseAt + 1, higher)!.priority, spo2(pauseAt + 1, higher)!.paused], ['high', null])
    const again = readInto(low, [...series('spo2_pct', [98], 30 * 60 + 31), ...series('spo2_pct', repeat(91, 11), 30 * 60 + 36)], limits, settings)
    assert.equal(spo2(pauseAt + 1, again)!.paused, null, 'it ended and came back: a new alarm')
    told.say('alarm-answered', pauseAt, { alarm: 'spo2_pct.below:high', answer: 'audio-paused' })
    const lower = readInto(streamOf(series('spo2_pct', repeat(88, 11), 30 * 60)), series('spo2_pct', [91], 30 * 60 + 40), limits, settings)
    assert.ok(spo2(pauseAt + 1, lower)!.paused, 'what has become less is still the same alarm')
    // Any moment, any pause: never longer than the protocol says.
    fc.assert(fc.property(fc.integer({ min: 0, max: 600 }), fc.integer({ min: -600, max: 6000 }), (after_s, until_s) => {
      const one = running()
      one.say('alarm-answered', pauseAt, { alarm: 'spo2_pct.below:low', answer: 'audio-paused', until: instant(at(pauseAt) + until_s * 1000) })
      const alarm = watchOf(watchFacts(fold(one.events)), low, settings, instant(at(pauseAt) + after_s * 1000)).alarms.find((a) => a.key === 'spo2_pct.below')!
      assert.equal(alarm.paused !== null, after_s < Math.min(until_s, settings.monitor.audio_pause_s))
    }))
  })

  it('[SES112] an artefact ends the alarm it names, and readings raise it again', () => {
    const told = running()
    const artefact = { key: 'spo2_pct.below', at: at(30.3) }
    const ended = readInto(low, [artefact], limits, settings)
    assert.deepEqual(tiersIn(ended), [])
    assert.deepEqual(tiersIn(readInto(ended, series('spo2_pct', repeat(88, 11), 30 * 60 + 20), limits, settings)), ['spo2_pct.below warn', 'spo2_pct.below stop'])
    vitals(told, 30, { sbp_mmHg: 205, dbp_mmHg: 90 })
    told.say('alarm-answered', 30.5, { alarm: 'sbp_mmHg.from:high', answer: 'artefact' })
    assert.deepEqual(said(watchAt(told, 31)), [])
    vitals(told, 31, { sbp_mmHg: 206, dbp_mmHg: 90 })
    assert.deepEqual(said(watchAt(told, 31)), ['sbp_mmHg.from:high to-repeat'])
  })
})

describe('silence', () => {
  const until = (s: number) => streamOf(series('spo2_pct', repeat(97, 60), s - 60), series('pulse_per_min', repeat(70, 60), s - 60))
  const second = (s: number): number => s / 60
  it('[SES113] a monitor that falls silent is missed after the protocol\'s seconds, urgently while drug runs; one that never spoke is not', () => {
    const told = running()
    const stream = until(1800)
    const blind = (s: number) => { const watch = watchAt(told, second(s), stream); return [watch.blindSince, said(watch)] }
    const last = instant(NINE + 1799_000)
    assert.deepEqual(blind(1809), [null, []])
    assert.deepEqual(blind(1810), [last, ['signal.none:low']])
    assert.deepEqual(blind(1860), [last, ['signal.none:medium']])
    assert.deepEqual([watchAt(running(), 30).blindSince, said(watchAt(running(), 30))], [null, []])
    told.say('infusion-stopped', 29.9, { why: 'complete' })
    assert.deepEqual(blind(1900), [last, ['signal.none:low']])
    // A cuff that counts the pulse, and a spot check, are no signals.
    const cuff = running()
    cuff.say('vitals-recorded', 21, { values: { sbp_mmHg: 120, dbp_mmHg: 70, pulse_per_min: 70 }, origin: 'device', source: 'Cuff' }, { actor: 'device:Cuff' })
    cuff.say('vitals-recorded', 26, { values: { spo2_pct: 97 }, origin: 'device', source: 'Oximeter' })
    assert.deepEqual(said(watchAt(cuff, 30, streamOf(series('pulse_per_min', [70, 71], 29 * 60, 'Cuff', 40)))), [])
    assert.deepEqual(said(watchAt(cuff, 30, streamOf(series('spo2_pct', [97], 29 * 60, 'Oximeter')))), [])
    // The clip has come off: the pulse of the ECG goes on, the saturation does not.
    const noClip = readInto(until(1800), series('rr_per_min', repeat(12, 30), 1800), limits, settings)
    assert.deepEqual(said(watchAt(running(), second(1829), noClip)), ['signal.spo2_pct:low'])
    const slow = streamOf(series('spo2_pct', repeat(97, 8), 0, 'slow', 30))
    const told2 = running()
    const silentAfter = (s: number) => watchOf({ ...watchFacts(fold(told2.events)), startedAt: NINE }, slow, settings, instant(NINE + (210 + s) * 1000)).blindSince !== null
    assert.deepEqual([59, 60, 61].map(silentAfter), [false, false, true], 'a monitor that speaks each half minute may be silent for twice that')
  })

  it('[SES114] late vital signs are an alarm, low and then medium', () => {
    const told = running()
    vitals(told, 21, { sbp_mmHg: 120, dbp_mmHg: 70 })
    const late = (minute: number) => watchAt(told, minute).alarms.map((a) => `${a.key}:${a.priority}`)
    assert.deepEqual([late(33.9), late(34), late(36)], [[], ['vitals.late:low'], ['vitals.late:medium']])
  })

  it('[SES115] a pressure is due by the end of the peak minutes, and remarked when there is none', () => {
    const told = running()
    for (const minute of [30, 40, 49]) vitals(told, minute, { sbp_mmHg: 120, dbp_mmHg: 70 })
    assert.equal(watchAt(told, 50).due.dueAt, at(59))
    const quick = running()
    for (const minute of [30, 40, 49.5]) vitals(quick, minute, { sbp_mmHg: 120, dbp_mmHg: 70 })
    quick.say('infusion-stopped', 49.8, { why: 'complete' })
    assert.equal(watchAt(quick, 50).due.dueAt, at(60), 'minute 40, not a quarter of an hour after the last set')
    assert.deepEqual(watchAt(quick, 60.5).remarks.map((r) => r.rule), [], 'stopped before the peak minutes: nothing is missed')
    const slow = running()
    vitals(slow, 45, { sbp_mmHg: 120, dbp_mmHg: 70 })
    assert.deepEqual(watchAt(slow, 60.5).remarks.map((r) => r.rule), ['MN-03'])
    vitals(slow, 55, { sbp_mmHg: 120, dbp_mmHg: 70 })
    assert.deepEqual(watchAt(slow, 60.5).remarks.map((r) => r.rule), [])
  })

  it('[SES116] EtCO2 is wanted for who is sedated, gets more than the usual rate or had a sedative, while there is none', () => {
    const wanted = (tell: (told: Story) => void, live: Stream = EMPTY_STREAM): string[] => { const told = running(); tell(told); return watchAt(told, 30.2, live).remarks.map((r) => r.text) }
    assert.deepEqual(wanted(() => {}), [])
    assert.deepEqual(wanted((t) => t.say('sedation-scored', 30, { scale: 'MOAA/S', score: 3 })), ['EtCO2 is wanted: MOAA/S 3'])
    assert.deepEqual(wanted((t) => t.say('medication-given', 30, { drug: 'Midazolam', dose: 1, unit: 'mg', route: 'IV' })), ['EtCO2 is wanted: a sedative or opioid was given'])
    assert.deepEqual(wanted((t) => t.say('medication-given', 30, { drug: 'Ondansetron', dose: 4, unit: 'mg', route: 'IV' })), [])
    assert.deepEqual(wanted((t) => t.say('infusion-rate-changed', 30, { rate_mL_per_h: 250 })), ['EtCO2 is wanted: more than 1 mg/kg/h'])
    assert.deepEqual(wanted((t) => t.say('sedation-scored', 30, { scale: 'MOAA/S', score: 3 }), streamOf(series('etco2_mmHg', [38, 38], 30 * 60 + 8))), [])
  })
})

describe('the quiet cuff', () => {
  const live = (minute: number): Stream => streamOf(series('spo2_pct', repeat(97, 60), minute * 60 - 59))
  const quietVisit = (): Story => {
    const told = running()
    for (const minute of [25, 31]) vitals(told, minute, { sbp_mmHg: 124, dbp_mmHg: 74 })
    return told
  }
  const quietAt = (told: Story, minute: number, stream = live(minute)) => watchAt(told, minute, stream).quiet
  it('[SES117] is offered to a quiet patient with a signal, within the protocol\'s minutes, and puts the next set off by no more', () => {
    const told = quietVisit()
    assert.equal(quietAt(told, 32).offer, at(50), 'minute 30 of the infusion')
    assert.deepEqual(quietAt(told, 32, EMPTY_STREAM).offer, null)
    assert.equal(quietAt(told, 50.5).offer, null)
    told.say('quiet-cuff-set', 32, { until: at(90) })
    const watch = watchAt(told, 42, live(42))
    assert.deepEqual([watch.quiet.until, watch.due.dueAt, watch.due.status], [at(50), at(50), 'ok'])
    assert.equal(watchAt(told, 51, live(51)).due.status, 'due')
    const later = running()
    for (const minute of [25, 39]) vitals(later, minute, { sbp_mmHg: 124, dbp_mmHg: 74 })
    assert.equal(quietAt(later, 41).offer, at(50))
    fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 500 }), (length, after) => {
      const one = quietVisit()
      one.say('quiet-cuff-set', 32, { until: at(32 + length) })
      const { due } = watchAt(one, 32 + after / 10, live(32 + after / 10))
      const { longest, to } = settings.monitor.quiet_cuff_min
      assert.ok(due.dueAt! <= Math.max(at(41), Math.min(at(31 + longest), at(20 + to))), `due at ${due.dueAt! - NINE}`)
    }), { numRuns: 60 })
  })

  it('[SES118] any flag ends it for good', () => {
    const flags: readonly ((told: Story) => void)[] = [
      (t) => t.say('medication-given', 35, { drug: 'Ondansetron', dose: 4, unit: 'mg', route: 'IV' }), (t) => t.say('sedation-scored', 35, { scale: 'MOAA/S', score: 3 }), (t) => t.say('symptom-rated', 35, { symptom: 'nausea', score: 2 }),
      (t) => t.say('adverse-event-noted', 35, { what: 'Headache', severity: 'mild', action: 'none' }), (t) => vitals(t, 35, { sbp_mmHg: 165, dbp_mmHg: 80 }), (t) => t.say('infusion-paused', 35, {}), (t) => vitals(t, 35, { spo2_pct: 90 }),
      (t) => t.say('infusion-started', 35, STARTED), (t) => t.say('infusion-rate-changed', 35, { rate_mL_per_h: 300 }),
    ]
    for (const [i, flag] of flags.entries()) {
      const told = quietVisit()
      told.say('quiet-cuff-set', 32, { until: at(50) })
      assert.equal(quietAt(told, 34.9).until, at(50))
      flag(told)
      assert.equal(watchAt(told, 36, live(34)).quiet.until, null, `flag ${i}`)
    }
    const silent = quietVisit()
    silent.say('quiet-cuff-set', 32, { until: at(50) })
    assert.equal(quietAt(silent, 36, live(35)).until, null, 'the monitor is silent')
    // A desaturation that is over still ended the window.
    const dip = readInto(live(34), [...series('spo2_pct', repeat(91, 12), 34 * 60 + 1), ...series('spo2_pct', repeat(98, 60), 34 * 60 + 13)], limits, settings)
    const facts = watchFacts(fold(silent.events))
    assert.deepEqual(said(watchOf(facts, dip, settings, at(35.2))), [])
    assert.equal(watchOf(facts, dip, settings, at(35.2)).quiet.until, null)
    assert.ok(quietCuff(facts, { alarms: [], lastRaisedAt: null, hasSignal: true }, settings, at(35.2)).until)
  })
})
