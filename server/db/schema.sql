-- Made by `npm run golden` from the migrations; do not edit. tests/ops/schema.test.ts compares.

-- audit_entry
create table audit_entry (
  organization_id uuid not null,
  seq bigint not null,
  at timestamp with time zone not null,
  body jsonb not null,
  patient_id uuid,
  previous_hash text not null,
  hash text not null,
  constraint audit_entry_pkey PRIMARY KEY (organization_id, seq)
);
CREATE INDEX audit_patient ON chairside.audit_entry USING btree (organization_id, patient_id, seq DESC);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON chairside.audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON chairside.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- audit_head
create table audit_head (
  organization_id uuid not null,
  seq bigint not null default 0,
  hash text not null default ''::text,
  constraint audit_head_pkey PRIMARY KEY (organization_id),
  constraint audit_head_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id)
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- chair
create table chair (
  organization_id uuid not null,
  chair_id uuid not null,
  site_id uuid not null,
  name text not null,
  "position" integer not null default 0,
  constraint chair_pkey PRIMARY KEY (organization_id, chair_id),
  constraint chair_organization_id_name_key UNIQUE (organization_id, name),
  constraint chair_organization_id_site_id_fkey FOREIGN KEY (organization_id, site_id) REFERENCES site(organization_id, site_id)
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- consent
create table consent (
  organization_id uuid not null,
  consent_id uuid not null,
  patient_id uuid not null,
  course_id uuid,
  version integer not null,
  content_hash text not null,
  language text not null,
  problem text not null,
  initials jsonb not null,
  teach_back jsonb not null,
  signed_name text not null,
  interpreter text,
  signed_at timestamp with time zone not null,
  source text not null,
  recorded_by uuid,
  withdrawn_at timestamp with time zone,
  withdrawn_by uuid,
  withdrawn_reason text,
  constraint consent_pkey PRIMARY KEY (organization_id, consent_id),
  constraint consent_organization_id_course_id_fkey FOREIGN KEY (organization_id, course_id) REFERENCES course(organization_id, course_id) ON DELETE CASCADE,
  constraint consent_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint consent_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id) ON DELETE CASCADE,
  constraint consent_organization_id_version_fkey FOREIGN KEY (organization_id, version) REFERENCES consent_text(organization_id, version) ON DELETE CASCADE,
  constraint consent_check CHECK (((withdrawn_at IS NULL) = (withdrawn_reason IS NULL))),
  constraint consent_language_check CHECK ((language = ANY (ARRAY['en'::text, 'es'::text]))),
  constraint consent_source_check CHECK ((source = ANY (ARRAY['phone'::text, 'clinic'::text])))
);
CREATE INDEX consent_patient ON chairside.consent USING btree (organization_id, patient_id, signed_at DESC);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
-- grant update (course_id), update (withdrawn_at), update (withdrawn_by), update (withdrawn_reason) to chairside_app

-- consent_text
create table consent_text (
  organization_id uuid not null,
  version integer not null,
  content jsonb not null,
  content_hash text not null,
  written_by uuid not null,
  written_at timestamp with time zone not null,
  approved_by uuid,
  approved_at timestamp with time zone,
  constraint consent_text_pkey PRIMARY KEY (organization_id, version),
  constraint consent_text_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint consent_text_check CHECK (((approved_by IS NULL) = (approved_at IS NULL))),
  constraint consent_text_version_check CHECK ((version > 0))
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
-- grant update (approved_at), update (approved_by) to chairside_app

-- course
create table course (
  organization_id uuid not null,
  course_id uuid not null,
  patient_id uuid not null,
  kind text not null,
  indication text not null,
  planned_sessions integer not null,
  weight_basis text,
  status text not null default 'active'::text,
  ended_reason text,
  created_at timestamp with time zone not null default now(),
  created_by uuid,
  constraint course_pkey PRIMARY KEY (organization_id, course_id),
  constraint course_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id),
  constraint course_kind_check CHECK ((kind = ANY (ARRAY['induction'::text, 'booster'::text]))),
  constraint course_planned_sessions_check CHECK (((planned_sessions >= 1) AND (planned_sessions <= 20))),
  constraint course_status_check CHECK ((status = ANY (ARRAY['active'::text, 'completed'::text, 'ended'::text]))),
  constraint course_weight_basis_check CHECK ((weight_basis = ANY (ARRAY['actual'::text, 'ideal'::text, 'adjusted'::text, 'lean'::text])))
);
CREATE INDEX course_patient ON chairside.course USING btree (organization_id, patient_id, created_at DESC);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- device_binding
create table device_binding (
  organization_id uuid not null,
  device text not null,
  chair_id uuid not null,
  bound_at timestamp with time zone not null default now(),
  bound_by uuid,
  last_seen_at timestamp with time zone,
  clock_skew_ms bigint,
  kind text not null default 'monitor'::text,
  patient_said text,
  constraint device_binding_pkey PRIMARY KEY (organization_id, device),
  constraint device_binding_organization_id_chair_id_fkey FOREIGN KEY (organization_id, chair_id) REFERENCES chair(organization_id, chair_id),
  constraint device_binding_kind_check CHECK ((kind = ANY (ARRAY['monitor'::text, 'pump'::text])))
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant delete, insert, select, update to chairside_app

-- device_observation
create table device_observation (
  organization_id uuid not null,
  device text not null,
  control_id text not null,
  ordinal integer not null,
  chair_id uuid not null,
  session_id uuid,
  at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  mdc text,
  vital text,
  value numeric not null,
  unit text not null,
  simulated boolean not null default false,
  constraint device_observation_pkey PRIMARY KEY (organization_id, device, control_id, ordinal),
  constraint device_observation_organization_id_chair_id_fkey FOREIGN KEY (organization_id, chair_id) REFERENCES chair(organization_id, chair_id)
);
CREATE INDEX device_observation_chair ON chairside.device_observation USING btree (organization_id, chair_id, received_at DESC);
CREATE INDEX device_observation_session ON chairside.device_observation USING btree (organization_id, session_id, at) WHERE (session_id IS NOT NULL);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app

-- device_quarantine
create table device_quarantine (
  organization_id uuid not null,
  quarantine_id uuid not null,
  received_at timestamp with time zone not null,
  device text,
  control_id text,
  raw text not null,
  problems jsonb not null,
  acknowledgement text not null,
  reviewed_at timestamp with time zone,
  reviewed_by uuid,
  kind text,
  constraint device_quarantine_pkey PRIMARY KEY (organization_id, quarantine_id),
  constraint device_quarantine_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id),
  constraint device_quarantine_acknowledgement_check CHECK ((acknowledgement = ANY (ARRAY['AA'::text, 'AE'::text, 'AR'::text]))),
  constraint device_quarantine_kind_check CHECK ((kind = ANY (ARRAY['monitor'::text, 'pump'::text])))
);
CREATE INDEX device_quarantine_open ON chairside.device_quarantine USING btree (organization_id, received_at DESC) WHERE (reviewed_at IS NULL);
CREATE INDEX device_quarantine_reviewed ON chairside.device_quarantine USING btree (organization_id, reviewed_at DESC) WHERE (reviewed_at IS NOT NULL);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- dose_order
create table dose_order (
  organization_id uuid not null,
  dose_order_id uuid not null,
  patient_id uuid not null,
  course_id uuid not null,
  applies_from integer not null default 1,
  dose_mg_per_kg numeric(6,3) not null,
  dose_mg numeric(6,1) not null,
  weight_kg numeric(5,1) not null,
  dosing_weight_kg numeric(5,1) not null,
  weight_basis text not null,
  duration_min integer not null,
  vial_mg_per_ml numeric(6,2) not null,
  draw_ml numeric(8,3) not null,
  final_ml numeric(8,3) not null,
  concentration_mg_per_ml numeric(10,5) not null,
  rate_ml_per_h numeric(8,2) not null,
  flags jsonb not null default '[]'::jsonb,
  reason text,
  attestation text,
  written_by uuid not null,
  written_at timestamp with time zone not null default now(),
  signed_by uuid,
  signed_at timestamp with time zone,
  content_hash text,
  withdrawn_at timestamp with time zone,
  withdrawn_by uuid,
  withdrawn_reason text,
  constraint dose_order_pkey PRIMARY KEY (organization_id, dose_order_id),
  constraint dose_order_organization_id_course_id_fkey FOREIGN KEY (organization_id, course_id) REFERENCES course(organization_id, course_id),
  constraint dose_order_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id),
  constraint dose_order_check CHECK ((((signed_at IS NULL) = (signed_by IS NULL)) AND ((signed_at IS NULL) = (content_hash IS NULL)))),
  constraint dose_order_weight_basis_check CHECK ((weight_basis = ANY (ARRAY['actual'::text, 'ideal'::text, 'adjusted'::text, 'lean'::text])))
);
CREATE INDEX dose_order_course ON chairside.dose_order USING btree (organization_id, course_id, applies_from DESC, signed_at DESC);
CREATE INDEX dose_order_patient ON chairside.dose_order USING btree (organization_id, patient_id, written_at DESC);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
-- grant update (attestation), update (content_hash), update (signed_at), update (signed_by), update (withdrawn_at), update (withdrawn_by), update (withdrawn_reason) to chairside_app

-- driver_link
create table driver_link (
  organization_id uuid not null,
  driver_link_id uuid not null,
  session_id uuid not null,
  language text not null,
  token_hash text not null,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  opened_at timestamp with time zone,
  answer text,
  answered_at timestamp with time zone,
  constraint driver_link_pkey PRIMARY KEY (organization_id, driver_link_id),
  constraint driver_link_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES staff(organization_id, staff_id) ON DELETE CASCADE,
  constraint driver_link_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint driver_link_organization_id_session_id_fkey FOREIGN KEY (organization_id, session_id) REFERENCES session(organization_id, session_id) ON DELETE CASCADE,
  constraint driver_link_answer_check CHECK ((answer = ANY (ARRAY['on-the-way'::text, 'here'::text]))),
  constraint driver_link_language_check CHECK ((language = ANY (ARRAY['en'::text, 'es'::text])))
);
CREATE INDEX driver_link_session ON chairside.driver_link USING btree (organization_id, session_id);
CREATE UNIQUE INDEX driver_link_token ON chairside.driver_link USING btree (token_hash);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- drug_balance
create table drug_balance (
  organization_id uuid not null,
  address_id uuid not null,
  kind text not null,
  holder_id uuid not null,
  mass_ug bigint not null default 0,
  volume_ul bigint not null default 0,
  constraint drug_balance_pkey PRIMARY KEY (organization_id, address_id, kind, holder_id),
  constraint drug_balance_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint never_below_zero CHECK (((kind <> ALL (ARRAY['vial'::text, 'preparation'::text])) OR ((mass_ug >= 0) AND (volume_ul >= 0))))
);
CREATE INDEX drug_balance_held ON chairside.drug_balance USING btree (organization_id, address_id, kind, holder_id) WHERE (mass_ug > 0);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant select to chairside_app

-- drug_entry
create table drug_entry (
  organization_id uuid not null,
  address_id uuid not null,
  seq bigint not null,
  entry_id uuid not null,
  recorded_at timestamp with time zone not null,
  body jsonb not null,
  previous_hash text not null,
  hash text not null,
  kind text not null generated always as ((body ->> 'kind'::text)) stored,
  at text not null generated always as ((body ->> 'at'::text)) stored,
  actor uuid not null generated always as (((body ->> 'actor'::text))::uuid) stored,
  witness uuid generated always as (((body ->> 'witness'::text))::uuid) stored,
  from_kind text generated always as ((body #>> '{from,kind}'::text[])) stored,
  from_id uuid generated always as (((body #>> '{from,id}'::text[]))::uuid) stored,
  from_address_id uuid generated always as (((body #>> '{from,address}'::text[]))::uuid) stored,
  to_kind text generated always as ((body #>> '{to,kind}'::text[])) stored,
  to_id uuid generated always as (((body #>> '{to,id}'::text[]))::uuid) stored,
  to_address_id uuid generated always as (((body #>> '{to,address}'::text[]))::uuid) stored,
  mass_ug bigint generated always as (((body ->> 'mass_ug'::text))::bigint) stored,
  volume_ul bigint generated always as (((body ->> 'volume_ul'::text))::bigint) stored,
  vial_id uuid generated always as (
CASE
    WHEN ((body #>> '{from,kind}'::text[]) = 'vial'::text) THEN ((body #>> '{from,id}'::text[]))::uuid
    WHEN ((body #>> '{to,kind}'::text[]) = 'vial'::text) THEN ((body #>> '{to,id}'::text[]))::uuid
    ELSE ((body ->> 'vial'::text))::uuid
END) stored,
  preparation_id uuid generated always as (((body ->> 'preparation'::text))::uuid) stored,
  session_id uuid generated always as (((body ->> 'session'::text))::uuid) stored,
  corrects uuid generated always as (((body ->> 'corrects'::text))::uuid) stored,
  discrepancy_id uuid generated always as (((body ->> 'discrepancy'::text))::uuid) stored,
  constraint drug_entry_pkey PRIMARY KEY (organization_id, address_id, seq),
  constraint drug_entry_organization_id_entry_id_key UNIQUE (organization_id, entry_id),
  constraint drug_entry_organization_id_address_id_fkey FOREIGN KEY (organization_id, address_id) REFERENCES registered_address(organization_id, address_id) ON DELETE CASCADE,
  constraint drug_entry_organization_id_session_id_fkey FOREIGN KEY (organization_id, session_id) REFERENCES session(organization_id, session_id) ON DELETE CASCADE,
  constraint amount_above_zero CHECK (((mass_ug >= 0) AND (volume_ul >= 0) AND ((mass_ug + volume_ul) > 0))),
  constraint amount_has_two_ends CHECK ((((mass_ug IS NULL) = (from_kind IS NULL)) AND ((mass_ug IS NULL) = (to_kind IS NULL)) AND ((mass_ug IS NULL) = (volume_ul IS NULL)))),
  constraint two_people CHECK (((kind <> ALL (ARRAY['wasted'::text, 'returned'::text, 'transferred'::text, 'lost'::text, 'found'::text, 'counted'::text, 'corrected'::text, 'count-taken'::text])) OR ((body ->> 'origin'::text) = 'log'::text) OR ((witness IS NOT NULL) AND (witness <> actor))))
);
CREATE INDEX drug_entry_at ON chairside.drug_entry USING btree (organization_id, address_id, at);
CREATE INDEX drug_entry_corrects ON chairside.drug_entry USING btree (organization_id, corrects) WHERE (corrects IS NOT NULL);
CREATE INDEX drug_entry_discrepancy ON chairside.drug_entry USING btree (organization_id, discrepancy_id, seq) WHERE (discrepancy_id IS NOT NULL);
CREATE INDEX drug_entry_kind ON chairside.drug_entry USING btree (organization_id, address_id, kind, seq);
CREATE INDEX drug_entry_preparation ON chairside.drug_entry USING btree (organization_id, preparation_id, seq) WHERE (preparation_id IS NOT NULL);
CREATE INDEX drug_entry_session ON chairside.drug_entry USING btree (organization_id, session_id, seq) WHERE (session_id IS NOT NULL);
CREATE INDEX drug_entry_transfer ON chairside.drug_entry USING btree (organization_id, to_address_id, seq) WHERE (kind = 'transferred'::text);
CREATE INDEX drug_entry_vial ON chairside.drug_entry USING btree (organization_id, vial_id, seq) WHERE (vial_id IS NOT NULL);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
CREATE TRIGGER move_drug AFTER INSERT ON chairside.drug_entry FOR EACH ROW EXECUTE FUNCTION door_move_drug();
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON chairside.drug_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON chairside.drug_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- drug_head
create table drug_head (
  organization_id uuid not null,
  address_id uuid not null,
  seq bigint not null default 0,
  hash text not null default ''::text,
  constraint drug_head_pkey PRIMARY KEY (organization_id, address_id),
  constraint drug_head_organization_id_address_id_fkey FOREIGN KEY (organization_id, address_id) REFERENCES registered_address(organization_id, address_id) ON DELETE CASCADE
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- drug_lot
create table drug_lot (
  organization_id uuid not null,
  lot_id uuid not null,
  product_id uuid not null,
  lot_number text not null,
  expires_on date not null,
  recalled_at timestamp with time zone,
  recalled_by uuid,
  recall_reason text,
  created_at timestamp with time zone not null default now(),
  constraint drug_lot_pkey PRIMARY KEY (organization_id, lot_id),
  constraint drug_lot_organization_id_product_id_lot_number_key UNIQUE (organization_id, product_id, lot_number),
  constraint drug_lot_organization_id_product_id_fkey FOREIGN KEY (organization_id, product_id) REFERENCES drug_product(organization_id, product_id) ON DELETE CASCADE,
  constraint drug_lot_check CHECK (((recalled_at IS NULL) = (recalled_by IS NULL)))
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
-- grant update (recall_reason), update (recalled_at), update (recalled_by) to chairside_app

-- drug_product
create table drug_product (
  organization_id uuid not null,
  product_id uuid not null,
  ndc text not null,
  name text not null,
  labeler text not null,
  form text not null default 'solution for injection'::text,
  strength_mg_per_ml numeric(8,3) not null,
  container_ml numeric(8,3) not null,
  schedule text not null default 'CIII'::text,
  label_read_at timestamp with time zone,
  label_read_by uuid,
  retired_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint drug_product_pkey PRIMARY KEY (organization_id, product_id),
  constraint drug_product_organization_id_ndc_key UNIQUE (organization_id, ndc),
  constraint drug_product_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint drug_product_check CHECK (((label_read_at IS NULL) = (label_read_by IS NULL))),
  constraint drug_product_container_ml_check CHECK ((container_ml > (0)::numeric)),
  constraint drug_product_ndc_check CHECK ((ndc ~ '^[0-9]{4,5}-[0-9]{3,4}(-[0-9]{1,2})?$'::text)),
  constraint drug_product_strength_mg_per_ml_check CHECK ((strength_mg_per_ml > (0)::numeric))
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
-- grant update (label_read_at), update (label_read_by), update (retired_at) to chairside_app

-- eligibility_decision
create table eligibility_decision (
  organization_id uuid not null,
  eligibility_decision_id uuid not null,
  ordinal bigint not null,
  patient_id uuid not null,
  decision text not null,
  reason text not null,
  overrides jsonb not null,
  checklist jsonb not null,
  decided_by uuid not null,
  decided_at timestamp with time zone not null,
  constraint eligibility_decision_pkey PRIMARY KEY (organization_id, eligibility_decision_id),
  constraint eligibility_decision_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint eligibility_decision_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id) ON DELETE CASCADE,
  constraint eligibility_decision_decision_check CHECK ((decision = ANY (ARRAY['eligible'::text, 'declined'::text])))
);
CREATE INDEX eligibility_decision_patient ON chairside.eligibility_decision USING btree (organization_id, patient_id, decided_at DESC);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON chairside.eligibility_decision FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON chairside.eligibility_decision FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- eligibility_finding
create table eligibility_finding (
  organization_id uuid not null,
  eligibility_finding_id uuid not null,
  ordinal bigint not null,
  patient_id uuid not null,
  item text not null,
  finding text not null,
  note text not null,
  found_by uuid not null,
  found_at timestamp with time zone not null,
  constraint eligibility_finding_pkey PRIMARY KEY (organization_id, eligibility_finding_id),
  constraint eligibility_finding_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint eligibility_finding_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id) ON DELETE CASCADE,
  constraint eligibility_finding_finding_check CHECK ((finding = ANY (ARRAY['present'::text, 'review'::text, 'absent'::text]))),
  constraint eligibility_finding_item_check CHECK ((item ~ '^CX-[0-9]{2}$'::text))
);
CREATE INDEX eligibility_finding_patient ON chairside.eligibility_finding USING btree (organization_id, patient_id, found_at DESC);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON chairside.eligibility_finding FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON chairside.eligibility_finding FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- equipment_check
create table equipment_check (
  organization_id uuid not null,
  equipment_check_id uuid not null,
  site_id uuid not null,
  checked_at timestamp with time zone not null,
  checked_by uuid not null,
  items jsonb not null,
  cart_lock text not null,
  acls uuid not null,
  remark text,
  constraint equipment_check_pkey PRIMARY KEY (organization_id, equipment_check_id),
  constraint equipment_check_organization_id_acls_fkey FOREIGN KEY (organization_id, acls) REFERENCES staff(organization_id, staff_id) ON DELETE CASCADE,
  constraint equipment_check_organization_id_checked_by_fkey FOREIGN KEY (organization_id, checked_by) REFERENCES staff(organization_id, staff_id) ON DELETE CASCADE,
  constraint equipment_check_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint equipment_check_organization_id_site_id_fkey FOREIGN KEY (organization_id, site_id) REFERENCES site(organization_id, site_id) ON DELETE CASCADE
);
CREATE INDEX equipment_check_site ON chairside.equipment_check USING btree (organization_id, site_id, checked_at DESC);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON chairside.equipment_check FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON chairside.equipment_check FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- feedback
create table feedback (
  organization_id uuid not null,
  feedback_id uuid not null,
  patient_id uuid not null,
  session_id uuid not null,
  answers jsonb not null,
  words text,
  given_at timestamp with time zone not null,
  owner_id uuid,
  handled_at timestamp with time zone,
  handled_by uuid,
  action_taken text,
  constraint feedback_pkey PRIMARY KEY (organization_id, feedback_id),
  constraint feedback_organization_id_session_id_key UNIQUE (organization_id, session_id),
  constraint feedback_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint feedback_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id) ON DELETE CASCADE,
  constraint feedback_organization_id_session_id_fkey FOREIGN KEY (organization_id, session_id) REFERENCES session(organization_id, session_id) ON DELETE CASCADE,
  constraint feedback_check CHECK (((handled_at IS NULL) = (handled_by IS NULL)))
);
CREATE INDEX feedback_open ON chairside.feedback USING btree (organization_id, given_at) WHERE (handled_at IS NULL);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
-- grant update (action_taken), update (handled_at), update (handled_by), update (owner_id) to chairside_app

-- follow_up
create table follow_up (
  organization_id uuid not null,
  follow_up_id uuid not null,
  patient_id uuid not null,
  session_id uuid not null,
  kind text not null,
  due_at timestamp with time zone not null,
  done_at timestamp with time zone,
  form_link_id uuid,
  constraint follow_up_pkey PRIMARY KEY (organization_id, follow_up_id),
  constraint follow_up_organization_id_session_id_kind_key UNIQUE (organization_id, session_id, kind),
  constraint follow_up_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id),
  constraint follow_up_organization_id_session_id_fkey FOREIGN KEY (organization_id, session_id) REFERENCES session(organization_id, session_id),
  constraint follow_up_kind_check CHECK ((kind = 'next-day-check-in'::text))
);
CREATE INDEX follow_up_done ON chairside.follow_up USING btree (organization_id, done_at) WHERE (done_at IS NOT NULL);
CREATE INDEX follow_up_due ON chairside.follow_up USING btree (organization_id, due_at) WHERE (done_at IS NULL);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- form_link
create table form_link (
  organization_id uuid not null,
  form_link_id uuid not null,
  patient_id uuid not null,
  session_id uuid,
  purpose text not null,
  instruments text[] not null,
  token_hash text not null,
  created_at timestamp with time zone not null default now(),
  created_by uuid,
  expires_at timestamp with time zone not null,
  completed_at timestamp with time zone,
  draft jsonb not null default '{}'::jsonb,
  readiness_draft jsonb not null default '{}'::jsonb,
  constraint form_link_pkey PRIMARY KEY (organization_id, form_link_id),
  constraint form_link_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id),
  constraint form_link_purpose_check CHECK ((purpose = ANY (ARRAY['baseline'::text, 'before-session'::text, 'next-day'::text, 'follow-up'::text])))
);
CREATE INDEX form_link_patient ON chairside.form_link USING btree (organization_id, patient_id, created_at DESC);
CREATE UNIQUE INDEX form_link_token ON chairside.form_link USING btree (token_hash);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- health_record
create table health_record (
  organization_id uuid not null,
  health_record_id uuid not null,
  patient_id uuid not null,
  kind text not null,
  source_key text not null,
  source_hash text not null,
  code_system text,
  code text,
  display text not null,
  status text,
  effective_at timestamp with time zone,
  value_text text,
  value_number numeric,
  unit text,
  source jsonb not null,
  imported_at timestamp with time zone not null default now(),
  constraint health_record_pkey PRIMARY KEY (organization_id, health_record_id),
  constraint health_record_organization_id_patient_id_source_key_key UNIQUE (organization_id, patient_id, source_key),
  constraint health_record_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id),
  constraint health_record_kind_check CHECK ((kind = ANY (ARRAY['condition'::text, 'allergy'::text, 'medication'::text, 'observation'::text, 'questionnaire-response'::text])))
);
CREATE INDEX health_record_patient ON chairside.health_record USING btree (organization_id, patient_id, kind, effective_at DESC);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- history_answer
create table history_answer (
  organization_id uuid not null,
  history_answer_id uuid not null,
  ordinal bigint not null,
  patient_id uuid not null,
  question text not null,
  answer jsonb not null,
  answered_at timestamp with time zone not null,
  source text not null,
  recorded_by uuid,
  constraint history_answer_pkey PRIMARY KEY (organization_id, history_answer_id),
  constraint history_answer_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint history_answer_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id) ON DELETE CASCADE,
  constraint history_answer_check CHECK (((source = 'clinic'::text) = (recorded_by IS NOT NULL))),
  constraint history_answer_source_check CHECK ((source = ANY (ARRAY['patient'::text, 'clinic'::text])))
);
CREATE INDEX history_answer_patient ON chairside.history_answer USING btree (organization_id, patient_id, question, answered_at DESC);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON chairside.history_answer FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON chairside.history_answer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- idempotency_key
create table idempotency_key (
  organization_id uuid not null,
  key text not null,
  asked_hash text not null,
  status integer,
  answer jsonb,
  at timestamp with time zone not null default now(),
  constraint idempotency_key_pkey PRIMARY KEY (organization_id, key),
  constraint idempotency_key_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id)
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant delete, insert, select, update to chairside_app

-- inquiry
create table inquiry (
  organization_id uuid not null,
  inquiry_id uuid not null,
  site_id uuid,
  name text not null,
  contact text not null,
  language text not null,
  words text,
  screen jsonb,
  asked_at timestamp with time zone not null,
  handled_at timestamp with time zone,
  handled_by uuid,
  outcome text,
  constraint inquiry_pkey PRIMARY KEY (organization_id, inquiry_id),
  constraint inquiry_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint inquiry_organization_id_site_id_fkey FOREIGN KEY (organization_id, site_id) REFERENCES site(organization_id, site_id) ON DELETE CASCADE,
  constraint inquiry_check CHECK (((handled_at IS NULL) = (handled_by IS NULL))),
  constraint inquiry_language_check CHECK ((language = ANY (ARRAY['en'::text, 'es'::text])))
);
CREATE INDEX inquiry_open ON chairside.inquiry USING btree (organization_id, asked_at) WHERE (handled_at IS NULL);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
-- grant update (handled_at), update (handled_by), update (outcome) to chairside_app

-- on_call
create table on_call (
  organization_id uuid not null,
  "position" integer not null,
  staff_id uuid not null,
  constraint on_call_pkey PRIMARY KEY (organization_id, "position"),
  constraint on_call_organization_id_staff_id_key UNIQUE (organization_id, staff_id),
  constraint on_call_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint on_call_position_check CHECK (("position" > 0))
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant delete, insert, select, update to chairside_app

-- organization
create table organization (
  organization_id uuid not null,
  name text not null,
  time_zone text not null,
  is_demonstration boolean not null default false,
  created_at timestamp with time zone not null default now(),
  public_page text,
  constraint organization_pkey PRIMARY KEY (organization_id),
  constraint organization_public_page_key UNIQUE (public_page),
  constraint organization_public_page_check CHECK ((public_page ~ '^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$'::text))
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant select to chairside_app
-- grant update (name), update (public_page), update (time_zone) to chairside_app

-- outgoing_message
create table outgoing_message (
  organization_id uuid not null,
  message_id uuid not null,
  patient_id uuid,
  session_id uuid,
  kind text not null,
  sealed text,
  address_hint text not null,
  asked_hash text not null,
  state text not null default 'waiting'::text,
  attempts integer not null default 0,
  next_try_at timestamp with time zone,
  problem text,
  created_at timestamp with time zone not null,
  created_by uuid,
  settled_at timestamp with time zone,
  channel text not null default 'mail'::text,
  constraint outgoing_message_pkey PRIMARY KEY (organization_id, message_id),
  constraint outgoing_message_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES staff(organization_id, staff_id) ON DELETE CASCADE,
  constraint outgoing_message_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint outgoing_message_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id) ON DELETE CASCADE,
  constraint outgoing_message_organization_id_session_id_fkey FOREIGN KEY (organization_id, session_id) REFERENCES session(organization_id, session_id) ON DELETE CASCADE,
  constraint outgoing_message_channel_check CHECK ((channel = ANY (ARRAY['mail'::text, 'text'::text]))),
  constraint outgoing_message_check CHECK (((state = 'waiting'::text) = (sealed IS NOT NULL))),
  constraint outgoing_message_check1 CHECK (((state = 'waiting'::text) = (next_try_at IS NOT NULL))),
  constraint outgoing_message_kind_check CHECK ((kind = ANY (ARRAY['driver-link'::text, 'instructions'::text, 'treatment-key'::text, 'reminder'::text, 'check-in'::text, 'alert-step'::text]))),
  constraint outgoing_message_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text])))
);
CREATE INDEX outgoing_message_due ON chairside.outgoing_message USING btree (organization_id, next_try_at) WHERE (state = 'waiting'::text);
CREATE INDEX outgoing_message_session ON chairside.outgoing_message USING btree (organization_id, session_id);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- outside_exposure
create table outside_exposure (
  organization_id uuid not null,
  outside_exposure_id uuid not null,
  patient_id uuid not null,
  happened_on date not null,
  drug text not null,
  dose_mg numeric(8,2),
  times integer not null default 1,
  place text not null,
  recorded_by uuid not null,
  recorded_at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  withdrawn_by uuid,
  withdrawn_reason text,
  constraint outside_exposure_pkey PRIMARY KEY (organization_id, outside_exposure_id),
  constraint outside_exposure_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint outside_exposure_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id) ON DELETE CASCADE,
  constraint outside_exposure_check CHECK (((withdrawn_at IS NULL) = (withdrawn_by IS NULL))),
  constraint outside_exposure_dose_mg_check CHECK ((dose_mg > (0)::numeric)),
  constraint outside_exposure_drug_check CHECK ((drug = ANY (ARRAY['ketamine'::text, 'esketamine'::text]))),
  constraint outside_exposure_times_check CHECK (((times >= 1) AND (times <= 200)))
);
CREATE INDEX outside_exposure_patient ON chairside.outside_exposure USING btree (organization_id, patient_id, happened_on);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
-- grant update (withdrawn_at), update (withdrawn_by), update (withdrawn_reason) to chairside_app

-- passkey
create table passkey (
  organization_id uuid not null,
  passkey_id text not null,
  staff_id uuid not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null default '{}'::text[],
  name text not null,
  created_at timestamp with time zone not null default now(),
  last_used_at timestamp with time zone,
  constraint passkey_pkey PRIMARY KEY (organization_id, passkey_id),
  constraint passkey_organization_id_staff_id_fkey FOREIGN KEY (organization_id, staff_id) REFERENCES staff(organization_id, staff_id)
);
CREATE UNIQUE INDEX passkey_id ON chairside.passkey USING btree (passkey_id);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant delete, insert, select, update to chairside_app

-- patient
create table patient (
  organization_id uuid not null,
  patient_id uuid not null,
  site_id uuid,
  record_number text not null,
  given_name text not null,
  family_name text not null,
  preferred_name text,
  birth_date date not null,
  sex text not null,
  phone text,
  email text,
  escort_name text,
  escort_phone text,
  height_cm numeric(5,1),
  fhir_identifiers jsonb not null default '[]'::jsonb,
  source jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  family_key text not null generated always as (name_key(family_name)) stored,
  given_key text not null generated always as (name_key(given_name)) stored,
  preferred_key text generated always as (name_key(preferred_name)) stored,
  address text,
  language text,
  time_zone text,
  message_channel text not null default 'mail'::text,
  constraint patient_pkey PRIMARY KEY (organization_id, patient_id),
  constraint patient_organization_id_record_number_key UNIQUE (organization_id, record_number),
  constraint patient_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id),
  constraint patient_organization_id_site_id_fkey FOREIGN KEY (organization_id, site_id) REFERENCES site(organization_id, site_id),
  constraint patient_language_check CHECK ((language = ANY (ARRAY['en'::text, 'es'::text]))),
  constraint patient_message_channel_check CHECK ((message_channel = ANY (ARRAY['mail'::text, 'text'::text, 'none'::text]))),
  constraint patient_sex_check CHECK ((sex = ANY (ARRAY['female'::text, 'male'::text, 'other'::text, 'unknown'::text])))
);
CREATE INDEX patient_birth ON chairside.patient USING btree (organization_id, birth_date);
CREATE INDEX patient_family ON chairside.patient USING btree (organization_id, family_key, given_key);
CREATE INDEX patient_given ON chairside.patient USING btree (organization_id, given_key);
CREATE INDEX patient_identifiers ON chairside.patient USING gin (fhir_identifiers jsonb_path_ops);
CREATE INDEX patient_preferred ON chairside.patient USING btree (organization_id, preferred_key) WHERE (preferred_key IS NOT NULL);
CREATE INDEX patient_recent ON chairside.patient USING btree (organization_id, created_at DESC);
CREATE INDEX patient_record ON chairside.patient USING btree (organization_id, record_number COLLATE "C");
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- patient_word
create table patient_word (
  organization_id uuid not null,
  patient_word_id uuid not null,
  patient_id uuid not null,
  session_id uuid,
  kind text not null,
  words text,
  tags text[] not null default '{}'::text[],
  shared boolean not null,
  said_at timestamp with time zone not null,
  deleted_at timestamp with time zone,
  constraint patient_word_pkey PRIMARY KEY (organization_id, patient_word_id),
  constraint patient_word_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint patient_word_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id) ON DELETE CASCADE,
  constraint patient_word_organization_id_session_id_fkey FOREIGN KEY (organization_id, session_id) REFERENCES session(organization_id, session_id) ON DELETE CASCADE,
  constraint patient_word_check CHECK (((words IS NULL) = (deleted_at IS NOT NULL))),
  constraint patient_word_kind_check CHECK ((kind = ANY (ARRAY['moment'::text, 'different'::text, 'intention'::text, 'other'::text])))
);
CREATE INDEX patient_word_patient ON chairside.patient_word USING btree (organization_id, patient_id, said_at DESC);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- protocol_version
create table protocol_version (
  organization_id uuid not null,
  version integer not null,
  settings jsonb not null,
  created_at timestamp with time zone not null default now(),
  created_by uuid,
  approved_at timestamp with time zone,
  approved_by uuid,
  constraint protocol_version_pkey PRIMARY KEY (organization_id, version),
  constraint protocol_version_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id),
  constraint protocol_version_check CHECK (((approved_at IS NULL) = (approved_by IS NULL)))
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
-- grant update (approved_at), update (approved_by) to chairside_app

-- public_text
create table public_text (
  organization_id uuid not null,
  language text not null,
  part text not null,
  words text not null,
  written_by uuid not null,
  written_at timestamp with time zone not null,
  constraint public_text_pkey PRIMARY KEY (organization_id, language, part),
  constraint public_text_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint public_text_language_check CHECK ((language = ANY (ARRAY['en'::text, 'es'::text])))
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant delete, insert, select, update to chairside_app

-- readiness
create table readiness (
  organization_id uuid not null,
  form_link_id uuid not null,
  patient_id uuid not null,
  session_id uuid,
  answered_at timestamp with time zone not null,
  answers jsonb not null,
  constraint readiness_pkey PRIMARY KEY (organization_id, form_link_id),
  constraint readiness_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint readiness_organization_id_form_link_id_fkey FOREIGN KEY (organization_id, form_link_id) REFERENCES form_link(organization_id, form_link_id) ON DELETE CASCADE,
  constraint readiness_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id) ON DELETE CASCADE
);
CREATE INDEX readiness_patient ON chairside.readiness USING btree (organization_id, patient_id, answered_at DESC);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app

-- record_number_counter
create table record_number_counter (
  organization_id uuid not null,
  last bigint not null,
  constraint record_number_counter_pkey PRIMARY KEY (organization_id),
  constraint record_number_counter_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id)
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- registered_address
create table registered_address (
  organization_id uuid not null,
  address_id uuid not null,
  site_id uuid not null,
  name text not null,
  address text not null,
  registration_number text not null,
  registered_until date,
  created_at timestamp with time zone not null default now(),
  created_by uuid,
  constraint registered_address_pkey PRIMARY KEY (organization_id, address_id),
  constraint registered_address_organization_id_site_id_key UNIQUE (organization_id, site_id),
  constraint registered_address_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint registered_address_organization_id_site_id_fkey FOREIGN KEY (organization_id, site_id) REFERENCES site(organization_id, site_id) ON DELETE CASCADE
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- safety_alert
create table safety_alert (
  organization_id uuid not null,
  safety_alert_id uuid not null,
  patient_id uuid not null,
  score_id uuid not null,
  item text not null,
  answer integer not null,
  opened_at timestamp with time zone not null default now(),
  acknowledged_at timestamp with time zone,
  acknowledged_by uuid,
  action_taken text,
  owner_id uuid,
  closed_at timestamp with time zone,
  closed_by uuid,
  outcome text,
  constraint safety_alert_pkey PRIMARY KEY (organization_id, safety_alert_id),
  constraint safety_alert_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id),
  constraint safety_alert_organization_id_score_id_fkey FOREIGN KEY (organization_id, score_id) REFERENCES score(organization_id, score_id),
  constraint closed_after_acknowledged CHECK (((closed_at IS NULL) OR (acknowledged_at IS NOT NULL))),
  constraint closed_says_what CHECK ((((closed_at IS NULL) = (closed_by IS NULL)) AND ((closed_at IS NULL) = (outcome IS NULL))))
);
CREATE UNIQUE INDEX safety_alert_once ON chairside.safety_alert USING btree (organization_id, score_id, item);
CREATE INDEX safety_alert_open ON chairside.safety_alert USING btree (organization_id, opened_at) WHERE (closed_at IS NULL);
CREATE INDEX safety_alert_patient ON chairside.safety_alert USING btree (organization_id, patient_id, opened_at DESC);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- safety_alert_step
create table safety_alert_step (
  organization_id uuid not null,
  safety_alert_id uuid not null,
  step integer not null,
  staff_id uuid,
  taken_at timestamp with time zone not null,
  constraint safety_alert_step_pkey PRIMARY KEY (organization_id, safety_alert_id, step),
  constraint safety_alert_step_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint safety_alert_step_organization_id_safety_alert_id_fkey FOREIGN KEY (organization_id, safety_alert_id) REFERENCES safety_alert(organization_id, safety_alert_id) ON DELETE CASCADE,
  constraint safety_alert_step_step_check CHECK ((step > 0))
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app

-- safety_task_entry
create table safety_task_entry (
  organization_id uuid not null,
  safety_task_entry_id uuid not null,
  patient_id uuid not null,
  task text not null,
  kind text not null,
  done_on date,
  owner_id uuid,
  note text,
  recorded_by uuid not null,
  recorded_at timestamp with time zone not null,
  constraint safety_task_entry_pkey PRIMARY KEY (organization_id, safety_task_entry_id),
  constraint safety_task_entry_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint safety_task_entry_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id) ON DELETE CASCADE,
  constraint safety_task_entry_check CHECK ((((kind = 'done'::text) = (done_on IS NOT NULL)) AND ((kind = 'assigned'::text) = (owner_id IS NOT NULL)))),
  constraint safety_task_entry_kind_check CHECK ((kind = ANY (ARRAY['done'::text, 'assigned'::text]))),
  constraint safety_task_entry_task_check CHECK ((task = ANY (ARRAY['bladder'::text, 'liver'::text, 'cognition'::text, 'monitoring-programme'::text, 'benefit'::text, 'taper'::text])))
);
CREATE INDEX safety_task_entry_patient ON chairside.safety_task_entry USING btree (organization_id, patient_id, task, recorded_at DESC);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON chairside.safety_task_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON chairside.safety_task_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- schema_migration
create table schema_migration (
  name text not null,
  applied_at timestamp with time zone not null default now(),
  constraint schema_migration_pkey PRIMARY KEY (name)
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)

-- score
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
  flags jsonb not null default '[]'::jsonb,
  answered_at timestamp with time zone not null,
  source text not null,
  recorded_by uuid,
  constraint score_pkey PRIMARY KEY (organization_id, score_id),
  constraint score_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id),
  constraint score_source_check CHECK ((source = ANY (ARRAY['phone'::text, 'clinic'::text, 'imported'::text])))
);
CREATE UNIQUE INDEX score_once ON chairside.score USING btree (organization_id, form_link_id, instrument) WHERE (form_link_id IS NOT NULL);
CREATE INDEX score_patient ON chairside.score USING btree (organization_id, patient_id, instrument, answered_at);
CREATE INDEX score_session ON chairside.score USING btree (organization_id, session_id) WHERE (session_id IS NOT NULL);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app

-- session
create table session (
  organization_id uuid not null,
  session_id uuid not null,
  patient_id uuid not null,
  course_id uuid,
  ordinal integer not null default 1,
  site_id uuid not null,
  chair_id uuid not null,
  nurse_id uuid,
  planned tstzrange not null,
  cancelled_at timestamp with time zone,
  cancelled_reason text,
  state text not null default 'expected'::text,
  head_seq integer not null default 0,
  head_hash text not null default ''::text,
  summary jsonb,
  summary_seq integer not null default 0,
  last_event_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  starts_at timestamp with time zone not null generated always as (lower(planned)) stored,
  constraint session_pkey PRIMARY KEY (organization_id, session_id),
  constraint session_organization_id_chair_id_fkey FOREIGN KEY (organization_id, chair_id) REFERENCES chair(organization_id, chair_id),
  constraint session_organization_id_course_id_fkey FOREIGN KEY (organization_id, course_id) REFERENCES course(organization_id, course_id),
  constraint session_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id),
  constraint session_organization_id_site_id_fkey FOREIGN KEY (organization_id, site_id) REFERENCES site(organization_id, site_id),
  constraint chair_booked_once EXCLUDE USING gist (organization_id WITH =, chair_id WITH =, planned WITH &&) WHERE (((cancelled_at IS NULL) AND (state <> 'aborted'::text))),
  constraint patient_booked_once EXCLUDE USING gist (organization_id WITH =, patient_id WITH =, planned WITH &&) WHERE (((cancelled_at IS NULL) AND (state <> 'aborted'::text))),
  constraint session_planned_check CHECK (((NOT isempty(planned)) AND (lower(planned) IS NOT NULL) AND (upper(planned) IS NOT NULL))),
  constraint session_state_check CHECK ((state = ANY (ARRAY['expected'::text, 'arrived'::text, 'preparing'::text, 'infusing'::text, 'paused'::text, 'recovering'::text, 'discharged'::text, 'signed'::text, 'aborted'::text])))
);
CREATE INDEX session_course ON chairside.session USING btree (organization_id, course_id, ordinal) WHERE (course_id IS NOT NULL);
CREATE INDEX session_infused ON chairside.session USING btree (organization_id, patient_id) WHERE ((summary #>> '{infusion,startedAt}'::text[]) IS NOT NULL);
CREATE INDEX session_patient ON chairside.session USING btree (organization_id, patient_id, ordinal);
CREATE INDEX session_planned ON chairside.session USING btree (organization_id, site_id, starts_at);
CREATE INDEX session_stale ON chairside.session USING btree (organization_id, patient_id) WHERE (summary_seq < head_seq);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- session_event
create table session_event (
  organization_id uuid not null,
  session_id uuid not null,
  seq integer not null,
  event_id uuid not null,
  type text not null,
  at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  actor text not null,
  device text not null,
  body jsonb not null,
  previous_hash text not null,
  hash text not null,
  constraint session_event_pkey PRIMARY KEY (organization_id, session_id, seq),
  constraint session_event_organization_id_event_id_key UNIQUE (organization_id, event_id),
  constraint session_event_organization_id_session_id_fkey FOREIGN KEY (organization_id, session_id) REFERENCES session(organization_id, session_id)
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON chairside.session_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON chairside.session_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- sign_in
create table sign_in (
  organization_id uuid not null,
  sign_in_id uuid not null,
  token_hash text not null,
  staff_id uuid not null,
  opened_by uuid not null,
  shared_device boolean not null default false,
  device_name text not null,
  site_id uuid,
  second_factor text,
  created_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  authenticated_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  locked_at timestamp with time zone,
  pin_failures integer not null default 0,
  ended_at timestamp with time zone,
  constraint sign_in_pkey PRIMARY KEY (organization_id, sign_in_id),
  constraint sign_in_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id),
  constraint sign_in_organization_id_opened_by_fkey FOREIGN KEY (organization_id, opened_by) REFERENCES staff(organization_id, staff_id),
  constraint sign_in_organization_id_staff_id_fkey FOREIGN KEY (organization_id, staff_id) REFERENCES staff(organization_id, staff_id),
  constraint sign_in_second_factor_check CHECK ((second_factor = ANY (ARRAY['totp'::text, 'passkey'::text, 'demonstration'::text])))
);
CREATE INDEX sign_in_staff ON chairside.sign_in USING btree (organization_id, staff_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX sign_in_token ON chairside.sign_in USING btree (token_hash);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- sign_in_actor
create table sign_in_actor (
  organization_id uuid not null,
  sign_in_id uuid not null,
  staff_id uuid not null,
  since timestamp with time zone not null default now(),
  constraint sign_in_actor_pkey PRIMARY KEY (organization_id, sign_in_id, staff_id),
  constraint sign_in_actor_organization_id_sign_in_id_fkey FOREIGN KEY (organization_id, sign_in_id) REFERENCES sign_in(organization_id, sign_in_id),
  constraint sign_in_actor_organization_id_staff_id_fkey FOREIGN KEY (organization_id, staff_id) REFERENCES staff(organization_id, staff_id)
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app

-- site
create table site (
  organization_id uuid not null,
  site_id uuid not null,
  name text not null,
  time_zone text not null,
  public_name text,
  address text,
  phone text,
  constraint site_pkey PRIMARY KEY (organization_id, site_id),
  constraint site_organization_id_name_key UNIQUE (organization_id, name),
  constraint site_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id)
);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- staff
create table staff (
  organization_id uuid not null,
  staff_id uuid not null,
  name text not null,
  email text not null,
  roles text[] not null,
  active boolean not null default true,
  created_at timestamp with time zone not null default now(),
  mobile text,
  constraint staff_pkey PRIMARY KEY (organization_id, staff_id),
  constraint staff_organization_id_email_key UNIQUE (organization_id, email),
  constraint staff_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id),
  constraint staff_roles_check CHECK (((cardinality(roles) > 0) AND (roles <@ ARRAY['nurse'::text, 'front-desk'::text, 'prescriber'::text, 'medical-director'::text, 'administrator'::text])))
);
CREATE UNIQUE INDEX staff_email ON chairside.staff USING btree (lower(email));
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- staff_secret
create table staff_secret (
  organization_id uuid not null,
  staff_id uuid not null,
  password_hash text,
  totp_secret_sealed text,
  totp_confirmed_at timestamp with time zone,
  totp_last_step bigint,
  pin_hash text,
  failed_attempts integer not null default 0,
  locked_until timestamp with time zone,
  pin_failed_attempts integer not null default 0,
  pin_locked_until timestamp with time zone,
  enrolment_hash text,
  enrolment_expires_at timestamp with time zone,
  constraint staff_secret_pkey PRIMARY KEY (organization_id, staff_id),
  constraint staff_secret_organization_id_staff_id_fkey FOREIGN KEY (organization_id, staff_id) REFERENCES staff(organization_id, staff_id)
);
CREATE UNIQUE INDEX staff_enrolment ON chairside.staff_secret USING btree (enrolment_hash) WHERE (enrolment_hash IS NOT NULL);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- treatment_key
create table treatment_key (
  organization_id uuid not null,
  treatment_key_id uuid not null,
  patient_id uuid not null,
  token_hash text not null,
  created_at timestamp with time zone not null,
  created_by uuid,
  expires_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint treatment_key_pkey PRIMARY KEY (organization_id, treatment_key_id),
  constraint treatment_key_token_hash_key UNIQUE (token_hash),
  constraint treatment_key_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(organization_id) ON DELETE CASCADE,
  constraint treatment_key_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id) ON DELETE CASCADE
);
CREATE INDEX treatment_key_patient ON chairside.treatment_key USING btree (organization_id, patient_id);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select, update to chairside_app

-- vial
create table vial (
  organization_id uuid not null,
  vial_id uuid not null,
  lot_id uuid not null,
  barcode text not null,
  fill_ul bigint not null,
  constraint vial_pkey PRIMARY KEY (organization_id, vial_id),
  constraint vial_organization_id_barcode_key UNIQUE (organization_id, barcode),
  constraint vial_organization_id_lot_id_fkey FOREIGN KEY (organization_id, lot_id) REFERENCES drug_lot(organization_id, lot_id) ON DELETE CASCADE,
  constraint vial_fill_ul_check CHECK ((fill_ul > 0))
);
CREATE INDEX vial_lot ON chairside.vial USING btree (organization_id, lot_id);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON chairside.vial FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON chairside.vial FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- weight
create table weight (
  organization_id uuid not null,
  weight_id uuid not null,
  patient_id uuid not null,
  weight_kg numeric(5,1) not null,
  measured_at timestamp with time zone not null,
  measured_by uuid,
  source text not null,
  constraint weight_pkey PRIMARY KEY (organization_id, weight_id),
  constraint weight_organization_id_patient_id_fkey FOREIGN KEY (organization_id, patient_id) REFERENCES patient(organization_id, patient_id),
  constraint weight_source_check CHECK ((source = ANY (ARRAY['measured'::text, 'imported'::text, 'reported'::text]))),
  constraint weight_weight_kg_check CHECK (((weight_kg >= (20)::numeric) AND (weight_kg <= (400)::numeric)))
);
CREATE INDEX weight_patient ON chairside.weight USING btree (organization_id, patient_id, measured_at DESC);
-- row-level security: forced
-- policy owner for all to chairside_owner using (true)
-- policy tenant for all to chairside_app using ((organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid))
-- grant insert, select to chairside_app

-- functions
CREATE OR REPLACE FUNCTION chairside.current_protocol()
 RETURNS protocol_version
 LANGUAGE sql
 STABLE
AS $function$ select * from protocol_version order by approved_at is not null desc, version desc limit 1 $function$;
-- may be called by: chairside_app

CREATE OR REPLACE FUNCTION chairside.door_create_organization(new_id uuid, new_name text, new_time_zone text, demonstration boolean)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'chairside', 'pg_temp'
AS $function$
begin
  -- Two first runs at once: the second waits, and then finds the first.
  perform pg_advisory_xact_lock(4243179);
  if exists (select from organization where is_demonstration = demonstration) then
    raise exception 'organization exists' using errcode = 'unique_violation';
  end if;
  insert into organization (organization_id, name, time_zone, is_demonstration) values (new_id, new_name, new_time_zone, demonstration);
  insert into audit_head (organization_id) values (new_id);
end $function$;
-- may be called by: chairside_app

CREATE OR REPLACE FUNCTION chairside.door_device_chair(asked_device text, asked_bed text)
 RETURNS TABLE(organization_id uuid, chair_id uuid, bound boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'chairside', 'pg_temp'
AS $function$
  select b.organization_id, b.chair_id, true from device_binding b where b.device = asked_device
  union all
  select c.organization_id, c.chair_id, false from chair c where c.name = asked_bed and not exists (select from device_binding b where b.device = asked_device)
$function$;
-- may be called by: chairside_app

CREATE OR REPLACE FUNCTION chairside.door_driver_link(asked_hash text)
 RETURNS TABLE(organization_id uuid, driver_link_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'chairside', 'pg_temp'
AS $function$ select organization_id, driver_link_id from driver_link where token_hash = asked_hash $function$;
-- may be called by: chairside_app

CREATE OR REPLACE FUNCTION chairside.door_enrolment(asked_hash text)
 RETURNS TABLE(organization_id uuid, staff_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'chairside', 'pg_temp'
AS $function$ select e.organization_id, e.staff_id from staff_secret e join staff s using (organization_id, staff_id) where e.enrolment_hash = asked_hash and s.active $function$;
-- may be called by: chairside_app

CREATE OR REPLACE FUNCTION chairside.door_form_link(asked_hash text)
 RETURNS TABLE(organization_id uuid, form_link_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'chairside', 'pg_temp'
AS $function$ select organization_id, form_link_id from form_link where token_hash = asked_hash $function$;
-- may be called by: chairside_app

CREATE OR REPLACE FUNCTION chairside.door_move_drug()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'chairside', 'pg_temp'
AS $function$
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
end $function$;
-- may be called by: the owner only

CREATE OR REPLACE FUNCTION chairside.door_organizations()
 RETURNS TABLE(organization_id uuid, name text, is_demonstration boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'chairside', 'pg_temp'
AS $function$ select organization_id, name, is_demonstration from organization order by is_demonstration, created_at $function$;
-- may be called by: chairside_app

CREATE OR REPLACE FUNCTION chairside.door_passkey(asked_id text)
 RETURNS TABLE(organization_id uuid, staff_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'chairside', 'pg_temp'
AS $function$ select p.organization_id, p.staff_id from passkey p join staff s using (organization_id, staff_id) where p.passkey_id = asked_id and s.active $function$;
-- may be called by: chairside_app

CREATE OR REPLACE FUNCTION chairside.door_public_page(asked text)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'chairside', 'pg_temp'
AS $function$ select organization_id from organization where public_page = asked $function$;
-- may be called by: chairside_app

CREATE OR REPLACE FUNCTION chairside.door_remove_demonstration()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'chairside', 'pg_temp'
AS $function$
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
end $function$;
-- may be called by: chairside_app

CREATE OR REPLACE FUNCTION chairside.door_sign_in(asked_hash text)
 RETURNS TABLE(organization_id uuid, sign_in_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'chairside', 'pg_temp'
AS $function$ select organization_id, sign_in_id from sign_in where token_hash = asked_hash and ended_at is null $function$;
-- may be called by: chairside_app

CREATE OR REPLACE FUNCTION chairside.door_staff_by_email(asked text)
 RETURNS TABLE(organization_id uuid, staff_id uuid, is_demonstration boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'chairside', 'pg_temp'
AS $function$ select s.organization_id, s.staff_id, o.is_demonstration from staff s join organization o using (organization_id) where lower(s.email) = lower(asked) and s.active $function$;
-- may be called by: chairside_app

CREATE OR REPLACE FUNCTION chairside.door_treatment_key(asked_hash text)
 RETURNS TABLE(organization_id uuid, treatment_key_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'chairside', 'pg_temp'
AS $function$ select organization_id, treatment_key_id from treatment_key where token_hash = asked_hash $function$;
-- may be called by: chairside_app

CREATE OR REPLACE FUNCTION chairside.make_append_only(target regclass)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  execute format('create trigger refuse_change before update or delete on %s for each row execute function refuse_change()', target);
  execute format('create trigger refuse_truncate before truncate on %s for each statement execute function refuse_change()', target);
end $function$;
-- may be called by: the owner only

CREATE OR REPLACE FUNCTION chairside.name_key(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$ select trim(regexp_replace(regexp_replace(normalize(lower(name), NFKD), '[\u0300-\u036f]', '', 'g'), '\s+', ' ', 'g')) $function$;
-- may be called by: chairside_app

CREATE OR REPLACE FUNCTION chairside.protect(target regclass, privileges text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format($p$create policy tenant on %s to chairside_app using (organization_id = nullif(current_setting('chairside.organization_id', true), '')::uuid)$p$, target);
  execute format('create policy owner on %s to chairside_owner using (true)', target);
  execute format('grant %s on %s to chairside_app', privileges, target);
end $function$;
-- may be called by: the owner only

CREATE OR REPLACE FUNCTION chairside.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'DELETE' and exists (select from organization o where o.organization_id = old.organization_id and o.is_demonstration)
     and current_setting('chairside.removing_demonstration', true) = old.organization_id::text then
    return old;
  end if;
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $function$;
-- may be called by: the owner only


-- extensions
create extension btree_gist;
