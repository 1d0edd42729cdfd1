// `chairside restore FILE --data DIR`: a new data folder from a backup.
import path from 'node:path'
import { restore } from '@chairside/server'
import type { Io } from './chairside.ts'
import { BadCommand, DATA, JSON_FLAG, parseOptions } from './options.ts'
import { verdictText } from './verify.ts'

export async function run(args: readonly string[], io: Io): Promise<number> {
  const { options, words } = parseOptions(args, { data: DATA, json: JSON_FLAG }, [1, 1, 'one backup to read'])
  if (options.data === undefined) throw new BadCommand('--data: nothing is not allowed; allowed: a new folder, which becomes the data folder')
  const dataDir = path.resolve(options.data)
  const verdict = await restore(path.resolve(words[0]!), dataDir, io.say)
  io.out(options.json ? JSON.stringify({ data: dataDir, ok: verdict.broken === null, ...verdict })
    : `${verdictText(verdict)}\n${dataDir} is ready: npm start -- --data ${dataDir}`)
  return verdict.broken === null ? 0 : 1
}
