import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { describeSchema } from '../../server/db/describe.ts'
import { freshDatabase } from '../../server/testing/database.ts'
import { ROOT } from './instance.ts'

test('[OPS15] server/db/schema.sql is what the migrations make: after a change run `npm run golden` and read the difference', async () => {
  const db = await freshDatabase()
  const made = (await describeSchema(db.owner)).split('\n')
  await db.close()
  const kept = fs.readFileSync(path.join(ROOT, 'server/db/schema.sql'), 'utf8').split('\n')
  const at = made.findIndex((line, i) => line !== kept[i])
  assert.deepEqual(at < 0 ? null : { line: at + 1, made: made[at], kept: kept[at] }, null)
  assert.equal(made.length, kept.length)
})
