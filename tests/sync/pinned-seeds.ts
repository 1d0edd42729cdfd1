// Seeds beyond those of every run that once broke a promise, always lived again. A seed means another day when the simulator itself changes; it stays as one more day.
// Faults that the simulator found when it was made are caught within the first thousand seeds, which are always run: docs/decisions/0016.

export const PINNED: readonly { readonly seed: number; readonly twoNurses?: boolean; readonly found: string }[] = [
  { seed: 102_317, twoNurses: true, found: 'of three corrections the last agreed with one of the others, and hid that the two contradict' },
  { seed: 103_431, twoNurses: true, found: 'the same, at the end of a long row of corrections' },
  { seed: 104_033, twoNurses: true, found: 'the check itself: a correction that came back, after what took it away was taken back, is the later word also when that is withdrawn' },
  { seed: 2, twoNurses: true, found: 'two taps at once, one reading of the storage failed: the other fact was not shown' },
  { seed: 153, found: 'two taps at once, one write had to be looked up: the second was sent first' },
  { seed: 167, found: 'sending again after a refusal, and the storage failed on the way: the fact was counted nowhere' },
]
