import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'

const FOLDER = import.meta.dirname
const PROGRAM = path.join(FOLDER, 'chairside.cjs')
const chairside = (args: readonly string[], node = process.execPath): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(node, [PROGRAM, ...args], { encoding: 'utf8' })

test('[OPS33] lists every command, and each listed command has its file', () => {
  const help = chairside(['--help'])
  assert.equal(help.status, 0)
  const listed = [...help.stdout.matchAll(/^ {2}(\w+) /gm)].map((match) => match[1]!)
  const support = new Set(['chairside.ts', 'options.ts', 'open-database.ts'])
  const files = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !support.has(name))
    .filter((name) => /export (async function|const) run\b/.test(fs.readFileSync(path.join(FOLDER, name), 'utf8')))
  assert.deepEqual([...listed].sort(), files.map((name) => name.replace('.ts', '')).sort())
  for (const name of listed) assert.match(chairside([name, '--help']).stdout, new RegExp(`^npx chairside ${name}`))
})

test('[OPS33] refuses an unknown command by name, and no command at all, with 2', () => {
  for (const name of ['nurse', '__proto__', 'constructor', '../server/main', 'options']) {
    const answer = chairside([name])
    assert.equal(answer.status, 2, name)
    assert.match(answer.stderr, /^command: .* is not allowed; allowed: backup, [^\n]*\n$/)
    assert.equal(answer.stdout, '')
  }
  assert.equal(chairside([]).status, 2)
})

/** A Node of the machine that is older than the pinned one; where there is none, the pinned one does. */
const older = ['/usr/bin/node', '/usr/local/bin/node'].find((file) => {
  if (!fs.existsSync(file)) return false
  const version = Number(spawnSync(file, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }).stdout)
  return version >= 18 && version < 26
}) ?? process.execPath

test('[OPS33] hands over to the pinned Node when an older one starts it, and hands back its status', () => {
  const good = chairside(['--help'], older)
  assert.equal(good.status, 0, good.stderr)
  assert.equal(good.stdout, chairside(['--help']).stdout)
  const bad = chairside(['nurse'], older)
  assert.equal(bad.status, 2)
  assert.equal(bad.stderr.trim().split('\n').length, 1)
})
