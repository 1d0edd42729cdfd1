import { it } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
type Text = { readonly path: string; readonly text: string }
const read = (path: string): Text => ({ path, text: readFileSync(join(root, path), 'utf8') })

/** The ids of rules, `- **SES4** sentence.`, in the order of the book. */
const rulesIn = ({ text }: Text): string[] => [...text.matchAll(/^- \*\*([A-Z]+\d+)\*\* \S/gm)].map((m) => m[1]!)
/** The ids with which the names of tests begin: one or more, `[SES4] [SES5] …`. */
const idsIn = ({ text }: Text): string[] =>
  [...text.matchAll(/\b(?:test|it|describe)\(\s*['"`]((?:\[[A-Z]+\d+\]\s*)+)/g)].flatMap((m) => [...m[1]!.matchAll(/\[([A-Z]+\d+)\]/g)].map((id) => id[1]!))

type Problems = { readonly twice: string[]; readonly untested: string[]; readonly unknown: string[] }
function compare(books: readonly Text[], tests: readonly Text[]): Problems {
  const rules = books.flatMap((book) => rulesIn(book))
  const named = tests.flatMap((test) => idsIn(test).map((id) => ({ id, path: test.path })))
  return {
    twice: rules.filter((id, i) => rules.indexOf(id) !== i),
    untested: rules.filter((id) => !named.some((test) => test.id === id)),
    unknown: named.filter((test) => !rules.includes(test.id)).map((test) => `${test.id} in ${test.path}`),
  }
}

it('[ARC9] each rule has a test, each id in a test is a rule, and no id stands twice', () => {
  const books = readdirSync(join(root, 'docs/rules')).filter((name) => name.endsWith('.md')).map((name) => read(`docs/rules/${name}`))
  const tests = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.test.ts', '*.test.tsx', '*.contract.ts'], { cwd: root, encoding: 'utf8' })
    .split('\n').filter((path) => path !== '' && !path.includes('node_modules/') && existsSync(join(root, path))).map(read)
    // Whose own counterexamples are no tests.
    .map((test) => (test.path === 'tests/rules.test.ts' ? { ...test, text: test.text.split('fail in each way')[0]! } : test))
  assert.deepEqual(compare(books, tests), { twice: [], untested: [], unknown: [] })
})

it('[ARC9] the comparison can fail in each way', () => {
  const book = (...ids: string[]): Text => ({ path: 'x.md', text: ids.map((id) => `- **${id}** A sentence.`).join('\n') })
  const test = (...names: string[]): Text => ({ path: 'x.test.ts', text: names.map((name) => `it('${name}', () => {})`).join('\n') })
  assert.deepEqual(compare([book('AB1', 'AB2')], [test('[AB1] holds', '[AB1] [AB2] hold')]), { twice: [], untested: [], unknown: [] })
  assert.deepEqual(compare([book('AB1'), book('AB1')], [test('[AB1] holds')]).twice, ['AB1'])
  assert.deepEqual(compare([book('AB1', 'AB2')], [test('[AB1] holds', 'speaks of [AB2]')]).untested, ['AB2'])
  assert.deepEqual(compare([book('AB1')], [test('[AB1] holds', '[AB3] holds')]).unknown, ['AB3 in x.test.ts'])
  assert.deepEqual(idsIn({ path: 'x', text: 'test(`[AB9] ${name}`, f)\nassert(\'[AB8] no\')' }), ['AB9'])
})
