// The rows of the demonstration, gathered in memory and written in a few statements.
import type { Tx } from '../db/connect.ts'

/** In the order in which they may be written: what is referred to comes first. */
const TABLES = [
  'site', 'chair', 'staff', 'staff_secret', 'equipment_check', 'protocol_version', 'record_number_counter', 'patient', 'weight', 'health_record', 'consent_text', 'on_call', 'history_answer', 'eligibility_decision', 'inquiry', 'course', 'consent', 'dose_order', 'session', 'session_event', 'form_link', 'score', 'safety_alert', 'follow_up', 'device_binding',
  'registered_address', 'drug_product', 'drug_lot', 'vial', 'drug_head', 'drug_entry',
] as const
export type Table = (typeof TABLES)[number]
export type Row = Readonly<Record<string, unknown>>
export type Rows = { add(table: Table, row: Row): void; of(table: Table): readonly Row[]; write(tx: Tx): Promise<void> }

/** Rows in one statement: large enough to be few, small enough for one message. */
const AT_ONCE = 1500

/** Every row gets `organization`. All rows of a table have the same columns. */
export function createRows(organization: string): Rows {
  const rows = new Map<Table, Row[]>(TABLES.map((table) => [table, []]))
  return {
    add: (table, row) => void rows.get(table)!.push({ organization_id: organization, ...row }),
    of: (table) => rows.get(table)!,
    async write(tx) {
      for (const [table, all] of rows) {
        for (let i = 0; i < all.length; i += AT_ONCE) {
          const columns = Object.keys(all[0]!)
          await tx`insert into ${tx(table)} (${tx(columns)}) select ${tx(columns)} from jsonb_populate_recordset(null::${tx(table)}, ${tx.json(all.slice(i, i + AT_ONCE) as never)})`
        }
      }
    },
  }
}
