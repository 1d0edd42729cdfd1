import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test, { after, before } from 'node:test'
import { freshDatabase, type TestDatabase } from '../testing/database.ts'
import { testApp, type TestApp } from '../testing/app.ts'
import { makeClinic, type TestClinic } from '../testing/clinic.ts'
import { signedIn, type SignedIn } from '../testing/people.ts'

let db: TestDatabase
let server: TestApp
let clinic: TestClinic
let desk: SignedIn
let nurse: SignedIn

before(async () => {
  db = await freshDatabase()
  clinic = await makeClinic(db.sql)
  server = await testApp(db, () => new Date('2026-11-23T18:00:00Z'))
  desk = await signedIn(server.app, db, ['front-desk'])
  nurse = await signedIn(server.app, db, ['nurse'])
})
after(() => server.close())

const person = (over: Record<string, unknown> = {}): Record<string, unknown> & { patient: string } =>
  ({ patient: randomUUID(), given_name: 'Bela', family_name: 'Madeup', birth_date: '1990-05-17', sex: 'male', site: clinic.site, phone: '+1 555 0100', ...over })

test('[CARE1] gives each patient the next record number of the clinic, passing over one that is taken', async () => {
  const first = await desk.post('/api/patients', person({ family_name: 'Number' }))
  assert.equal(first.status, 201)
  assert.equal(first.body.record_number, '10002', '10001 is taken by the patient of the test clinic')
  assert.equal(first.body.age, 36)
  const second = await desk.post('/api/patients', person({ family_name: 'Number', birth_date: '1991-01-01' }))
  assert.equal(second.body.record_number, '10003')
  const together = await Promise.all(Array.from({ length: 20 }, (_, i) => desk.post('/api/patients', person({ family_name: `Crowd ${i}` }))))
  assert.deepEqual(together.map((a) => a.status), Array<number>(20).fill(201))
  assert.equal(new Set(together.map((a) => a.body.record_number)).size, 20)
})

test('[CARE2] answers a registration that is sent again, and refuses another content under the same id', async () => {
  const asked = person({ family_name: 'Twice', weight_kg: 70 })
  const first = await desk.post('/api/patients', asked)
  const again = await desk.post('/api/patients', asked)
  assert.deepEqual([first.status, again.status], [201, 200])
  assert.deepEqual(again.body, first.body)
  const other = await desk.post('/api/patients', { ...asked, given_name: 'Other' })
  assert.deepEqual([other.status, other.body.error.rule], [409, 'CARE2'])
  const weights = async (patient: string): Promise<number> => (await db.owner`select from weight where patient_id = ${patient}`).length
  assert.equal(await weights(asked.patient), 1)
  const parallel = person({ family_name: 'At once', weight_kg: 70, height_cm: 171.26 })
  const all = await Promise.all(Array.from({ length: 10 }, () => desk.post('/api/patients', parallel)))
  assert.deepEqual(all.map((a) => a.status).sort((a, b) => a - b), [...Array<number>(9).fill(200), 201])
  assert.deepEqual([new Set(all.map((a) => a.body.record_number)).size, all[0]!.body.height_cm, await weights(parallel.patient)], [1, 171.3, 1])
})

test('[CARE3] shows the card of a likely duplicate, whatever the case and accents, unless it is said to be another person', async () => {
  const first = await desk.post('/api/patients', person({ family_name: 'Núñez', birth_date: '1975-03-03' }))
  const asked = person({ family_name: 'NUNEZ', given_name: 'Carla', birth_date: '1975-03-03' })
  const refused = await desk.post('/api/patients', asked)
  assert.equal(refused.status, 409)
  assert.equal(refused.body.error.details.patient.patient, first.body.patient)
  assert.equal((await desk.post('/api/patients', { ...asked, even_if_similar: true })).status, 201)
})

test('[CARE4] finds a patient by the beginnings of names in any order, by record number and by birth date, at most 50', async () => {
  const made = await desk.post('/api/patients', person({ given_name: 'Émile-Otto', preferred_name: 'Milo', family_name: 'van der Fiction', birth_date: '1966-06-06' }))
  const found = async (query: string): Promise<string[]> => (await desk.post('/api/patients/search', { query })).body.patients.map((p: { patient: string }) => p.patient)
  for (const query of ['van der', 'EMILE', 'emile van', 'van emi', 'fic emile van der', 'milo', '1966-06-06', made.body.record_number, ` ${made.body.record_number} `])
    assert.equal((await found(query)).includes(made.body.patient), !query.startsWith('fic'), query)
  assert.deepEqual(await found('emile nobody'), [])
  assert.deepEqual(await found('%'), [])
  assert.deepEqual(await found("'; drop table patient; --"), [])
  const all = await desk.get('/api/patients')
  assert.equal(all.body.patients[0].patient, made.body.patient, 'the latest first')
  await db.owner`insert into patient (organization_id, patient_id, record_number, given_name, family_name, birth_date, sex)
    select ${clinic.organization}, gen_random_uuid(), 'M' || i, 'Many', 'Manyfold', '1980-01-01', 'other' from generate_series(1, 80) i`
  assert.equal((await found('manyf')).length, 50)
})

test('[CARE5] changes a person as a whole and keeps the record number', async () => {
  const made = await desk.post('/api/patients', person({ family_name: 'Change', email: 'a@example.org' }))
  const url = `/api/patients/${made.body.patient}`
  const { patient: _patient, ...fields } = person({ family_name: 'Changed', height_cm: 181.5, phone: null })
  const changed = await nurse.put(url, fields)
  assert.equal(changed.status, 200)
  assert.deepEqual((await desk.get(url)).body, changed.body)
  const { family_name, email, phone, height_cm, record_number } = changed.body
  assert.deepEqual({ family_name, email, phone, height_cm, record_number }, { family_name: 'Changed', email: null, phone: null, height_cm: 181.5, record_number: made.body.record_number })
  assert.equal((await nurse.put(`/api/patients/${randomUUID()}`, fields)).status, 404)
})

test('[CARE6] refuses a weight that looks like pounds for kilograms, and asks to confirm a change of more than a tenth', async () => {
  const made = await nurse.post('/api/patients', person({ family_name: 'Weight', weight_kg: 80 }))
  assert.equal(made.body.weight.source, 'measured')
  const url = `/api/patients/${made.body.patient}/weights`
  const weigh = (weight_kg: number, more: Record<string, unknown> = {}) => nurse.post(url, { weight: randomUUID(), weight_kg, measured_at: '2026-11-23T18:01:00Z', source: 'measured', ...more })
  for (const pounds of [80 * 2.2046, 80 / 2.2046]) {
    const mixedUp = await weigh(pounds, { confirmed: true })
    assert.deepEqual([mixedUp.status, mixedUp.body.error.rule], [422, 'WT-07'])
    assert.match(mixedUp.body.error.message, /pounds/)
  }
  const large = await weigh(70)
  assert.deepEqual([large.status, large.body.error.rule, large.body.error.details.can_confirm], [422, 'WT-06', true])
  assert.equal((await weigh(70, { confirmed: true })).body.weight.weight_kg, 70)
  assert.equal((await weigh(76.9)).status, 201)
  const future = await weigh(76, { measured_at: '2026-11-23T18:30:00Z' })
  assert.deepEqual([future.status, future.body.error.path], [400, 'measured_at'])
  const same = { weight: randomUUID(), weight_kg: 76.52, measured_at: '2026-11-23T18:02:00Z', source: 'measured' }
  assert.deepEqual([(await nurse.post(url, same)).status, (await nurse.post(url, same)).status, (await nurse.post(url, { ...same, weight_kg: 77 })).status], [201, 200, 409])
})

test('[CARE7] stores hostile text intact or refuses it with the field', async () => {
  const texts = ['Robert\'); drop table patient;--', '"quoted" \\ back', '𝒦etamine 🪑 ﷽ \u202e', '<script>alert(1)</script>', '${jndi:ldap://x}', 'x'.repeat(200)]
  for (const [i, text] of texts.entries()) {
    const made = await desk.post('/api/patients', person({ given_name: text, family_name: `Hostile ${i}`, escort_name: text }))
    assert.equal(made.status, 201, text)
    assert.deepEqual([made.body.given_name, made.body.escort_name], [text, text])
  }
  for (const field of ['given_name', 'family_name', 'preferred_name', 'phone', 'email', 'escort_name', 'escort_phone'])
    for (const text of ['nul\u0000l', 'half \ud800 pair', 'x'.repeat(10_000), '   ', 7]) {
      const refused = await desk.post('/api/patients', person({ [field]: text }))
      assert.deepEqual([refused.status, refused.body.error.path], [400, field], `${field}: ${JSON.stringify(text).slice(0, 40)}`)
    }
  assert.equal((await desk.post('/api/patients/search', { query: '\u0000' })).status, 400)
  for (const [field, value] of [['birth_date', '2026-02-30'], ['birth_date', '2027-01-01'], ['sex', 'm'], ['patient', 'x'], ['height_cm', 1.8], ['site', randomUUID()], ['nickname', 'x']] as const) {
    const refused = await desk.post('/api/patients', person({ [field]: value }))
    assert.deepEqual([refused.status, refused.body.error.path], [400, field], field)
  }
})

test('[CARE8] leaves an audit row for each read, write and refusal about the patient', async () => {
  const asked = person({ family_name: 'Audit' })
  await desk.post('/api/patients', asked)
  await desk.get(`/api/patients/${asked.patient}`)
  await desk.get(`/api/patients/${asked.patient}/chart`)
  const rows = await db.owner<{ action: string; what: string }[]>`select body ->> 'action' as action, body ->> 'what' as what from audit_entry where patient_id = ${asked.patient} order by seq`
  assert.deepEqual(rows.map((r) => `${r.action} ${r.what}`), ['write POST /api/patients', 'read GET /api/patients/:patient', 'refused GET /api/patients/:patient/chart'])
})

test('[CARE27] what is searched for stands in no address, and the search is audited as a read', async () => {
  const { declared } = server.app as unknown as { declared: readonly { method: string; url: string; query: unknown }[] }
  assert.deepEqual(declared.filter((r) => r.method === 'GET' && r.url === '/api/patients').map((r) => r.query), [null])
  await desk.post('/api/patients/search', { query: 'Fictional' })
  const [entry] = await db.owner<{ action: string; what: string; text: string }[]>`select body ->> 'action' as action, body ->> 'what' as what, body::text as text from audit_entry order by seq desc limit 1`
  assert.deepEqual([entry!.action, entry!.what], ['read', 'POST /api/patients/search'])
  assert.doesNotMatch(entry!.text, /Fictional/)
})
