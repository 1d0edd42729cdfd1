// Whether the lists stay fast in a clinic of years: every statement that a request really runs is explained as the application's role, row-level security included.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { freshDatabase, type TestDatabase } from '../testing/database.ts'
import { explainer, type Explainer } from '../testing/explain.ts'
import { makeClinic, type TestClinic } from '../testing/clinic.ts'
import { signedIn, type SignedIn } from '../testing/people.ts'

const LARGE = new Set(['patient', 'weight', 'course', 'session', 'session_event', 'score', 'safety_alert', 'follow_up', 'dose_order', 'health_record'])

let db: TestDatabase
let explain: Explainer
let clinic: TestClinic
let prescriber: SignedIn

before(async () => {
  db = await freshDatabase()
  clinic = await makeClinic(db.sql, { sessions: 0 })
  const { organization } = clinic
  await db.owner.unsafe(`
    insert into site select '${organization}', gen_random_uuid(), 'S' || i, 'America/Los_Angeles' from generate_series(1, 4) i;
    insert into chair select '${organization}', gen_random_uuid(), site_id, 'C' || i || ' of ' || name, i from site, generate_series(1, 4) i;
    insert into patient (organization_id, patient_id, record_number, given_name, family_name, birth_date, sex, created_at)
      select '${organization}', gen_random_uuid(), 'G' || i, 'Given' || chr(97 + i % 26) || i % 997, 'Family' || chr(97 + i / 26 % 26) || i % 1009, date '1950-01-01' + i % 20000, 'other', now() - i * interval '1 minute' from generate_series(1, 20000) i;
    create temporary table p as select patient_id, gen_random_uuid() as course_id, row_number() over () - 1 as n from patient;
    create temporary table c as select chair_id, site_id, row_number() over () - 1 as n from chair where name ~ ' of ';
    insert into course (organization_id, course_id, patient_id, kind, indication, planned_sessions) select '${organization}', course_id, patient_id, 'induction', 'Generated', 6 from p;
    insert into weight (organization_id, weight_id, patient_id, weight_kg, measured_at, source) select '${organization}', gen_random_uuid(), patient_id, 70, now() - k * interval '1 day', 'measured' from p, generate_series(1, 2) k;
    insert into session (organization_id, session_id, patient_id, course_id, site_id, chair_id, ordinal, planned, head_seq)
      select '${organization}', gen_random_uuid(), p.patient_id, p.course_id, c.site_id, c.chair_id, 1 + i / 20000, tstzrange(t.start, t.start + interval '100 minutes'), 2
      from generate_series(0, 49999) i join p on p.n = i % 20000 join c on c.n = i % 20, lateral (select timestamptz '2026-09-01T07:00:00Z' + (i / 20) * interval '2 hours' as start) t;
    insert into session_event select '${organization}', session_id, k, gen_random_uuid(), 'words-captured', lower(planned), lower(planned), 'x', 'x',
      jsonb_build_object('id', gen_random_uuid(), 'session', session_id, 'at', to_char(lower(planned) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'actor', 'x', 'device', 'x', 'type', 'words-captured', 'text', 'w'), '', ''
      from session, generate_series(1, 2) k;
    insert into score (organization_id, score_id, patient_id, session_id, instrument, answers, complete, total, answered_at, source)
      select '${organization}', gen_random_uuid(), patient_id, session_id, unnest('{gad-7,phq-9}'::text[]), '{}', true, 3, lower(planned) - interval '1 hour', 'phone' from session;
    insert into safety_alert (organization_id, safety_alert_id, patient_id, score_id, item, answer, acknowledged_at, closed_at, closed_by, outcome)
      select '${organization}', gen_random_uuid(), patient_id, score_id, '9', 1, closed, closed, case when closed is not null then gen_random_uuid() end, case when closed is not null then 'called' end
      from (select *, case when row_number() over () > 5 then now() end as closed from score where instrument = 'phq-9' limit 20000) asked;
    insert into follow_up (organization_id, follow_up_id, patient_id, session_id, kind, due_at, done_at)
      select '${organization}', gen_random_uuid(), patient_id, session_id, 'next-day-check-in', upper(planned) + interval '1 day', case when ordinal < 3 then upper(planned) + interval '20 hours' end from session;
    insert into dose_order (organization_id, dose_order_id, patient_id, course_id, dose_mg_per_kg, dose_mg, weight_kg, dosing_weight_kg, weight_basis, duration_min, vial_mg_per_ml, draw_ml, final_ml, concentration_mg_per_ml, rate_ml_per_h, written_by)
      select '${organization}', gen_random_uuid(), patient_id, course_id, 0.5, 35, 70, 70, 'actual', 40, 50, 0.7, 100, 0.35, 150, '${clinic.nurse}' from course;
    insert into health_record (organization_id, health_record_id, patient_id, kind, source_key, source_hash, display, source)
      select '${organization}', gen_random_uuid(), patient_id, 'condition', 'k' || k, '', 'Generated', '{}' from p, generate_series(1, 2) k;
    analyze;`)
  explain = await explainer(db, LARGE)
  prescriber = await signedIn(explain.server.app, db, ['prescriber'])
})
after(() => explain.close())

const explained = (url: string, body?: unknown): Promise<number> => explain.explained(prescriber, clinic.organization, url, body)

test('[CARE26] finds patients by an index among 20,000, however they are asked for', async () => {
  for (const query of ['', 'familyk1', 'Givenq 17', 'givenc12 family', '1971-05-06', 'G1234', 'nobody'])
    assert.ok((await explained('/api/patients/search', { query })) > 0)
})

test('[CARE26] reads a day of the Desk and a Chart by indexes among 50,000 sessions, with as many statements for one visit as for many', async () => {
  const [site] = await db.owner<{ site_id: string }[]>`select site_id from site where name = 'S1'`
  const busy = await explained(`/api/desk?site=${site!.site_id}&date=2026-10-05`)
  assert.equal(await explained(`/api/desk?site=${site!.site_id}&date=2028-01-03`), busy - 1, 'a day without visits has no events to read')
  const [some] = await db.owner<{ patient_id: string }[]>`select patient_id from session where ordinal = 3 limit 1`
  const full = await explained(`/api/patients/${some!.patient_id}/chart`)
  assert.ok(full >= 8)
  assert.equal(await explained(`/api/patients/${clinic.patient}/chart`), full)
  await explained(`/api/patients/${some!.patient_id}`)
  await explained(`/api/patients/${some!.patient_id}/treatment`)
  await explained(`/api/sites/${site!.site_id}/availability?from=2026-10-05&to=2026-10-09`)
})
