-- The daily check of a site's equipment, and what patients say on the phone about the day: both are read by the gate of a start.

create table equipment_check (
  organization_id uuid not null references organization on delete cascade,
  equipment_check_id uuid not null,
  site_id uuid not null,
  checked_at timestamptz not null,
  checked_by uuid not null,
  items jsonb not null,
  cart_lock text not null,
  acls uuid not null,
  remark text,
  primary key (organization_id, equipment_check_id),
  foreign key (organization_id, site_id) references site on delete cascade,
  foreign key (organization_id, checked_by) references staff on delete cascade,
  foreign key (organization_id, acls) references staff on delete cascade
);
create index equipment_check_site on equipment_check (organization_id, site_id, checked_at desc);
select protect('equipment_check', 'select, insert');
select make_append_only('equipment_check');

create table readiness (
  organization_id uuid not null references organization on delete cascade,
  form_link_id uuid not null,
  patient_id uuid not null,
  session_id uuid,
  answered_at timestamptz not null,
  answers jsonb not null,
  primary key (organization_id, form_link_id),
  foreign key (organization_id, form_link_id) references form_link on delete cascade,
  foreign key (organization_id, patient_id) references patient on delete cascade
);
create index readiness_patient on readiness (organization_id, patient_id, answered_at desc);
select protect('readiness', 'select, insert');

-- A summary now says who watches, what is still to be asked, and what later visits may carry over: every kept one is made again from its log when it is next asked for.
update session set summary_seq = 0 where summary_seq > 0;
