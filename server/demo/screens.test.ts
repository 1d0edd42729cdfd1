import assert from 'node:assert/strict'
import test from 'node:test'
import { localDate, instant } from '@chairside/core/shared'
import type { ChartView, DeskDay, FloorView } from '@chairside/core/session'
import type { Cabinet, Difference } from '@chairside/core/pharmacy'
import type { Me } from '@chairside/core/people'
import { verify } from '../ops/verify.ts'
import { testApp } from '../testing/app.ts'
import { freshDatabase } from '../testing/database.ts'
import { signedIn } from '../testing/people.ts'
import { loadDemonstration } from './load.ts'

/** Eleven in the morning at the clinic: its whole day lies within one date. */
const NOW = new Date('2026-11-23T19:00:10Z')

test('[DEM13] the Desk, the Floor and every Chart answer, and show the day in progress, what is missing and who is late', async (t) => {
  const db = await freshDatabase()
  const { app, services, close } = await testApp(db, () => NOW)
  t.after(close)
  const { organization } = await loadDemonstration(services)
  const prescriber = await signedIn(app, db, ['prescriber'], organization)
  const me = (await prescriber.get('/api/me')).body as Me
  assert.deepEqual([me.organization.is_demonstration, me.sites.map((s) => s.chairs.length).sort((a, b) => a - b)], [true, [3, 4]])

  const states: (string | null)[] = []
  const desk: DeskDay['visits'][number][] = []
  for (const { site } of me.sites) {
    const floor = (await prescriber.get(`/api/floor?site=${site}`)).body as FloorView
    for (const { visit, chair_name: chair } of floor.chairs) {
      states.push(visit?.state ?? null)
      assert.equal(visit?.contradictions, 0, chair)
      if (visit?.state === 'infusing' || visit?.state === 'recovering') assert.ok(NOW.getTime() - Date.parse(visit.lastVitalsAt!) < 15 * 60_000, `${chair} has a fresh reading`)
    }
    desk.push(...((await prescriber.get(`/api/desk?site=${site}&date=${localDate(instant(NOW.getTime()), me.organization.time_zone)}`)).body as DeskDay).visits)
  }
  assert.deepEqual(states.sort((a, b) => String(a).localeCompare(String(b))), ['discharged', 'infusing', 'infusing', 'infusing', 'paused', 'preparing', 'recovering'])
  const waited = desk.filter((v) => v.state === 'expected' && Date.parse(v.start) < NOW.getTime())
  assert.equal(waited.length, 2, 'one is late and one has not come')
  const coming = desk.filter((v) => v.state === 'expected' && Date.parse(v.start) > NOW.getTime())
  for (const missing of ['order_signed', 'scales_done', 'escort_name'] as const) assert.ok(coming.some((v) => !v[missing]) && coming.some((v) => v[missing]), missing)

  const people = await db.owner<{ patient_id: string }[]>`select patient_id from patient where organization_id = ${organization}`
  let scores = 0
  for (const { patient_id: patient } of people) {
    const chart = await prescriber.get(`/api/patients/${patient}/chart`)
    assert.equal(chart.status, 200)
    const view = chart.body as ChartView
    scores += view.scores.length
    for (const session of view.sessions.filter((s) => s.state === 'signed')) assert.ok(session.delivered_mg! > 0 && session.recovery_min! >= 15 && session.signed_by !== null)
    assert.ok(view.patient.age >= 18 && view.patient.age <= 78)
  }
  assert.ok(scores > 900)
})

test('[DEM14] the cabinets balance: past days are closed, and today only work in progress keeps the day open', async (t) => {
  const db = await freshDatabase()
  const { app, services, close } = await testApp(db, () => NOW)
  t.after(close)
  const { organization } = await loadDemonstration(services)
  const prescriber = await signedIn(app, db, ['prescriber'], organization)
  const me = (await prescriber.get('/api/me')).body as Me
  const today = localDate(instant(NOW.getTime()), me.organization.time_zone)
  for (const { site, name } of me.sites) {
    const cabinet = (await prescriber.get(`/api/sites/${site}/cabinet`)).body as Cabinet
    assert.ok(cabinet.vials.length >= 4 && cabinet.vials.every((v) => v.state === 'open' || v.state === 'sealed'), name)
    assert.ok(cabinet.open_days.every((day) => day === today), `${name}: ${cabinet.open_days.join()}`)
    assert.ok(cabinet.last_closed !== null && cabinet.last_closed < today, name)
    const { differences } = (await prescriber.get(`/api/addresses/${cabinet.address!.address}/days/${today}`)).body as { differences: Difference[] }
    assert.deepEqual(differences.filter((d) => d.level === 'differs' && d.kind !== 'left'), [], name)
  }
  assert.equal((await verify(db.owner)).broken, null)
})
