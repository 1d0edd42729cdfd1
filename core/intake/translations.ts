/*
The scales in Spanish, where they may be shown. GAD-7 and PHQ-9: the wording of the translations that the scales' authors publish, recalled and still to be compared with
phqscreeners.com (docs/sources.md#instruments); the clinic's own questions are our own words. What has no translation here is asked in English, and says so.
*/
import type { InstrumentId } from './instrument.ts'
import type { CHECK_IN } from './check-in.ts'

export type Translation = { readonly stem: string | null; readonly items: Readonly<Record<string, string>>; /** By the value of the answer; the same for all items unless an item has its own. */ readonly answers: readonly string[]; readonly own?: Readonly<Record<string, readonly string[]>>; readonly ends?: Readonly<Record<string, readonly [string, string]>> }

const STEM = 'Durante las últimas 2 semanas, ¿con qué frecuencia ha sentido molestias por los siguientes problemas?'
const FREQUENCY = ['Nunca', 'Varios días', 'Más de la mitad de los días', 'Casi todos los días']
const GAD = ['Sentirse nervioso/a, ansioso/a o con los nervios de punta', 'No ser capaz de parar o controlar la preocupación', 'Preocuparse demasiado por diferentes cosas', 'Dificultad para relajarse', 'Estar tan inquieto/a que es difícil quedarse quieto/a', 'Molestarse o irritarse fácilmente', 'Sentir miedo, como si algo terrible pudiera pasar']
const PHQ = [
  'Poco interés o placer en hacer las cosas', 'Se ha sentido decaído/a, deprimido/a o sin esperanzas', 'Dificultad para dormir o permanecer dormido/a, o ha dormido demasiado', 'Se ha sentido cansado/a o con poca energía', 'Con poco apetito o ha comido en exceso',
  'Se ha sentido mal con usted mismo/a, o que es un fracaso o que ha quedado mal con usted mismo/a o con su familia', 'Ha tenido dificultad para concentrarse en cosas tales como leer el periódico o ver televisión',
  '¿Se ha movido o hablado tan despacio que otras personas podrían notarlo? O lo contrario: muy inquieto/a o agitado/a, moviéndose mucho más de lo normal', 'Ha pensado que estaría mejor muerto/a o se le ha ocurrido lastimarse de alguna manera',
]
const listed = (texts: readonly string[], from = 1): Readonly<Record<string, string>> => Object.fromEntries(texts.map((text, i) => [String(from + i), text]))

export const SPANISH: Readonly<Partial<Record<InstrumentId | (typeof CHECK_IN)['id'], Translation>>> = {
  'gad-7': { stem: STEM, items: listed(GAD), answers: FREQUENCY },
  'gad-2': { stem: STEM, items: listed(GAD.slice(0, 2)), answers: FREQUENCY },
  'phq-9': {
    stem: STEM, items: { ...listed(PHQ), difficulty: 'Si marcó cualquiera de los problemas, ¿qué tanta dificultad le han dado estos problemas para hacer su trabajo, encargarse de las tareas del hogar o llevarse bien con otras personas?' }, answers: FREQUENCY,
    own: { difficulty: ['No ha sido difícil', 'Un poco difícil', 'Muy difícil', 'Extremadamente difícil'] },
  },
  'phq-2': { stem: STEM, items: listed(PHQ.slice(0, 2)), answers: FREQUENCY },
  'phq-4': { stem: STEM, items: { ...listed(GAD.slice(0, 2)), ...listed(PHQ.slice(0, 2), 3) }, answers: FREQUENCY },
  'impact': {
    stem: 'Pensando en los últimos 7 días:', answers: [],
    items: { 'work': '¿Cuánto le estorbó la ansiedad en el trabajo o los estudios?', 'daily-life': '¿Cuánto le estorbó en la casa, los recados y con las personas?', 'sleep': '¿Cómo durmió?', 'confidence': '¿Qué tan seguro/a está de poder con lo que venga?', 'optimism': '¿Cuánta esperanza tiene para los próximos meses?' },
    ends: { 'work': ['Nada', 'Del todo'], 'daily-life': ['Nada', 'Del todo'], 'sleep': ['Muy mal', 'Muy bien'], 'confidence': ['Nada', 'Del todo'], 'optimism': ['Ninguna', 'Mucha'] },
  },
  'check-in': {
    stem: '¿Dónde se pondría?', answers: [], items: { 'anxiety': 'Ansiedad ahora mismo', 'mood': 'Ánimo ahora mismo', 'sleep': 'El sueño de anoche', 'side-effects': 'Efectos secundarios desde la visita' },
    ends: { 'anxiety': ['Ninguna', 'La peor que puedo imaginar'], 'mood': ['Muy bajo', 'Muy bueno'], 'sleep': ['Muy malo', 'Muy bueno'], 'side-effects': ['Ninguno', 'Muy fuertes'] },
  },
}
