// chairside hl7 --in FILE|- [--json]: what Chairside reads in HL7 v2 messages; the listener uses the same reader. Stores nothing, needs no server.
import fs from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { createDecoder, decodeText, messageJson, readMessage, readMessages, VT, type MessageJson, type ReadMessage } from '@chairside/server/hl7'
import type { Io } from './chairside.ts'
import { BadCommand, JSON_FLAG, parseOptions } from './options.ts'

const OPTIONS = { in: { kind: 'text', allowed: 'a file, or - for standard input' }, json: JSON_FLAG } as const

/** Bytes, not text: messages come in more encodings than one. */
async function readBytes(file: string): Promise<Buffer> {
  if (file === '-') return buffer(process.stdin)
  try {
    return await fs.promises.readFile(file)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new BadCommand(`${file}: cannot be read (${code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code}); allowed: a readable file, or - for standard input`)
  }
}

/** Messages in MLLP frames, or one after another without. Bytes between frames that hold an MSH are messages too; a frame that is none is an AR. */
function messagesIn(bytes: Buffer): ReadMessage[] {
  if (!bytes.includes(VT)) return readMessages(decodeText(bytes))
  const decoder = createDecoder()
  return [...decoder.push(bytes), ...decoder.end()].flatMap((framed) => {
    const text = decodeText(framed.bytes)
    switch (framed.kind) {
      case 'message': {
        const messages = readMessages(text)
        return messages.length === 0 ? [readMessage(text)] : messages
      }
      case 'junk': return readMessages(text)
      case 'cut': return readMessages(text).map((m): ReadMessage => ({ ...m, observations: [], ack: 'AR', problems: [...m.problems, 'the message broke off before its end'] }))
      case 'too-long': return readMessages(text).map((m): ReadMessage => ({ ...m, observations: [], ack: 'AR', problems: ['the message is longer than 1 MB'] }))
    }
  })
}

const words = (m: MessageJson): string => [
  `${m.ack}  ${m.type ?? 'no type'}  ${m.device ?? 'unknown device'}  ${m.at ?? 'no time'}  control id ${m.control_id ?? 'missing'}`,
  ...m.observations.filter((o) => o.value !== null).map((o) => `  ${o.id}  ${o.value} ${o.unit}  ${o.loinc === null ? '' : `LOINC ${o.loinc}  `}${o.at ?? ''}`),
  ...m.problems.map((problem) => `  ! ${problem}`),
].join('\n')

export async function run(args: readonly string[], io: Io): Promise<number> {
  const { options } = parseOptions(args, OPTIONS)
  if (options.in === undefined) throw new BadCommand('--in: nothing is not allowed; allowed: a file, or - for standard input')
  const messages = messagesIn(await readBytes(options.in)).map(messageJson)
  if (messages.length === 0) throw new BadCommand(`${options.in === '-' ? 'standard input' : options.in}: there is no HL7 v2 message in it; allowed: messages that begin with MSH, with or without MLLP frames`)
  io.out(options.json ? JSON.stringify({ messages }) : messages.map(words).join('\n\n'))
  return 0
}
