// What the pure commands share: one JSON document in, one answer out, one line for bad input. The process itself fits `Io`.
import { readFile } from 'node:fs/promises'
import { describeBadInput, type BadInput, type Result } from '@chairside/core/shared'

export type Io = {
  readonly stdin: AsyncIterable<string | Uint8Array>
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
}
/** Exit statuses of every command: done, the answer is no, the input is bad. */
export const DONE = 0
export const BAD_INPUT = 2

type Asked = { readonly file: string; readonly json: boolean }

const systemWords: Readonly<Record<string, string>> = { ENOENT: 'there is no such file', EISDIR: 'this is a folder', EACCES: 'this file may not be read' }

function parseArguments(command: string, args: readonly string[]): Asked | string {
  let file: string | null = null
  let json = false
  for (let i = 0; i < args.length; i++) {
    const argument = args[i]!
    if (argument === '--json') json = true
    else if (argument === '--in' && args[i + 1] !== undefined && file === null) file = args[++i]!
    else return `chairside ${command}: ${argument} is not allowed here; allowed: --in FILE (or - for standard input), --json`
  }
  return file === null ? `chairside ${command}: --in is missing; allowed: --in FILE (or - for standard input), --json` : { file, json }
}

async function readText(file: string, io: Io): Promise<string> {
  if (file !== '-') return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
  const chunks: Uint8Array[] = []
  for await (const chunk of io.stdin) chunks.push(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk)
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/**
 * Runs one pure command: reads `--in`, hands the JSON to `answer`, prints the value as one JSON document (`--json`) or as `words` for a person.
 * Returns 0, or 2 after one line on standard error that names file, place, value and what is allowed.
 */
export async function answerFromFile<T>(command: string, args: readonly string[], io: Io, answer: (input: unknown) => Result<T, BadInput>, words: (value: T) => string): Promise<number> {
  const bad = (line: string): number => { io.stderr.write(`${oneLine(line)}\n`); return BAD_INPUT }
  const asked = parseArguments(command, args)
  if (typeof asked === 'string') return bad(asked)
  const name = asked.file === '-' ? 'standard input' : asked.file
  let text: string
  try {
    text = await readText(asked.file, io)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    return bad(`${name}: ${systemWords[code] ?? (code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'this is not UTF-8 text; allowed: one JSON document' : 'this file could not be read')}`)
  }
  let input: unknown
  try {
    input = JSON.parse(text)
  } catch (error) {
    return bad(`${name}: this is not JSON (${(error as Error).message}); allowed: one JSON document`)
  }
  const result = answer(input)
  if (!result.ok) return bad(`${name}: ${describeBadInput(result.refusal)}`)
  io.stdout.write(asked.json ? `${JSON.stringify(result.value)}\n` : words(result.value))
  return DONE
}
