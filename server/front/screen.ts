// The honest answer of the self-screen: danger first, then what makes it unsafe, then whether there are symptoms at all. Nothing of it is kept.
import { INSTRUMENTS, scoreAnswers } from '@chairside/core/intake'

export const SAFETY = ['danger', 'psychosis', 'heart', 'pregnant', 'age'] as const
export type Screened = { readonly result: 'help' | 'talk' | 'fit' | 'low'; readonly instrument: 'gad-7' | 'phq-9'; readonly total: number | null; readonly band: string | null }
export type Sheet = Readonly<Record<string, string>>

/** The questions without an answer, by their names in the form. */
export const missingOf = (sheet: Sheet): readonly string[] => {
  const id = sheet['scale'] === 'phq-9' ? 'phq-9' : 'gad-7'
  return [...INSTRUMENTS[id].items.filter((item) => item.scored).map((item) => `q${item.linkId}`), ...SAFETY].filter((name) => !(name in sheet))
}

/** Danger needs no complete sheet: it is answered at once. The limit for "may fit" is the published cut-off of both scales, 10 (Spitzer 2006, Kroenke 2001). */
export function screened(sheet: Sheet): Screened {
  const instrument = sheet['scale'] === 'phq-9' ? 'phq-9' : 'gad-7'
  const answers = Object.fromEntries(INSTRUMENTS[instrument].items.filter((item) => item.scored && /^[0-3]$/.test(sheet[`q${item.linkId}`] ?? '')).map((item) => [item.linkId, Number(sheet[`q${item.linkId}`])]))
  const read = scoreAnswers(INSTRUMENTS[instrument], answers)
  const { total, band, flags } = read.ok ? read.value : { total: null, band: null, flags: [] }
  const unsafe = sheet['psychosis'] === 'yes' || sheet['heart'] === 'yes' || sheet['pregnant'] === 'yes' || sheet['age'] === 'no'
  const result = sheet['danger'] === 'yes' || flags.length > 0 ? 'help' : unsafe ? 'talk' : total !== null && total >= 10 ? 'fit' : 'low'
  return { result, instrument, total, band }
}
