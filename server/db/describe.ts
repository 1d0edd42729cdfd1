// The schema as text, in one stable order, read back from the database itself: `schema.sql` is this, kept under review.
import { SCHEMA, type Sql } from './connect.ts'

const section = (title: string, lines: readonly string[]): string => `-- ${title}\n${lines.join('\n')}\n`

type Line = { line: string }
const linesOf = (rows: readonly Line[]): string[] => rows.map((row) => row.line)

/** Tables with their columns, constraints, indexes, row-level security, triggers, functions and rights of the schema that `owner` sees. */
export async function describeSchema(owner: Sql): Promise<string> {
  const tables = await owner<{ oid: number; name: string; security: string }[]>`
    select c.oid::int as oid, c.relname as name,
      case when c.relrowsecurity and c.relforcerowsecurity then 'forced' when c.relrowsecurity then 'enabled' else 'none' end as security
    from pg_class c where c.relnamespace = ${SCHEMA}::regnamespace and c.relkind in ('r', 'p') order by c.relname`
  const parts: string[] = [`-- Made by \`npm run golden\` from the migrations; do not edit. tests/ops/schema.test.ts compares.\n`]
  for (const { oid, name, security } of tables) {
    const columns = await owner<Line[]>`
      select '  ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
        || case when a.attgenerated = 's' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
             when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end as line
      from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = ${oid} and a.attnum > 0 and not a.attisdropped order by a.attnum`
    // Not-null constraints are on their columns already, and PostgreSQL 17 does not list them.
    const constraints = await owner<Line[]>`
      select '  constraint ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid) as line from pg_constraint where conrelid = ${oid} and contype in ('p', 'u', 'f', 'c', 'x')
      order by position(contype::text in 'pufxc'), conname`
    const indexes = await owner<Line[]>`
      select pg_get_indexdef(i.indexrelid) || ';' as line from pg_index i join pg_class c on c.oid = i.indexrelid
      where i.indrelid = ${oid} and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x')) order by c.relname`
    const policies = await owner<Line[]>`
      select 'policy ' || quote_ident(polname) || ' for ' || case polcmd when '*' then 'all' else polcmd::text end || ' to '
        || (select string_agg(rolname, ', ' order by rolname) from pg_roles where oid = any(polroles))
        || coalesce(' using (' || pg_get_expr(polqual, polrelid) || ')', '') || coalesce(' with check (' || pg_get_expr(polwithcheck, polrelid) || ')', '') as line
      from pg_policy where polrelid = ${oid} order by polname`
    const triggers = await owner<Line[]>`select pg_get_triggerdef(oid) || ';' as line from pg_trigger where tgrelid = ${oid} and not tgisinternal order by tgname`
    const grants = await owner<Line[]>`
      select 'grant ' || privilege || ' to ' || grantee as line from (
        select r.rolname as grantee, string_agg(lower(x.privilege_type), ', ' order by x.privilege_type) as privilege
        from pg_class c, aclexplode(c.relacl) x join pg_roles r on r.oid = x.grantee where c.oid = ${oid} and x.grantee <> c.relowner group by 1
        union all
        select r.rolname, string_agg(lower(x.privilege_type) || ' (' || a.attname || ')', ', ' order by x.privilege_type, a.attname)
        from pg_attribute a, aclexplode(a.attacl) x join pg_roles r on r.oid = x.grantee where a.attrelid = ${oid} group by 1) g order by 1`
    parts.push(section(name, [`create table ${name} (`, [...linesOf(columns), ...linesOf(constraints)].join(',\n'), ');', ...linesOf(indexes), `-- row-level security: ${security}`,
      ...linesOf(policies).map((line) => `-- ${line}`), ...linesOf(grants).map((line) => `-- ${line}`), ...linesOf(triggers)]))
  }
  const functions = await owner<(Line & { rights: string | null })[]>`
    select pg_get_functiondef(p.oid) as line,
      (select string_agg(coalesce(r.rolname, 'public'), ', ' order by r.rolname) from aclexplode(p.proacl) x left join pg_roles r on r.oid = x.grantee where x.grantee <> p.proowner) as rights
    from pg_proc p where p.pronamespace = ${SCHEMA}::regnamespace and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by p.proname, p.oid`
  parts.push(section('functions', functions.map(({ line, rights }) => `${line.trimEnd()};\n-- may be called by: ${rights ?? 'the owner only'}\n`)))
  const extensions = await owner<Line[]>`select 'create extension ' || extname || ';' as line from pg_extension where extname <> 'plpgsql' order by extname`
  parts.push(section('extensions', linesOf(extensions)))
  return parts.join('\n')
}
