// `npm test`: every *.test.ts with node's own runner, one PostgreSQL for the run, screens built first.
// Words after `--` choose files: `npm test -- core/session server/log`. `--field` and `--faults` run the long ones instead.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { sentenceOf } from '../server/ops/sentence.ts'
import { builtScreens } from './screens.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const FOLDERS = ['core', 'server', 'cli', 'app', 'tests']
const FIELD_DATA = path.join(ROOT, '..', 'shared', 'data')

type Kind = 'field' | 'faults' | 'ordinary'
const kindOf = (file: string): Kind => (file.endsWith('.field.test.ts') ? 'field' : file.endsWith('.faults.test.ts') ? 'faults' : 'ordinary')

const args = process.argv.slice(2)
const kind: Kind = args.includes('--field') ? 'field' : args.includes('--faults') ? 'faults' : 'ordinary'
const wanted = args.filter((arg) => arg !== '--field' && arg !== '--faults')

if (kind === 'field' && !fs.existsSync(FIELD_DATA)) {
  console.log(`The field tests read recordings and records that are not part of the project. They are expected in ${FIELD_DATA}, which does not exist: nothing was run.`)
  process.exit(0)
}

const files = FOLDERS.flatMap((folder) => fs.readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
  .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules') && !name.includes('/dist/') && kindOf(name) === kind)
  .filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)))
  .sort()
if (files.length === 0) {
  console.error(`No test file matches ${wanted.join(', ') || kind}.`)
  process.exit(1)
}

try {
  await builtScreens(console.log)
} catch (error) {
  console.error(sentenceOf(error))
  process.exit(1)
}
console.log(`Running ${files.length} test files.`)
// The pure core has no side effects that one file could leave to another (its tsconfig knows no Node and no DOM): its files share one process, which saves forty starts.
const pure = files.filter((file) => file.startsWith('core/'))
const others = files.filter((file) => !file.startsWith('core/'))
// Tests of processes and browsers wait more than they compute: three at a time keep two cores busy without running tests into their time limits.
const runs: readonly (readonly string[])[] = [
  ...(pure.length === 0 ? [] : [['--test', '--test-isolation=none', ...pure]]),
  ...(others.length === 0 ? [] : [['--test', '--test-concurrency=3', '--test-global-setup=scripts/test-database.ts', ...others]]),
]
let runner: ChildProcess | null = null
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => { runner?.kill(signal) })
let failed = 0
for (const run of runs) {
  runner = spawn(process.execPath, run, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, DATABASE_URL: '' } })
  const [code] = await once(runner, 'exit') as [number | null]
  failed ||= code ?? 1
}
process.exit(failed)
