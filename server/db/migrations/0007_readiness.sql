-- The answers about the day so far, kept beside the draft of the scales while a patient fills in the form.
alter table form_link add column readiness_draft jsonb not null default '{}';
