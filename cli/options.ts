// What a command's words mean: one parser for all commands, and the errors that end one with a single line.
import { describeBadInput, type BadInput } from '@chairside/core/shared'

/** The input is bad: exit 2. The message is one line that names the place, the value and what is allowed. */
export class BadCommand extends Error {}

/** The answer is no: exit 1, with one sentence. */
export class No extends Error {}

/** A refusal of core's parsers as the command's error: `FILE: answers.3: 4 is not allowed; allowed: 0, 1, 2 or 3`. */
export const badFile = (file: string, problem: BadInput): BadCommand => new BadCommand(`${file === '-' ? 'standard input' : file}: ${describeBadInput(problem)}`)

/** `flag` takes no value; `text` and `number` take one (`--name value` or `--name=value`); the last one given counts. */
export type Option =
  | { readonly kind: 'flag' }
  | { readonly kind: 'text'; readonly allowed: string }
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly whole?: boolean }

type Value<O extends Option> = O extends { kind: 'flag' } ? boolean : O extends { kind: 'number' } ? number | undefined : string | undefined

export type Parsed<S extends Readonly<Record<string, Option>>> = { readonly options: { readonly [K in keyof S]: Value<S[K]> }; readonly words: readonly string[] }

const bad = (name: string, value: string | undefined, allowed: string): never => {
  throw new BadCommand(describeBadInput({ kind: 'bad-input', path: name, value, allowed }))
}

/**
 * Parses a command's arguments. `words` names what stands without `--`: `[least, most, what]`.
 * Throws BadCommand for an unknown option, a missing or wrong value, or a wrong number of words. After `--` everything is a word.
 */
export function parseOptions<S extends Readonly<Record<string, Option>>>(args: readonly string[], spec: S, words: readonly [least: number, most: number, what: string] = [0, 0, 'nothing more']): Parsed<S> {
  const values: Record<string, string | number | boolean> = {}
  const rest: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '--') {
      rest.push(...args.slice(i + 1))
      break
    }
    if (!arg.startsWith('--')) {
      rest.push(arg)
      continue
    }
    const cut = arg.indexOf('=')
    const name = cut < 0 ? arg.slice(2) : arg.slice(2, cut)
    const option = Object.hasOwn(spec, name) ? spec[name] : undefined
    if (!option) return bad('option', arg, Object.keys(spec).map((known) => `--${known}`).join(', ') || 'none')
    if (option.kind === 'flag') {
      if (cut >= 0) bad(`--${name}`, arg.slice(cut + 1), 'no value')
      values[name] = true
      continue
    }
    const text = cut < 0 ? args[++i] : arg.slice(cut + 1)
    if (option.kind === 'text') {
      if (text === undefined || text === '' || (cut < 0 && text.startsWith('--'))) return bad(`--${name}`, text, option.allowed)
      values[name] = text
    } else {
      const number = text === undefined || !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? NaN : Number(text)
      if (!(number >= option.min && number <= option.max) || (option.whole === true && !Number.isInteger(number)))
        return bad(`--${name}`, text, `a ${option.whole === true ? 'whole ' : ''}number from ${option.min} to ${option.max}`)
      values[name] = number
    }
  }
  const [least, most, what] = words
  if (rest.length < least || rest.length > most) bad('argument', rest[rest.length > most ? most : rest.length], what)
  for (const [name, option] of Object.entries(spec)) if (option.kind === 'flag') values[name] ??= false
  return { options: values as Parsed<S>['options'], words: rest }
}

/** `--data DIR` and `--json`, which most commands share. */
export const DATA = { kind: 'text', allowed: 'a folder' } as const
export const JSON_FLAG = { kind: 'flag' } as const
