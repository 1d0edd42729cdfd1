// chairside series --in FILE|- [--limit-s N] [--json]: series of infusions for many patients, chairs and nurses, with a proven bound.
import { planSeries, readInstance, type Plan } from '@chairside/core/schedule'
import { jsonFrom } from './answer.ts'
import type { Io } from './chairside.ts'
import { BadCommand, badFile, JSON_FLAG, parseOptions } from './options.ts'

const OPTIONS = { in: { kind: 'text', allowed: 'a file, or - for standard input' }, 'limit-s': { kind: 'number', min: 0.1, max: 3600 }, json: JSON_FLAG } as const
const USUAL_LIMIT_S = 10
/** The result is out before the limit is: writing it takes a moment too. */
const SHARE = 0.9

const words = (plan: Plan & { readonly seconds: number }): string => [
  `${plan.objective.patients} of ${plan.placed.length + plan.unplaced.length} patients placed (at most ${plan.bound.patients} can be), ${plan.objective.sum_days} days in all (at least ${plan.bound.sum_days}), ${plan.seconds} s`,
  ...plan.placed.flatMap(({ patient, visits }) => [patient, ...visits.map((v) => `  ${v.session}  ${v.start.replace('T', ' ')}  ${v.site}  ${v.chair}  ${v.nurse}`)]),
  ...plan.unplaced.map(({ patient, why }) => `${patient}: not placed, ${why}`),
].join('\n')

export async function run(args: readonly string[], io: Io): Promise<number> {
  const { options } = parseOptions(args, OPTIONS)
  if (options.in === undefined) throw new BadCommand(`--in: nothing is not allowed; allowed: ${OPTIONS.in.allowed}`)
  const file = options.in
  const input = await jsonFrom(file, io)
  const began = performance.now()
  const instance = readInstance(input)
  if (!instance.ok) throw badFile(file, instance.refusal)
  const until = began + (options['limit-s'] ?? USUAL_LIMIT_S) * 1000 * SHARE
  let told = began
  const plan = planSeries(instance.value, (best, bound) => {
    const now = performance.now()
    if (now - told > 2000) {
      told = now
      io.say(`${Math.round((now - began) / 1000)} s: ${best.patients} of at most ${bound.patients} patients, ${best.sum_days} days (bound ${bound.sum_days})`)
    }
    return now < until
  })
  const result = { ...plan, seconds: Number(((performance.now() - began) / 1000).toFixed(2)) }
  io.out(options.json ? JSON.stringify(result) : words(result))
  return 0
}
