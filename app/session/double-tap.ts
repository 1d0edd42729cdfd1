// A finger that comes down twice means one act. Stop, drugs that differ, and everything that is not the same again go through at once: nothing here is a lock.
import type { EventType } from '@chairside/core/session'

/** Between two taps of one act and two acts: the usual bound of a double click. Not clinical. */
export const DOUBLE_TAP_MS = 500

export type Tap = { readonly type: EventType; readonly payload: string; readonly at: number }

/** Whether `next` is only the second half of `before`. `at` is in ms of a clock that does not jump. */
export const isSecondTap = (before: Tap | null, next: Tap): boolean =>
  before !== null && next.at - before.at < DOUBLE_TAP_MS && before.type === next.type && before.payload === next.payload
