/*
What the patient takes home, in plain words: RC-05, RC-06, RC-07. Short sentences, no drug and no diagnosis unless the clinic says so, at most ninth-grade level
(a test counts). Versioned: a fact in the log names the version that was given, so that a later wording changes no record. Sources: docs/sources.md#instructions.
*/
import { addDays, atLocal, HOUR_MS, localDate, type Instant, type Language } from '../shared/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'

export const INSTRUCTIONS_VERSION = '2026-1'

export type GoingHome = {
  /** When the last drug was given: the stop, or a drug after it. */
  readonly lastDrugAt: Instant
  /** When they leave; the contact on the next day counts from here. */
  readonly leavesAt: Instant
  readonly timeZone: string
  /** The place as it may be named outside, and its telephone; null when the clinic has not entered one. */
  readonly place: string
  readonly phone: string | null
  /** Who takes them home; null leaves the line empty, as in a mail. */
  readonly escort: string | null
  readonly nextVisit: { readonly at: Instant; readonly place: string } | null
  /** Names the drug; only where the clinic allows it, or on paper that is handed over. */
  readonly namesDrug: boolean
}
export type Instructions = {
  readonly version: string
  readonly language: Language
  readonly title: string
  readonly sections: readonly { readonly heading: string; readonly lines: readonly string[]; /** Stands out: what to do in danger. */ readonly danger?: boolean }[]
}

/** When a night's sleep counts as over. UNSOURCED (proposed): RC-05 says the next day, not an hour. */
const MORNING = '06:00'

/** RC-05: the later of 24 h after the last drug and the next morning, so that a night's sleep lies between. */
export function noDrivingUntil(lastDrugAt: Instant, timeZone: string, { recovery }: Pick<ProtocolSettings, 'recovery'>): Instant {
  const morning = atLocal(addDays(localDate(lastDrugAt, timeZone), 1), MORNING, timeZone)
  return Math.max(lastDrugAt + recovery.no_driving_h * HOUR_MS, morning) as Instant
}

const LOCALE: Readonly<Record<Language, string>> = { en: 'en-US', es: 'es-US' }

/** The instructions for one patient. Times are the clinic's wall clock, to the quarter of an hour above for what must not be done before. */
export function instructions(language: Language, home: GoingHome, settings: Pick<ProtocolSettings, 'recovery'>): Instructions {
  const QUARTER_MS = HOUR_MS / 4
  const said = (at: number): string => new Intl.DateTimeFormat(LOCALE[language], { timeZone: home.timeZone, weekday: 'long', month: 'long', day: 'numeric', hour: 'numeric', minute: '2-digit' }).format(at)
  const later = (at: number): string => said(Math.ceil(at / QUARTER_MS) * QUARTER_MS)
  const { recovery } = settings
  const driving = later(noDrivingUntil(home.lastDrugAt, home.timeZone, settings))
  const contact = later(home.leavesAt + recovery.next_day_contact_h * HOUR_MS)
  const { place, phone, escort, nextVisit } = home
  if (language === 'es') return {
    version: INSTRUCTIONS_VERSION, language, title: 'Para hoy y mañana',
    sections: [
      {
        heading: 'Hasta mañana, después de dormir bien', lines: [
          home.namesDrug ? 'Hoy recibió ketamina. Su mente y su cuerpo necesitan tiempo.' : 'Hoy recibió una medicina. Su mente y su cuerpo necesitan tiempo.',
          `No maneje ni use máquinas antes del ${driving}, y solo si durmió bien esa noche.`,
          'Hasta entonces no firme papeles legales ni tome decisiones grandes.',
          'Hasta entonces no cuide a solas a niños ni a otras personas.',
          `No tome alcohol ni pastillas para dormir o calmarse por ${recovery.no_alcohol_h} horas. Si toma una cada día, pregúntenos primero.`,
        ],
      },
      { heading: 'Lo que es normal hoy', lines: ['Puede tener náusea, dolor de cabeza o sueño. Puede sentirse un poco raro.', 'Coma algo ligero. Tome agua. Descanse.'] },
      { heading: `Llámenos${phone === null ? '' : `: ${phone}`}`, lines: ['Vomita y no se le quita.', 'Ve u oye cosas que no están, y no se le quita.', 'Se siente demasiado acelerado y casi no duerme.', 'Le arde al orinar o ve sangre en la orina.', 'Su ánimo empeora.'] },
      { heading: 'Llame al 911', danger: true, lines: ['Dolor en el pecho. Le cuesta respirar. Se desmaya.'] },
      { heading: 'Llame o mande un texto al 988', danger: true, lines: ['Si piensa en morir o en hacerse daño. A toda hora, en español también.'] },
      {
        heading: 'Lo que sigue', lines: [
          ...(escort === null ? [] : [`Va a casa con: ${escort}.`]), `Le preguntaremos cómo está más o menos el ${contact}.`,
          nextVisit === null ? 'Su próxima visita: se la diremos.' : `Su próxima visita: ${said(nextVisit.at)}, ${nextVisit.place}.`, `${place}${phone === null ? '' : `, ${phone}`}`,
        ],
      },
    ],
  }
  return {
    version: INSTRUCTIONS_VERSION, language, title: 'For today and tomorrow',
    sections: [
      {
        heading: 'Until tomorrow, after a good night\'s sleep', lines: [
          home.namesDrug ? 'You had ketamine today. Your mind and body need time.' : 'You had a medicine today. Your mind and body need time.',
          `Do not drive or use machines before ${driving}, and only if you slept well that night.`,
          'Until then, do not sign legal papers or make big choices.',
          'Until then, do not look after children or others on your own.',
          `No alcohol, and no pills to sleep or calm down, for ${recovery.no_alcohol_h} hours. If you take one each day, ask us first.`,
        ],
      },
      { heading: 'What is normal today', lines: ['You may feel sick, sleepy or a bit strange. Your head may hurt.', 'Eat light food. Drink water. Rest.'] },
      { heading: `Call us${phone === null ? '' : `: ${phone}`}`, lines: ['You throw up and it does not stop.', 'You see or hear things that are not there, and it does not stop.', 'You feel much too wound up and hardly sleep.', 'It burns when you pee, or there is blood in it.', 'Your mood gets worse.'] },
      { heading: 'Call 911', danger: true, lines: ['Chest pain. Trouble breathing. Fainting.'] },
      { heading: 'Call or text 988', danger: true, lines: ['If you think of dying or of hurting yourself. At any hour.'] },
      {
        heading: 'What comes next', lines: [
          ...(escort === null ? [] : [`You go home with: ${escort}.`]), `We will ask how you are on ${contact}, more or less.`,
          nextVisit === null ? 'Your next visit: we will tell you.' : `Your next visit: ${said(nextVisit.at)}, ${nextVisit.place}.`, `${place}${phone === null ? '' : `, ${phone}`}`,
        ],
      },
    ],
  }
}
