// The watch over real sedations: what must alarm does, the nurse is not worn out, and what was not measured never counts. The recordings are not part of the project.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { instant } from '@chairside/core/shared'
import { PROPOSED_PROTOCOL } from '@chairside/core/plan'
import { conditionsOf, EMPTY_STREAM, isPlausible, isStreamed, readInto, type SignReading, type VitalName } from '@chairside/core/session'
import { readRecording, type Recording } from '../../cli/recording.ts'

const DATA = path.resolve(import.meta.dirname, '../../../shared/data/vitals')
const settings = PROPOSED_PROTOCOL
const START = Date.parse('2026-03-10T08:00:00Z')
/** The reference counts saturations below 90 %: the stop tier of the proposed protocol. */
const STOP_PCT = 90
const LASTING_S = 30
const MOST_AN_HOUR = 0.5

function recordingsOf(t: { diagnostic(text: string): void }, folder: string): { name: string; recording: Recording }[] {
  const place = path.join(DATA, folder)
  if (!fs.existsSync(place)) { t.diagnostic(`field data absent: ${place}; nothing was tried`); return [] }
  return fs.readdirSync(place).filter((name) => name.endsWith('.csv.gz')).toSorted().map((name) => {
    const recording = readRecording(gunzipSync(fs.readFileSync(path.join(place, name))).toString())
    assert.ok('rows' in recording, name)
    return { name, recording }
  })
}

type Episode = { readonly from: number; readonly to: number }
/** Runs of saturations below the limit, taken by eye: from the first to the last reading of a run that no reading at or above it, no missing one and no hole of more than two seconds breaks. */
function episodesOf({ rows }: Recording, below: number): Episode[] {
  const episodes: Episode[] = []
  let run: Episode | null = null
  for (const { offset_ms, values } of rows) {
    const value = values.spo2_pct ?? null
    const isLow = value !== null && value < below
    if (isLow && run !== null && offset_ms - run.to <= 2000 && offset_ms >= run.to) { run = { from: run.from, to: offset_ms }; continue }
    if (run !== null) episodes.push(run)
    run = isLow ? { from: offset_ms, to: offset_ms } : null
  }
  return run === null ? episodes : [...episodes, run]
}

type Raised = { readonly at: number; readonly tier: string; until: number }
/** Alarms of a sign as they are raised, each with the moment at which it ended (infinite: it lasted to the end of the recording). */
function alarmsOf({ rows }: Recording, vital: VitalName): { raised: Raised[]; hours: number } {
  const conditions = conditionsOf({}, settings)
  let stream = EMPTY_STREAM
  let active = new Set<string>()
  let clock = -1
  let known_s = 0
  const raised: Raised[] = []
  for (const { offset_ms, values } of rows) {
    // A recorder's clock that steps back is not a patient's: such rows are later words at the same moment plus one, as they would arrive.
    clock = Math.max(clock + 1, offset_ms)
    const items = Object.entries(values).map(([name, value]): SignReading => ({ at: instant(START + clock), vital: name as VitalName, value: value ?? null, source: 'monitor' }))
    for (const item of items) if (item.value !== null) assert.ok(isPlausible(item.vital, item.value))
    stream = readInto(stream, items, conditions, settings)
    for (const sign of Object.values(stream.signs)) {
      assert.ok(sign.value === null || isPlausible(sign.vital, sign.value), 'no zero and no gap is a value')
      if (sign.vital !== vital) continue
      const now = new Set<string>()
      sign.stays.forEach((stay, i) => {
        if (stay?.raisedAt == null) return
        const { tier, key } = conditions[sign.vital][i]!
        now.add(`${key} ${tier}`)
        if (!active.has(`${key} ${tier}`)) {
          raised.push({ at: stay.raisedAt - START, tier, until: Infinity })
          assert.ok(sign.value !== null, 'raised by a reading')
        }
      })
      for (const r of raised) if (r.until === Infinity && ![...now].some((k) => k.endsWith(` ${r.tier}`))) r.until = clock
      active = now
    }
    if (values[vital] != null) known_s += 1
  }
  assert.ok(isStreamed(vital))
  return { raised, hours: known_s / 3600 }
}

for (const folder of ['sedation-capnostream-rct', 'sedation-tcco2-rct']) {
  test(`[SES123] ${folder}: every saturation below ${STOP_PCT} % of ${LASTING_S} s alarms, at most ${MOST_AN_HOUR} alarms of it an hour`, (t) => {
    const recordings = recordingsOf(t, folder)
    if (recordings.length === 0) return
    let [hours, stops, pauses, lasting] = [0, 0, 0, 0]
    for (const { name, recording } of recordings) {
      const { raised, hours: watched } = alarmsOf(recording, 'spo2_pct')
      hours += watched
      const stop = raised.filter((r) => r.tier === 'stop')
      stops += stop.length
      pauses += raised.filter((r) => r.tier === 'pause').length
      for (const episode of episodesOf(recording, STOP_PCT).filter((e) => e.to - e.from >= LASTING_S * 1000)) {
        lasting += 1
        // It lasts from a little after the protocol's delay to the end of the stay; where it lasted already, no reading had ended it.
        const by = episode.from + (settings.monitor.alarm_delay_s + 2) * 1000
        assert.ok(stop.some((r) => r.at <= by && r.until > episode.to), `${name}: below ${STOP_PCT} % from ${episode.from / 1000} to ${episode.to / 1000} s without an alarm`)
      }
    }
    t.diagnostic(`${recordings.length} cases, ${hours.toFixed(1)} h of saturation: ${lasting} stays below ${STOP_PCT} % of ${LASTING_S} s, all alarmed; ${stops} stop alarms (${(stops / hours).toFixed(2)} an hour), ${pauses} pause alarms (${(pauses / hours).toFixed(2)} an hour)`)
    assert.ok(stops / hours <= MOST_AN_HOUR, `${(stops / hours).toFixed(2)} an hour`)
  })
}
