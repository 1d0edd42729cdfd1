-- The patient's own part: history, eligibility, consent, a key to "My treatment", words, feedback, requests from the front door, and the ladder of an alert.

-- What a patient or a clinician answered to a question of the history. Nothing is changed: the latest answer counts, and the earlier ones stay.
create table history_answer (
  organization_id uuid not null references organization on delete cascade,
  history_answer_id uuid not null,
  -- Two answers of one millisecond have an order too.
  ordinal bigint generated always as identity,
  patient_id uuid not null,
  question text not null,
  answer jsonb not null,
  answered_at timestamptz not null,
  source text not null check (source in ('patient', 'clinic')),
  recorded_by uuid,
  primary key (organization_id, history_answer_id),
  foreign key (organization_id, patient_id) references patient on delete cascade,
  check ((source = 'clinic') = (recorded_by is not null))
);
create index history_answer_patient on history_answer (organization_id, patient_id, question, answered_at desc);
select protect('history_answer', 'select, insert');
select make_append_only('history_answer');

create table eligibility_finding (
  organization_id uuid not null references organization on delete cascade,
  eligibility_finding_id uuid not null,
  -- Two answers of one millisecond have an order too.
  ordinal bigint generated always as identity,
  patient_id uuid not null,
  item text not null check (item ~ '^CX-[0-9]{2}$'),
  finding text not null check (finding in ('present', 'review', 'absent')),
  note text not null,
  found_by uuid not null,
  found_at timestamptz not null,
  primary key (organization_id, eligibility_finding_id),
  foreign key (organization_id, patient_id) references patient on delete cascade
);
create index eligibility_finding_patient on eligibility_finding (organization_id, patient_id, found_at desc);
select protect('eligibility_finding', 'select, insert');
select make_append_only('eligibility_finding');

-- A decision holds the checklist as it stood: what was known then is not what is known now.
create table eligibility_decision (
  organization_id uuid not null references organization on delete cascade,
  eligibility_decision_id uuid not null,
  -- Two answers of one millisecond have an order too.
  ordinal bigint generated always as identity,
  patient_id uuid not null,
  decision text not null check (decision in ('eligible', 'declined')),
  reason text not null,
  overrides jsonb not null,
  checklist jsonb not null,
  decided_by uuid not null,
  decided_at timestamptz not null,
  primary key (organization_id, eligibility_decision_id),
  foreign key (organization_id, patient_id) references patient on delete cascade
);
create index eligibility_decision_patient on eligibility_decision (organization_id, patient_id, decided_at desc);
select protect('eligibility_decision', 'select, insert');
select make_append_only('eligibility_decision');

-- The clinic's consent, by version. A version is written once; only its approval is added.
create table consent_text (
  organization_id uuid not null references organization on delete cascade,
  version integer not null check (version > 0),
  content jsonb not null,
  content_hash text not null,
  written_by uuid not null,
  written_at timestamptz not null,
  approved_by uuid,
  approved_at timestamptz,
  primary key (organization_id, version),
  check ((approved_by is null) = (approved_at is null))
);
select protect('consent_text', 'select, insert');
grant update (approved_by, approved_at) on consent_text to chairside_app;

create table consent (
  organization_id uuid not null references organization on delete cascade,
  consent_id uuid not null,
  patient_id uuid not null,
  course_id uuid,
  version integer not null,
  content_hash text not null,
  language text not null check (language in ('en', 'es')),
  problem text not null,
  initials jsonb not null,
  teach_back jsonb not null,
  signed_name text not null,
  interpreter text,
  signed_at timestamptz not null,
  source text not null check (source in ('phone', 'clinic')),
  recorded_by uuid,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  withdrawn_reason text,
  primary key (organization_id, consent_id),
  foreign key (organization_id, patient_id) references patient on delete cascade,
  foreign key (organization_id, course_id) references course on delete cascade,
  foreign key (organization_id, version) references consent_text on delete cascade,
  check ((withdrawn_at is null) = (withdrawn_reason is null))
);
create index consent_patient on consent (organization_id, patient_id, signed_at desc);
select protect('consent', 'select, insert');
grant update (course_id, withdrawn_at, withdrawn_by, withdrawn_reason) on consent to chairside_app;

-- The patient's key to "My treatment": a random token on the phone, its hash here.
create table treatment_key (
  organization_id uuid not null references organization on delete cascade,
  treatment_key_id uuid not null,
  patient_id uuid not null,
  token_hash text not null unique,
  created_at timestamptz not null,
  created_by uuid,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (organization_id, treatment_key_id),
  foreign key (organization_id, patient_id) references patient on delete cascade
);
create index treatment_key_patient on treatment_key (organization_id, patient_id);
select protect('treatment_key', 'select, insert, update');
create function door_treatment_key(asked_hash text) returns table (organization_id uuid, treatment_key_id uuid)
  language sql stable security definer set search_path = chairside, pg_temp as
$$ select organization_id, treatment_key_id from treatment_key where token_hash = asked_hash $$;
revoke execute on function door_treatment_key from public;
grant execute on function door_treatment_key to chairside_app;

-- A patient's words. Private ones are theirs: the clinic's screens never ask for them. Deleted ones keep that they were, not what they said.
create table patient_word (
  organization_id uuid not null references organization on delete cascade,
  patient_word_id uuid not null,
  patient_id uuid not null,
  session_id uuid,
  kind text not null check (kind in ('moment', 'different', 'intention', 'other')),
  words text,
  tags text[] not null default '{}',
  shared boolean not null,
  said_at timestamptz not null,
  deleted_at timestamptz,
  primary key (organization_id, patient_word_id),
  foreign key (organization_id, patient_id) references patient on delete cascade,
  foreign key (organization_id, session_id) references session on delete cascade,
  check ((words is null) = (deleted_at is not null))
);
create index patient_word_patient on patient_word (organization_id, patient_id, said_at desc);
select protect('patient_word', 'select, insert, update');

create table feedback (
  organization_id uuid not null references organization on delete cascade,
  feedback_id uuid not null,
  patient_id uuid not null,
  session_id uuid not null,
  answers jsonb not null,
  words text,
  given_at timestamptz not null,
  owner_id uuid,
  handled_at timestamptz,
  handled_by uuid,
  action_taken text,
  primary key (organization_id, feedback_id),
  unique (organization_id, session_id),
  foreign key (organization_id, patient_id) references patient on delete cascade,
  foreign key (organization_id, session_id) references session on delete cascade,
  check ((handled_at is null) = (handled_by is null))
);
create index feedback_open on feedback (organization_id, given_at) where handled_at is null;
select protect('feedback', 'select, insert');
grant update (owner_id, handled_at, handled_by, action_taken) on feedback to chairside_app;

-- Somebody who asked for a consultation at the front door. Nothing of a self-screen is kept unless they asked, and then only its result in words.
create table inquiry (
  organization_id uuid not null references organization on delete cascade,
  inquiry_id uuid not null,
  site_id uuid,
  name text not null,
  contact text not null,
  language text not null check (language in ('en', 'es')),
  words text,
  screen jsonb,
  asked_at timestamptz not null,
  handled_at timestamptz,
  handled_by uuid,
  outcome text,
  primary key (organization_id, inquiry_id),
  foreign key (organization_id, site_id) references site on delete cascade,
  check ((handled_at is null) = (handled_by is null))
);
create index inquiry_open on inquiry (organization_id, asked_at) where handled_at is null;
select protect('inquiry', 'select, insert');
grant update (handled_at, handled_by, outcome) on inquiry to chairside_app;

-- The clinic's own words on its public pages; what is not written here is the product's.
create table public_text (
  organization_id uuid not null references organization on delete cascade,
  language text not null check (language in ('en', 'es')),
  part text not null,
  words text not null,
  written_by uuid not null,
  written_at timestamptz not null,
  primary key (organization_id, language, part)
);
select protect('public_text', 'select, insert, update, delete');
alter table organization add column public_page text unique check (public_page ~ '^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$');
grant update (public_page) on organization to chairside_app;
create function door_public_page(asked text) returns uuid language sql stable security definer set search_path = chairside, pg_temp as
$$ select organization_id from organization where public_page = asked $$;
revoke execute on function door_public_page from public;
grant execute on function door_public_page to chairside_app;

-- The ladder of an alert: each step that was taken, to whom. An owner acknowledges; closing says what came of it.
create table safety_alert_step (
  organization_id uuid not null references organization on delete cascade,
  safety_alert_id uuid not null,
  step integer not null check (step > 0),
  staff_id uuid,
  taken_at timestamptz not null,
  primary key (organization_id, safety_alert_id, step),
  foreign key (organization_id, safety_alert_id) references safety_alert on delete cascade
);
select protect('safety_alert_step', 'select, insert');
alter table safety_alert add column owner_id uuid, add column closed_at timestamptz, add column closed_by uuid, add column outcome text,
  add constraint closed_says_what check ((closed_at is null) = (closed_by is null) and (closed_at is null) = (outcome is null)),
  add constraint closed_after_acknowledged check (closed_at is null or acknowledged_at is not null);
update safety_alert set owner_id = acknowledged_by, closed_at = acknowledged_at, closed_by = acknowledged_by, outcome = coalesce(action_taken, 'see the acknowledgement') where acknowledged_at is not null;
drop index safety_alert_open;
create index safety_alert_open on safety_alert (organization_id, opened_at) where closed_at is null;
create table on_call (
  organization_id uuid not null references organization on delete cascade,
  position integer not null check (position > 0),
  staff_id uuid not null,
  primary key (organization_id, position),
  unique (organization_id, staff_id)
);
select protect('on_call', 'select, insert, update, delete');
alter table staff add column mobile text;

-- Messages that are not about one visit, in the patient's way and language.
alter table outgoing_message alter column session_id drop not null, alter column created_by drop not null, alter column patient_id drop not null,
  add column channel text not null default 'mail' check (channel in ('mail', 'text')),
  drop constraint outgoing_message_kind_check,
  add constraint outgoing_message_kind_check check (kind in ('driver-link', 'instructions', 'treatment-key', 'reminder', 'check-in', 'alert-step'));
alter table patient add column language text check (language in ('en', 'es')), add column time_zone text, add column message_channel text not null default 'mail' check (message_channel in ('mail', 'text', 'none'));
create index session_stale on session (organization_id, patient_id) where summary_seq < head_seq;
