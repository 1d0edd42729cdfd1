// A vial as it stands in the cabinet, filled as far as the book says. Beside it the numbers stand in words: the picture is for the eye.
import type { VialState } from '@chairside/core/pharmacy'

export function VialPicture({ share, state, size = 54 }: { readonly share: number; readonly state: VialState; readonly size?: number }) {
  const level = 58 - 40 * Math.min(1, Math.max(0, share))
  return (
    <svg className="vial-picture" data-state={state} width={(size * 34) / 62} height={size} viewBox="0 0 34 62" aria-hidden focusable="false">
      <rect className="vial-cap" x="9" y="1" width="16" height={state === 'sealed' ? 8 : 5} rx="2" />
      <path className="vial-fluid" d={`M4 ${level}H30V55a4 4 0 0 1-4 4H8a4 4 0 0 1-4-4z`} />
      <path className="vial-glass" d="M11 9V13C11 15 4 16 4 21V55a4 4 0 0 0 4 4H26a4 4 0 0 0 4-4V21C30 16 23 15 23 13V9" />
      <path className="vial-line" d="M8 26H14M8 34H12M8 42H14M8 50H12" />
    </svg>
  )
}
