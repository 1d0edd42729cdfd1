// What the screens and the server say to each other about a visit. Events travel in the JSON form of `eventToJson`.
import type { PatientCard, StaffCard } from '../people/index.ts'
import type { Readiness, SafetyAlert, ScoreRow } from '../intake/index.ts'
import type { CourseRow, Order, Protocol } from '../plan/index.ts'
import type { VisitDoubt } from './doubts.ts'
import type { EquipmentCheck } from './equipment.ts'
import type { PayloadOf } from './events.ts'
import type { SessionState } from './fold.ts'
import type { DriverAnswer, Place, ReadyOnWire } from './going-home-wire.ts'
import type { VitalName } from './plausible.ts'
import type { FloorWatch } from './watch.ts'

export type VisitRow = {
  readonly session: string
  readonly ordinal: number
  readonly site: string
  readonly chair: string
  readonly chair_name: string
  readonly start: string
  readonly end: string
  readonly state: SessionState
  readonly cancelled_at: string | null
  readonly nurse: string | null
}

/** The last time a question was answered in an earlier visit of this patient: what may be carried into this one. */
export type CarriedAnswer = { readonly item: string; readonly answer: string | null; readonly at: string; readonly tested_at: string | null; readonly by: string; readonly ordinal: number; readonly same_course: boolean }
/** What the gate fills itself from, beside the rest of the bundle. */
export type GateFacts = {
  /** The nurse of the booking; null when nobody is named. */
  readonly nurse: string | null
  readonly carried: readonly CarriedAnswer[]
  /** The last equipment check of the site, of whatever day. */
  readonly equipment: EquipmentCheck | null
  /** What the patient answered on the phone for this visit. */
  readonly readiness: { readonly answered_at: string; readonly answers: Readiness } | null
  /** The consent as it stands for this visit and its order; left out by an older server, null where nothing was ever signed here. */
  readonly consent?: { readonly state: 'current' | 'again'; readonly why: string; readonly signed_at: string; readonly version: number } | null
  /** Infusions of this patient's life here before this visit, and what went wrong in them. */
  readonly infusions: number
  readonly adverse_events: readonly { readonly date: string; readonly what: string; readonly severity: string }[]
  /** The other visits of the site that hold somebody's attention, as they were when this was read. */
  readonly beside: readonly { readonly session: string; readonly nurse: string | null; readonly state: SessionState; readonly started_at: string | null }[]
}

/** A bag as it was made for a visit: its content is drawn for the ordered dose, its volume is what it really holds (PX-11). */
export type Prepared = { readonly preparation: string; readonly code: string; readonly start_by: string; readonly final_ml: number; readonly rate_ml_per_h: number }

/** Everything the Chair needs to work on alone, also without the network. */
export type SessionBundle = {
  readonly session: string
  readonly patient: PatientCard & { readonly preferred_name: string | null; readonly escort_name: string | null; readonly escort_phone: string | null; readonly height_cm: number | null; readonly weight_kg: number | null; readonly weight_measured_at: string | null }
  readonly allergies: readonly string[]
  /** Conditions, also past ones, and medicines that are taken now, as the record words them. */
  readonly conditions: readonly string[]
  readonly medications: readonly string[]
  readonly visit: VisitRow
  readonly course: CourseRow | null
  /** The signed order that applies to this visit, with volume, concentration and rate of the bag as it was prepared; null blocks the start. */
  readonly order: Order | null
  /** The last preparation of this visit; null when nothing was drawn. Absent where the site keeps no cabinet. */
  readonly prepared?: Prepared | null
  readonly protocol: Protocol
  readonly scores: readonly ScoreRow[]
  readonly gate: GateFacts
  readonly staff: readonly StaffCard[]
  /** Earlier visits, latest first; `started_at`: when the infusion began, null where none was given. `recovery_min`: from its stop to discharge. */
  readonly previous: readonly { readonly ordinal: number; readonly date: string; readonly started_at: string | null; readonly dose_mg: number | null; readonly recovery_min: number | null; readonly state: SessionState }[]
  /** What made the last visit comfortable: the last word on each, from the latest earlier visit that says anything. */
  readonly last_comfort: { readonly date: string; readonly comfort: PayloadOf<'comfort-changed'> } | null
  /** The place as it may be named outside, and how it is reached. */
  readonly place: Place
  readonly next_visit: { readonly start: string; readonly place: string } | null
  /** Why no mail can be sent from here, in words; null when it can. */
  readonly mail_off: string | null
  /** All facts, or those after the number that was asked for. */
  readonly events: readonly Record<string, unknown>[]
  readonly server_time: string
}

/** Today at one site, kept on every tablet there: what is needed when the server is gone. Protocol and staff stand once; each visit has its own bundle without them. */
export type TodayCopy = {
  readonly site: string
  readonly site_name: string
  readonly organization_name: string
  readonly time_zone: string
  readonly date: string
  readonly protocol: Protocol
  readonly staff: readonly StaffCard[]
  readonly visits: readonly (Omit<SessionBundle, 'protocol' | 'staff' | 'server_time'> & { readonly phone: string | null })[]
  readonly server_time: string
}

export type AppendAnswer = {
  readonly acknowledged: readonly { readonly id: string; readonly seq: number; readonly recordedAt: string; readonly previousHash: string; readonly hash: string }[]
  readonly refused: readonly { readonly id: string; readonly reason: string; readonly message: string }[]
  readonly server_time: string
}

export type LiveValue = { readonly value: number; readonly at: string; readonly origin: 'person' | 'device' | 'simulated' }
export type FloorChair = {
  readonly chair: string
  readonly chair_name: string
  readonly site: string
  readonly visit: {
    readonly session: string
    readonly patient_name: string
    readonly ordinal: number
    readonly planned_sessions: number | null
    /** Who watches this patient: named at the start or took over; before that the nurse of the booking. */
    readonly nurse: string | null
    readonly nurse_name: string | null
    readonly start: string
    readonly end: string
    readonly state: SessionState
    readonly since: string | null
    readonly infusion: { readonly startedAt: string; readonly stoppedAt: string | null; readonly dose_mg: number; readonly dose_mg_per_kg: number; readonly weight_kg: number; readonly volume_mL: number; readonly concentration_mg_per_mL: number; readonly segments: readonly { readonly from: string; readonly to: string | null; readonly rate_mL_per_h: number }[]
      readonly bags: readonly { readonly from: string; readonly volume_mL: number; readonly concentration_mg_per_mL: number; readonly read_mL: number | null }[]
      readonly pumpReadings: readonly { readonly at: string; readonly volume_mL: number; readonly of: 'infusion' | 'bag'; readonly origin: 'person' | 'device' | 'simulated'; readonly event: string }[]
      readonly pumpVolume_mL: number | null } | null
    readonly recoveryStartedAt: string | null
    readonly lastVitalsAt: string | null
    readonly latest: Readonly<Partial<Record<VitalName, LiveValue>>>
    /** Values of the last set before the infusion started: rises are measured from here. */
    readonly baseline: Readonly<Partial<Record<VitalName, LiveValue>>>
    /** Last MOAA/S, 0 to 5. */
    readonly sedation: number | null
    /** Drugs given beside the infusion. */
    readonly medications: number
    readonly contradictions: number
    /** When the patient will probably be ready to go home; null before the start, while paused, and after discharge. */
    readonly ready: ReadyOnWire | null
    /** Before the start: questions that a person has still to answer, and whether a second person has checked. */
    readonly toAsk: number
    readonly timeOut: boolean
  } | null
  /** The monitor at this chair: when it last spoke. */
  readonly monitor: { readonly device: string; readonly last_seen_at: string; readonly clock_skew_ms: number | null; readonly simulated: boolean } | null
  readonly next: { readonly patient_name: string; readonly start: string } | null
  /** The alarms of the visit at `server_time`, from its facts and from what the monitor says live; null where nobody is watched. */
  readonly watch: FloorWatch | null
}
export type FloorView = { readonly site: string; readonly chairs: readonly FloorChair[]; readonly protocol: Protocol; readonly server_time: string }

export type DeskVisit = VisitRow & {
  readonly patient: PatientCard
  readonly planned_sessions: number | null
  readonly order_signed: boolean
  /** Scales answered as long before the visit as the protocol lets them count (PR-19). */
  readonly scales_done: boolean
  /** Whom the patient named on the phone for this visit, otherwise who stands in the record. */
  readonly escort_name: string | null
  /** What the patient's own words make doubtful: the ride home and fasting only, for the front desk sees it. Empty once the infusion has begun. */
  readonly doubts: readonly VisitDoubt[]
  readonly arrived_at: string | null
  readonly ready: ReadyOnWire | null
  /** What the driver has said on their page; null when no link was given. */
  readonly driver: { readonly answer: DriverAnswer | null; readonly answered_at: string | null; readonly opened_at: string | null } | null
  /** Mail about this visit that still waits, and that failed. */
  readonly mail: { readonly waiting: number; readonly failed: number }
}
export type DeskDay = {
  readonly site: string
  readonly date: string
  readonly visits: readonly DeskVisit[]
  readonly follow_ups: readonly { readonly followUp: string; readonly patient: string; readonly name: string; readonly session: string; readonly due_at: string; readonly done_at: string | null }[]
  readonly alerts: readonly SafetyAlert[]
}

/** One patient on one time axis. */
export type ChartView = {
  readonly patient: PatientCard
  readonly scores: readonly ScoreRow[]
  readonly courses: readonly CourseRow[]
  readonly orders: readonly Order[]
  readonly sessions: readonly (VisitRow & {
    readonly course: string | null
    readonly infusion_started_at: string | null
    readonly dose_mg: number | null
    readonly dose_mg_per_kg: number | null
    readonly delivered_mg: number | null
    readonly peak_sbp_mmHg: number | null
    readonly peak_dissociation: number | null
    readonly adverse_events: number
    readonly words: readonly string[]
    readonly recovery_min: number | null
    readonly signed_by: string | null
  })[]
  readonly records: { readonly allergies: readonly string[]; readonly medications: readonly string[]; readonly conditions: readonly string[] }
  readonly alerts: readonly SafetyAlert[]
}

/** One reading as a monitor sent it, for the live trace. */
export type DeviceReading = { readonly at: string; readonly received_at: string; readonly vital: VitalName; readonly value: number; readonly unit: string; readonly device: string; readonly simulated: boolean }
/** What `GET /api/live` sends as `data:`; an empty object means: read everything again. */
export type LiveChange = { readonly sessions?: readonly string[]; readonly chairs?: readonly string[] }
