// `chairside verify`: is every session log and the audit still what was written?
import { verify, type Verdict } from '@chairside/server'
import type { Io } from './chairside.ts'
import { openDatabase } from './open-database.ts'
import { DATA, JSON_FLAG, parseOptions } from './options.ts'

/** The answer in words; the first broken place when there is one. */
export function verdictText({ counts, broken }: Verdict): string {
  if (broken) return `NOT what was written: ${broken.place}: ${broken.problem}.`
  return `Everything is what was written: ${counts.events} events of ${counts.sessions} visits, ${counts.auditEntries} audit entries and ${counts.drugLines} lines of the drug books, and every balance is the sum of its lines.`
}

export async function run(args: readonly string[], io: Io): Promise<number> {
  const { options } = parseOptions(args, { data: DATA, json: JSON_FLAG })
  const database = await openDatabase(options.data, io.say)
  try {
    const verdict = await verify(database.owner, io.say)
    io.out(options.json ? JSON.stringify({ ok: verdict.broken === null, ...verdict }) : verdictText(verdict))
    return verdict.broken === null ? 0 : 1
  } finally {
    await database.close()
  }
}
