import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { describeSchema } from '../../server/db/describe.ts'
import { freshDatabase } from '../../server/testing/database.ts'
import { ROOT } from './instance.ts'

test('[OPS15] server/db/schema.sql is what the migrations make: after a change run `npm run golden` and read the difference', async () => {
  const db = await freshDatabase()
  const text = await describeSchema(db.owner)
  await db.close()
  assert.equal(text, fs.readFileSync(path.join(ROOT, 'server/db/schema.sql'), 'utf8'))
})
