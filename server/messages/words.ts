// What is written to patients and to people on call. No word here says what is done at the place, who is ill, or why: whoever holds the phone may read it.
import type { Language } from '@chairside/core/shared'

export type Words = { readonly subject: string; readonly text: string }
type Place = { readonly place: string; readonly phone: string | null }

const at = (language: Language, time: Date, zone: string): string =>
  new Intl.DateTimeFormat(language === 'es' ? 'es-US' : 'en-US', { timeZone: zone, weekday: 'long', month: 'long', day: 'numeric', hour: 'numeric', minute: '2-digit' }).format(time)
const signed = ({ place, phone }: Place): string => [place, phone].filter((line) => line !== null).join(', ')
const stop = (language: Language): string => (language === 'es' ? 'Para no recibir estos mensajes, abra el enlace y elija "ningún mensaje".' : 'To stop these messages, open the link and choose "no messages".')

/** The evening before a visit: when, where, and the questions of the day. */
export function reminderWords(language: Language, start: Date, zone: string, place: Place, url: string): Words {
  const when = at(language, start, zone)
  return language === 'es'
    ? { subject: `Su cita: ${place.place}`, text: `Le esperamos el ${when}.\n\nPor favor, responda hoy a unas preguntas, y vea cómo prepararse:\n${url}\n\n¿No puede venir? Avísenos por teléfono.\n\n${signed(place)}\n\n${stop(language)}\n` }
    : { subject: `Your appointment at ${place.place}`, text: `We expect you on ${when}.\n\nPlease answer a few questions today, and see how to prepare:\n${url}\n\nCannot come? Please call us.\n\n${signed(place)}\n\n${stop(language)}\n` }
}
export function checkInWords(language: Language, place: Place, url: string): Words {
  return language === 'es'
    ? { subject: `Unas preguntas de ${place.place}`, text: `¿Tiene dos minutos? Nos gustaría saber cómo está:\n${url}\n\n${signed(place)}\n\n${stop(language)}\n` }
    : { subject: `A few questions from ${place.place}`, text: `Do you have two minutes? We would like to know how you are:\n${url}\n\n${signed(place)}\n\n${stop(language)}\n` }
}
export function keyWords(language: Language, place: Place, url: string): Words {
  return language === 'es'
    ? { subject: `Su página de ${place.place}`, text: `Aquí está su página personal. No necesita contraseña; guarde el enlace para usted:\n${url}\n\n${signed(place)}\n` }
    : { subject: `Your page at ${place.place}`, text: `Here is your own page. You need no password; keep the link to yourself:\n${url}\n\n${signed(place)}\n` }
}
/** To who is on call: that something waits, and nothing of whom or what. */
export const alertStepWords = (url: string): Words => ({ subject: 'Chairside: please look now', text: `Somebody must look at Chairside now. You are on call.\n${url}\n` })
/** For the short text of a phone: the first line that says something, and the link. */
export const shortened = ({ text }: Words): string => text.split('\n').filter((line) => line.trim() !== '').slice(0, 3).join(' ').slice(0, 300)
