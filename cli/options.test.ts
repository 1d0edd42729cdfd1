import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BadCommand, parseOptions } from './options.ts'

const SPEC = { in: { kind: 'text', allowed: 'a file' }, speed: { kind: 'number', min: 0.1, max: 100 }, port: { kind: 'number', min: 0, max: 65_535, whole: true }, json: { kind: 'flag' } } as const
const line = (...args: string[]): string => {
  try {
    parseOptions(args, SPEC, [0, 1, 'one name'])
  } catch (error) {
    assert.ok(error instanceof BadCommand)
    return error.message
  }
  return 'taken'
}

test('[OPS34] takes values after a space or an equals sign, flags, words, and everything after -- as words', () => {
  assert.deepEqual(parseOptions(['--in', 'a.json', '--speed=2.5', '--json', 'here'], SPEC, [0, 1, 'one name']), { options: { in: 'a.json', speed: 2.5, json: true }, words: ['here'] })
  assert.deepEqual(parseOptions(['--in', '-'], SPEC), { options: { in: '-', json: false }, words: [] })
  assert.deepEqual(parseOptions(['--', '--json'], SPEC, [1, 1, 'one name']), { options: { json: false }, words: ['--json'] })
  assert.deepEqual(parseOptions(['--in', 'a', '--in=b'], SPEC).options.in, 'b')
})

test('[OPS34] names the option, the value and what is allowed', () => {
  assert.equal(line('--sped', '2'), 'option: "--sped" is not allowed; allowed: --in, --speed, --port, --json')
  assert.equal(line('--__proto__', '2'), 'option: "--__proto__" is not allowed; allowed: --in, --speed, --port, --json')
  for (const value of ['', 'fast', '1e3', '0x10', 'NaN', '101', '0']) assert.equal(line('--speed', value), `--speed: ${JSON.stringify(value)} is not allowed; allowed: a number from 0.1 to 100`)
  assert.equal(line('--port', '80.5'), '--port: "80.5" is not allowed; allowed: a whole number from 0 to 65535')
  assert.equal(line('--speed'), '--speed: nothing is not allowed; allowed: a number from 0.1 to 100')
  assert.equal(line('--in'), '--in: nothing is not allowed; allowed: a file')
  assert.equal(line('--in', '--json'), '--in: "--json" is not allowed; allowed: a file')
  assert.equal(line('--json=yes'), '--json: "yes" is not allowed; allowed: no value')
  assert.equal(line('one', 'two'), 'argument: "two" is not allowed; allowed: one name')
})
