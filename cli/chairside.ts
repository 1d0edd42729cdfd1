/*
The command line: one file a command, loaded only when asked for, so that a pure calculation starts in a fraction of a second.

A command `name` is the file `name.ts` beside this one, which exports

  run(args: readonly string[], io: Io): Promise<number>

 - `args` are the words after the command's name; read them with `parseOptions` (options.ts).
 - The result goes to `io.out`: text for a person, or with `--json` exactly one JSON document and nothing else. Progress goes to `io.say` (standard error).
 - `--in -` reads standard input: `io.read(file)` gives a file's text either way.
 - It returns 0 (done) or 1 (the answer is no, already said with `io.say`), or throws: BadCommand ends with 2 and its one line, No and any other error
   with 1 and one line. Nobody sees a stack trace.
 - Import the database, the server and big libraries inside `run`, never at the top of a pure command.

Then it gets one line in COMMANDS below and a paragraph in docs/cli.md.
*/
import fs from 'node:fs'
import { text } from 'node:stream/consumers'
import { BadCommand, No } from './options.ts'

export type Io = {
  /** Writes the result to standard output, with a newline at its end. */
  out(text: string): void
  /** Says a line of progress, or why not, on standard error. */
  say(line: string): void
  /** A file's text; `-` is standard input. Throws BadCommand when it cannot be read. */
  read(file: string): Promise<string>
}

export type Command = { run(args: readonly string[], io: Io): Promise<number> }

type Line = { readonly use: string; readonly does: string }
const COMMANDS: Readonly<Record<string, Line>> = {
  backup: { use: 'backup FILE [--data DIR]', does: 'writes everything into one file, while the clinic runs' },
  restore: { use: 'restore FILE --data DIR', does: 'makes a new data folder from a backup, and verifies it' },
  verify: { use: 'verify [--data DIR] [--json]', does: 'recomputes the hash chain of every session log and of the audit' },
  demo: { use: 'demo load|remove [--data DIR]', does: 'loads or removes the demonstration clinic' },
  import: { use: 'import fhir FILE... [--site ID] [--data DIR] [--json]', does: 'takes patients and their records from FHIR R4 JSON, bundles or NDJSON' },
  hl7: { use: 'hl7 --in FILE [--json]', does: 'reads HL7 v2 device messages and says what would be taken' },
  replay: { use: 'replay RECORDING --to HOST:PORT --chair NAME [--speed N]', does: 'sends recorded vital signs as HL7 v2, as a monitor would' },
  score: { use: 'score --in FILE [--json]', does: 'scores a questionnaire' },
  pk: { use: 'pk --in FILE | --population FILE [--json]', does: 'concentrations from published models, for one history or for a thousand drawn people' },
  series: { use: 'series --in FILE [--limit-s N] [--json]', does: 'plans series of infusions over chairs, nurses and patients, with a proven bound' },
  outcomes: { use: 'outcomes --in FILE.csv [--instrument gad-7|phq-9] [--json]', does: 'response, remission and durability of everybody, with intervals and what is missing' },
  dose: { use: 'dose --in FILE [--json]', does: 'dose, volumes, rate and flags of one infusion' },
}

const HELP = ['npx chairside COMMAND', '', ...Object.values(COMMANDS).map(({ use, does }) => `  ${use}\n      ${does}`), '',
  'Exit status: 0 done, 1 the answer is no, 2 the input is bad. The clinic itself is started with `npm start`; docs/cli.md says more.'].join('\n')

async function read(file: string): Promise<string> {
  if (file === '-') return text(process.stdin)
  try {
    return await fs.promises.readFile(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new BadCommand(`${file}: cannot be read (${code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code}); allowed: a readable file, or - for standard input`)
  }
}

const io: Io = {
  // Synchronous: what was written is out before the process ends, also into a pipe.
  out: (text) => writeWhole(1, `${text}\n`),
  say: (line) => writeWhole(2, `${line}\n`),
  read,
}

function writeWhole(descriptor: number, text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(fs.writeSync(descriptor, rest))
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code === 'EPIPE') return
      if (code !== 'EAGAIN') throw error
    }
  }
}

const oneLine = (message: string): string => message.trim().replace(/\s*\n\s*/g, ' ')

/** Runs one command line; gives the exit status. */
async function main(argv: readonly string[]): Promise<number> {
  const [name, ...args] = argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(HELP)
    return name === undefined ? 2 : 0
  }
  const line = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!line) {
    io.say(`command: ${JSON.stringify(name)} is not allowed; allowed: ${Object.keys(COMMANDS).join(', ')}`)
    return 2
  }
  if (args.includes('--help')) {
    io.out(`npx chairside ${line.use}\n${line.does}`)
    return 0
  }
  try {
    const command = (await import(`./${name}.ts`)) as Command
    return await command.run(args, io)
  } catch (error) {
    if (!(error instanceof BadCommand || error instanceof No)) {
      const { sentenceOf } = await import('@chairside/server')
      io.say(oneLine(sentenceOf(error)))
      return 1
    }
    io.say(oneLine(error.message))
    return error instanceof BadCommand ? 2 : 1
  }
}

process.exitCode = await main(process.argv.slice(2))
