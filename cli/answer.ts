// What the pure commands have in common: one JSON document in, one answer out, and one line that names the place of bad input.
import type { BadInput, Result } from '@chairside/core/shared'
import type { Io } from './chairside.ts'
import { BadCommand, badFile, JSON_FLAG, parseOptions } from './options.ts'

const OPTIONS = { in: { kind: 'text', allowed: 'a file, or - for standard input' }, json: JSON_FLAG } as const

/** The one JSON document of a file. Throws BadCommand with one line for text that is not JSON. */
export async function jsonFrom(file: string, io: Io): Promise<unknown> {
  // A byte order mark at the start is what some editors save; JSON does not know it.
  const text = (await io.read(file)).replace(/^\uFEFF/, '')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new BadCommand(`${file === '-' ? 'standard input' : file}: this is not JSON (${(error as Error).message}); allowed: one JSON document`)
  }
}

/**
 * Reads `--in FILE` as JSON, hands it to `answer` and writes the value: one JSON document with `--json`, else `words` for a person. Returns 0. Throws
 * BadCommand with one line (file, place, value, what is allowed) for text that is not JSON and for what `answer` refuses.
 */
export async function answerFromFile<T>(args: readonly string[], io: Io, answer: (input: unknown) => Result<T, BadInput>, words: (value: T) => string): Promise<number> {
  const { options } = parseOptions(args, OPTIONS)
  if (options.in === undefined) throw new BadCommand('--in: nothing is not allowed; allowed: a file, or - for standard input')
  const result = answer(await jsonFrom(options.in, io))
  if (!result.ok) throw badFile(options.in, result.refusal)
  io.out(options.json ? JSON.stringify(result.value) : words(result.value))
  return 0
}
