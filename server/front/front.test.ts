// The public page, the self-screen and a request for a talk, as a browser without script would do it.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { EVIDENCE } from '@chairside/core/intake'
import { readingGrade } from '@chairside/core/shared'
import { testApp, type TestApp } from '../testing/app.ts'
import { makeClinic } from '../testing/clinic.ts'
import { freshDatabase, type TestDatabase } from '../testing/database.ts'
import { signedIn, type SignedIn } from '../testing/people.ts'
import { html } from './html.ts'
import { missingOf, screened } from './screen.ts'
import { FRONT } from './words.ts'

let db: TestDatabase
let server: TestApp
let admin: SignedIn
let desk: SignedIn
before(async () => {
  db = await freshDatabase()
  await makeClinic(db.sql)
  server = await testApp(db, () => new Date('2026-11-27T18:00:00Z'))
  admin = await signedIn(server.app, db, ['administrator'])
  desk = await signedIn(server.app, db, ['front-desk'])
  assert.equal((await desk.put('/api/public-page', { page: 'harbor' })).status, 403)
  assert.equal((await admin.put('/api/public-page', { page: 'harbor' })).body.url, 'http://localhost:8080/clinic/harbor')
  for (const page of ['Harbor', 'a', '-x-', 'x/../y']) assert.equal((await admin.put('/api/public-page', { page })).status, 400, page)
})
after(() => server.close())

const get = async (url: string, headers: Record<string, string> = {}) => { const answer = await server.app.inject({ method: 'GET', url, headers }); return { status: answer.statusCode, text: answer.body, location: answer.headers['location'] } }
const post = async (url: string, fields: Record<string, string>) => { const answer = await server.app.inject({ method: 'POST', url, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams(fields).toString() }); return { status: answer.statusCode, text: answer.body } }
const safe = { danger: 'no', psychosis: 'no', heart: 'no', pregnant: 'no', age: 'yes' }
const gad = (value: string) => ({ scale: 'gad-7', ...Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`q${i + 1}`, value])) })

test('[FRO1] the page says what is known with its strength and source, in both languages, small and plain, without a promise', async () => {
  assert.equal((await get('/clinic/harbor', { 'accept-language': 'es-MX,es;q=0.9' })).location, '/clinic/harbor/es')
  for (const language of ['en', 'es'] as const) {
    const { status, text } = await get(`/clinic/harbor/${language}`)
    assert.equal(status, 200)
    assert.ok(text.length < 100_000, `${text.length} bytes`)
    assert.doesNotMatch(text, /<script|onclick|guarantee|garantiza|cure\b|milag/i)
    assert.match(text, /tel:988/)
    for (const { says, source } of EVIDENCE.filter(({ id }) => FRONT[language].sections.some((section) => section.claims.includes(id)))) { assert.ok(text.includes(html`${says[language]}`.text)); assert.ok(text.includes(html`${source}`.text)) }
  }
  const words = FRONT.en.sections.flatMap((section) => [section.title, ...section.body])
  assert.ok(readingGrade(words) <= 9, `grade ${readingGrade(words)}`)
  assert.deepEqual(FRONT.en.sections.map((s) => [s.id, s.body.length, s.claims]), FRONT.es.sections.map((s) => [s.id, s.body.length, s.claims]))
  for (const url of ['/clinic/other/en', '/clinic/harbor/fr', '/clinic/%2e%2e/en']) assert.equal((await get(url)).status, 404, url)
})

test('[FRO2] an honest answer: danger first, then safety, then symptoms; nothing is kept', async () => {
  for (const [sheet, result] of [
    [{ ...gad('3'), ...safe }, 'fit'], [{ ...gad('0'), ...safe }, 'low'], [{ ...gad('3'), ...safe, heart: 'yes' }, 'talk'], [{ ...gad('3'), ...safe, age: 'no' }, 'talk'], [{ ...gad('3'), ...safe, danger: 'yes', age: 'no' }, 'help'], [{ scale: 'gad-7', danger: 'yes' }, 'help'],
    [{ scale: 'phq-9', q9: '1', ...safe }, 'help'], [{ ...gad('1'), q1: '3', q2: '3', ...safe }, 'fit'], [{ ...gad('1'), q1: '3', ...safe }, 'low'],
  ] as const) assert.equal(screened(sheet as Record<string, string>).result, result, JSON.stringify(sheet))
  assert.deepEqual(missingOf({ scale: 'gad-7', q1: '0', ...safe }), ['q2', 'q3', 'q4', 'q5', 'q6', 'q7'])
  assert.match((await post('/clinic/harbor/en/check', { scale: 'gad-7' })).text, /Feeling nervous, anxious or on edge/)
  assert.match((await post('/clinic/harbor/es/check', { scale: 'gad-7' })).text, /Sentirse nervioso/)
  const half = await post('/clinic/harbor/en/check', { scale: 'gad-7', q1: '2', danger: 'no' })
  assert.match(half.text, /these are still open/)
  assert.match(half.text, /name="q1" value="2" checked/, 'nothing that was given is lost')
  assert.match((await post('/clinic/harbor/en/check', { ...gad('2'), ...safe })).text, /add up to 14 of 21: moderate/)
  const help = (await post('/clinic/harbor/en/check', { scale: 'phq-9', danger: 'yes' })).text
  assert.match(help, /Please talk to somebody now/)
  assert.doesNotMatch(help, /add up/)
  for (const table of ['score', 'inquiry', 'safety_alert']) assert.equal((await db.owner<{ n: number }[]>`select count(*)::int as n from ${db.owner(table)}`)[0]!.n, 0, table)
})

test('[FRO3] [FRO4] who asks for a talk leaves a name and a way, lands at the Desk, and is settled by a person', async () => {
  assert.match((await post('/clinic/harbor/en/ask', { name: 'Zoe', contact: 'call me', words: 'evenings' })).text, /Please give a name.*value="Zoe".*evenings/s)
  assert.match((await post('/clinic/harbor/en/ask', { name: '<img src=x onerror=alert(1)>', contact: '310 555 0144', words: '<b>hi</b>', scale: 'gad-7', result: 'fit', along: 'yes' })).text, /Thank you/)
  await post('/clinic/harbor/es/ask', { name: 'Luz', contact: 'luz@mail.example', scale: 'gad-7', result: 'fit' })
  const { inquiries } = (await desk.get('/api/inbox')).body
  assert.deepEqual(inquiries.map((i: { name: string; language: string; screen: unknown }) => [i.name, i.language, i.screen]), [['<img src=x onerror=alert(1)>', 'en', { scale: 'gad-7', result: 'fit' }], ['Luz', 'es', null]])
  assert.equal((await post('/clinic/harbor/en/ask', { name: '<script>alert(1)</script>', contact: '' })).text.includes('<script>'), false)
  const one = inquiries[0].inquiry
  assert.equal((await desk.post(`/api/inquiries/${one}/settle`, { outcome: 'Called; registered' })).status, 200)
  assert.equal((await desk.post(`/api/inquiries/${one}/settle`, { outcome: 'Called; registered' })).status, 200)
  assert.equal((await desk.post(`/api/inquiries/${one}/settle`, { outcome: 'Another story' })).status, 409)
  assert.equal((await desk.get('/api/inbox')).body.inquiries.length, 1)
})

test('[FRO5] the clinic writes its own parts; what it takes back is the product\'s again', async () => {
  assert.equal((await admin.put('/api/public-page/texts', { language: 'en', part: 'cost', words: '$450 a visit.\n\n<i>All in.</i>' })).status, 200)
  assert.match((await get('/clinic/harbor/en')).text, /<p>\$450 a visit\.<\/p><p>&lt;i&gt;All in/)
  assert.doesNotMatch((await get('/clinic/harbor/es')).text, /450/)
  await admin.put('/api/public-page/texts', { language: 'en', part: 'cost', words: '' })
  assert.match((await get('/clinic/harbor/en')).text, /we tell you the whole sum/)
  assert.equal((await admin.put('/api/public-page/texts', { language: 'en', part: 'ketamine', words: 'It cures.' })).status, 400, 'what is known is not the clinic\'s to write')
})
