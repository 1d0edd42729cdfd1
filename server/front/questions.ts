// The two scales of the self-screen as the page asks them.
import { INSTRUMENTS, SPANISH } from '@chairside/core/intake'
import type { Language } from '@chairside/core/shared'

type Sheet = { readonly stem: string; readonly items: readonly string[]; readonly answers: readonly string[] }
export function sheetOf(id: 'gad-7' | 'phq-9', language: Language): Sheet {
  const { stem, items } = INSTRUMENTS[id]
  const scored = items.filter((item) => item.scored)
  const spoken = language === 'es' ? SPANISH[id] : undefined
  return { stem: spoken?.stem ?? stem!, items: scored.map((item) => spoken?.items[item.linkId] ?? item.text!), answers: spoken?.answers ?? scored[0]!.options.map((option) => option.label) }
}
