// chairside score --in FILE|- [--json]: the score of a FHIR QuestionnaireResponse or of an answer sheet.
import { INSTRUMENTS, scoreResponse, scoreSheet, type Scored } from '@chairside/core/intake'
import { answerFromFile } from './answer.ts'
import type { Io } from './chairside.ts'

const isResource = (input: unknown): boolean => typeof input === 'object' && input !== null && 'resourceType' in input

/** Never a number without what it is out of, or without what is missing. */
function resultOf({ total, band, missing, complete }: Scored, range: { readonly min: number; readonly max: number } | null): string {
  if (total !== null) return `total ${Number(total.toFixed(1))} of ${range?.max ?? '?'}${band === null ? '' : `: ${band}`}${complete ? '' : `, item ${missing.join(', ')} filled in by the published rule`}`
  if (missing.length > 0) return `no total: ${missing.length === 1 ? 'item' : 'items'} ${missing.join(', ')} not answered${band === null ? '' : `; ${band} already`}`
  return band ?? 'no total: each answer is read for itself'
}

function words(score: Scored): string {
  const { title, range } = INSTRUMENTS[score.instrument]
  const lines = [title, resultOf(score, range)]
  for (const { kind, linkId, value } of score.flags) lines.push(kind === 'suicide-item' ? `item ${linkId} (suicide or self-harm) answered ${value}: assess suicide risk today` : kind === 'prorated' ? `item ${linkId} was filled in` : `item ${linkId} does not apply`)
  return lines.join('\n')
}

export const run = (args: readonly string[], io: Io): Promise<number> =>
  answerFromFile(args, io, (input) => (isResource(input) ? scoreResponse(input) : scoreSheet(input)), words)
