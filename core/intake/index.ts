export type { Purpose, ScoreFlag, ScoreRow, FormView, FormAnswers, FormDone, FormLink, SafetyAlert } from './wire.ts'
