import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, coreIsPure, doorsOnly, importsOf, longFilesSayWhy, noClockNoChance, nothingSwitchedOff, plainNames, sliceOrder, workspaceArrows, type Check, type Source } from './architecture.ts'

const root = join(import.meta.dirname, '..')
/** Every source but this file, which is full of counterexamples. */
const sources: readonly Source[] = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx', '*.cjs', '*.mjs', '*.js'], { cwd: root, encoding: 'utf8' })
  .split('\n').filter((path) => path !== '' && !path.includes('node_modules/') && !path.includes('/dist/') && path !== 'tests/architecture.test.ts' && existsSync(join(root, path)))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

const holds = (check: Check): void => assert.deepEqual(sources.flatMap(check), [])
/** Shows that a rule can fail, and that it does not fail on what is allowed. */
function tells(check: Check, wrong: readonly (readonly [path: string, text: string])[], right: readonly (readonly [path: string, text: string])[]): void {
  for (const [path, text] of wrong) assert.equal(check({ path, text }).length, 1, `${path}: ${text}`)
  for (const [path, text] of right) assert.deepEqual(check({ path, text }), [], `${path}: ${text}`)
}

describe('the shape', () => {
  it('[ARC1] reads every source there is', () => {
    assert.ok(sources.length > 50)
    for (const path of ['core/session/fold.ts', 'tests/architecture.ts']) assert.ok(sources.some((s) => s.path === path), path)
    assert.deepEqual(importsOf(`import type { A } from './a.ts'\nexport { b } from "../b.ts"\nconst c = await import('./c.ts')\nrequire('d')\nimport 'e'\nconst f = 'from'\nconst g = 'x'\n// import 'no'\n/* from 'no' */`), ['./a.ts', '../b.ts', './c.ts', 'd', 'e'])
    assert.equal(codeOf(`a('http://x') // gone`, false).trim(), `a('')`)
  })

  it('[ARC1] workspaces import along the arrows', () => {
    holds(workspaceArrows)
    tells(workspaceArrows, [
      ['app/desk/day.ts', `import type { Sql } from '@chairside/server/db'`], ['server/main.ts', `import { x } from '../app/main.tsx'`], ['core/plan/order.ts', `import type { A } from '../../server/db/connect.ts'`],
      ['core/plan/order.ts', `export { A } from '@chairside/cli'`], ['app/main.tsx', `const x = await import('../cli/score.ts')`], ['server/a.ts', `import '../cli/score.ts'`], ['app/a.ts', `import { x } from '../tests/browser/launch.ts'`],
    ], [['cli/verify.ts', `import { a } from '@chairside/server'`], ['app/a.ts', `import type { A } from '@chairside/core/plan'`], ['server/a.ts', `import postgres from 'postgres'`]])
  })

  it('[ARC2] [PK12] slices of core import up only, types too', () => {
    holds(sliceOrder)
    tells(sliceOrder, [
      ['core/pharmacy/prepare.ts', `import type { OrderFlag } from '../plan/index.ts'`], ['core/shared/units.ts', `import { x } from '../people/index.ts'`], ['core/pk/model.ts', `import { x } from '../people/index.ts'`],
      ['core/plan/order.ts', `import { x } from '../pk/index.ts'`], ['core/session/watch.ts', `import { x } from '../pk/index.ts'`], ['core/plan/order.ts', `import { x } from '../unknown/index.ts'`], ['core/session/fold.test.ts', `import { x } from '../sync/index.ts'`],
    ], [['core/session/note.ts', `import type { Order } from '../plan/index.ts'`], ['core/pk/model.ts', `import { x } from '../shared/index.ts'`], ['core/plan/a.ts', `import { x } from './b.ts'`]])
  })

  it('[ARC3] one door a slice, with named exports', () => {
    holds(doorsOnly)
    tells(doorsOnly, [
      ['core/session/note.ts', `import type { Order } from '../plan/wire.ts'`], ['server/a.ts', `import { x } from '@chairside/core/session/fold'`], ['app/a.ts', `import { x } from '../core/session/index.ts'`], ['core/plan/index.ts', `export * from './order.ts'`],
    ], [['core/session/note.ts', `import type { Order } from '../plan/index.ts'\nimport { a } from './fold.ts'`], ['app/a.ts', `import { x } from '@chairside/core/session'`]])
  })

  it('[ARC4] core uses no package and no Node', () => {
    holds(coreIsPure)
    tells(coreIsPure, [['core/a/b.ts', `import fs from 'node:fs'`], ['core/a/b.ts', `import type { Static } from 'typebox'`], ['core/a/b.ts', `import { x } from '@chairside/core/shared'`]],
      [['core/a/b.test.ts', `import fc from 'fast-check'`], ['server/a.ts', `import fs from 'node:fs'`], ['core/a/b.ts', `import { x } from './c.ts' // from 'node:fs'`]])
  })

  it('[ARC5] core asks neither clock nor chance', () => {
    holds(noClockNoChance)
    tells(noClockNoChance, ['Date.now()', 'new Date()', 'new Date( )', 'const d = new Date', 'Date()', 'Math.random()', 'performance.now()', 'crypto.getRandomValues(a)', 'globalThis.randomUUID()', 'setTimeout(f, 1)', 'const { now } = Date .now', 'process.env'].map((text) => ['core/a/b.ts', text] as const),
      [['core/a/b.ts', `new Date(at).toISOString()`], ['core/a/b.ts', `Date.parse(x)`], ['core/a/b.ts', `localDate(at) // Date.now() is never asked`], ['core/a/b.ts', `const words = 'not Math.random()'`], ['core/a/b.test.ts', `Date.now()`], ['app/a.ts', `Date.now()`]])
  })

  it('[ARC6] names are the clinic\'s words', () => {
    holds(plainNames)
    tells(plainNames, ['core/a/utils.ts', 'app/helpers/x.ts', 'server/db-helper.ts', 'core/common/x.ts', 'app/session-manager.ts', 'server/base.ts', 'core/date.util.ts'].map((path) => [path, ''] as const), [['core/session/baseline.ts', ''], ['server/db/database.ts', '']])
  })

  it('[ARC7] long files say why', () => {
    holds(longFilesSayWhy)
    tells(longFilesSayWhy, [['a.ts', 'x\n'.repeat(401)]], [['a.ts', 'x\n'.repeat(400)], ['a.ts', `// Long because one table belongs together.\n${'x\n'.repeat(500)}`]])
  })

  it('[ARC8] nothing is switched off', () => {
    holds(nothingSwitchedOff)
    tells(nothingSwitchedOff, ['// @ts-ignore', '// @ts-nocheck', 'x as any', 'it.skip(', 'test.only(', 'describe.todo(', '// TODO: later', '/* FIXME */'].map((text) => ['a.ts', text] as const), [['a.ts', 'x as never'], ['a.ts', '// @ts-expect-error: shows that it does not compile'], ['a.ts', 'list.skip(3)'], ['a.ts', '// the same as any other']])
  })
})
