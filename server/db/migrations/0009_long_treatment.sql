-- Ketamine and esketamine from elsewhere, as the patient tells it, and what long treatment asks to be looked at. Nothing of either is changed: a wrong entry is withdrawn, and stays.

create table outside_exposure (
  organization_id uuid not null references organization on delete cascade,
  outside_exposure_id uuid not null,
  patient_id uuid not null,
  happened_on date not null,
  drug text not null check (drug in ('ketamine', 'esketamine')),
  dose_mg numeric(8, 2) check (dose_mg > 0),
  times integer not null default 1 check (times between 1 and 200),
  place text not null,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  withdrawn_reason text,
  primary key (organization_id, outside_exposure_id),
  foreign key (organization_id, patient_id) references patient on delete cascade,
  check ((withdrawn_at is null) = (withdrawn_by is null))
);
create index outside_exposure_patient on outside_exposure (organization_id, patient_id, happened_on);
select protect('outside_exposure', 'select, insert');
grant update (withdrawn_at, withdrawn_by, withdrawn_reason) on outside_exposure to chairside_app;

create table safety_task_entry (
  organization_id uuid not null references organization on delete cascade,
  safety_task_entry_id uuid not null,
  patient_id uuid not null,
  task text not null check (task in ('bladder', 'liver', 'cognition', 'monitoring-programme', 'benefit', 'taper')),
  kind text not null check (kind in ('done', 'assigned')),
  done_on date,
  owner_id uuid,
  note text,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (organization_id, safety_task_entry_id),
  foreign key (organization_id, patient_id) references patient on delete cascade,
  check ((kind = 'done') = (done_on is not null) and (kind = 'assigned') = (owner_id is not null))
);
create index safety_task_entry_patient on safety_task_entry (organization_id, patient_id, task, recorded_at desc);
select protect('safety_task_entry', 'select, insert');
select make_append_only('safety_task_entry');
create index session_infused on session (organization_id, patient_id) where summary #>> '{infusion,startedAt}' is not null;
