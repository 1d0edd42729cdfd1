// A patient who may be treated, as rows: an approved consent text, a decision and a signature, for tests of what comes after.
import { randomUUID } from 'node:crypto'
import { PROPOSED_CONSENT } from '@chairside/core/intake'
import { inOrganization, type Sql } from '../db/connect.ts'

/** `before`: when they were decided and signed. */
export async function enrolRows(sql: Sql, organization: string, patients: readonly string[], before: Date = new Date('2026-11-01T17:00:00Z')): Promise<void> {
  await inOrganization(sql, organization, async (tx) => {
    const [staff] = await tx<{ staff_id: string }[]>`select staff_id from staff limit 1`
    await tx`insert into consent_text (organization_id, version, content, content_hash, written_by, written_at, approved_by, approved_at) values (${organization}, 1, ${tx.json(PROPOSED_CONSENT)}, 'test', ${staff!.staff_id}, ${before}, ${staff!.staff_id}, ${before}) on conflict do nothing`
    for (const patient of patients) {
      await tx`insert into history_answer (organization_id, history_answer_id, patient_id, question, answer, answered_at, source) values (${organization}, ${randomUUID()}, ${patient}, 'main-problem', '"depression"', ${before}, 'patient')`
      await tx`insert into eligibility_decision (organization_id, eligibility_decision_id, patient_id, decision, reason, overrides, checklist, decided_by, decided_at) values (${organization}, ${randomUUID()}, ${patient}, 'eligible', 'for the test', '[]', '{}', ${staff!.staff_id}, ${before})`
      await tx`insert into consent (organization_id, consent_id, patient_id, version, content_hash, language, problem, initials, teach_back, signed_name, signed_at, source) values (${organization}, ${randomUUID()}, ${patient}, 1, 'test', 'en', 'depression', '{}', '{}', 'Test', ${before}, 'phone')`
    }
  })
}
