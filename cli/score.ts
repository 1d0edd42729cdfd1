// chairside score --in FILE|- [--json]: the score of a FHIR QuestionnaireResponse or of an answer sheet.
import { INSTRUMENTS, scoreResponse, scoreSheet, type Scored } from '@chairside/core/intake'
import { answerFromFile } from './answer.ts'
import type { Io } from './chairside.ts'

const isResource = (input: unknown): boolean => typeof input === 'object' && input !== null && 'resourceType' in input

function words(score: Scored): string {
  const { title, range } = INSTRUMENTS[score.instrument]
  const lines = [title, score.complete ? `total ${score.total} of ${range.max}: ${score.band}` : `no total: ${score.missing.length === 1 ? 'item' : 'items'} ${score.missing.join(', ')} not answered`]
  for (const flag of score.flags) lines.push(`item ${flag.linkId} (thoughts of being better off dead or of self-harm) answered ${flag.value}: assess suicide risk today`)
  return lines.join('\n')
}

export const run = (args: readonly string[], io: Io): Promise<number> =>
  answerFromFile(args, io, (input) => (isResource(input) ? scoreResponse(input) : scoreSheet(input)), words)
