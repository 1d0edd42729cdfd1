// Real captures, real recordings and real-looking people, against a real listener and a real database. The data are not part of the project: without them this says so.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { spawn } from 'node:child_process'
import type { Instant } from '@chairside/core/shared'
import { isPlausible, type SessionEvent, type VitalName } from '@chairside/core/session'
import { decodeText, messageJson, readMessages, type MessageJson } from '../../server/hl7/index.ts'
import { startHl7Listener } from '../../server/devices/listener.ts'
import { openSender } from '../../server/devices/sender.ts'
import { importResources, readResources } from '../../server/fhir/index.ts'
import { inOrganization } from '../../server/db/connect.ts'
import { testApp } from '../../server/testing/app.ts'
import { makeClinic } from '../../server/testing/clinic.ts'
import { freshDatabase } from '../../server/testing/database.ts'
import { signedIn } from '../../server/testing/people.ts'
import { readRecording } from '../../cli/recording.ts'

const DATA = path.resolve(import.meta.dirname, '../../../shared/data')
/** The files of a folder of field data; the test ends there, and says so, when the folder is absent. */
function filesOf(t: { diagnostic(text: string): void }, folder: string): string[] {
  const place = path.join(DATA, folder)
  if (fs.existsSync(place)) return fs.readdirSync(place).toSorted().map((name) => path.join(place, name))
  t.diagnostic(`field data absent: ${place}; nothing was tried`)
  return []
}

const CAPTURES: Readonly<Record<string, readonly [ack: string, values: readonly string[]]>> = {
  '01_comen_nc_vitals_no_setid.hl7': ['AA', ['59408-5 97 %', '8867-4 59 /min', '59408-5 97 %', '9279-1 20 /min', '8310-5 37 Cel', '8480-6 120 mm[Hg]', '8462-4 80 mm[Hg]', '8478-0 90 mm[Hg]']],
  '03_ge_vsp_spo2.hl7': ['AA', ['59408-5 98 %', '8867-4 76 /min']],
  '05_mindray_vs8_v231_spotcheck.hl7': ['AA', ['8480-6 118 mm[Hg]', '8462-4 74 mm[Hg]', '8867-4 72 /min', '59408-5 97 %', '8310-5 36.7 Cel']],
  '08_bbraun_spaceplus_perfusor_real.hl7': ['AA', []],
  '11_philips_pic_iX_vitals_v26.hl7': ['AA', ['8480-6 117 mm[Hg]', '8462-4 82 mm[Hg]', '8478-0 90 mm[Hg]', '8867-4 80 /min', '9279-1 30 /min', '59408-5 99 %']],
  '15_openbedside_pcd01_pump_first8.hl7': ['AA', []],
}

test('[DEV6] every device capture is read with the values a person reads in it', (t) => {
  for (const file of filesOf(t, 'hl7v2/pcd-captures')) {
    const text = decodeText(fs.readFileSync(file))
    const [json, ...more] = readMessages(text).map(messageJson) as [MessageJson, ...MessageJson[]]
    assert.equal(more.length, 0)
    const signs = json.observations.filter((o) => o.value !== null && o.loinc !== null).map((o) => `${o.loinc} ${o.value} ${o.unit}`)
    const expected = CAPTURES[path.basename(file)]
    if (expected) assert.deepEqual([path.basename(file), json.ack, signs], [path.basename(file), ...expected])
    assert.deepEqual(readMessages(text.replaceAll('\r', '')).map((m) => m.observations.map((o) => o.value)), readMessages(text).map((m) => m.observations.map((o) => o.value)), `${file} without separators`)
  }
})

test('[DEV13] every other HL7 v2 message is answered, and gives no sign that it does not hold', (t) => {
  for (const file of filesOf(t, 'hl7v2/general')) {
    for (const m of readMessages(decodeText(fs.readFileSync(file)))) {
      if (m.type !== 'ORU^R01') assert.equal(m.ack, 'AR', file)
      assert.deepEqual(m.observations.filter((o) => o.vital !== null && o.value !== null), [], file)
    }
  }
})

test('[DEV27] every real sedation recording can be read, and nothing impossible in it becomes a value', (t) => {
  for (const file of [...filesOf(t, 'vitals/sedation-capnostream-rct'), ...filesOf(t, 'vitals/sedation-tcco2-rct')]) {
    const recording = readRecording(gunzipSync(fs.readFileSync(file)).toString())
    assert.ok('rows' in recording, `${file}: ${JSON.stringify(recording)}`)
    assert.ok(recording.columns.length >= 2)
    for (const row of recording.rows) for (const [vital, value] of Object.entries(row.values)) assert.ok(value === null || isPlausible(vital as VitalName, value), `${file}: ${vital} ${value}`)
  }
})

test('[DEV15] a real sedation, replayed as fast as it is acknowledged, reaches the chair\'s trace and the visit\'s log', async (t) => {
  const recordings = ['vitals/sedation-capnostream-rct', 'vitals/sedation-tcco2-rct'].flatMap((folder) => filesOf(t, folder).slice(0, 1))
  for (const file of recordings) {
    const db = await freshDatabase()
    const { app, services, close } = await testApp(db)
    const listener = await startHl7Listener(services, { port: 0 })
    try {
      const clinic = await makeClinic(db.sql, { startsAt: new Date() })
      const arrived: SessionEvent = { id: randomUUID(), session: clinic.sessions[0]!, at: Date.now() as Instant, actor: clinic.nurse, device: 'tablet', type: 'arrived' }
      await services.log.append(clinic.organization, [arrived], () => [])
      const ran = await new Promise<{ status: number | null; out: string; err: string }>((resolve) => {
        const child = spawn(process.execPath, [path.join(import.meta.dirname, '../../cli/chairside.ts'), 'replay', file, '--to', `127.0.0.1:${listener.port}`, '--chair', 'Clinic of the test chair', '--speed', '0', '--json'])
        let [out, err] = ['', '']
        child.stdout.on('data', (chunk) => { out += String(chunk) })
        child.stderr.on('data', (chunk) => { err += String(chunk) })
        child.on('close', (status) => resolve({ status, out, err }))
      })
      const recording = readRecording(gunzipSync(fs.readFileSync(file)).toString())
      assert.ok('rows' in recording)
      const values = recording.rows.reduce((n, row) => n + Object.values(row.values).filter((v) => v !== null).length, 0)
      const sum = JSON.parse(ran.out) as Record<string, number>
      assert.deepEqual([ran.status, sum['rows'], sum['AA'], sum['values']], [0, recording.rows.length, recording.rows.length, values], ran.err)
      const stored = await inOrganization(db.sql, clinic.organization, (tx) => tx<{ vital: VitalName; value: number }[]>`select vital, value::float8 from device_observation`)
      assert.equal(stored.length, values)
      for (const { vital, value } of stored) assert.ok(isPlausible(vital, value), `${vital} ${value}`)
      const nurse = await signedIn(app, db, ['nurse'])
      assert.equal((await nurse.get(`/api/chairs/${clinic.chair}/readings`)).body.length, Math.min(values, 20_000))
      const facts = await inOrganization(db.sql, clinic.organization, (tx) => tx<{ body: { values: Record<string, number> } }[]>`select body from session_event where type = 'vitals-recorded'`)
      assert.ok(facts.length >= 1)
      assert.ok(facts.every((f) => Object.keys(f.body.values).length > 0))
      assert.equal((await nurse.get('/api/quarantine')).body.length, 0)
      t.diagnostic(`${path.basename(file)}: ${recording.rows.length} messages, ${values} values, ${facts.length} facts`)
    } finally {
      await listener.close()
      await close()
    }
  }
})

test('[DEV17] every device capture reaches the listener: unknown chairs are kept and refused, a bound device\'s readings are taken', async (t) => {
  const files = filesOf(t, 'hl7v2/pcd-captures')
  if (files.length === 0) return
  const db = await freshDatabase()
  const { app, services, close } = await testApp(db)
  const listener = await startHl7Listener(services, { port: 0 })
  const line = await openSender('127.0.0.1', listener.port)
  try {
    const clinic = await makeClinic(db.sql)
    const nurse = await signedIn(app, db, ['nurse'])
    for (const file of files) {
      const text = decodeText(fs.readFileSync(file))
      const message = readMessages(text)[0]!
      assert.equal((await line.send(text))?.code, 'AE', file)
      await nurse.put(`/api/chairs/${clinic.chair}/device`, { device: message.device! })
      assert.equal((await line.send(text))?.code, 'AA', file)
      assert.equal((await line.send(text))?.code, 'AA', file)
      const rows = await inOrganization(db.sql, clinic.organization, (tx) => tx`select from device_observation where device = ${message.device}`)
      assert.equal(rows.length, message.observations.filter((o) => o.value !== null && (o.mdc !== null || o.vital !== null)).length, file)
    }
  } finally {
    line.close()
    await listener.close()
    await close()
  }
})

test('[IMP6] all Synthea bundles import without loss, and the second time changes nothing', async (t) => {
  const files = filesOf(t, 'fhir/synthea-r4-bundles').map((file) => ({ name: path.basename(file), text: gunzipSync(fs.readFileSync(file)).toString() }))
  if (files.length === 0) return
  const read = readResources(files)
  assert.ok(read.ok)
  const inFiles: Record<string, number> = {}
  for (const { kind } of read.value) inFiles[kind] = (inFiles[kind] ?? 0) + 1
  const db = await freshDatabase()
  try {
    const clinic = await makeClinic(db.sql, { sessions: 0 })
    const take = (): ReturnType<typeof importResources> => importResources((work) => inOrganization(db.sql, clinic.organization, work), read.value, { organization: clinic.organization, site: null, actor: 'field', roles: [], device: null, what: 'field', now: new Date() })
    const sum = (...counts: Readonly<Record<string, number>>[]): Record<string, number> => {
      const total: Record<string, number> = {}
      for (const count of counts) for (const [kind, n] of Object.entries(count)) total[kind] = (total[kind] ?? 0) + n
      return total
    }
    const first = await take()
    const left: Record<string, number> = {}
    for (const { kind, count } of first.left_out) left[kind] = (left[kind] ?? 0) + count
    assert.deepEqual(sum(first.taken, left), inFiles)
    assert.deepEqual(Object.keys(left).filter((kind) => ['Patient', 'Condition', 'AllergyIntolerance', 'MedicationStatement', 'MedicationRequest', 'Observation', 'QuestionnaireResponse'].includes(kind)), [])
    const second = await take()
    assert.deepEqual([second.taken, second.updated, second.already, second.left_out], [{}, {}, first.taken, first.left_out])
    const [stored] = await inOrganization(db.sql, clinic.organization, (tx) => tx<{ patients: number; records: number; weights: number }[]>`
      select (select count(*)::int from patient where source is not null) as patients, (select count(*)::int from health_record) as records, (select count(*)::int from weight) as weights`)
    assert.deepEqual([stored!.patients, stored!.records], [first.taken['Patient'], Object.entries(first.taken).reduce((n, [kind, count]) => (kind === 'Patient' ? n : n + count), 0)])
    t.diagnostic(`${files.length} bundles: ${JSON.stringify(first.taken)}; left out ${JSON.stringify(left)}; ${stored!.weights} weights`)
  } finally {
    await db.close()
  }
})

test('[IMP6] the FHIR R4 and US Core examples add up too: each is taken or left out with a reason', async (t) => {
  const files = ['fhir/hl7.fhir.r4.examples-4.0.1', 'fhir/us-core-examples'].flatMap((folder) => filesOf(t, folder)).filter((f) => f.endsWith('.json')).map((file) => ({ name: path.basename(file), text: fs.readFileSync(file, 'utf8') }))
  if (files.length === 0) return
  const read = readResources(files)
  assert.ok(read.ok, read.ok ? '' : JSON.stringify(read.refusal))
  const db = await freshDatabase()
  try {
    const clinic = await makeClinic(db.sql, { sessions: 0 })
    const answer = await importResources((work) => inOrganization(db.sql, clinic.organization, work), read.value, { organization: clinic.organization, site: null, actor: 'field', roles: [], device: null, what: 'field', now: new Date() })
    const count = [answer.taken, answer.already, answer.updated].flatMap((c) => Object.values(c)).reduce((a, b) => a + b, 0) + answer.left_out.reduce((n, l) => n + l.count, 0)
    assert.equal(count, read.value.length)
    t.diagnostic(`${files.length} files: taken ${JSON.stringify(answer.taken)}, already ${JSON.stringify(answer.already)}, updated ${JSON.stringify(answer.updated)}`)
  } finally {
    await db.close()
  }
})
