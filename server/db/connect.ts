// Connections and transactions. Every statement about a clinic runs inside `inOrganization`, which is what row-level security reads.
import { createHmac } from 'node:crypto'
import postgres from 'postgres'

export type Sql = postgres.Sql
export type Tx = postgres.TransactionSql
/** Whatever statements can be sent on: a pool, a reserved connection or a transaction. */
export type Query = postgres.ISql

export const SCHEMA = 'chairside'

const OPTIONS = { onnotice: () => {}, connection: { search_path: SCHEMA, application_name: 'chairside' } }

/** A pool with the owner's rights: migrations, backup, verify. Never used to answer a request. */
export const connectOwner = (url: string, max = 2): Sql => postgres(url, { ...OPTIONS, max, connection: { ...OPTIONS.connection, role: 'chairside_owner' } })

/** A pool with the application's rights: row-level security cannot be bypassed from here. */
export const connectApp = (ownerUrl: string, max = 10): Sql => postgres(appUrl(ownerUrl), { ...OPTIONS, max })

/** The application role's password follows from the owner's, so that every node of one database derives the same one and none is stored. */
export const appPassword = (ownerUrl: string): string =>
  createHmac('sha256', decodeURIComponent(new URL(ownerUrl).password) || 'chairside').update('chairside_app').digest('base64url')

export function appUrl(ownerUrl: string): string {
  const url = new URL(ownerUrl)
  url.username = 'chairside_app'
  url.password = appPassword(ownerUrl)
  return url.href
}

/** Runs `work` in one transaction that sees the rows of one organization only. */
export function inOrganization<T>(sql: Sql, organization: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return sql.begin(async (tx) => {
    await tx`select set_config('chairside.organization_id', ${organization}, true)`
    return work(tx)
  }) as Promise<T>
}

/** PostgreSQL's SQLSTATE of a failed statement, or null for another error. */
export const sqlState = (error: unknown): string | null =>
  error instanceof postgres.PostgresError ? error.code : null
