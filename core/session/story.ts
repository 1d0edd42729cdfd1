// A plain visit, fact by fact, as tests need it: ids and times are given by the order of writing, so that the same story is the same facts.
import { instant, MINUTE_MS, type Instant } from '../shared/index.ts'
import type { EventOf, EventType, PayloadOf, SessionEvent } from './events.ts'

/** 09:00 in Los Angeles on a fictional Monday. */
export const NINE = instant(Date.parse('2026-12-07T17:00:00Z'))
export const at = (minute: number): Instant => instant(Math.round(NINE + minute * MINUTE_MS))
export const SESSION = '01900000-0000-7000-8000-000000000000'
export const idOf = (n: number): string => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

export const STARTED: PayloadOf<'infusion-started'> = { dose_mg: 40, dose_mg_per_kg: 0.5, weight_kg: 80, weight_basis: 'actual', volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150 }
export const CALM: PayloadOf<'vitals-recorded'> = { values: { sbp_mmHg: 120, dbp_mmHg: 75, pulse_per_min: 70, spo2_pct: 98, rr_per_min: 14 }, origin: 'person' }
export const FIT: PayloadOf<'discharge-scored'> = {
  aldrete: { activity: 2, respiration: 2, circulation: 2, consciousness: 2, spo2: 2 },
  padss: { vitals: 2, ambulation: 2, nausea: 2, pain: 2, bleeding: 2 },
  criteria: { oriented: true, steadyGait: true, dissociationAtBaseline: true, ivRemoved: true, moodChecked: true, escortPresent: true, instructionsGiven: true },
}

export type Story = {
  /** Writes a fact at a minute after 09:00, and gives it. */
  readonly say: <T extends EventType>(type: T, minute: number, payload: PayloadOf<T>, by?: { readonly actor?: string; readonly device?: string }) => EventOf<T>
  readonly events: readonly SessionEvent[]
}

/** A story that begins empty; `first` is the number of its first id. */
export function story(first = 1): Story {
  const events: SessionEvent[] = []
  return {
    events,
    say: (type, minute, payload, by = {}) => {
      const event = { ...payload, id: idOf(first + events.length), session: SESSION, at: at(minute), actor: by.actor ?? 'nurse-ada', device: by.device ?? 'tablet-1', type } as unknown as EventOf<typeof type>
      events.push(event)
      return event
    },
  }
}

/** A visit without trouble: arrived at 0, started at 20, stopped at 60, discharged at 125, up to and with `until`. */
export function plainVisit(until = Infinity): Story {
  const told = story()
  const say: Story['say'] = (type, minute, payload, by) => (minute <= until ? told.say(type, minute, payload, by) : ({} as EventOf<typeof type>))
  say('arrived', 0, {})
  for (const [i, item] of ['identity', 'consent', 'fasting', 'escort', 'no-driving', 'substances', 'medicines', 'equipment', 'awake', 'pdmp', 'rest'].entries())
    say('checklist-confirmed', 5 + i * 0.5, { item, ...(item === 'fasting' ? { ateAt: at(-600), drankAt: at(-180) } : {}) })
  say('iv-checked', 9.8, { site: 'forearm', side: 'left', gauge: 22, cuff: 'right', finding: 'patent' })
  say('checklist-confirmed', 10, { item: 'pregnancy', answer: 'not applicable' })
  say('checklist-confirmed', 10.5, { item: 'suicide', answer: 'no current risk' })
  say('vitals-recorded', 15, CALM)
  say('sedation-scored', 16, { scale: 'MOAA/S', score: 5 })
  say('time-out-checked', 17, { dose_mg: 40, volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150, second: idOf(900), how: 'pin' })
  say('infusion-started', 20, { ...STARTED, checkedBy: idOf(900) })
  for (const minute of [30, 40, 50]) say('vitals-recorded', minute, { ...CALM, values: { ...CALM.values, sbp_mmHg: 130 } })
  say('dissociation-scored', 50, { scale: '0-10', score: 4 })
  say('infusion-stopped', 60, { why: 'complete', volume_infused_mL: 100 })
  say('recovery-started', 60.5, {})
  for (const minute of [75, 90, 105, 120]) say('vitals-recorded', minute, CALM)
  say('sedation-scored', 121, { scale: 'MOAA/S', score: 5 })
  say('words-captured', 100, { text: 'The ceiling was very kind.' })
  say('discharge-scored', 122, FIT)
  say('discharge-approved', 125, {})
  say('signed', 130, { meaning: 'author' })
  return told
}
