// Every statement that a request really runs, explained as the application's role, row-level security included: no large table is read from end to end.
import assert from 'node:assert/strict'
import postgres from 'postgres'
import { appUrl, inOrganization, SCHEMA, type Sql } from '../db/connect.ts'
import { testApp, type TestApp } from './app.ts'
import type { TestDatabase } from './database.ts'
import type { SignedIn } from './people.ts'

type Statement = { readonly text: string; readonly values: readonly unknown[] }
type Plan = { readonly 'Node Type': string; readonly 'Relation Name'?: string; readonly Plans?: readonly Plan[] }

export type Explainer = {
  readonly server: TestApp
  /** Makes the request and explains each of its statements; gives how many of them read a large table. */
  explained(person: SignedIn, organization: string, url: string, body?: unknown): Promise<number>
  close(): Promise<void>
}

/** The app over a connection that is listened to. `large`: the tables that must be found in by an index. */
export async function explainer(db: TestDatabase, large: ReadonlySet<string>, clock?: () => Date): Promise<Explainer> {
  let asked: Statement[] = []
  const traced: Sql = postgres(appUrl(db.ownerUrl), { max: 4, onnotice: () => {}, connection: { search_path: SCHEMA }, debug: (_connection, text, values) => { asked.push({ text, values }) } })
  const server = await testApp({ ...db, sql: traced }, clock)
  const scansOf = (plan: Plan): string[] => [...(plan['Node Type'] === 'Seq Scan' && large.has(plan['Relation Name']!) ? [plan['Relation Name']!] : []), ...(plan.Plans ?? []).flatMap(scansOf)]
  const readsLarge = (plan: Plan): boolean => large.has(plan['Relation Name'] ?? '') || (plan.Plans ?? []).some(readsLarge)
  return {
    server,
    async explained(person, organization, url, body) {
      asked = []
      const answer = await (body === undefined ? person.get(url) : person.post(url, body))
      assert.equal(answer.status, 200, answer.text)
      const statements = asked.filter(({ text }) => /^\s*(select|with)\b/i.test(text) && !/set_config|audit_head|pg_notify/.test(text))
      assert.ok(statements.length > 0)
      let count = 0
      for (const { text, values } of statements) {
        const [row] = await inOrganization(db.sql, organization, (tx) => tx.unsafe<{ 'QUERY PLAN': [{ Plan: Plan }] }[]>(`explain (format json) ${text}`, values as never))
        const { Plan: plan } = row!['QUERY PLAN'][0]
        assert.deepEqual(scansOf(plan), [], `${url}\n${text}\n${JSON.stringify(plan, null, 1)}`)
        if (readsLarge(plan)) count += 1
      }
      return count
    },
    close: async () => { await server.close(); await traced.end({ timeout: 2 }) },
  }
}
