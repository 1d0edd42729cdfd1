// `npm run sim -- SEED`: lives one simulated day again and tells what happens. `--two-nurses` for the days of two nurses on one chart.
import { BAD_DAY, liveDay, TWO_NURSES } from './day.ts'

const args = process.argv.slice(2)
const seed = Number(args.find((arg) => !arg.startsWith('--')))
if (!Number.isSafeInteger(seed) || seed < 0) {
  console.error('npm run sim -- SEED [--two-nurses]: SEED is a whole number, as a failed test printed it.')
  process.exit(2)
}
try {
  const day = await liveDay(seed, args.includes('--two-nurses') ? TWO_NURSES : BAD_DAY, console.log)
  console.log(JSON.stringify(day, null, 1))
} catch (error) {
  console.log(error instanceof Error ? error.stack : String(error))
  process.exit(1)
}
