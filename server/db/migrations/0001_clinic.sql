-- The clinic: organizations, people, care, the session log and the audit chain.
-- Every table carries organization_id, first in its primary key, and `protect` puts row-level security on it.

create extension if not exists btree_gist;

-- protect(table, privileges): row-level security, forced, for one table. The application's role sees the organization of its transaction
-- (setting chairside.organization_id) and nothing when that is unset; the owner sees all (migrations, backup, verify, the doors below).
create function protect(target regclass, privileges text) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format($p$create policy tenant on %s to chairside_app using (organization_id = nullif(current_setting('chairside.organization_id', true), '')::uuid)$p$, target);
  execute format('create policy owner on %s to chairside_owner using (true)', target);
  execute format('grant %s on %s to chairside_app', privileges, target);
end $$;

create table organization (
  organization_id uuid primary key,
  name text not null,
  time_zone text not null,
  is_demonstration boolean not null default false,
  created_at timestamptz not null default now()
);
select protect('organization', 'select');
grant update (name, time_zone) on organization to chairside_app;

-- Append-only tables refuse change by any role, the owner included, except while a demonstration organization is removed whole.
create function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and exists (select from organization o where o.organization_id = old.organization_id and o.is_demonstration)
     and current_setting('chairside.removing_demonstration', true) = old.organization_id::text then
    return old;
  end if;
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;

create function make_append_only(target regclass) returns void language plpgsql as $$
begin
  execute format('create trigger refuse_change before update or delete on %s for each row execute function refuse_change()', target);
  execute format('create trigger refuse_truncate before truncate on %s for each statement execute function refuse_change()', target);
end $$;

create table site (
  organization_id uuid not null references organization,
  site_id uuid not null,
  name text not null,
  time_zone text not null,
  primary key (organization_id, site_id),
  unique (organization_id, name)
);
select protect('site', 'select, insert, update');

create table chair (
  organization_id uuid not null,
  chair_id uuid not null,
  site_id uuid not null,
  name text not null,
  position integer not null default 0,
  primary key (organization_id, chair_id),
  foreign key (organization_id, site_id) references site,
  unique (organization_id, name)
);
select protect('chair', 'select, insert, update');

create table staff (
  organization_id uuid not null references organization,
  staff_id uuid not null,
  name text not null,
  email text not null,
  roles text[] not null check (cardinality(roles) > 0 and roles <@ array['nurse', 'front-desk', 'prescriber', 'medical-director', 'administrator']),
  active boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (organization_id, staff_id),
  unique (organization_id, email)
);
create unique index staff_email on staff (lower(email));
select protect('staff', 'select, insert, update');

-- What a person proves identity with, apart from who they are: no list of staff ever reads it.
create table staff_secret (
  organization_id uuid not null,
  staff_id uuid not null,
  password_hash text,
  totp_secret_sealed text,
  totp_confirmed_at timestamptz,
  totp_last_step bigint,
  pin_hash text,
  failed_attempts integer not null default 0,
  locked_until timestamptz,
  pin_failed_attempts integer not null default 0,
  pin_locked_until timestamptz,
  enrolment_hash text,
  enrolment_expires_at timestamptz,
  primary key (organization_id, staff_id),
  foreign key (organization_id, staff_id) references staff
);
create unique index staff_enrolment on staff_secret (enrolment_hash) where enrolment_hash is not null;
select protect('staff_secret', 'select, insert, update');

create table passkey (
  organization_id uuid not null,
  passkey_id text not null,
  staff_id uuid not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null default '{}',
  name text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  primary key (organization_id, passkey_id),
  foreign key (organization_id, staff_id) references staff
);
create unique index passkey_id on passkey (passkey_id);
select protect('passkey', 'select, insert, update, delete');

-- One unlocked device. `staff_id` is who acts now; a shared tablet switches it by PIN, and `locked_at` means that a PIN is asked first.
create table sign_in (
  organization_id uuid not null references organization,
  sign_in_id uuid not null,
  token_hash text not null,
  staff_id uuid not null,
  opened_by uuid not null,
  shared_device boolean not null default false,
  device_name text not null,
  site_id uuid,
  second_factor text check (second_factor in ('totp', 'passkey', 'demonstration')),
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  authenticated_at timestamptz not null default now(),
  expires_at timestamptz not null,
  locked_at timestamptz,
  pin_failures integer not null default 0,
  ended_at timestamptz,
  primary key (organization_id, sign_in_id),
  foreign key (organization_id, staff_id) references staff,
  foreign key (organization_id, opened_by) references staff
);
create unique index sign_in_token on sign_in (token_hash);
create index sign_in_staff on sign_in (organization_id, staff_id) where ended_at is null;
select protect('sign_in', 'select, insert, update');

-- Everybody who has unlocked this device: facts recorded offline by a nurse are accepted after a colleague has switched in.
create table sign_in_actor (
  organization_id uuid not null,
  sign_in_id uuid not null,
  staff_id uuid not null,
  since timestamptz not null default now(),
  primary key (organization_id, sign_in_id, staff_id),
  foreign key (organization_id, sign_in_id) references sign_in,
  foreign key (organization_id, staff_id) references staff
);
select protect('sign_in_actor', 'select, insert');

-- What a name is searched by: small letters without accents. With row-level security only leakproof comparisons use an index (`=`, `<` on stored columns; not `like`,
-- not a function of a column), which is why the keys of search and the start of a visit are stored.
create function name_key(name text) returns text language sql immutable strict parallel safe as
$$ select trim(regexp_replace(regexp_replace(normalize(lower(name), NFKD), '[\u0300-\u036f]', '', 'g'), '\s+', ' ', 'g')) $$;

create table patient (
  organization_id uuid not null references organization,
  patient_id uuid not null,
  site_id uuid,
  record_number text not null,
  given_name text not null,
  family_name text not null,
  preferred_name text,
  birth_date date not null,
  sex text not null check (sex in ('female', 'male', 'other', 'unknown')),
  phone text,
  email text,
  escort_name text,
  escort_phone text,
  height_cm numeric(5, 1),
  fhir_identifiers jsonb not null default '[]',
  source jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  family_key text collate "C" not null generated always as (name_key(family_name)) stored,
  given_key text collate "C" not null generated always as (name_key(given_name)) stored,
  preferred_key text collate "C" generated always as (name_key(preferred_name)) stored,
  primary key (organization_id, patient_id),
  foreign key (organization_id, site_id) references site,
  unique (organization_id, record_number)
);
create index patient_family on patient (organization_id, family_key, given_key);
create index patient_given on patient (organization_id, given_key);
create index patient_preferred on patient (organization_id, preferred_key) where preferred_key is not null;
create index patient_birth on patient (organization_id, birth_date);
create index patient_record on patient (organization_id, record_number collate "C");
create index patient_recent on patient (organization_id, created_at desc);
create index patient_identifiers on patient using gin (fhir_identifiers jsonb_path_ops);
select protect('patient', 'select, insert, update');

-- The last record number given. Gaps do not matter; the same number twice would.
create table record_number_counter (
  organization_id uuid primary key references organization,
  last bigint not null
);
select protect('record_number_counter', 'select, insert, update');

create table weight (
  organization_id uuid not null,
  weight_id uuid not null,
  patient_id uuid not null,
  weight_kg numeric(5, 1) not null check (weight_kg between 20 and 400),
  measured_at timestamptz not null,
  measured_by uuid,
  source text not null check (source in ('measured', 'imported', 'reported')),
  primary key (organization_id, weight_id),
  foreign key (organization_id, patient_id) references patient
);
create index weight_patient on weight (organization_id, patient_id, measured_at desc);
select protect('weight', 'select, insert');

-- Conditions, allergies, medications, observations and questionnaire responses as they came: `source` is the FHIR resource, unchanged.
create table health_record (
  organization_id uuid not null,
  health_record_id uuid not null,
  patient_id uuid not null,
  kind text not null check (kind in ('condition', 'allergy', 'medication', 'observation', 'questionnaire-response')),
  source_key text not null,
  source_hash text not null,
  code_system text,
  code text,
  display text not null,
  status text,
  effective_at timestamptz,
  value_text text,
  value_number numeric,
  unit text,
  source jsonb not null,
  imported_at timestamptz not null default now(),
  primary key (organization_id, health_record_id),
  foreign key (organization_id, patient_id) references patient,
  unique (organization_id, patient_id, source_key)
);
create index health_record_patient on health_record (organization_id, patient_id, kind, effective_at desc);
select protect('health_record', 'select, insert, update');

create table protocol_version (
  organization_id uuid not null references organization,
  version integer not null,
  settings jsonb not null,
  created_at timestamptz not null default now(),
  created_by uuid,
  approved_at timestamptz,
  approved_by uuid,
  primary key (organization_id, version),
  check ((approved_at is null) = (approved_by is null))
);
select protect('protocol_version', 'select, insert');
grant update (approved_at, approved_by) on protocol_version to chairside_app;

-- The protocol that counts now: the latest approved version, otherwise the latest, unapproved one (which blocks every start). Runs with the caller's rights.
create function current_protocol() returns protocol_version language sql stable as
$$ select * from protocol_version order by approved_at is not null desc, version desc limit 1 $$;

create table course (
  organization_id uuid not null,
  course_id uuid not null,
  patient_id uuid not null,
  kind text not null check (kind in ('induction', 'booster')),
  indication text not null,
  planned_sessions integer not null check (planned_sessions between 1 and 20),
  weight_basis text check (weight_basis in ('actual', 'ideal', 'adjusted', 'lean')),
  status text not null default 'active' check (status in ('active', 'completed', 'ended')),
  ended_reason text,
  created_at timestamptz not null default now(),
  created_by uuid,
  primary key (organization_id, course_id),
  foreign key (organization_id, patient_id) references patient
);
create index course_patient on course (organization_id, patient_id, created_at desc);
select protect('course', 'select, insert, update');

create table dose_order (
  organization_id uuid not null,
  dose_order_id uuid not null,
  patient_id uuid not null,
  course_id uuid not null,
  applies_from integer not null default 1,
  dose_mg_per_kg numeric(6, 3) not null,
  dose_mg numeric(6, 1) not null,
  weight_kg numeric(5, 1) not null,
  dosing_weight_kg numeric(5, 1) not null,
  weight_basis text not null check (weight_basis in ('actual', 'ideal', 'adjusted', 'lean')),
  duration_min integer not null,
  vial_mg_per_ml numeric(6, 2) not null,
  draw_ml numeric(8, 3) not null,
  final_ml numeric(8, 3) not null,
  concentration_mg_per_ml numeric(10, 5) not null,
  rate_ml_per_h numeric(8, 2) not null,
  flags jsonb not null default '[]',
  reason text,
  attestation text,
  written_by uuid not null,
  written_at timestamptz not null default now(),
  signed_by uuid,
  signed_at timestamptz,
  content_hash text,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  withdrawn_reason text,
  primary key (organization_id, dose_order_id),
  foreign key (organization_id, patient_id) references patient,
  foreign key (organization_id, course_id) references course,
  check ((signed_at is null) = (signed_by is null) and (signed_at is null) = (content_hash is null))
);
create index dose_order_patient on dose_order (organization_id, patient_id, written_at desc);
create index dose_order_course on dose_order (organization_id, course_id, applies_from desc, signed_at desc);
select protect('dose_order', 'select, insert');
grant update (signed_by, signed_at, content_hash, attestation, withdrawn_at, withdrawn_by, withdrawn_reason) on dose_order to chairside_app;

-- Columns that move with every fact (head_seq, head_hash, last_event_at) are in no index, so that an append rewrites none.
-- One visit in a chair. `head_seq` and `head_hash` are the end of its log; `state` and `summary` are what fold(events) gave at `summary_seq`: a cache, refreshed when read behind `head_seq`.
create table session (
  organization_id uuid not null,
  session_id uuid not null,
  patient_id uuid not null,
  course_id uuid,
  ordinal integer not null default 1,
  site_id uuid not null,
  chair_id uuid not null,
  nurse_id uuid,
  planned tstzrange not null check (not isempty(planned) and lower(planned) is not null and upper(planned) is not null),
  cancelled_at timestamptz,
  cancelled_reason text,
  state text not null default 'expected' check (state in ('expected', 'arrived', 'preparing', 'infusing', 'paused', 'recovering', 'discharged', 'signed', 'aborted')),
  head_seq integer not null default 0,
  head_hash text not null default '',
  summary jsonb,
  summary_seq integer not null default 0,
  last_event_at timestamptz,
  created_at timestamptz not null default now(),
  starts_at timestamptz not null generated always as (lower(planned)) stored,
  primary key (organization_id, session_id),
  foreign key (organization_id, patient_id) references patient,
  foreign key (organization_id, course_id) references course,
  foreign key (organization_id, site_id) references site,
  foreign key (organization_id, chair_id) references chair,
  constraint chair_booked_once exclude using gist (organization_id with =, chair_id with =, planned with &&) where (cancelled_at is null and state <> 'aborted'),
  constraint patient_booked_once exclude using gist (organization_id with =, patient_id with =, planned with &&) where (cancelled_at is null and state <> 'aborted')
);
create index session_patient on session (organization_id, patient_id, ordinal);
create index session_planned on session (organization_id, site_id, starts_at);
create index session_course on session (organization_id, course_id, ordinal) where course_id is not null;
select protect('session', 'select, insert, update');

create table session_event (
  organization_id uuid not null,
  session_id uuid not null,
  seq integer not null,
  event_id uuid not null,
  type text not null,
  at timestamptz not null,
  recorded_at timestamptz not null,
  actor text not null,
  device text not null,
  body jsonb not null,
  previous_hash text not null,
  hash text not null,
  primary key (organization_id, session_id, seq),
  foreign key (organization_id, session_id) references session,
  unique (organization_id, event_id)
);
select protect('session_event', 'select, insert');
select make_append_only('session_event');

-- The audit chain, one per organization. `audit_head` is its end.
create table audit_head (
  organization_id uuid primary key references organization,
  seq bigint not null default 0,
  hash text not null default ''
);
select protect('audit_head', 'select, insert, update');

-- No reference to organization of its own: audit_head, which every entry moves on, has it.
create table audit_entry (
  organization_id uuid not null,
  seq bigint not null,
  at timestamptz not null,
  body jsonb not null,
  patient_id uuid,
  previous_hash text not null,
  hash text not null,
  primary key (organization_id, seq)
);
create index audit_patient on audit_entry (organization_id, patient_id, seq desc);
select protect('audit_entry', 'select, insert');
select make_append_only('audit_entry');

-- A form that a patient answers on a phone without an account. The token is in the link only; here is its hash.
create table form_link (
  organization_id uuid not null,
  form_link_id uuid not null,
  patient_id uuid not null,
  session_id uuid,
  purpose text not null check (purpose in ('baseline', 'before-session', 'next-day', 'follow-up')),
  instruments text[] not null,
  token_hash text not null,
  created_at timestamptz not null default now(),
  created_by uuid,
  expires_at timestamptz not null,
  completed_at timestamptz,
  draft jsonb not null default '{}',
  primary key (organization_id, form_link_id),
  foreign key (organization_id, patient_id) references patient
);
create unique index form_link_token on form_link (token_hash);
create index form_link_patient on form_link (organization_id, patient_id, created_at desc);
select protect('form_link', 'select, insert, update');

create table score (
  organization_id uuid not null,
  score_id uuid not null,
  patient_id uuid not null,
  session_id uuid,
  form_link_id uuid,
  instrument text not null,
  band_scheme text,
  answers jsonb not null,
  complete boolean not null,
  total integer,
  band text,
  flags jsonb not null default '[]',
  answered_at timestamptz not null,
  source text not null check (source in ('phone', 'clinic', 'imported')),
  recorded_by uuid,
  primary key (organization_id, score_id),
  foreign key (organization_id, patient_id) references patient
);
create index score_patient on score (organization_id, patient_id, instrument, answered_at);
create unique index score_once on score (organization_id, form_link_id, instrument) where form_link_id is not null;
create index score_session on score (organization_id, session_id) where session_id is not null;
select protect('score', 'select, insert');

-- A safety answer (PHQ-9 item 9 above 0) never ends as a number: it stays open until a named person has acknowledged it.
create table safety_alert (
  organization_id uuid not null,
  safety_alert_id uuid not null,
  patient_id uuid not null,
  score_id uuid not null,
  item text not null,
  answer integer not null,
  opened_at timestamptz not null default now(),
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  action_taken text,
  primary key (organization_id, safety_alert_id),
  foreign key (organization_id, patient_id) references patient,
  foreign key (organization_id, score_id) references score
);
create index safety_alert_open on safety_alert (organization_id, opened_at) where acknowledged_at is null;
create index safety_alert_patient on safety_alert (organization_id, patient_id, opened_at desc);
create unique index safety_alert_once on safety_alert (organization_id, score_id, item);
select protect('safety_alert', 'select, insert, update');

create table follow_up (
  organization_id uuid not null,
  follow_up_id uuid not null,
  patient_id uuid not null,
  session_id uuid not null,
  kind text not null check (kind in ('next-day-check-in')),
  due_at timestamptz not null,
  done_at timestamptz,
  form_link_id uuid,
  primary key (organization_id, follow_up_id),
  foreign key (organization_id, patient_id) references patient,
  foreign key (organization_id, session_id) references session,
  unique (organization_id, session_id, kind)
);
create index follow_up_due on follow_up (organization_id, due_at) where done_at is null;
create index follow_up_done on follow_up (organization_id, done_at) where done_at is not null;
select protect('follow_up', 'select, insert, update');

-- Which chair a monitor or pump stands at: said by a person, never guessed.
create table device_binding (
  organization_id uuid not null,
  device text not null,
  chair_id uuid not null,
  bound_at timestamptz not null default now(),
  bound_by uuid,
  last_seen_at timestamptz,
  clock_skew_ms bigint,
  primary key (organization_id, device),
  foreign key (organization_id, chair_id) references chair
);
select protect('device_binding', 'select, insert, update, delete');

create table device_observation (
  organization_id uuid not null,
  device text not null,
  control_id text not null,
  ordinal integer not null,
  chair_id uuid not null,
  session_id uuid,
  at timestamptz not null,
  received_at timestamptz not null,
  mdc text,
  vital text,
  value numeric not null,
  unit text not null,
  simulated boolean not null default false,
  primary key (organization_id, device, control_id, ordinal),
  foreign key (organization_id, chair_id) references chair
);
create index device_observation_chair on device_observation (organization_id, chair_id, received_at desc);
create index device_observation_session on device_observation (organization_id, session_id, at) where session_id is not null;
select protect('device_observation', 'select, insert');

-- Messages that were not taken, whole, with the reason.
create table device_quarantine (
  organization_id uuid not null references organization,
  quarantine_id uuid not null,
  received_at timestamptz not null,
  device text,
  control_id text,
  raw text not null,
  problems jsonb not null,
  acknowledgement text not null check (acknowledgement in ('AA', 'AE', 'AR')),
  reviewed_at timestamptz,
  reviewed_by uuid,
  primary key (organization_id, quarantine_id)
);
create index device_quarantine_open on device_quarantine (organization_id, received_at desc) where reviewed_at is null;
select protect('device_quarantine', 'select, insert, update');

-- A write that was asked twice with one key has one effect and one answer. Kept for 7 days.
create table idempotency_key (
  organization_id uuid not null references organization,
  key text not null,
  asked_hash text not null,
  status integer,
  answer jsonb,
  at timestamptz not null default now(),
  primary key (organization_id, key)
);
select protect('idempotency_key', 'select, insert, update, delete');

-- Doors: the few questions that are asked before an organization is known. Each returns only what the caller proved to hold.
create function door_staff_by_email(asked text) returns table (organization_id uuid, staff_id uuid, is_demonstration boolean)
  language sql stable security definer set search_path = chairside, pg_temp as
$$ select s.organization_id, s.staff_id, o.is_demonstration from staff s join organization o using (organization_id) where lower(s.email) = lower(asked) and s.active $$;

create function door_sign_in(asked_hash text) returns table (organization_id uuid, sign_in_id uuid)
  language sql stable security definer set search_path = chairside, pg_temp as
$$ select organization_id, sign_in_id from sign_in where token_hash = asked_hash and ended_at is null $$;

create function door_passkey(asked_id text) returns table (organization_id uuid, staff_id uuid)
  language sql stable security definer set search_path = chairside, pg_temp as
$$ select p.organization_id, p.staff_id from passkey p join staff s using (organization_id, staff_id) where p.passkey_id = asked_id and s.active $$;

create function door_enrolment(asked_hash text) returns table (organization_id uuid, staff_id uuid)
  language sql stable security definer set search_path = chairside, pg_temp as
$$ select e.organization_id, e.staff_id from staff_secret e join staff s using (organization_id, staff_id) where e.enrolment_hash = asked_hash and s.active $$;

create function door_form_link(asked_hash text) returns table (organization_id uuid, form_link_id uuid)
  language sql stable security definer set search_path = chairside, pg_temp as
$$ select organization_id, form_link_id from form_link where token_hash = asked_hash $$;

create function door_organizations() returns table (organization_id uuid, name text, is_demonstration boolean)
  language sql stable security definer set search_path = chairside, pg_temp as
$$ select organization_id, name, is_demonstration from organization order by is_demonstration, created_at $$;

-- The chair a device message belongs to: by a person's binding, or by the bed that is set on the monitor itself when exactly one chair has that name.
create function door_device_chair(asked_device text, asked_bed text) returns table (organization_id uuid, chair_id uuid, bound boolean)
  language sql stable security definer set search_path = chairside, pg_temp as
$$
  select b.organization_id, b.chair_id, true from device_binding b where b.device = asked_device
  union all
  select c.organization_id, c.chair_id, false from chair c where c.name = asked_bed and not exists (select from device_binding b where b.device = asked_device)
$$;

create function door_create_organization(new_id uuid, new_name text, new_time_zone text, demonstration boolean) returns void
  language plpgsql security definer set search_path = chairside, pg_temp as $$
begin
  -- Two first runs at once: the second waits, and then finds the first.
  perform pg_advisory_xact_lock(4243179);
  if exists (select from organization where is_demonstration = demonstration) then
    raise exception 'organization exists' using errcode = 'unique_violation';
  end if;
  insert into organization (organization_id, name, time_zone, is_demonstration) values (new_id, new_name, new_time_zone, demonstration);
  insert into audit_head (organization_id) values (new_id);
end $$;

-- Removes the demonstration organization whole, its logs included. Real organizations cannot be removed by anybody.
create function door_remove_demonstration() returns integer language plpgsql security definer set search_path = chairside, pg_temp as $$
declare
  demo uuid;
  target regclass;
begin
  select organization_id into demo from organization where is_demonstration;
  if demo is null then return 0; end if;
  perform set_config('chairside.removing_demonstration', demo::text, true);
  set constraints all deferred;
  foreach target in array array['idempotency_key', 'device_quarantine', 'device_observation', 'device_binding', 'follow_up', 'safety_alert', 'score', 'form_link', 'audit_entry', 'audit_head',
    'session_event', 'session', 'dose_order', 'course', 'protocol_version', 'health_record', 'weight', 'record_number_counter', 'patient', 'sign_in_actor', 'sign_in', 'passkey', 'staff_secret', 'staff', 'chair', 'site', 'organization']::regclass[]
  loop
    execute format('delete from %s where organization_id = $1', target) using demo;
  end loop;
  return 1;
end $$;

revoke execute on all functions in schema chairside from public;
grant execute on function name_key, current_protocol, door_staff_by_email, door_sign_in, door_passkey, door_enrolment, door_form_link, door_organizations, door_device_chair, door_create_organization, door_remove_demonstration to chairside_app;

alter table schema_migration enable row level security;
alter table schema_migration force row level security;
create policy owner on schema_migration to chairside_owner using (true);
