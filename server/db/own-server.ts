// A PostgreSQL of the clinic's own, named by DATABASE_URL: is it there, and is it new enough?
import postgres from 'postgres'
import { Sentence } from '../ops/sentence.ts'

/** The oldest version whose features and fixes the schema is tested to need. */
const OLDEST = 17

/** Resolves when the server answers and is new enough; throws a Sentence that names the host, never the password. */
export async function checkOwnServer(address: string): Promise<void> {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    throw new Sentence('DATABASE_URL is not an address of the form postgres://user:password@host:5432/database.')
  }
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') throw new Sentence(`DATABASE_URL begins with ${url.protocol}//, and must begin with postgres://.`)
  const where = `${url.hostname}:${url.port || '5432'}`
  const sql = postgres(address, { max: 1, connect_timeout: 8, onnotice: () => {} })
  try {
    const [row] = await sql<{ version: string; number: number }[]>`select current_setting('server_version') as version, current_setting('server_version_num')::int as number`
    if (row!.number < OLDEST * 10_000) throw new Sentence(`The database at ${where} (DATABASE_URL) is PostgreSQL ${row!.version}: Chairside needs version ${OLDEST} or later.`)
  } catch (error) {
    if (error instanceof Sentence) throw error
    const { code } = error as { code?: string }
    if (code === '28P01' || code === '28000') throw new Sentence(`The database at ${where} refuses the user or password in DATABASE_URL.`)
    if (code === '3D000') throw new Sentence(`The database named in DATABASE_URL does not exist at ${where}: create it first.`)
    if (code === '57P03') throw new Sentence(`The database at ${where} (DATABASE_URL) is still starting: try again in a moment.`)
    throw new Sentence(`The database at ${where} (DATABASE_URL) cannot be reached${code ? ` (${code})` : ''}: check that it runs and that the address is right.`)
  } finally {
    await sql.end({ timeout: 2 })
  }
}
