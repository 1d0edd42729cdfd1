// `npm run golden`: writes again the files that are made from others and kept under review. Read the difference before committing it.
import fs from 'node:fs'
import path from 'node:path'
import { connectOwner } from '../server/db/connect.ts'
import { describeSchema } from '../server/db/describe.ts'
import { globalSetup, globalTeardown } from './test-database.ts'

const SCHEMA_FILE = path.resolve(import.meta.dirname, '../server/db/schema.sql')

await globalSetup()
try {
  const url = new URL(process.env['TEST_DATABASE_URL']!)
  url.pathname = '/template_chairside'
  const owner = connectOwner(url.href)
  const text = await describeSchema(owner)
  await owner.end()
  const before = fs.existsSync(SCHEMA_FILE) ? fs.readFileSync(SCHEMA_FILE, 'utf8') : ''
  fs.writeFileSync(SCHEMA_FILE, text)
  console.log(before === text ? 'server/db/schema.sql is as it was.' : 'server/db/schema.sql has changed: read the difference.')
} finally {
  await globalTeardown()
}
