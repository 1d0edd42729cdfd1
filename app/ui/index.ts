/*
The parts every screen is made of; none of them knows a clinical word.
 - Screen: one on each screen. `title` is the h1; `tab` is the document's title and never names a patient.
 - Card, Figure (a value with its unit), Curve (line, band and the table behind it), Timeline, NumberPad, NumberField, Dialog (the browser's own, no code to download), ConfirmDialog, TierMark (alarm colour + shape + word).
 - Loading, EmptyState, Refusal (shows an ApiError with field and rule), ScreenGuard.
 - useNow(every_s), clockText, agoText, timeText(at, zone), dateText (a moment), dayText (a day without a time); useReachable (is the server there?).
 - Buttons and fields come from @mantine/core (its whole style sheet is loaded). Variants: `filled` the one act expected next, `light` (default) other acts, `subtle` for asides.
 - Colours are custom properties of look.css: --ink --soft --line --surface --sunken --act --act-soft; alarms --high --medium --low (with -soft and -text). Use no other colours.
 - Classes of look.css: row, stack, spread, soft, small, choice + choice-row (big options; set aria-checked or aria-pressed), table.plain, sr-only.
Icons one by one: import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs'.
*/
export { Screen, Card, Figure } from './screen.tsx'
export { Loading, EmptyState, Refusal, ScreenGuard, PartGuard } from './states.tsx'
export { Curve, type CurveLine, type Point } from './curve.tsx'
export { Timeline, TimelineRow, type TimelineItem } from './timeline.tsx'
export { NumberPad } from './number-pad.tsx'
export { NumberField } from './number-field.tsx'
export { TextField } from './text-field.tsx'
export { Dialog } from './dialog.tsx'
export { ConfirmDialog } from './confirm-dialog.tsx'
export { TierMark, type TierName } from './tier.tsx'
export { useNow, clockText, agoText, timeText, dateText, dayText, showTimesOf } from './clock.ts'
export { useReachable, isReachable } from './online.ts'
