// Bluetooth vectors, implausible pressures and real infusion rows. The data are not part of the project: without them this says so.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { instant, uuidv7, type Instant } from '@chairside/core/shared'
import { eventToJson, fold, parseBloodPressure, parseContinuous, parseEvent, parseHeartRate, parseSpotCheck, readBluetooth, type SessionEvent } from '@chairside/core/session'
import { composeObservations, readMessage, type SentRow } from '../../server/hl7/index.ts'
import { readRecording } from '../../cli/recording.ts'

const DATA = path.resolve(import.meta.dirname, '../../../shared/data')
const bytes = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))

test('[DEV45] [DEV46] published Bluetooth vectors are read as they say, the wrong ones are refused, and none becomes an impossible value', () => {
  type Vector = { char: string; hex: string; expect: string | Record<string, unknown> }
  const parsers: Readonly<Record<string, (b: Uint8Array) => { ok: boolean; value?: unknown }>> = { '2A35': parseBloodPressure, '2A37': parseHeartRate, '2A5E': parseSpotCheck, '2A5F': parseContinuous }
  const vectors = JSON.parse(fs.readFileSync(path.join(DATA, 'ble/vectors.json'), 'utf8')) as Vector[]
  for (const { char, hex, expect } of vectors) {
    const read = parsers[char]!(bytes(hex))
    if (typeof expect === 'string') { assert.equal(read.ok, false, `${hex}: ${expect}`); continue }
    const value = read.value as Record<string, unknown>
    const names: Readonly<Record<string, string>> = { spo2: 'spo2', pr: 'pulse', hr: 'hr', sys: 'sys', dia: 'dia', map: 'map', pulse: 'pulse', user: 'user', status: 'status' }
    for (const [name, own] of Object.entries(names)) if (name in expect) assert.deepEqual(value[own], expect[name], `${hex} ${name}`)
    if (expect['unit']) assert.equal(value['unit'], expect['unit'] === 'kPa' ? 'kPa' : 'mm[Hg]')
    if (/implausible|not detected/.test(JSON.stringify(expect))) { const signs = readBluetooth(parseInt(char, 16), bytes(hex)); assert.deepEqual(signs?.ok && signs.value.values, {}) }
  }
})

/** Every row of a recording as a monitor would send it; says how many readings were refused because their pressures contradict each other. */
function refusedIn(file: string): { readonly rows: number; readonly wrong: number } {
  const recording = readRecording(fs.readFileSync(file, 'utf8'))
  assert.ok('rows' in recording, `${file}: ${JSON.stringify(recording)}`)
  let wrong = 0
  recording.rows.forEach(({ values }, i) => {
    const rows = Object.entries(values).map(([vital, value]): SentRow => ({ vital: vital as SentRow['vital'], value }))
    const { sbp_mmHg: sys, dbp_mmHg: dia, map_mmHg: map } = values
    const apart = (sys != null && dia != null && sys <= dia) || (map != null && ((sys != null && map > sys) || (dia != null && map < dia)))
    const read = readMessage(composeObservations({ application: 'M', facility: 'F', bed: 'B', controlId: `${i}`, at: new Date(i * 1000), rows }))
    const taken = Object.fromEntries(read.observations.flatMap((o) => (o.vital === null || o.value === null ? [] : [[o.vital, o.value]])))
    assert.deepEqual([taken['sbp_mmHg'] ?? null, taken['dbp_mmHg'] ?? null, taken['map_mmHg'] ?? null], apart ? [null, null, null] : [sys ?? null, dia ?? null, map ?? null], `${file} row ${i + 1}`)
    assert.equal(read.suspect, apart)
    if (apart) wrong += 1
  })
  return { rows: recording.rows.length, wrong }
}

test('[DEV10] a mean outside of its own pressures is caught in every row of the synthetic set, and the artefacts of a real chart are', (t) => {
  const folder = path.join(DATA, 'vitals/SYNTHETIC-bdlbs-anaesthesia')
  const sum = fs.readdirSync(folder).filter((name) => name.endsWith('_series.csv')).map((name) => refusedIn(path.join(folder, name))).reduce((a, b) => ({ rows: a.rows + b.rows, wrong: a.wrong + b.wrong }))
  assert.ok(sum.wrong > 0.1 * sum.rows, `${sum.wrong} of ${sum.rows}`)
  const graz = refusedIn(path.join(DATA, 'vitals/anaesthesia-chart-graz/bp_30s.csv'))
  t.diagnostic(`synthetic: ${sum.wrong} of ${sum.rows} readings refused; real chart: ${graz.wrong} of ${graz.rows}`)
})

test('[SES9] [SES12] real infusion rows, late, rewritten, cancelled and stored before they began, are facts with both times, and what was withdrawn stays in sight', (t) => {
  const lines = gunzipSync(fs.readFileSync(path.join(DATA, 'vitals/mimic3-demo/INPUTEVENTS_MV.csv.gz'))).toString().trim().split(/\r?\n/)
  const names = lines[0]!.split(',')
  type Row = Readonly<Record<string, string>>
  const cells = (line: string): string[] => (line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g) ?? []).map((cell) => cell.replace(/,$/, '').replace(/^"|"$/g, ''))
  const rows = lines.slice(1).map((line): Row => Object.fromEntries(cells(line).map((cell, i) => [names[i] ?? '', cell]))).filter((row) => row['RATEUOM'] === 'mL/hour' && Number(row['RATE']) >= 0.1 && Number(row['RATE']) <= 2000)
  // The years are moved into the future by the data's authors; ours must lie before 2200, and only differences matter.
  const at = (text: string): Instant => instant(Date.parse(`${text.replace(' ', 'T')}Z`) - 100 * 365.25 * 86_400_000)
  const chains = Map.groupBy(rows, (row) => row['LINKORDERID']!)
  let [facts, late, before, withdrawn] = [0, 0, 0, 0]
  for (const chain of chains.values()) {
    const session = uuidv7(instant(0), new Uint8Array(10).fill(7))
    let n = 0
    const events: SessionEvent[] = []
    const add = (time: Instant, row: Row, body: Record<string, unknown>): string => {
      n += 1
      const id = uuidv7(instant(1_700_000_000_000 + n), new Uint8Array(10).fill(n % 250))
      const parsed = parseEvent({ id, session, at: new Date(time).toISOString(), actor: `staff ${row['CGID']}`, device: 'typed in', enteredAt: new Date(at(row['STORETIME']!)).toISOString(), enteredFrom: 'memory', ...body })
      assert.ok(parsed.ok, JSON.stringify(parsed.ok ? '' : parsed.refusal))
      events.push(parsed.value)
      return id
    }
    chain.toSorted((a, b) => at(a['STARTTIME']!) - at(b['STARTTIME']!)).forEach((row, i, all) => {
      const [from, to, stored] = [at(row['STARTTIME']!), at(row['ENDTIME']!), at(row['STORETIME']!)]
      if (stored - from > 3_600_000) late += 1
      if (stored < from) before += 1
      const rate = { rate_mL_per_h: Number(row['RATE']) }
      const paused = i > 0 && all[i - 1]!['STATUSDESCRIPTION'] === 'Paused'
      const id = i === 0 ? add(from, row, { type: 'infusion-started', dose_mg: 1, volume_mL: 2000, concentration_mg_per_mL: 0.1, ...rate, dose_mg_per_kg: 0.1, weight_kg: 80, weight_basis: 'actual' }) : add(from, row, { type: paused ? 'infusion-resumed' : 'infusion-rate-changed', ...rate })
      if (row['STATUSDESCRIPTION'] === 'Paused') add(to, row, { type: 'infusion-paused' })
      if (row['STATUSDESCRIPTION'] === 'Rewritten' || row['CANCELREASON'] !== '0') { withdrawn += 1; add(stored, row, { type: 'corrected', corrects: id, reason: row['STATUSDESCRIPTION'] === 'Rewritten' ? 'Rewritten' : 'Cancelled', withdrawn: true }) }
      if (i === all.length - 1) add(to, row, { type: 'infusion-stopped', why: row['STATUSDESCRIPTION'] === 'FinishedRunning' ? 'complete' : 'early' })
    })
    const view = fold(events.toReversed())
    assert.equal(view.facts.length, events.length, 'every row is a fact that stays')
    assert.equal(view.facts.filter((fact) => fact.withdrawn).length, new Set(events.flatMap((e) => (e.type === 'corrected' ? [e.corrects] : []))).size)
    for (const event of events) {
      const again = parseEvent(eventToJson(event))
      assert.ok(again.ok && again.value.at === event.at && again.value.enteredAt === event.enteredAt && event.enteredAt !== undefined, 'both times are kept')
    }
    facts += events.length
  }
  t.diagnostic(`${rows.length} rows in ${chains.size} infusions, ${facts} facts; ${late} stored over an hour late, ${before} stored before they began, ${withdrawn} withdrawn`)
  assert.ok(late > 0 && before > 0 && withdrawn > 0)
})
