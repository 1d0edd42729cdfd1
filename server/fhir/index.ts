export { readResources } from './read.ts'
export type { FhirFile, Resource } from './read.ts'
export { importResources } from './import.ts'
export type { ImportAnswer, ImportedPatient, ImportAsk } from './import.ts'
