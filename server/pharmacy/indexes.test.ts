// Whether the book stays fast after years: the Cabinet, the book and the drug of a visit are found by indexes among 60,000 lines.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import postgres from 'postgres'
import { SCHEMA } from '../db/connect.ts'
import { makeClinic, type TestClinic } from '../testing/clinic.ts'
import { freshDatabase, type TestDatabase } from '../testing/database.ts'
import { explainer, type Explainer } from '../testing/explain.ts'
import { stocked, type Stock } from '../testing/stock.ts'

let db: TestDatabase
let clinic: TestClinic
let explain: Explainer
let stock: Stock
let session: string
const now = new Date('2026-11-23T18:00:00Z')

before(async () => {
  db = await freshDatabase()
  clinic = await makeClinic(db.sql, { sessions: 0 })
  explain = await explainer(db, new Set(['drug_entry', 'vial', 'drug_balance', 'session']), () => now)
  stock = await stocked(explain.server.app, db, clinic)
  session = await stock.visit(new Date('2026-11-23T17:00:00Z'))
  await stock.prepare(session)
  // Years of a busy clinic behind it, written past the triggers: the plans are what is looked at.
  const root = postgres(db.ownerUrl, { max: 1, onnotice: () => {}, connection: { search_path: SCHEMA } })
  await root.unsafe(`
    set session_replication_role = replica;
    insert into session (organization_id, session_id, patient_id, site_id, chair_id, ordinal, planned, head_seq)
      select '${clinic.organization}', gen_random_uuid(), '${clinic.patient}', '${clinic.site}', '${clinic.chair}', i, tstzrange(t, t + interval '90 minutes'), 1 from generate_series(1, 20000) i, lateral (select timestamptz '2020-01-01' + i * interval '3 hours' as t) x;
    insert into vial select '${clinic.organization}', gen_random_uuid(), (select lot_id from drug_lot limit 1), 'old-' || i, 10000 from generate_series(1, 20000) i;
    insert into drug_balance select '${clinic.organization}', '${stock.address}', 'vial', vial_id, 0, 0 from vial where barcode like 'old-%';
    create temporary table s as select session_id, row_number() over () as n from session;
    create temporary table v as select vial_id, row_number() over () as n from vial;
    insert into drug_entry (organization_id, address_id, seq, entry_id, recorded_at, body, previous_hash, hash)
      select '${clinic.organization}', '${stock.address}', 1000 + i, gen_random_uuid(), now(), jsonb_build_object('kind', case i % 5 when 0 then 'count-taken' when 1 then 'drawn' when 2 then 'given' when 3 then 'wasted' else 'prepared' end,
        'at', to_char(timestamptz '2020-01-01' + i * interval '15 minutes', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'actor', '${stock.nurse.staff}', 'witness', '${stock.second.staff}', 'origin', 'person', 'session', s.session_id, 'preparation', gen_random_uuid(), 'vial', v.vial_id,
        'mass_ug', 50, 'volume_ul', 1, 'from', jsonb_build_object('kind', 'vial', 'id', v.vial_id, 'address', '${stock.address}'), 'to', jsonb_build_object('kind', 'waste', 'id', null, 'address', '${stock.address}')), '', ''
      from generate_series(1, 60000) i join s on s.n = i % 20000 + 1 join v on v.n = i % 20000 + 1;
    set session_replication_role = origin;
    analyze;`)
  await root.end()
})
after(() => explain.close())

test('[BAL35] the Cabinet, the book, a day and the drug of a visit are found by indexes among 60,000 lines', async () => {
  for (const url of [`/api/sites/${clinic.site}/cabinet`, `/api/addresses/${stock.address}/entries`, `/api/addresses/${stock.address}/entries?vial=${stock.vials[0]}`, `/api/addresses/${stock.address}/days/2026-11-23`, `/api/sessions/${session}/drug`])
    assert.ok(await explain.explained(stock.nurse, clinic.organization, url) > 0, url)
})
