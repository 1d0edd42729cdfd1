-- Going home: what a driver may know of a place, the driver's link, and mail that waits to be sent.

alter table site add column public_name text, add column address text, add column phone text;

-- The link of a driver's page. Only the hash of its token is stored: who reads the database cannot open the page.
create table driver_link (
  organization_id uuid not null references organization on delete cascade,
  driver_link_id uuid not null,
  session_id uuid not null,
  language text not null check (language in ('en', 'es')),
  token_hash text not null,
  created_at timestamptz not null,
  created_by uuid not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  opened_at timestamptz,
  answer text check (answer in ('on-the-way', 'here')),
  answered_at timestamptz,
  primary key (organization_id, driver_link_id),
  foreign key (organization_id, session_id) references session on delete cascade,
  foreign key (organization_id, created_by) references staff on delete cascade
);
create unique index driver_link_token on driver_link (token_hash);
create index driver_link_session on driver_link (organization_id, session_id);
select protect('driver_link', 'select, insert, update');

-- Mail that was asked for in the transaction that asked: nothing is promised that is not written here. `sealed` holds address, subject and text, encrypted, and goes when the message is settled.
create table outgoing_message (
  organization_id uuid not null references organization on delete cascade,
  message_id uuid not null,
  patient_id uuid not null,
  session_id uuid not null,
  kind text not null check (kind in ('driver-link', 'instructions')),
  sealed text,
  address_hint text not null,
  asked_hash text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  attempts integer not null default 0,
  next_try_at timestamptz,
  problem text,
  created_at timestamptz not null,
  created_by uuid not null,
  settled_at timestamptz,
  primary key (organization_id, message_id),
  foreign key (organization_id, patient_id) references patient on delete cascade,
  foreign key (organization_id, session_id) references session on delete cascade,
  foreign key (organization_id, created_by) references staff on delete cascade,
  check ((state = 'waiting') = (sealed is not null)),
  check ((state = 'waiting') = (next_try_at is not null))
);
create index outgoing_message_due on outgoing_message (organization_id, next_try_at) where state = 'waiting';
create index outgoing_message_session on outgoing_message (organization_id, session_id);
select protect('outgoing_message', 'select, insert, update');

create function door_driver_link(asked_hash text) returns table (organization_id uuid, driver_link_id uuid)
  language sql stable security definer set search_path = chairside, pg_temp as
$$ select organization_id, driver_link_id from driver_link where token_hash = asked_hash $$;
revoke execute on function door_driver_link from public;
grant execute on function door_driver_link to chairside_app;

-- A summary now holds what the ready time is reckoned from: every kept one is made again from its log when it is next asked for.
update session set summary_seq = 0 where summary_seq > 0;
