import { test } from 'node:test'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { OBSERVATIONS, tables } from '../scripts/compare-models.ts'

test('[PK14] the page of pharmacokinetics shows what the models say of each published observation', () => {
  const made = tables()
  for (const { id } of OBSERVATIONS) assert.ok(made.includes(`| ${id} |`), id)
  assert.ok(fs.readFileSync(path.join(import.meta.dirname, '../docs/pharmacokinetics.md'), 'utf8').includes(made), 'make the tables again: scripts/compare-models.ts')
})
