export { ROLES, ACTS, isRole, may } from './roles.ts'
export type { Role, Act } from './roles.ts'
export type { Welcome, StaffCard, Site, Chair, Me, SignInStep, Sex, NewPatient, PatientCard, PatientDetails, RecordKind, HealthRecord } from './wire.ts'
