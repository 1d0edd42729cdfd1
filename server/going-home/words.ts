// What is written to people outside. Nothing here, and no subject, says what is done at the place.
import { HOUR_MS, instant, MINUTE_MS, type Language } from '@chairside/core/shared'
import { instructions, type Place, type SessionView } from '@chairside/core/session'
import type { ProtocolSettings } from '@chairside/core/plan'

export type Letter = { readonly subject: string; readonly text: string }

export function driverLetter(language: Language, place: Place, url: string, expires: Date): Letter {
  const until = new Intl.DateTimeFormat(language === 'es' ? 'es-US' : 'en-US', { timeZone: place.time_zone, weekday: 'long', hour: 'numeric', minute: '2-digit' }).format(expires)
  const where = [place.name, place.address, place.phone].filter((line) => line !== null).join('\n')
  return language === 'es'
    ? { subject: `Recoger a alguien: ${place.name}`, text: `Alguien espera que usted pase a recogerle. Esta página dice a qué hora, y cambia si la hora cambia:\n\n${url}\n\nFunciona en cualquier teléfono, sin cuenta, hasta el ${until}.\n\n${where}\n` }
    : { subject: `Pick-up at ${place.name}`, text: `Somebody hopes that you will pick them up. This page says when, and changes when the time changes:\n\n${url}\n\nIt works on any phone, without an account, until ${until}.\n\n${where}\n` }
}

/** The moment of the last drug: the stop, or a drug that was given after it. */
export const lastDrugAt = (view: SessionView): number => Math.max(view.infusion?.stoppedAt ?? -Infinity, ...view.medications.filter((given) => given.unit !== 'L/min').map((given) => given.at))

export function instructionsLetter(language: Language, view: SessionView, place: Place, nextVisit: { readonly start: string; readonly place: string } | null, settings: ProtocolSettings, now: Date): Letter {
  const sheet = instructions(language, {
    lastDrugAt: instant(lastDrugAt(view)), leavesAt: view.dischargedAt ?? instant(now.getTime()), timeZone: place.time_zone, place: place.name, phone: place.phone, escort: null,
    nextVisit: nextVisit === null ? null : { at: instant(Date.parse(nextVisit.start)), place: nextVisit.place }, namesDrug: settings.recovery.mail_names_drug,
  }, settings)
  return { subject: `${place.name}: ${sheet.title.toLowerCase()}`, text: [sheet.title, ...sheet.sections.map(({ heading, lines }) => [heading, ...lines.map((line) => `- ${line}`)].join('\n'))].join('\n\n').concat('\n') }
}

const STEP_MS = 5 * MINUTE_MS
/** A band for somebody on the road: to five minutes, wide enough for what is not known. */
export const roundedBand = (from: string, to: string): { readonly from: string; readonly to: string } => ({
  from: new Date(Math.floor(Date.parse(from) / STEP_MS) * STEP_MS).toISOString(), to: new Date(Math.ceil(Date.parse(to) / STEP_MS) * STEP_MS).toISOString(),
})

/** How long a driver's page opens: a visit with a long recovery, and the way there. */
export const DRIVER_LINK_MS = 12 * HOUR_MS
/** Nobody waits any more so long after discharge. */
export const LEFT_MS = 2 * HOUR_MS
