// Seeds of days that once broke a promise, always lived again. A seed means another day when the simulator itself changes; it stays as one more day.

export const PINNED: readonly { readonly seed: number; readonly twoNurses?: boolean; readonly found: string }[] = [
  { seed: 2, twoNurses: true, found: 'two taps at once, one reading of the storage failed: the other fact was not shown' },
  { seed: 37, found: 'sending again after a refusal failed after the write: the fact was counted nowhere' },
  { seed: 153, found: 'two taps at once, one write had to be looked up: the second was sent first' },
  { seed: 167, found: 'sending again after a refusal, and the storage failed on the way: the fact was counted nowhere' },
  { seed: 188, found: 'the same, with the refused facts read and the waiting ones not' },
]
