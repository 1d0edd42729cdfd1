import assert from 'node:assert/strict'
import test from 'node:test'
import type { SessionBundle, TodayCopy } from '@chairside/core/session'
import { testApp } from '../testing/app.ts'
import { makeClinic } from '../testing/clinic.ts'
import { freshDatabase } from '../testing/database.ts'
import { signedIn } from '../testing/people.ts'

const NOW = new Date('2026-11-23T15:30:00Z')

test('[OFF2] the copy of a site holds each visit of its day whole, as the visit itself answers, and nothing of another day', async () => {
  const db = await freshDatabase()
  const clinic = await makeClinic(db.sql, { sessions: 24, startsAt: new Date('2026-11-22T20:00:00Z') })
  const { app, close } = await testApp(db, () => NOW)
  const nurse = await signedIn(app, db, ['nurse'], clinic.organization)
  const copy = (await nurse.get(`/api/downtime?site=${clinic.site}`)).body as TodayCopy
  const today = await db.owner<{ id: string }[]>`select s.session_id as id from session s join site t using (organization_id, site_id) where s.site_id = ${clinic.site} and s.cancelled_at is null
    and (s.starts_at at time zone t.time_zone)::date = ${copy.date}::date order by s.starts_at`
  assert.ok(today.length > 5 && today.length < 24, `${today.length} of 24 visits are of today`)
  assert.deepEqual(copy.visits.map((v) => v.session), today.map((row) => row.id))
  for (const { phone: _phone, ...visit } of copy.visits) {
    const alone = (await nurse.get(`/api/sessions/${visit.session}`)).body as SessionBundle
    assert.deepEqual({ ...visit, protocol: copy.protocol, staff: copy.staff, server_time: copy.server_time }, alone)
  }
  const desk = await signedIn(app, db, ['front-desk'], clinic.organization)
  assert.equal((await desk.get(`/api/downtime?site=${clinic.site}`)).status, 403, 'charts are closed to the front desk')
  await close()
})
