// What the models must know of a patient, out of the bundle of a visit. Apart from the picture, so that asking costs no download.
import type { SessionBundle, SessionView } from '@chairside/core/session'
import type { PkPatient } from './history.ts'

export const pkPatientOf = ({ patient, conditions }: SessionBundle, view: SessionView): PkPatient =>
  ({ weight_kg: patient.weight_kg, age_y: patient.age, isPregnant: view.checklist['pregnancy']?.answer === 'test positive' || conditions.some((c) => /\bpregnan/i.test(c)) })
