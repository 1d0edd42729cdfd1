// FHIR import against a real database: nothing lost, twice is once, and everything left out has its reason.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { inOrganization } from '../db/connect.ts'
import { freshDatabase, type TestDatabase } from '../testing/database.ts'
import { makeClinic, type TestClinic } from '../testing/clinic.ts'
import { testApp } from '../testing/app.ts'
import { signedIn } from '../testing/people.ts'
import { importResources, readResources, type FhirFile, type ImportAnswer } from './index.ts'

type World = { readonly db: TestDatabase; readonly clinic: TestClinic; take(...files: FhirFile[]): Promise<ImportAnswer> }

async function world(t: { after(done: () => Promise<void>): void }): Promise<World> {
  const db = await freshDatabase()
  t.after(() => db.close())
  const clinic = await makeClinic(db.sql, { sessions: 0 })
  return {
    db, clinic,
    take: async (...files) => {
      const read = readResources(files)
      assert.ok(read.ok, read.ok ? '' : JSON.stringify(read.refusal))
      return importResources((work) => inOrganization(db.sql, clinic.organization, work), read.value, {
        organization: clinic.organization, site: clinic.site, actor: 'test', roles: ['operator'], device: null, what: 'test import', now: new Date('2026-11-23T12:00:00Z'),
      })
    },
  }
}
const file = (json: unknown, name = 'file.json'): FhirFile => ({ name, text: JSON.stringify(json) })
const bundle = (...entries: readonly { fullUrl?: string; resource?: unknown }[]): unknown => ({ resourceType: 'Bundle', type: 'collection', entry: entries })

const ada = {
  resourceType: 'Patient', id: '5654564d-5ae1-407c-8bcc-e7f96f773633', identifier: [{ system: 'urn:mrn', value: 'A-1' }], name: [{ use: 'official', family: 'Fictional', given: ['Ada', 'M.'] }, { use: 'nickname', given: ['Addie'] }],
  birthDate: '1980-02-29', gender: 'female', address: [{ use: 'old', text: 'Old Road' }, { use: 'home', line: ['3 Patient Lane', 'Unit 4'], city: 'Harbor', state: 'CA', postalCode: '90001' }], telecom: [{ system: 'phone', value: '555-0100', use: 'home' }, { system: 'phone', value: '555-0101', use: 'mobile' }, { system: 'email', value: 'ada@test.example' }],
}
const about = { subject: { reference: 'urn:uuid:5654564d-5ae1-407c-8bcc-e7f96f773633' } }
const observation = (id: string, code: string, valueQuantity: unknown, effectiveDateTime = '2026-01-02'): unknown =>
  ({ resourceType: 'Observation', id, status: 'final', code: { coding: [{ system: 'http://loinc.org', code }] }, ...about, effectiveDateTime, valueQuantity })
const phq9 = (answers: readonly number[], authored = '2026-10-01T09:00:00Z'): Record<string, unknown> => ({
  resourceType: 'QuestionnaireResponse', id: 'qr-1', status: 'completed', questionnaire: 'http://clinic.example/phq-9', ...about, authored,
  item: answers.map((valueInteger, i) => ({ linkId: String(i + 1), answer: [{ valueInteger }] })),
})

test('[IMP1] fills the patient from name, birth date, sex, telecom and identifiers, and keeps the resource as it came', async (t) => {
  const { db, clinic, take } = await world(t)
  const answer = await take({ name: 'ada.json', text: JSON.stringify(ada).replace('"gender"', '"multipleBirthInteger":1.50,"gender"') })
  assert.deepEqual(answer.taken, { Patient: 1 })
  const [row] = await inOrganization(db.sql, clinic.organization, (tx) => tx`select given_name, family_name, preferred_name, birth_date::text, sex, phone, email, address, site_id, source::text from patient where patient_id = ${answer.patients[0]!.patient}`)
  assert.deepEqual({ ...row, source: undefined }, { given_name: 'Ada M.', family_name: 'Fictional', preferred_name: 'Addie', birth_date: '1980-02-29', sex: 'female', phone: '555-0101', email: 'ada@test.example', address: '3 Patient Lane, Unit 4, Harbor, CA, 90001', site_id: clinic.site, source: undefined })
  assert.match(String(row!['source']), /1\.50/, 'the digits of a number are part of what came')
})

test('[IMP2] twice is once: unchanged is already there, changed is updated, also when the order and the file differ', async (t) => {
  const { db, clinic, take } = await world(t)
  const weight = observation('w', '29463-7', { value: 70.04, unit: 'kg', code: 'kg' })
  const condition = { resourceType: 'Condition', id: 'c', code: { text: 'Depression' }, ...about }
  assert.deepEqual((await take(file(bundle({ resource: ada }, { resource: weight }, { resource: condition })))).taken, { Patient: 1, Observation: 1, Condition: 1 })
  const again = await take(file([condition, weight, ada], 'other.json'))
  assert.deepEqual([again.taken, again.already, again.updated], [{}, { Patient: 1, Observation: 1, Condition: 1 }, {}])
  const changed = await take(file([ada, weight, { ...condition, code: { text: 'Depression, severe' } }]))
  assert.deepEqual([changed.taken, changed.already, changed.updated], [{}, { Patient: 1, Observation: 1 }, { Condition: 1 }])
  const [counts] = await inOrganization(db.sql, clinic.organization, (tx) => tx`select (select count(*)::int from health_record) as records, (select count(*)::int from weight) as weights, (select count(*)::int from patient where family_name = 'Fictional') as patients`)
  assert.deepEqual({ ...counts }, { records: 2, weights: 1, patients: 2 }, 'the other Fictional is the clinic\'s own')
})

test('[IMP3] what was corrected here stays, unless the source itself changed it', async (t) => {
  const { db, clinic, take } = await world(t)
  const [first] = (await take(file(ada))).patients
  await inOrganization(db.sql, clinic.organization, (tx) => tx`update patient set phone = '555-9999' where patient_id = ${first!.patient}`)
  const answer = await take(file({ ...ada, name: [{ family: 'Married', given: ['Ada'] }] }))
  assert.deepEqual(answer.updated, { Patient: 1 })
  const [row] = await inOrganization(db.sql, clinic.organization, (tx) => tx`select family_name, phone from patient where patient_id = ${first!.patient}`)
  assert.deepEqual({ ...row }, { family_name: 'Married', phone: '555-9999' })
})

test('[IMP4] the same person by identifier with its system, never by name; two people with one identifier are left out', async (t) => {
  const { take } = await world(t)
  const first = await take(file(ada))
  const other = await take(file({ ...ada, id: 'x1', identifier: [{ system: 'urn:mrn', value: 'A-1' }, { system: 'urn:ehr', value: '77' }] }))
  assert.equal(other.patients[0]!.patient, first.patients[0]!.patient)
  const namesake = await take(file({ ...ada, id: 'x2', identifier: [{ value: 'A-1' }] }))
  assert.notEqual(namesake.patients[0]!.patient, first.patients[0]!.patient, 'an identifier without a system proves nothing')
  const stolen = await take(file({ resourceType: 'Patient', id: 'x3', identifier: [{ system: 'urn:mrn', value: 'A-1' }], name: [{ family: 'Else', given: ['Eve'] }], birthDate: '1999-01-01' }))
  assert.deepEqual(stolen.left_out, [{ kind: 'Patient', count: 1, why: 'one of its identifiers belongs to a patient here with another name and another birth date' }])
  assert.equal((await take(file({ ...ada, id: '1', identifier: [] }), file({ ...ada, id: '1', identifier: [], birthDate: '1970-01-01', name: [{ family: 'Other', given: ['O'] }] }, 'two.json'))).patients.length, 2, 'an id such as 1 is every server\'s')
})

test('[IMP5] references by urn:uuid, relative, absolute, versioned and by identifier, in one file, across files and to a patient known here', async (t) => {
  const { take } = await world(t)
  const condition = (id: string, subject: unknown): unknown => ({ resourceType: 'Condition', id, code: { text: id }, subject })
  const records = [
    condition('a', { reference: 'urn:uuid:5654564d-5ae1-407c-8bcc-e7f96f773633' }), condition('b', { reference: `Patient/${ada.id}` }), condition('c', { reference: `https://ehr.example/fhir/Patient/${ada.id}/_history/3` }),
    condition('d', { identifier: { system: 'urn:mrn', value: 'A-1' } }), condition('e', { reference: `https://ehr.example/fhir/Patient/${ada.id}` }),
  ]
  const first = await take(file(records.slice(0, 3), 'records.json'), file(bundle({ fullUrl: `https://ehr.example/fhir/Patient/${ada.id}`, resource: ada }), 'people.json'))
  assert.deepEqual([first.taken, first.left_out], [{ Patient: 1, Condition: 3 }, []])
  const later = await take({ name: 'later.ndjson', text: records.slice(3).map((r) => JSON.stringify(r)).join('\n') })
  assert.deepEqual([later.taken, later.left_out], [{ Condition: 2 }, []])
})

test('[IMP6] everything left out is listed by kind with its count and reason, and the counts add up', async (t) => {
  const { take } = await world(t)
  const entries = [
    { resource: ada }, { resource: { resourceType: 'Encounter', id: 'e1' } }, { resource: { resourceType: 'Encounter', id: 'e2' } }, { resource: { resourceType: 'Condition', id: 'c1', subject: { reference: 'Patient/nobody' } } },
    { resource: { resourceType: 'Condition', id: 'c2' } }, { resource: { resourceType: 'Observation', id: 'o1', status: 'final', code: { text: 'x' }, subject: { reference: 'Device/7' } } },
    { resource: { resourceType: 'Patient', id: 'p2', name: [{ family: 'Young' }], birthDate: '1990' } }, { resource: { resourceType: 'AllergyIntolerance', id: 'a1', patient: { reference: 'Patient/p2' } } }, {},
  ]
  const answer = await take(file(bundle(...entries)))
  const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0)
  assert.equal(sum(answer.taken) + answer.left_out.reduce((n, l) => n + l.count, 0), entries.length)
  const why = (kind: string): string[] => answer.left_out.filter((l) => l.kind === kind).map((l) => `${l.count} ${l.why}`)
  assert.match(why('Encounter')[0]!, /^2 a kind that is not taken/)
  assert.deepEqual(why('Condition').toSorted(), ['1 it does not say which patient it is about', '1 its patient is neither in these files nor known here'])
  assert.deepEqual(why('Observation'), ['1 it is about a Device, not about a patient'])
  assert.deepEqual(why('Patient'), ['1 its birth date is not a whole date'])
  assert.deepEqual(why('AllergyIntolerance'), ['1 its patient was left out: its birth date is not a whole date'])
})

test('[IMP7] a whole PHQ-9 becomes a score with its alert, once; a wrong one stays a record and gives no score', async (t) => {
  const { db, clinic, take } = await world(t)
  const [person] = (await take(file([ada, phq9([1, 1, 1, 1, 1, 1, 1, 1, 2])]))).patients
  await take(file([ada, phq9([1, 1, 1, 1, 1, 1, 1, 1, 2])]))
  await take(file([{ ...phq9([9, 1, 1, 1, 1, 1, 1, 1, 1]), id: 'qr-2' }, { ...phq9([1, 1, 1]), id: 'qr-3', questionnaire: 'http://clinic.example/other' }]))
  const [scores, alerts, records] = await inOrganization(db.sql, clinic.organization, (tx) => Promise.all([tx`select instrument, total, source from score`, tx`select item, answer from safety_alert`, tx`select count(*)::int as n from health_record where patient_id = ${person!.patient}`]))
  assert.deepEqual(scores.map((s) => ({ ...s })), [{ instrument: 'phq-9', total: 10, source: 'imported' }])
  assert.deepEqual(alerts.map((a) => ({ ...a })), [{ item: '9', answer: 2 }])
  assert.equal(records[0]!['n'], 3)
})

test('[IMP8] weights and the latest height reach the patient in kg and cm; impossible ones and those entered in error stay records', async (t) => {
  const { db, clinic, take } = await world(t)
  const [person] = (await take(file([ada, observation('w1', '29463-7', { value: 154.3, unit: 'lb', code: '[lb_av]' }, '2026-02-01'), observation('w2', '29463-7', { value: 7, code: 'kg' }), observation('h1', '8302-2', { value: 1.68, code: 'm' }, '2020-01-01'),
    observation('h2', '8302-2', { value: 170, code: 'cm' }, '2026-01-01'), { ...(observation('w3', '29463-7', { value: 90, code: 'kg' }) as object), status: 'entered-in-error' }]))).patients
  const [weights, patient] = await inOrganization(db.sql, clinic.organization, (tx) => Promise.all([tx`select weight_kg::float8 from weight`, tx`select height_cm::float8 from patient where patient_id = ${person!.patient}`]))
  assert.deepEqual([weights.map((w) => w['weight_kg']), patient[0]!['height_cm']], [[70], 170])
})

test('[IMP9] a medication is named by its concept, by a Medication of the file or contained, or by the words of its reference', async (t) => {
  const { db, clinic, take } = await world(t)
  await take(file(bundle(
    { resource: ada }, { fullUrl: 'urn:uuid:11111111-2222-4333-8444-555555555555', resource: { resourceType: 'Medication', code: { text: 'Sertraline 50 mg' } } },
    { resource: { resourceType: 'MedicationRequest', id: 'm1', status: 'active', medicationReference: { reference: 'urn:uuid:11111111-2222-4333-8444-555555555555' }, ...about } },
    { resource: { resourceType: 'MedicationStatement', id: 'm2', status: 'active', contained: [{ resourceType: 'Medication', id: 'x', code: { coding: [{ code: '1', display: 'Lithium' }] } }], medicationReference: { reference: '#x' }, ...about } },
    { resource: { resourceType: 'MedicationStatement', id: 'm3', status: 'stopped', medicationReference: { reference: 'Medication/gone', display: 'Something blue' }, ...about } },
  )))
  const rows = await inOrganization(db.sql, clinic.organization, (tx) => tx`select display, status from health_record order by source_key`)
  assert.deepEqual(rows.map((r) => [r['display'], r['status']]), [['Sertraline 50 mg', 'active'], ['Lithium', 'active'], ['Something blue', 'stopped']])
})

test('[IMP10] bad JSON and what is no resource are refused with file and path, and nothing is taken from any file', () => {
  const refused = (text: string, name = 'bad.json'): string => {
    const read = readResources([file(ada, 'good.json'), { name, text }])
    return read.ok ? 'taken' : read.refusal.path
  }
  assert.equal(refused('{"resourceType":"Patient",'), 'bad.json: document')
  assert.equal(refused(''), 'bad.json: document')
  assert.equal(refused('{"resourceType":7}'), 'bad.json: resourceType')
  assert.equal(refused('{"a":1}'), 'bad.json: resourceType')
  assert.equal(refused(JSON.stringify(bundle({ resource: ada }, { resource: { id: 'x' } }))), 'bad.json: entry[1].resource.resourceType')
  assert.equal(refused('{"resourceType":"Bundle","entry":{}}'), 'bad.json: entry')
  assert.equal(refused(`${JSON.stringify(ada)}\n{"resourceType":`), 'bad.json: line 2')
  assert.equal(refused('[{"resourceType":"Patient"},5]'), 'bad.json: [1]')
  assert.equal(refused('{"resourceType":"Patient","name":"\\u0000"}'), 'bad.json: document')
})

test('[IMP11] each patient that an import touches has an audit row', async (t) => {
  const { db, clinic, take } = await world(t)
  const [person] = (await take(file([ada, observation('o', '1234-5', { value: 1, code: 'kg' })]))).patients
  const rows = await inOrganization(db.sql, clinic.organization, (tx) => tx`select body ->> 'what' as what, body ->> 'action' as action from audit_entry where patient_id = ${person!.patient}`)
  assert.deepEqual(rows.map((r) => ({ ...r })), [{ what: 'test import', action: 'write' }])
})

test('[IMP12] POST /api/patients/import takes a bundle larger than other bodies, answers what it did, and refuses bad ones with their path', async (t) => {
  const db = await freshDatabase()
  await makeClinic(db.sql, { sessions: 0 })
  const { app, close } = await testApp(db)
  t.after(close)
  const nurse = await signedIn(app, db, ['nurse'])
  const large = { ...ada, text: { status: 'generated', div: `<div>${'x'.repeat(2_000_000)}</div>` } }
  const answer = await nurse.post('/api/patients/import', bundle({ resource: large }))
  assert.deepEqual([answer.status, answer.body.taken], [200, { Patient: 1 }])
  const bad = await nurse.post('/api/patients/import', bundle({ resource: { id: 1 } }))
  assert.deepEqual([bad.status, bad.body.error.path], [400, 'entry[0].resource.resourceType'])
  const lines = await app.inject({ method: 'POST', url: '/api/patients/import', headers: { cookie: nurse.cookie, 'content-type': 'application/fhir+ndjson' }, payload: `${JSON.stringify(large)}\n${JSON.stringify({ resourceType: 'Condition', id: 'c', code: { text: 'x' }, ...about })}` })
  assert.deepEqual(lines.json().already, { Patient: 1 })
  const administrator = await signedIn(app, db, ['administrator'])
  assert.equal((await administrator.post('/api/patients/import', bundle({ resource: ada }))).status, 403)
})
