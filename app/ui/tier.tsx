// The mark of an alarm: colour, shape and word together, after the priorities of IEC 60601-1-8 (high red, medium yellow, low cyan). Never colour alone, never blinking.
export type TierName = 'high' | 'medium' | 'low' | 'none'

const WORD: Readonly<Record<TierName, string>> = { high: 'Now', medium: 'Soon', low: 'Look', none: 'Quiet' }

function Shape({ tier }: { readonly tier: TierName }) {
  if (tier === 'high') return <svg viewBox="0 0 18 18" aria-hidden="true"><path d="M6 1h6l5 5v6l-5 5H6l-5-5V6z" fill="none" stroke="currentColor" strokeWidth="2" /><path d="M5.5 5.500v5M9 5.500v5M12.500 5.500v5" stroke="currentColor" strokeWidth="2" /><path d="M5.500 13h.01M9 13h.01M12.500 13h.01" stroke="currentColor" strokeWidth="2.200" strokeLinecap="round" /></svg>
  if (tier === 'medium') return <svg viewBox="0 0 18 18" aria-hidden="true"><path d="M9 2l7.500 13.500h-15z" fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" /><path d="M7.500 7v4M10.500 7v4M7.500 13h.01M10.500 13h.01" stroke="currentColor" strokeWidth="1.700" strokeLinecap="round" /></svg>
  if (tier === 'low') return <svg viewBox="0 0 18 18" aria-hidden="true"><circle cx="9" cy="9" r="7" fill="none" stroke="currentColor" strokeWidth="2" /><path d="M9 5v5M9 13h.01" stroke="currentColor" strokeWidth="2" strokeLinecap="round" /></svg>
  return <svg viewBox="0 0 18 18" aria-hidden="true"><path d="M4 9h10" stroke="currentColor" strokeWidth="2" strokeLinecap="round" /></svg>
}

export function TierMark({ tier, word }: { readonly tier: TierName; readonly word?: string }) {
  return <span className="tier" data-tier={tier}><Shape tier={tier} />{word ?? WORD[tier]}</span>
}
