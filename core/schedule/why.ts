// Why one patient cannot be placed at all: each limit is lifted alone, and the one without which a series exists is the reason.
import { createBoard, type Visit } from './board.ts'
import { calendarOf, type Calendar } from './calendar.ts'
import type { Instance, SeriesPatient } from './instance.ts'
import { askedOf, bestSeries } from './series.ts'

const ALWAYS = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: 0, to: 1440 }))

/** One sentence for somebody who has no series even in an empty clinic. */
export function whyNot(instance: Instance, calendar: Calendar, patient: SeriesPatient, fixed: ReadonlyMap<number, Visit>): string {
  const possible = (change: Partial<SeriesPatient>, nurses = true, clinic: Instance = instance): boolean => {
    const days = clinic === instance ? calendar : calendarOf(clinic)
    return bestSeries(askedOf(clinic, days, { ...patient, ...change }, fixed), createBoard(clinic, days, { nurses }), days.days.length - 1, () => 0) !== null
  }
  const visit = instance.prepareMin + instance.infuseMin + patient.recoveryMin
  if (patient.sites.length === 0) return 'no site is named'
  if (!possible({ sessions: 1, available: ALWAYS, not: [], earliest: instance.from }, false)) return `no opening of the sites is long enough for a visit of ${visit + instance.turnoverMin} min`
  if (!possible({ sessions: 1, available: ALWAYS, not: [], earliest: instance.from })) return `no shift of a nurse at the sites is long enough for a visit of ${visit} min`
  if (!patient.available.some(({ from, to }) => to - from >= visit)) return `no time in which the patient is available is long enough for a visit of ${visit} min`
  if (patient.earliest > instance.to) return `the earliest day, ${patient.earliest}, is after the last day of the horizon`
  if (possible({ available: ALWAYS, not: [] })) return possible({ not: [] }) ? 'the days on which the patient cannot come leave too few days' : `the times in which the patient is available leave no ${patient.sessions} visits within the spacing and the hours of the clinic`
  if (possible({ earliest: instance.from })) return `from the earliest day, ${patient.earliest}, to the end of the horizon there is no time for ${patient.sessions} visits`
  if (possible({ withinD: 1000 })) return `${patient.sessions} visits do not fit within ${patient.withinD} days from first to last`
  if (possible({ maxGapD: 400 })) return `there is no series without a gap of more than ${patient.maxGapD} days`
  if (possible({ minGapH: 0 })) return `${patient.sessions} visits at least ${patient.minGapH} h apart do not fit`
  if (possible({}, false)) return 'no nurse has a shift at the times in question'
  if (possible({}, true, { ...instance, sites: instance.sites.map((site) => ({ ...site, closed: [] })) })) return 'the days on which the sites are closed leave too few days'
  return `several limits together leave no ${patient.sessions} visits: the times, the spacing, the hours of the clinic and the horizon of ${calendar.days.length} days`
}
