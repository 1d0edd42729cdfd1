// `chairside backup FILE`: everything into one file, while the clinic runs.
import path from 'node:path'
import { appSecret, backup } from '@chairside/server'
import type { Io } from './chairside.ts'
import { openDatabase } from './open-database.ts'
import { DATA, JSON_FLAG, parseOptions } from './options.ts'

export async function run(args: readonly string[], io: Io): Promise<number> {
  const { options, words } = parseOptions(args, { data: DATA, json: JSON_FLAG }, [1, 1, 'one file to write, such as clinic.backup'])
  const file = path.resolve(words[0]!)
  const database = await openDatabase(options.data, io.say)
  try {
    const { bytes, tables, rows } = await backup(database.owner, appSecret(database.dataDir), file, io.say, new Date())
    io.out(options.json ? JSON.stringify({ file, bytes, tables, rows })
      : `${file}: ${rows} rows of ${tables} tables in ${(bytes / 1e6).toFixed(1)} MB. It holds everything, secrets included: keep it where the data may be kept.`)
    return 0
  } finally {
    await database.close()
  }
}
