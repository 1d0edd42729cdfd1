// `npm run check`: what can be said without running the clinic, in under a minute. Prints what failed, and only that.
import { spawn } from 'node:child_process'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname, '..')
const BIN = path.join(ROOT, 'node_modules', '.bin')

const CHECKS: readonly (readonly [what: string, program: string, args: readonly string[]])[] = [
  ['types', path.join(BIN, 'tsc'), ['-p', 'tsconfig.json']],
  ['types of the pure core', path.join(BIN, 'tsc'), ['-p', 'core/tsconfig.json']],
  ['lint', path.join(BIN, 'oxlint'), ['--deny-warnings', '--type-aware']],
  ['architecture and rule book', process.execPath, ['--test', 'tests/architecture.test.ts', 'tests/rules.test.ts']],
  ['lock file', process.execPath, ['scripts/lockcheck.cjs']],
]

/** Resolves with what a failed check printed, or null when it passed. */
function check(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PATH: `${BIN}${path.delimiter}${process.env['PATH'] ?? ''}` } })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => { text += String(data) })
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code) => resolve(code === 0 ? null : text))
  })
}

let failures = 0
const began = performance.now()
for (const [what, program, args] of CHECKS) {
  const since = performance.now()
  const problem = await check(program, args)
  const took = `${((performance.now() - since) / 1000).toFixed(1)} s`
  if (problem === null) {
    console.log(`passed  ${what} (${took})`)
  } else {
    failures += 1
    console.log(`FAILED  ${what} (${took})\n${problem.trimEnd()}\n`)
  }
}
console.log(failures === 0 ? `All checks passed in ${((performance.now() - began) / 1000).toFixed(1)} s.` : `${failures} of ${CHECKS.length} checks failed.`)
process.exit(failures === 0 ? 0 : 1)
