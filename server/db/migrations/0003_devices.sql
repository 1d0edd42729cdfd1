-- A chair has a monitor and a pump: what a device is follows from what it sends. `patient_said`: whom the device named last, so that a change while the infusion runs is seen.
alter table device_binding
  add column kind text not null default 'monitor' check (kind in ('monitor', 'pump')),
  add column patient_said text;
alter table device_quarantine add column kind text check (kind in ('monitor', 'pump'));
create index device_quarantine_reviewed on device_quarantine (organization_id, reviewed_at desc) where reviewed_at is not null;
