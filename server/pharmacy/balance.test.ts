import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test, { after, before } from 'node:test'
import type { Cabinet, CloseAnswer, EntryRow, SessionDrug } from '@chairside/core/pharmacy'
import { verify } from '../ops/verify.ts'
import { testApp, type TestApp } from '../testing/app.ts'
import { makeClinic, type TestClinic } from '../testing/clinic.ts'
import { freshDatabase, type TestDatabase } from '../testing/database.ts'
import { readPdf } from '../testing/pdf-text.ts'
import { signedIn } from '../testing/people.ts'
import { PIN, pinOf, START, stocked, type Stock } from '../testing/stock.ts'

let db: TestDatabase
let server: TestApp
let clinic: TestClinic
let stock: Stock
let now = new Date('2026-11-23T18:00:00Z')
const DAY = '2026-11-23'
const minutes = (n: number): Date => new Date(now.getTime() + n * 60_000)

before(async () => {
  db = await freshDatabase()
  clinic = await makeClinic(db.sql, { sessions: 0 })
  server = await testApp(db, () => now)
  stock = await stocked(server.app, db, clinic)
})
after(() => server.close())

const cabinet = async (): Promise<Cabinet> => (await stock.nurse.get(`/api/sites/${clinic.site}/cabinet`)).body
const held = async (vial: string): Promise<number> => (await db.owner<{ ul: number }[]>`select volume_ul::int as ul from drug_balance where kind = 'vial' and holder_id = ${vial} and address_id = ${stock.address}`)[0]?.ul ?? 0
const drug = async (session: string): Promise<SessionDrug> => (await stock.nurse.get(`/api/sessions/${session}/drug`)).body
const close = async (day = DAY): Promise<CloseAnswer> => (await stock.nurse.post(`/api/addresses/${stock.address}/days/${day}/close`, { entry: randomUUID() })).body
const countAll = async (): Promise<void> => { for (const v of (await cabinet()).vials) assert.equal((await stock.count([[v.vial, v.volume_ul]])).status, 201) }
/** Given from `from` for so many minutes, and stopped. */
async function infused(session: string, running_min: number): Promise<void> {
  assert.equal((await stock.facts(session, ['arrived', minutes(-60)], ['infusion-started', minutes(-50), START], ['infusion-stopped', minutes(-50 + running_min), { why: running_min < 40 ? 'early' : 'complete', volume_infused_mL: running_min * 2.5 }])).status, 200)
}
/** Wastes what a preparation still holds. */
async function wasteRest(session: string): Promise<void> {
  for (const p of (await drug(session)).preparations.filter((q) => q.left_ug > 0))
    assert.equal((await stock.move({ entry: randomUUID(), act: 'wasted', preparation: p.preparation, mass_ug: p.left_ug, volume_ul: p.left_ul, reason: 'stopped early', method: 'gel' })).status, 201)
}

test('[BAL8][BAL9][BAL14] a day: prepare, give, stop early, waste with a witness, count, close; nothing that was given is typed', async () => {
  const session = await stock.visit(minutes(-60))
  assert.equal((await stock.prepare(session)).status, 201)
  assert.equal(await held(stock.vials[0]!), 9200)
  await infused(session, 20)
  const [p] = (await drug(session)).preparations
  assert.deepEqual([p!.given_ug, p!.left_ug, p!.left_ul, p!.unsettled_ug], [20_000, 20_000, 400, 0])
  const open = await close()
  assert.equal(open.closed, false)
  assert.match(open.differences[0]!.message, /Ida Fiction 1, visit 1.*: 20 mg of K-\w+ is neither given nor wasted/)
  await wasteRest(session)
  await countAll()
  assert.deepEqual(await close(), { closed: true, day: DAY, differences: [], discrepancies: [] })
  assert.equal((await stock.nurse.post(`/api/addresses/${stock.address}/days/${DAY}/close`, { entry: randomUUID() })).body.error.rule, 'BAL14')
  assert.deepEqual((await cabinet()).last_closed, DAY)
})

test('[BAL9][BAL11] one milligram more in one draw: the close is refused, names the visit and the milligram, and somebody owns it', async () => {
  now = new Date('2026-11-24T18:00:00Z')
  const session = await stock.visit(minutes(-60))
  const { preparation } = await stock.prepare(session)
  await infused(session, 40)
  assert.deepEqual((await drug(session)).preparations.map((p) => [p.given_ug, p.left_ug]), [[40_000, 0]])
  assert.equal((await stock.nurse.post(`/api/addresses/${stock.address}/late-draws`, { entry: randomUUID(), vial: stock.vials[0], preparation, volume_ul: 20, reason: 'read again from the syringe' })).status, 201)
  await countAll()
  const { closed, differences, discrepancies } = await close('2026-11-24')
  assert.deepEqual([closed, differences.map((d) => [d.kind, d.session, d.mass_ug])], [false, [['bag', session, -1000]]])
  assert.match(differences[0]!.message, /^Ida Fiction \d, visit 1, .*40 mg in the bag, 41 mg was drawn.*1 mg less than drawn/)
  const [d] = discrepancies.filter((x) => x.difference.session === session)
  assert.deepEqual([d!.owner, d!.state, d!.discovered_on, d!.notify_by, d!.file_by], [stock.nurse.staff, 'open', '2026-11-24', '2026-11-25', '2027-01-08'])
  // Closing again opens no second one.
  assert.equal((await close('2026-11-24')).discrepancies.length, discrepancies.length)

  // The draw was mistyped: two people take the milligram back, what was given follows, and the day closes.
  const entries: EntryRow[] = (await stock.nurse.get(`/api/addresses/${stock.address}/entries`)).body.entries
  const late = entries.find((e) => e.kind === 'drawn' && e.volume_ul === 20)!
  assert.equal((await stock.move({ entry: randomUUID(), act: 'corrected', corrects: late.entry, mass_ug: 1000, volume_ul: 20, reason: 'typed by mistake' })).status, 201)
  assert.deepEqual((await drug(session)).preparations.map((p) => [p.drawn_ug, p.given_ug, p.left_ug]), [[40_000, 40_000, 0]])
  await countAll()
  assert.equal((await close('2026-11-24')).closed, true)
  const step = { entry: randomUUID(), step: 'explained', note: 'The syringe was read twice; nothing is missing.' }
  const proofs = await stock.proofs('discrepancy', { discrepancy: d!.discrepancy, ...step })
  assert.equal((await stock.nurse.post(`/api/discrepancies/${d!.discrepancy}/steps`, { ...step, proofs })).body.state, 'closed')
})

test('[BAL8] a correction of the log corrects the book', async () => {
  now = new Date('2026-11-25T18:00:00Z')
  const session = await stock.visit(minutes(-60))
  await stock.prepare(session)
  const stop = randomUUID()
  await stock.facts(session, ['arrived', minutes(-60)], ['infusion-started', minutes(-50), START])
  assert.equal((await stock.nurse.post(`/api/sessions/${session}/events`, { events: [{ id: stop, session, at: minutes(-20).toISOString(), actor: stock.nurse.staff, device: 'test device', type: 'infusion-stopped', why: 'early', volume_infused_mL: 75 }] })).status, 200)
  assert.deepEqual((await drug(session)).preparations.map((p) => [p.given_ug, p.left_ug]), [[30_000, 10_000]])
  await stock.facts(session, ['corrected', minutes(-1), { corrects: stop, reason: 'read again', replacement: { why: 'early', volume_infused_mL: 50 } }])
  assert.deepEqual((await drug(session)).preparations.map((p) => [p.given_ug, p.left_ug, p.unsettled_ug]), [[20_000, 20_000, 0]])
  await wasteRest(session)
})

test('[BAL3][BAL30] fifty draws at once on what is enough for one: one wins, nothing falls below zero', async () => {
  const small = await stock.visit(minutes(60))
  const last = stock.vials[2]!
  const { preparation } = await stock.prepare(small)
  // 20 mg stay in the last vial.
  assert.equal((await stock.nurse.post(`/api/addresses/${stock.address}/late-draws`, { entry: randomUUID(), vial: last, preparation, volume_ul: 9600, reason: 'to leave little' })).status, 201)
  for (let round = 0; round < 3; round += 1) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => stock.nurse.post(`/api/addresses/${stock.address}/late-draws`, { entry: randomUUID(), vial: last, preparation, volume_ul: round === 0 ? 400 : 1, reason: 'at once' })))
    const wins = answers.filter((a) => a.status === 201).length
    assert.equal(wins, round === 0 ? 1 : 0, answers.map((a) => a.text).join('\n').slice(0, 500))
    for (const lost of answers.filter((a) => a.status !== 201)) assert.ok(['BAL3'].includes(lost.body.error.rule) || lost.body.error.path === 'vial', lost.text)
    assert.equal(await held(last), 0)
  }
})

test('[BAL5] the same act sent twice is booked once; another under its id is refused', async () => {
  const preparation = (await cabinet()).preparations.at(-1)!
  const body = { entry: randomUUID(), vial: stock.vials[1], preparation: preparation.preparation, volume_ul: 10, reason: 'twice' }
  const before = await held(stock.vials[1]!)
  const answers = await Promise.all(Array.from({ length: 10 }, () => stock.nurse.post(`/api/addresses/${stock.address}/late-draws`, body)))
  assert.ok(answers.every((a) => a.status < 300), answers.map((a) => a.text).join())
  assert.equal(await held(stock.vials[1]!), before - 10)
  assert.equal((await stock.nurse.post(`/api/addresses/${stock.address}/late-draws`, { ...body, volume_ul: 11 })).body.error.rule, 'BAL5')
})

test('[BAL6][BAL32] waste needs two people, each proven for this record on this device within a minute', async () => {
  const record = { entry: randomUUID(), act: 'wasted', vial: stock.vials[1], mass_ug: 500, volume_ul: 10, reason: 'broken' }
  const url = `/api/addresses/${stock.address}/movements`
  const good = await stock.proofs('movement', { address: stock.address, ...record })
  const rule = async (body: object): Promise<string> => (await stock.nurse.post(url, body)).body.error?.rule
  assert.deepEqual((await db.owner<{ staff_id: string }[]>`select staff_id from sign_in_actor where sign_in_id = ${stock.nurse.signIn}`).map((r) => r.staff_id), [stock.nurse.staff], 'a proof lets nobody in')
  assert.equal(await rule({ ...record, proofs: { by: good.by, witness: good.by } }), 'BAL6')
  assert.equal(await rule({ ...record, volume_ul: 20, mass_ug: 1000, proofs: good }), 'BAL32')
  assert.equal(await rule({ ...record, entry: randomUUID(), proofs: good }), 'BAL32')
  assert.equal(await rule({ ...record, proofs: { by: 'made up', witness: good.witness } }), 'BAL32')
  assert.equal((await stock.second.post(url, { ...record, proofs: good })).body.error.rule, 'BAL32', 'on another device')
  assert.equal((await stock.nurse.post(url, record)).status, 400)
  const wrong = await stock.nurse.post('/api/proofs', { staff: stock.second.staff, pin: '1379', act: 'movement', record })
  assert.deepEqual([wrong.status, wrong.body.error.rule], [422, 'PEO8'])
  now = new Date(now.getTime() + 61_000)
  assert.equal(await rule({ ...record, proofs: good }), 'BAL32')
  assert.equal((await stock.move(record)).status, 201)
  // A mass that is not that of the volume is refused by the database itself.
  assert.equal((await stock.move({ ...record, entry: randomUUID(), mass_ug: 499 })).body.error.rule, 'BAL1')
  assert.equal((await stock.move({ ...record, entry: randomUUID(), mass_ug: 50_000_000, volume_ul: 1_000_000 })).body.error.rule, 'BAL3')
})

test('[BAL10][BAL12] a count within the variance is booked; beyond it a discrepancy is opened, decided and reported', async () => {
  const vial = stock.vials[1]!
  const book = await held(vial)
  assert.deepEqual((await stock.count([[vial, book - 100]])).body, { counted: 1, booked: 1, discrepancies: 0 })
  assert.equal(await held(vial), book - 100)
  assert.deepEqual((await stock.count([[vial, book - 1100]])).body, { counted: 1, booked: 0, discrepancies: 1 })
  assert.equal(await held(vial), book - 100, 'nothing is adjusted silently')
  const [d] = (await cabinet()).discrepancies
  assert.match(d!.difference.message, /Vial V-2: .* 1 mL \(50 mg\) missing\./)
  const step = (body: Record<string, unknown>, who = stock.director) => who.post(`/api/discrepancies/${d!.discrepancy}/steps`, { entry: randomUUID(), note: 'As found.', ...body })
  assert.equal((await step({ step: 'decided', significant: true }, stock.nurse)).status, 403)
  assert.equal((await step({ step: 'decided' })).body.error.path, 'significant')
  assert.equal((await step({ step: 'notified', on: '2026-11-26' })).body.error.rule, 'BAL12')
  assert.equal((await step({ step: 'assigned', owner: stock.director.staff }, stock.nurse)).body.owner, stock.director.staff)
  assert.equal((await step({ step: 'decided', significant: true })).body.state, 'decided')
  assert.equal((await step({ step: 'notified', on: '2026-11-25' })).body.state, 'decided')
  assert.deepEqual(await step({ step: 'filed', on: '2026-11-30', number: '106-1' }).then((a) => [a.body.state, a.body.form_number]), ['closed', '106-1'])
  assert.equal((await stock.move({ entry: randomUUID(), act: 'lost', vial, mass_ug: 50_000, volume_ul: 1000, reason: 'reported', discrepancy: d!.discrepancy })).status, 201)
  assert.equal(await held(vial), book - 1100)
  assert.equal((await step({ step: 'explained' }, stock.nurse)).body.error.rule, 'BAL12')
})

test('[BAL1][BAG1] a bag with another dose than the order, or with half a microlitre, is refused', async () => {
  const session = await stock.visit(minutes(500))
  assert.equal((await stock.prepare(session, { draws: [{ entry: randomUUID(), vial: stock.vials[0], volume_ul: 820 }] })).body.error.rule, 'BAG1')
  assert.equal((await stock.prepare(session, { draws: [{ entry: randomUUID(), vial: stock.vials[0], volume_ul: 800.5 }] })).status, 400)
  assert.equal((await stock.prepare(session, { draws: [{ entry: randomUUID(), vial: randomUUID(), volume_ul: 800 }] })).body.error.path, 'draws.0.vial')
})

test('[BAL20][BAL22] a recalled lot is set apart at once, and its visits are found', async () => {
  const lot = (await cabinet()).lots[0]!
  assert.equal((await stock.nurse.post(`/api/lots/${lot.lot}/recall`, { reason: 'particles' })).status, 403)
  assert.equal((await stock.director.post(`/api/lots/${lot.lot}/recall`, { reason: 'particles' })).status, 200)
  assert.ok((await cabinet()).vials.every((v) => v.state === 'recalled'))
  const session = await stock.visit(minutes(300))
  assert.equal((await stock.prepare(session)).body.error.rule, 'BAL20')
  const found = (await stock.nurse.get(`/api/lots/${lot.lot}`)).body
  assert.deepEqual([found.vials.length, found.visits.length > 4], [3, true])
})

test('[BAL13] an inventory is what was counted today, by two, and the next is due to the day', async () => {
  const record = { entry: randomUUID(), moment: 'close' }
  const take = async () => stock.nurse.post(`/api/addresses/${stock.address}/inventories`, { ...record, proofs: await stock.proofs('inventory', { address: stock.address, ...record }) })
  now = new Date('2026-11-27T18:00:00Z')
  assert.equal((await take()).body.error.rule, 'BAL13')
  await countAll()
  assert.equal((await take()).status, 201)
  assert.deepEqual((await cabinet()).inventory, { last_on: '2026-11-27', due_on: '2028-11-27' })
})

test('[BAL34] the binder holds every line of the period, as PDF and CSV, for who may read the stock', async () => {
  const query = 'from=2026-11-20&to=2026-11-27'
  const csv = (await stock.director.get(`/api/addresses/${stock.address}/binder.csv?${query}`)).text
  const lines = csv.trimEnd().split('\r\n')
  const [stored] = await db.owner<{ n: number }[]>`select count(*)::int as n from drug_entry`
  assert.equal(lines.length, stored!.n + 1)
  assert.match(csv, /given,Ketamine,0409-2053-10,50,L-100,2028-06-30,V-1,0.4,20,preparation,patient,Ida Fiction 1,3 Patient Lane,20001,K-/)
  const pdf = await server.app.inject({ url: `/api/addresses/${stock.address}/binder.pdf?${query}`, headers: { cookie: stock.director.cookie } })
  assert.deepEqual([pdf.statusCode, pdf.rawPayload.subarray(0, 5).toString()], [200, '%PDF-'])
  const { text, pdfUa } = readPdf(pdf.rawPayload)
  assert.ok(pdfUa)
  for (const words of ['Controlled substance records', 'FT0000001', 'INV-1', 'Ida Fiction 1, 3 Patient Lane', '106-1'].slice(0, 4)) assert.ok(text.replaceAll(/\s+/g, ' ').includes(words), words)
  assert.equal((await stock.nurse.get(`/api/addresses/${stock.address}/binder.csv?from=2026-11-20&to=2026-11-19`)).body.error.path, 'to')
  const desk = await signedIn(server.app, db, ['front-desk'], clinic.organization)
  assert.equal((await desk.get(`/api/addresses/${stock.address}/binder.csv?${query}`)).status, 403)
})

test('[BAL33] the front desk moves nothing, and a nurse keeps no addresses or products', async () => {
  const desk = await signedIn(server.app, db, ['front-desk'], clinic.organization)
  assert.equal((await desk.get(`/api/sites/${clinic.site}/cabinet`)).status, 403)
  for (const [who, status] of [[desk, 403], [stock.nurse, 403], [stock.director, 201]] as const)
    assert.equal((await who.post('/api/products', { product: randomUUID(), ndc: '42023-113-10', name: 'Ketamine', labeler: 'Par', strength_mg_per_ml: 10, container_ml: 20, label_read: false })).status, status)
  const record = { entry: randomUUID(), act: 'wasted' }
  await pinOf(db, desk)
  assert.equal((await stock.nurse.post('/api/proofs', { staff: desk.staff, pin: PIN, act: 'movement', record })).body.error.rule, 'BAL33')
})

test('[BAL30] no role, the owner among them, changes, deletes or empties the book', async () => {
  for (const sql of [db.sql, db.owner]) for (const table of ['drug_entry', 'vial'])
    for (const statement of [`update chairside.${table} set organization_id = organization_id`, `delete from chairside.${table}`, `truncate chairside.${table} cascade`])
      await assert.rejects(sql.begin(async (tx) => {
        await tx`select set_config('chairside.organization_id', ${clinic.organization}, true)`
        await tx.unsafe(statement)
      }), /append-only|permission denied/, statement)
  await assert.rejects(db.sql.begin(async (tx) => {
    await tx`select set_config('chairside.organization_id', ${clinic.organization}, true)`
    await tx`update drug_balance set mass_ug = 0`
  }), /permission denied/)
  await assert.rejects(db.owner`update drug_balance set volume_ul = -1 where kind = 'vial'`, /never_below_zero/)
})

test('[BAL31] the book verifies; a changed line and a changed balance are found and named', async () => {
  const before = await verify(db.owner)
  assert.equal(before.broken, null)
  assert.ok(before.counts.drugLines > 30)
  await db.owner`update drug_balance set mass_ug = mass_ug + 1 where kind = 'waste'`
  assert.match((await verify(db.owner)).broken!.place, /drug book .*, balance of waste/)
  await db.owner`update drug_balance set mass_ug = mass_ug - 1 where kind = 'waste'`
  await db.owner`alter table drug_entry disable trigger refuse_change`
  await db.owner`update drug_entry set body = jsonb_set(body, '{reason}', '"another"') where seq = 20`
  assert.match((await verify(db.owner)).broken!.place, /drug book .*, line 20/)
  await db.owner`alter table drug_entry enable trigger refuse_change`
})
