// The note of a visit as core writes it, with the names and the clock that this tablet knows.
import { writeNote } from '@chairside/core/session'
import type { Chair } from './use-chair.ts'

/** The whole note as text, the same on every device that has the same facts. */
export function noteOf(chair: Chair): string {
  const { bundle, view, me } = chair
  return writeNote(view, {
    timeZone: me.sites.find((s) => s.site === bundle.visit.site)?.time_zone ?? me.organization.time_zone, ordinal: bundle.visit.ordinal, planned_sessions: bundle.course?.planned_sessions ?? null,
    chair_name: bundle.visit.chair_name, order: bundle.order, nameOf: chair.name,
  }).text
}
