// `npm test`: every *.test.ts with node's own runner, one PostgreSQL for the run, screens built first.
// Words after `--` choose files: `npm test -- core/session server/log`. `--field` and `--faults` run the long ones instead.
import fs from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { sentenceOf } from '../server/ops/sentence.ts'
import { builtScreens } from './screens.ts'
import { globalSetup, globalTeardown } from './test-database.ts'

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
// The longest first, so that the end of the run does not wait for one of them alone.
const LONG = ['tests/sync/', 'tests/faults/', 'tests/browser/', 'tests/ops/']
const weight = (file: string): number => { const at = LONG.findIndex((folder) => file.startsWith(folder)); return at < 0 ? LONG.length : at }
const others = files.filter((file) => !file.startsWith('core/')).toSorted((a, b) => weight(a) - weight(b))

process.env['DATABASE_URL'] = ''
let failed = false
async function runFiles(options: Parameters<typeof run>[0]): Promise<void> {
  const events = run({ ...options, cwd: ROOT })
  events.on('test:fail', ({ todo }) => { if (todo === undefined || todo === false) failed = true })
  await pipeline(events, new spec(), async (lines) => { for await (const line of lines) process.stdout.write(line as string) })
}
if (pure.length > 0) await runFiles({ files: pure, isolation: 'none' })
// Tests of processes and browsers wait more than they compute: three at a time keep two cores busy without running tests into their time limits.
if (others.length > 0) {
  await globalSetup()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void globalTeardown().finally(() => process.exit(1)))
  try { await runFiles({ files: others, concurrency: 3 }) } finally { await globalTeardown() }
}
process.exit(failed ? 1 : 0)
