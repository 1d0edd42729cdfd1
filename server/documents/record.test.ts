import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import type { AppendAnswer } from '@chairside/core/session'
import { sha256 } from '../log/chain.ts'
import { testApp } from '../testing/app.ts'
import { makeClinic } from '../testing/clinic.ts'
import { freshDatabase } from '../testing/database.ts'
import { readPdf } from '../testing/pdf-text.ts'
import { signedIn } from '../testing/people.ts'
import { typeset } from './typeset.ts'

const NOW = new Date('2026-11-23T19:00:00Z')
const NOTE = 'Arrival\nVisit 1, chair Window.\n\nInfusion\n09:00 started: 40 mg in 100 mL – Nora Test.'

async function clinicWithVisit() {
  const db = await freshDatabase()
  const clinic = await makeClinic(db.sql)
  const { app, close } = await testApp(db, () => NOW)
  const nurse = await signedIn(app, db, ['nurse'], clinic.organization)
  const session = clinic.sessions[0]!
  const fact = (type: string, minutesAgo: number, payload: object = {}) => ({ id: randomUUID(), session, type, at: new Date(NOW.getTime() - minutesAgo * 60_000).toISOString(), actor: nurse.staff, device: 'tablet', ...payload })
  const send = async (...events: object[]): Promise<void> => {
    const answer = (await nurse.post(`/api/sessions/${session}/events`, { events })).body as AppendAnswer
    assert.deepEqual(answer.refused, [])
  }
  const infusion = [
    fact('arrived', 140), fact('checklist-confirmed', 138, { item: 'identity' }), fact('vitals-recorded', 130, { origin: 'person', values: { sbp_mmHg: 118, dbp_mmHg: 74, pulse_per_min: 66, spo2_pct: 98 } }),
    fact('infusion-started', 120, { dose_mg: 37.3, dose_mg_per_kg: 0.5, weight_kg: 74.6, weight_basis: 'actual', volume_mL: 100, concentration_mg_per_mL: 0.373, rate_mL_per_h: 150 }), fact('medication-given', 100, { drug: 'Ondansetron', dose: 4, unit: 'mg', route: 'IV', reason: 'nausea' }),
    fact('words-captured', 95, { text: 'Under <b>water</b> & "very" far, #strong[away] $x$.' }), fact('infusion-stopped', 80, { why: 'complete', volume_infused_mL: 100 }), fact('discharge-approved', 15),
  ]
  const record = () => app.inject({ method: 'GET', url: `/api/sessions/${session}/record.pdf`, headers: { cookie: nurse.cookie } })
  return { db, clinic, app, close, nurse, session, fact, send, infusion, record }
}

test('[NOT15] the record is a tagged PDF with title and language, and holds the dose, the chart, the note and the signature with its hash', async () => {
  const { close, fact, send, infusion, record } = await clinicWithVisit()
  await send(...infusion, fact('signed', 14, { meaning: 'author', noteText: NOTE, noteHash: sha256(NOTE) }), fact('amended', 5, { text: 'Lunch was eaten.', reason: 'left out' }))
  const answer = await record()
  assert.equal(answer.statusCode, 200)
  const said = readPdf(answer.rawPayload)
  assert.deepEqual([said.title, said.language, said.tagged, said.pdfUa, said.figuresWithWords], ['Infusion record', 'en', true, true, 1])
  for (const words of ['Ada Fictional', '10001', '37.3 mg (0.5 mg/kg)', 'Ondansetron 4 mg IV: nausea', 'Under <b>water</b> & "very" far, #strong[away] $x$.', 'started: 40 mg in 100 mL', `SHA-256 ${sha256(NOTE)}`, 'author, 2026-11-23 10:46 (1 min after discharge)', 'Amendment 2026-11-23 10:55', 'Lunch was eaten.', 'protocol not approved', 'Chairside test'])
    assert.ok(said.text.includes(words), `${words}\n--- not in ---\n${said.text}`)
  assert.ok(!said.text.includes('NOT SIGNED'))
  assert.ok(said.pages.every((page) => page.includes('Ada Fictional · record 10001')), 'each sheet says whose it is')
  await close()
})

test('[NOT15] a record that is not signed says so across each page, and has its table', async () => {
  const { close, send, infusion, record } = await clinicWithVisit()
  await send(...infusion)
  const said = readPdf((await record()).rawPayload)
  assert.ok(said.pages.length >= 2 && said.pages.every((page) => page.includes('NOT SIGNED')))
  assert.ok(said.text.includes('Not signed.') && said.text.includes('118/74'))
  assert.equal(said.tables, 1)
  await close()
})

test('[NOT16] a visit without any fact has a record too', async () => {
  const { close, record } = await clinicWithVisit()
  const answer = await record()
  assert.equal(answer.statusCode, 200)
  assert.ok(readPdf(answer.rawPayload).text.includes('NOT SIGNED'))
  await close()
})

test('[NOT17] a record is given to who may read charts, is audited with whose it was, and names nobody in its address or file name', async () => {
  const { close, app, db, clinic, nurse, session, send, infusion, record } = await clinicWithVisit()
  await send(...infusion)
  const answer = await record()
  assert.equal(answer.headers['content-disposition'], 'inline; filename="record.pdf"')
  assert.equal(answer.headers['cache-control'], 'no-store')
  const desk = await signedIn(app, db, ['front-desk'], clinic.organization)
  assert.equal((await desk.get(`/api/sessions/${session}/record.pdf`)).status, 403)
  assert.equal((await nurse.get(`/api/sessions/${randomUUID()}/record.pdf`)).status, 404)
  const rows = await db.owner<{ body: Record<string, unknown>; patient_id: string | null }[]>`select body, patient_id from audit_entry where body ->> 'what' = 'GET /api/sessions/:session/record.pdf' order by seq`
  assert.deepEqual(rows.map((row) => [row.body['actor'], row.body['outcome'], row.patient_id]), [[nurse.staff, 'ok', clinic.patient], [desk.staff, 'not-allowed', null], [nurse.staff, 'not-found', null]])
  await close()
})

test('[NOT18] letters that no font has do not keep a record from being made; it is then tagged without the claim', async () => {
  const data = {
    title: 'Infusion record', heading: 'Infusion record', organization: 'Clinic', site: 'Main', paper: 'us-letter', visit: 'Visit 1', watermark: null, notice: null, head: [['Patient', '张伟']], order: [], totals: [], chart: null, chartWords: '', legend: '',
    key: [], noteHeading: 'Note', changed: [], parts: [{ title: 'Arrival', lines: ['Ünver Łukasz Ωμέγα Жанна'], table: [], caption: '' }], signatures: [], footer: '',
  }
  const [odd, plain] = await Promise.all([typeset('record', data), typeset('record', { ...data, head: [['Patient', 'Jo']] })])
  assert.deepEqual([odd.plain, readPdf(odd.pdf).tagged, readPdf(odd.pdf).pdfUa], [true, true, false])
  assert.deepEqual([plain.plain, readPdf(plain.pdf).pdfUa], [false, true])
  assert.ok(readPdf(plain.pdf).text.includes('Ünver Łukasz Ωμέγα Жанна'))
  await assert.rejects(typeset('record', { ...data, parts: 7 }), /the document was not set/)
  assert.equal((await typeset('record', { ...data, head: [['Patient', 'Jo']] })).plain, false, 'the next document is set again')
})
