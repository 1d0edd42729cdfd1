import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import postgres from 'postgres'
import { inOrganization, SCHEMA } from '../../server/db/connect.ts'
import { freshDatabase, type TestDatabase } from '../../server/testing/database.ts'

/** The one table without an organization: which migrations were applied. It has no tenant policy, so the application sees nothing of it. */
const EXEMPT = ['schema_migration']

const [OURS, THEIRS] = [randomUUID(), randomUUID()]

/** A value of each type that the schema uses, as SQL. A new type fails the test until it is added here. */
const VALUES: Readonly<Record<string, string>> = {
  'uuid': 'gen_random_uuid()', 'text': `'x'`, 'integer': '1', 'bigint': '1', 'numeric': '1', 'boolean': 'false', 'date': `'2026-01-01'`, 'timestamp with time zone': 'now()',
  // The columns of a drug book are made of its body.
  'jsonb': `'{"kind": "x", "at": "x", "actor": "019ac000-0000-7000-8000-000000000001"}'`, 'text[]': `'{nurse}'`, 'bytea': `'x'`, 'tstzrange': `tstzrange(now(), now() + interval '1 hour')`,
}

describe('row-level security', { timeout: 60_000 }, () => {
  let db: TestDatabase
  let tables: string[] = []
  before(async () => {
    db = await freshDatabase()
    const root = postgres(db.ownerUrl, { max: 1, connection: { search_path: SCHEMA } })
    tables = (await root<{ name: string }[]>`select relname as name from pg_class where relnamespace = ${SCHEMA}::regnamespace and relkind in ('r', 'p') order by 1`).map((row) => row.name)
    // One row of each organization in every table. Bounds on values do not matter to who may see a row.
    // Ended also when it fails: an open connection would keep the whole run waiting.
    await root.begin(async (tx) => {
      await tx`set local session_replication_role = replica`
      for (const table of tables.filter((name) => !EXEMPT.includes(name))) {
        for (const { name } of await tx<{ name: string }[]>`select conname as name from pg_constraint where conrelid = ${table}::regclass and contype = 'c'`) await tx`alter table ${tx(table)} drop constraint ${tx(name)}`
        const columns = await tx<{ name: string; type: string }[]>`
          select attname as name, regexp_replace(format_type(atttypid, null), '\\(.*', '') as type from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = '' order by attnum`
        for (const organization of [OURS, THEIRS]) {
          const values = columns.map(({ name, type }) => {
            assert.ok(VALUES[type], `${table}.${name} has type ${type}`)
            return name === 'organization_id' ? `'${organization}'` : type === 'text' ? `'${organization} ${name}'` : VALUES[type]
          })
          await tx.unsafe(`insert into ${table} (${columns.map(({ name }) => `"${name}"`).join(', ')}) values (${values.join(', ')})`)
        }
      }
    }).finally(() => root.end())
  })
  after(() => db.close())

  test('[OPS20] every table has it enabled and forced, with the tenant policy and the owner policy and no other; one exemption is named', async () => {
    assert.ok(tables.length > 20)
    const rows = await db.owner<{ name: string; forced: boolean; policies: string[]; uses: string }[]>`
      select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
        (select array_agg(p.polname::text order by p.polname) from pg_policy p where p.polrelid = c.oid) as policies,
        (select pg_get_expr(p.polqual, p.polrelid) from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant' and p.polcmd = '*' and p.polwithcheck is null) as uses
      from pg_class c where c.relnamespace = ${SCHEMA}::regnamespace and c.relkind in ('r', 'p')`
    for (const { name, forced, policies, uses } of rows) {
      assert.ok(forced, `${name} is not protected`)
      assert.deepEqual(policies, EXEMPT.includes(name) ? ['owner'] : ['owner', 'tenant'], name)
      if (!EXEMPT.includes(name)) assert.equal(uses, `(organization_id = (NULLIF(current_setting('chairside.organization_id'::text, true), ''::text))::uuid)`, name)
    }
  })

  test('[OPS21] organization_id comes first in every primary key, and is in every unique rule but the ones that find an organization', async () => {
    const keys = await db.owner<{ table: string; name: string; primary: boolean; columns: string[] }[]>`
      select t.relname as table, c.relname as name, i.indisprimary as primary, (select array_agg(a.attname::text order by k.n) from unnest(i.indkey::int2[]) with ordinality k(attnum, n) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum) as columns
      from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid where t.relnamespace = ${SCHEMA}::regnamespace and i.indisunique`
    const primary = keys.filter((key) => key.primary)
    assert.deepEqual(primary.map((key) => key.table).sort(), tables)
    for (const { table, columns } of primary) if (!EXEMPT.includes(table)) assert.equal(columns[0], 'organization_id', table)
    // Before an organization is known, a person, a device or a link must lead to exactly one: the doors of the migration ask these.
    const across = keys.filter((key) => !key.primary && key.columns?.[0] !== 'organization_id').map((key) => key.name).sort()
    assert.deepEqual(across, ['driver_link_token', 'form_link_token', 'organization_public_page_key', 'passkey_id', 'sign_in_token', 'staff_email', 'staff_enrolment', 'treatment_key_token_hash_key'])
  })

  test('[OPS22] without an organization the application sees no row of any table; with one, that one\'s alone', async () => {
    for (const table of tables) {
      const count = async (sql: typeof db.sql): Promise<number | string> =>
        sql.unsafe(`select count(*)::int as n from ${table}`).then((rows) => Number(rows[0]!['n']), (error: { code: string }) => error.code)
      const expected = EXEMPT.includes(table) ? '42501' : 0
      assert.equal(await count(db.sql), expected, `${table}, no organization`)
      if (EXEMPT.includes(table)) continue
      for (const organization of [OURS, THEIRS]) {
        const seen = await inOrganization(db.sql, organization, (tx) => tx.unsafe(`select distinct organization_id as id from ${table}`))
        assert.deepEqual(seen.map((row) => row['id']), [organization], table)
      }
      assert.deepEqual(await inOrganization(db.sql, randomUUID(), (tx) => tx.unsafe(`select 1 from ${table}`)).then((rows) => rows.length), 0, `${table}, a third organization`)
    }
  })

  test('[OPS23] the application cannot write a row of another organization, nor move one there', async () => {
    const codes: string[] = []
    for (const table of tables.filter((name) => !EXEMPT.includes(name) && name !== 'organization')) {
      const attempt = (statement: string): Promise<string> => inOrganization(db.sql, OURS, (tx) => tx.unsafe(statement)).then((rows) => `${rows.count} rows`, (error: { code: string }) => error.code)
      const columns = (await db.owner<{ name: string }[]>`select quote_ident(attname) as name from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = '' and attname <> 'organization_id' order by attnum`).map((row) => row.name)
      codes.push(await attempt(`insert into ${table} (organization_id, ${columns.join(', ')}) select '${THEIRS}', ${columns.join(', ')} from ${table}`))
      codes.push(await attempt(`update ${table} set organization_id = '${THEIRS}'`))
      const removed = await attempt(`delete from ${table} where organization_id = '${THEIRS}'`)
      assert.ok(removed === '42501' || removed === '0 rows', `${table}: ${removed}`)
    }
    assert.deepEqual([...new Set(codes)], ['42501'])
  })

  test('[OPS24] the application cannot step around it', async () => {
    const refused = async (statement: string): Promise<void> => {
      await assert.rejects(db.sql.unsafe(statement), (error: { code: string }) => ['42501', '0LP01'].includes(error.code), statement)
    }
    await refused('alter table chairside.patient disable row level security')
    await refused('alter table chairside.patient no force row level security')
    await refused('drop policy tenant on chairside.patient')
    await refused('create policy mine on chairside.patient using (true)')
    await refused('set session_replication_role = replica')
    await refused('set role chairside_owner')
    await refused('alter role chairside_app bypassrls')
    await refused('create table chairside.mine (a int)')
    await refused(`select chairside.protect('chairside.patient', 'delete')`)
    await assert.rejects(db.sql.begin(async (tx) => {
      await tx`set local row_security = off`
      await tx`select * from patient`
    }), { code: '42501' })
    const [me] = await db.sql<{ super: boolean; bypass: boolean; roles: string[] | null }[]>`
      select rolsuper as super, rolbypassrls as bypass, (select array_agg(g.rolname) from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid) as roles from pg_roles r where rolname = current_user`
    assert.deepEqual(me, { super: false, bypass: false, roles: null })
  })

  test('[OPS25] only the doors run with the owner\'s rights, each with its own search path, and no view is beside the tables', async () => {
    const functions = await db.owner<{ name: string; config: string[] | null }[]>`select proname as name, proconfig as config from pg_proc where pronamespace = ${SCHEMA}::regnamespace and prosecdef`
    assert.ok(functions.length > 0)
    for (const { name, config } of functions) {
      assert.match(name, /^door_/)
      assert.deepEqual(config, ['search_path=chairside, pg_temp'], name)
    }
    assert.equal((await db.owner`select from pg_class where relnamespace = ${SCHEMA}::regnamespace and relkind in ('v', 'm')`).length, 0)
    const open = await db.owner<{ name: string }[]>`select p.proname as name from pg_proc p where p.pronamespace = ${SCHEMA}::regnamespace and has_function_privilege('public', p.oid, 'execute') and p.prosecdef`
    assert.deepEqual([...open], [])
  })

  test('[OPS26] session events, audit entries and drug books are refused any change, by the application and by the owner', async () => {
    for (const table of ['session_event', 'audit_entry', 'drug_entry', 'vial'])
      for (const statement of [`update ${table} set organization_id = organization_id`, `delete from ${table}`, `truncate ${table} cascade`]) {
        await assert.rejects(inOrganization(db.sql, OURS, (tx) => tx.unsafe(statement)), { code: '42501' }, `application: ${statement}`)
        await assert.rejects(db.owner.unsafe(statement), { code: '42501' }, `owner: ${statement}`)
        await assert.rejects(db.owner.begin(async (tx) => {
          await tx`select set_config('chairside.removing_demonstration', ${OURS}, true)`
          await tx.unsafe(statement)
        }), { code: '42501' }, `owner who says it is a demonstration: ${statement}`)
      }
  })
})
