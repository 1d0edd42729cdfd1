-- The controlled drug: registered addresses, products, lots, vials, and one append-only, chained book for each address. Amounts are whole micrograms of ketamine base and whole microlitres of the product.

-- CS-08: the record of an administration names the patient's address.
alter table patient add column address text;

-- CS-01: a registration counts for one place.
create table registered_address (
  organization_id uuid not null references organization on delete cascade,
  address_id uuid not null,
  site_id uuid not null,
  name text not null,
  address text not null,
  registration_number text not null,
  registered_until date,
  created_at timestamptz not null default now(),
  created_by uuid,
  primary key (organization_id, address_id),
  foreign key (organization_id, site_id) references site on delete cascade,
  unique (organization_id, site_id)
);
select protect('registered_address', 'select, insert, update');

create table drug_product (
  organization_id uuid not null references organization on delete cascade,
  product_id uuid not null,
  ndc text not null check (ndc ~ '^[0-9]{4,5}-[0-9]{3,4}(-[0-9]{1,2})?$'),
  name text not null,
  labeler text not null,
  form text not null default 'solution for injection',
  strength_mg_per_ml numeric(8, 3) not null check (strength_mg_per_ml > 0),
  container_ml numeric(8, 3) not null check (container_ml > 0),
  schedule text not null default 'CIII',
  -- Whoever read the label says so; until then the screen says that nobody has.
  label_read_at timestamptz,
  label_read_by uuid,
  retired_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (organization_id, product_id),
  unique (organization_id, ndc),
  check ((label_read_at is null) = (label_read_by is null))
);
select protect('drug_product', 'select, insert');
grant update (label_read_at, label_read_by, retired_at) on drug_product to chairside_app;

create table drug_lot (
  organization_id uuid not null,
  lot_id uuid not null,
  product_id uuid not null,
  lot_number text not null,
  expires_on date not null,
  recalled_at timestamptz,
  recalled_by uuid,
  recall_reason text,
  created_at timestamptz not null default now(),
  primary key (organization_id, lot_id),
  foreign key (organization_id, product_id) references drug_product on delete cascade,
  unique (organization_id, product_id, lot_number),
  check ((recalled_at is null) = (recalled_by is null))
);
select protect('drug_lot', 'select, insert');
grant update (recalled_at, recalled_by, recall_reason) on drug_lot to chairside_app;

create table vial (
  organization_id uuid not null,
  vial_id uuid not null,
  lot_id uuid not null,
  barcode text not null,
  fill_ul bigint not null check (fill_ul > 0),
  primary key (organization_id, vial_id),
  foreign key (organization_id, lot_id) references drug_lot on delete cascade,
  unique (organization_id, barcode)
);
create index vial_lot on vial (organization_id, lot_id);
select protect('vial', 'select, insert');
select make_append_only('vial');

-- Where the chain of an address ends; whoever writes locks it first.
create table drug_head (
  organization_id uuid not null,
  address_id uuid not null,
  seq bigint not null default 0,
  hash text not null default '',
  primary key (organization_id, address_id),
  foreign key (organization_id, address_id) references registered_address on delete cascade
);
select protect('drug_head', 'select, insert, update');

-- The book. A line is its body, which the hash covers; the columns beside it are made of the body and cannot differ from it.
create table drug_entry (
  organization_id uuid not null,
  address_id uuid not null,
  seq bigint not null,
  entry_id uuid not null,
  recorded_at timestamptz not null,
  body jsonb not null,
  previous_hash text not null,
  hash text not null,
  kind text not null generated always as (body ->> 'kind') stored,
  -- The moment in UTC as ISO 8601 text: a cast to a timestamp would hang on settings.
  at text collate "C" not null generated always as (body ->> 'at') stored,
  actor uuid not null generated always as ((body ->> 'actor')::uuid) stored,
  witness uuid generated always as ((body ->> 'witness')::uuid) stored,
  from_kind text generated always as (body #>> '{from,kind}') stored,
  from_id uuid generated always as ((body #>> '{from,id}')::uuid) stored,
  from_address_id uuid generated always as ((body #>> '{from,address}')::uuid) stored,
  to_kind text generated always as (body #>> '{to,kind}') stored,
  to_id uuid generated always as ((body #>> '{to,id}')::uuid) stored,
  to_address_id uuid generated always as ((body #>> '{to,address}')::uuid) stored,
  mass_ug bigint generated always as ((body ->> 'mass_ug')::bigint) stored,
  volume_ul bigint generated always as ((body ->> 'volume_ul')::bigint) stored,
  vial_id uuid generated always as (case when body #>> '{from,kind}' = 'vial' then (body #>> '{from,id}')::uuid when body #>> '{to,kind}' = 'vial' then (body #>> '{to,id}')::uuid else (body ->> 'vial')::uuid end) stored,
  preparation_id uuid generated always as ((body ->> 'preparation')::uuid) stored,
  session_id uuid generated always as ((body ->> 'session')::uuid) stored,
  corrects uuid generated always as ((body ->> 'corrects')::uuid) stored,
  discrepancy_id uuid generated always as ((body ->> 'discrepancy')::uuid) stored,
  primary key (organization_id, address_id, seq),
  unique (organization_id, entry_id),
  foreign key (organization_id, address_id) references registered_address on delete cascade,
  foreign key (organization_id, session_id) references session on delete cascade,
  constraint amount_above_zero check (mass_ug >= 0 and volume_ul >= 0 and mass_ug + volume_ul > 0),
  constraint amount_has_two_ends check ((mass_ug is null) = (from_kind is null) and (mass_ug is null) = (to_kind is null) and (mass_ug is null) = (volume_ul is null)),
  -- CS-13: what needs two people has two. What follows from the chair's log needs nobody.
  constraint two_people check (kind not in ('wasted', 'returned', 'transferred', 'lost', 'found', 'counted', 'corrected', 'count-taken') or body ->> 'origin' = 'log' or (witness is not null and witness <> actor))
);
create index drug_entry_session on drug_entry (organization_id, session_id, seq) where session_id is not null;
create index drug_entry_vial on drug_entry (organization_id, vial_id, seq) where vial_id is not null;
create index drug_entry_kind on drug_entry (organization_id, address_id, kind, seq);
create index drug_entry_preparation on drug_entry (organization_id, preparation_id, seq) where preparation_id is not null;
create index drug_entry_corrects on drug_entry (organization_id, corrects) where corrects is not null;
create index drug_entry_discrepancy on drug_entry (organization_id, discrepancy_id, seq) where discrepancy_id is not null;
create index drug_entry_transfer on drug_entry (organization_id, to_address_id, seq) where kind = 'transferred';
create index drug_entry_at on drug_entry (organization_id, address_id, at);
select protect('drug_entry', 'select, insert');
select make_append_only('drug_entry');

-- What each account holds: made by the book alone, never written by the application. A vial and a preparation never hold less than nothing.
create table drug_balance (
  organization_id uuid not null references organization on delete cascade,
  address_id uuid not null,
  kind text not null,
  holder_id uuid not null,
  mass_ug bigint not null default 0,
  volume_ul bigint not null default 0,
  primary key (organization_id, address_id, kind, holder_id),
  constraint never_below_zero check (kind not in ('vial', 'preparation') or (mass_ug >= 0 and volume_ul >= 0))
);
create index drug_balance_held on drug_balance (organization_id, address_id, kind, holder_id) where mass_ug > 0;
select protect('drug_balance', 'select');

create function door_move_drug() returns trigger language plpgsql security definer set search_path = chairside, pg_temp as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  strength numeric;
begin
  if new.mass_ug is null then return null; end if;
  if new.from_kind = 'vial' or new.to_kind = 'vial' then
    select p.strength_mg_per_ml into strength from vial v join drug_lot l using (organization_id, lot_id) join drug_product p using (organization_id, product_id)
      where v.organization_id = new.organization_id and v.vial_id = new.vial_id;
    if strength is null or new.mass_ug <> new.volume_ul * strength then
      raise exception 'mass and volume do not agree with the strength of the vial' using errcode = 'check_violation', constraint = 'strength_of_vial';
    end if;
  end if;
  insert into drug_balance (organization_id, address_id, kind, holder_id)
    values (new.organization_id, new.from_address_id, new.from_kind, coalesce(new.from_id, nobody)), (new.organization_id, new.to_address_id, new.to_kind, coalesce(new.to_id, nobody))
    on conflict do nothing;
  update drug_balance set mass_ug = mass_ug - new.mass_ug, volume_ul = volume_ul - new.volume_ul
    where organization_id = new.organization_id and address_id = new.from_address_id and kind = new.from_kind and holder_id = coalesce(new.from_id, nobody);
  update drug_balance set mass_ug = mass_ug + new.mass_ug, volume_ul = volume_ul + new.volume_ul
    where organization_id = new.organization_id and address_id = new.to_address_id and kind = new.to_kind and holder_id = coalesce(new.to_id, nobody);
  return null;
end $$;
revoke execute on function door_move_drug() from public;
create trigger move_drug after insert on drug_entry for each row execute function door_move_drug();

-- A demonstration goes whole, its books before the clinic that they are of: what is append-only asks whether the clinic is a demonstration.
create or replace function door_remove_demonstration() returns integer language plpgsql security definer set search_path = chairside, pg_temp as $$
declare
  demo uuid;
  target regclass;
begin
  select organization_id into demo from organization where is_demonstration;
  if demo is null then return 0; end if;
  perform set_config('chairside.removing_demonstration', demo::text, true);
  set constraints all deferred;
  foreach target in array array['drug_entry', 'drug_balance', 'vial', 'drug_lot', 'drug_product', 'drug_head', 'registered_address', 'idempotency_key', 'device_quarantine', 'device_observation', 'device_binding', 'follow_up', 'safety_alert', 'score', 'form_link', 'audit_entry', 'audit_head',
    'session_event', 'session', 'dose_order', 'course', 'protocol_version', 'health_record', 'weight', 'record_number_counter', 'patient', 'sign_in_actor', 'sign_in', 'passkey', 'staff_secret', 'staff', 'chair', 'site', 'organization']::regclass[]
  loop
    execute format('delete from %s where organization_id = $1', target) using demo;
  end loop;
  return 1;
end $$;
revoke execute on function door_remove_demonstration from public;
grant execute on function door_remove_demonstration to chairside_app;
