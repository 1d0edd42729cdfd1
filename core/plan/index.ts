export { PROPOSED_PROTOCOL } from './protocol.ts'
export type { ProtocolSettings, Tiers } from './protocol.ts'
export type { WeightBasis, Protocol, NewVisit, NewCourse, VisitProposal, OrderFlag, WeightChoice, OrderAsked, OrderPreview, Order, CourseRow } from './wire.ts'
