// Every change of daylight saving in the states where clinics stand, and no change where there is none: an infusion across it lasts as long as it lasts.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { atLocal, instant, localDate, localTime, MINUTE_MS, parseInstant } from '@chairside/core/shared'
import { deliveredAt, fold, runningTime, type RecordedEvent } from '@chairside/core/session'
import { clocksOf, SHOWN_SKEW_MS } from '@chairside/core/sync'

const SHARED = path.resolve(import.meta.dirname, '../../../shared/data')
const DATA = path.join(SHARED, 'time')
const CASES = path.join(SHARED, 'vitals/sedation-capnostream-rct')
type Transition = { readonly zone: string; readonly utc: string; readonly from: string; readonly to: string }
const minutesOf = (offset: string): number => (offset.startsWith('-') ? -1 : 1) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6)))

test('[SYN31] across every change of daylight saving elapsed time is exact and the wall shows what the law says', (t) => {
  const transitions = (JSON.parse(fs.readFileSync(path.join(DATA, 'us_dst_transitions_2025_2028.json'), 'utf8')) as Transition[]).filter((one) => one.utc !== undefined)
  for (const { zone, utc, from, to } of transitions) {
    const change = parseInstant(utc)!
    const start = instant(change - 15 * MINUTE_MS)
    const end = instant(change + 25 * MINUTE_MS)
    const wall = (at: number, offset: string): string => new Date(at + minutesOf(offset) * MINUTE_MS).toISOString().slice(11, 16)
    assert.deepEqual([localTime(start, zone), localTime(end, zone)], [wall(start, from), wall(end, to)], `${zone} ${utc}`)
    const { infusion } = fold([{ id: '01900000-0000-7000-8000-000000000001', session: '01900000-0000-7000-8000-0000000000aa', actor: 'n', device: 't', at: start, type: 'infusion-started', dose_mg: 40, dose_mg_per_kg: 0.5, weight_kg: 80, weight_basis: 'actual', volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150 }])
    assert.equal(runningTime(infusion!, end), 40 * MINUTE_MS)
    assert.ok(Math.abs(deliveredAt(infusion!, end).dose_mg - 40) < 1e-9)
    // The first of two equal wall times, the moment after a skipped one: what the calendar's own times mean stays a moment of that day.
    const noon = atLocal(localDate(change, zone), '12:00', zone)
    assert.equal(localTime(noon, zone), '12:00')
  }
  t.diagnostic(`${transitions.length} changes in ${new Set(transitions.map((one) => one.zone)).size} time zones`)
  assert.ok(transitions.length > 20)
})

test('[SYN30] the clocks of real monitors, as a tablet with the same clock would have them: each is measured, and shown when it is over 60 s off', (t) => {
  const files = fs.readdirSync(CASES).filter((name) => name.endsWith('.csv.gz'))
  let shown = 0
  for (const file of files) {
    const rows = gunzipSync(fs.readFileSync(path.join(CASES, file))).toString().trim().split('\n').slice(1).map((line) => line.split(','))
    // One fact a minute, received two seconds after it happened.
    const events = rows.filter((_, i) => i % 12 === 0).flatMap(([device, corrected], i): RecordedEvent[] => {
      const [at, happened] = [parseInstant(device), parseInstant(corrected)]
      return at === null || happened === null ? [] : [{ id: `01900000-0000-7000-8000-${String(i).padStart(12, '0')}`, session: file, at, actor: 'n', device: 't', type: 'words-captured', text: 'w', seq: i + 1, recordedAt: instant(happened + 2000), previousHash: '', hash: '' }]
    })
    const clocks = clocksOf(events)
    let off = false
    for (const event of events) {
      const { offset_ms, isShown, correctedAt } = clocks.get(event.id)!
      const truly = event.at - (event.recordedAt - 2000)
      assert.ok(offset_ms !== null && Math.abs(offset_ms - truly) <= 5000, `${file}: ${truly} ms was taken for ${offset_ms}`)
      assert.ok(Math.abs(correctedAt - (event.recordedAt - 2000)) <= 5000, file)
      if (Math.abs(truly) > SHOWN_SKEW_MS + 5000) assert.ok(isShown, file)
      off ||= isShown
    }
    if (off) shown += 1
  }
  t.diagnostic(`${files.length} cases, ${shown} with a clock that is shown as off by more than 60 s`)
  assert.ok(files.length > 0 && shown > 0)
})
