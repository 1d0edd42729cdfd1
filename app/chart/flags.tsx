// What the protocol says about a plan or an order: its level as a word and a shape, its rule, its reason.
import type { OrderFlag } from '@chairside/core/plan'
import './flags.css'

const WORDS: Readonly<Record<OrderFlag['level'], string>> = { block: 'Block', attest: 'Needs your reason', warn: 'Warning', info: 'Note' }
const ORDER: readonly OrderFlag['level'][] = ['block', 'attest', 'warn', 'info']

export function Flags({ flags }: { readonly flags: readonly OrderFlag[] }) {
  if (flags.length === 0) return null
  return (
    <ul className="flags" aria-label="What the protocol says">
      {flags.toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level)).map((flag) => (
        <li key={`${flag.rule}${flag.message}`} data-level={flag.level}><b>{WORDS[flag.level]}</b><span>{flag.message}</span><small>{flag.rule}</small></li>
      ))}
    </ul>
  )
}
