import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { builtScreens } from '../scripts/screens.ts'

test('[SES190] every file that the tablet is told to keep is in the build, and every script of the build is kept', { timeout: 120_000 }, async () => {
  const dist = await builtScreens(() => {})
  const named = /const FILES = (\[.*?\])\n/s.exec(fs.readFileSync(path.join(dist, 'sw.js'), 'utf8'))
  assert.ok(named)
  const kept = (JSON.parse(named[1]!) as string[]).filter((file) => file.startsWith('/assets/'))
  assert.deepEqual(kept.filter((file) => !fs.existsSync(path.join(dist, file))), [])
  const scripts = fs.readdirSync(path.join(dist, 'assets')).filter((name) => /\.(js|css)$/.test(name)).map((name) => `/assets/${name}`)
  assert.deepEqual(scripts.filter((file) => !kept.includes(file)), [])
  assert.ok(scripts.length > 20)
})
