// `chairside demo load` and `demo remove`: the demonstration clinic, an organization of its own beside the real one.
import { CLINIC, loadDemonstration, removeDemonstration } from '@chairside/server'
import type { Io } from './chairside.ts'
import { openClinic } from './open-database.ts'
import { BadCommand, DATA, JSON_FLAG, No, parseOptions } from './options.ts'

export async function run(args: readonly string[], io: Io): Promise<number> {
  const { options, words } = parseOptions(args, { data: DATA, json: JSON_FLAG }, [1, 1, 'load or remove'])
  const [act] = words
  if (act !== 'load' && act !== 'remove') throw new BadCommand(`demo: ${JSON.stringify(act)} is not allowed; allowed: load, remove`)
  const { services, close } = await openClinic(options.data, io.say)
  try {
    if (act === 'load') {
      io.say(`Making the ${CLINIC} …`)
      const loaded = await loadDemonstration(services)
      io.out(options.json ? JSON.stringify(loaded) : `The ${CLINIC} is loaded (${(loaded.ms / 1000).toFixed(1)} s). Everybody in it is fictional.`)
      return 0
    }
    const removed = await removeDemonstration(services)
    if (!removed && !options.json) throw new No('No demonstration clinic is loaded.')
    io.out(options.json ? JSON.stringify({ removed }) : `The ${CLINIC} is removed, with everything in it.`)
    return removed ? 0 : 1
  } finally {
    await close()
  }
}
