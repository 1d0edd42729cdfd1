import assert from 'node:assert/strict'
import test from 'node:test'
import { fold } from '@chairside/core/session'
import { makeDemonstration, loadDemonstration, removeDemonstration } from './load.ts'
import { freshDatabase } from '../testing/database.ts'

test('[DEM1] loads', async (t) => {
  const db = await freshDatabase()
  t.after(() => db.close())
  const t0 = performance.now()
  const { rows } = makeDemonstration(new Date(), 'x')
  t.diagnostic(`made in ${performance.now() - t0}`)
  for (const table of ['patient', 'session', 'session_event', 'score', 'dose_order', 'form_link', 'follow_up', 'safety_alert'] as const) t.diagnostic(`${table} ${rows.of(table).length}`)
  const loaded = await loadDemonstration({ sql: db.sql, clock: () => new Date() })
  t.diagnostic(`loaded in ${loaded.ms}`)
  assert.equal(await removeDemonstration({ sql: db.sql }), true)
  void fold
})
