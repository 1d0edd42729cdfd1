// What the screens and the server say to each other about going home.
/** When a patient will probably be ready to go home; see ready-time.ts. `late_min`: whole minutes behind the planned end of the visit, 0 when not. */
export type ReadyOnWire = { readonly kind: 'ready' | 'estimated' | 'reckoned'; readonly at: string; readonly from: string; readonly to: string; readonly overdue: boolean; readonly late_min: number; readonly rests_on: readonly string[] }

export type DriverAnswer = 'on-the-way' | 'here'

/** A site for somebody outside: `name` says nothing of what is done there when the clinic has chosen a name for drivers. Address and telephone null: not entered yet. */
export type Place = { readonly name: string; readonly address: string | null; readonly phone: string | null; readonly time_zone: string }

/** What the driver's page shows: no name, nothing of health. `ended`: nobody is waiting any more. */
export type DriverView = {
  readonly state: 'unknown' | 'waiting' | 'ready' | 'ended'
  readonly from: string | null
  readonly to: string | null
  readonly place: Place
  readonly language: 'en' | 'es'
  readonly answer: DriverAnswer | null
  readonly is_demonstration: boolean
  readonly server_time: string
}
/** The link of a driver's page: shown once, only its hash is stored. */
export type DriverLink = { readonly driver_link: string; readonly url: string; readonly expires_at: string }
export type OutgoingMessage = {
  readonly message: string
  readonly kind: 'driver-link' | 'instructions' | 'treatment-key' | 'reminder' | 'check-in' | 'alert-step'
  /** The address, shortened: `s…@example.org`. */
  readonly to: string
  readonly state: 'waiting' | 'sent' | 'failed'
  readonly attempts: number
  readonly created_at: string
  readonly next_try_at: string | null
  readonly sent_at: string | null
  /** Why it could not be sent, in words. */
  readonly problem: string | null
}
/** What has been given for going home from one visit. */
export type GoingHomeView = {
  readonly links: readonly { readonly driver_link: string; readonly created_at: string; readonly expires_at: string; readonly opened_at: string | null; readonly answer: DriverAnswer | null; readonly answered_at: string | null }[]
  readonly messages: readonly OutgoingMessage[]
  readonly mail_off: string | null
}
