// The PIN with which colleagues switch on a shared tablet. It is worth nothing outside a device that somebody has signed in on with both factors.
import { badInput, type BadInput } from '../shared/index.ts'

/** PIN of everybody in the demonstration, shown on its screens on purpose: it opens nothing else. */
export const DEMONSTRATION_PIN = '2468'

/** Wrong PINs that end the device's sign-in. */
export const PIN_TRIES = 5

/** A shared device that nobody touched for this long asks for a PIN, by the server and on the device itself while it is cut off. Session lock, proposed: 5 minutes. */
export const IDLE_LOCK_MS = 5 * 60_000
/** How long a sign-in lives, and a device that is cut off goes on with it. */
export const SIGN_IN_MS = 12 * 3_600_000

const steps = (pin: string): readonly number[] => pin.split('').slice(1).map((digit, i) => Number(digit) - Number(pin[i]))
const isRepeat = (pin: string): boolean => [1, 2].some((length) => pin === pin.slice(0, length).repeat(Math.ceil(pin.length / length)).slice(0, pin.length))
const isRun = (pin: string): boolean => steps(pin).every((s) => s === 1 || s === -9) || steps(pin).every((s) => s === -1 || s === 9)

/** Why a PIN is refused; null when it is taken: 4 to 8 digits, not one or two digits repeated (1111, 1212), not a run (1234, 9876, 7890). */
export function pinProblem(pin: string, path = 'pin'): BadInput | null {
  if (!/^[0-9]{4,8}$/.test(pin)) return badInput(path, '(not shown)', '4 to 8 digits')
  if (isRepeat(pin) || isRun(pin)) return badInput(path, '(not shown)', 'digits that are not a simple pattern')
  return null
}
