// The two scales of the self-screen in each language. Spanish: the wording of the translations published by the scales' authors, recalled and to be compared with phqscreeners.com before use: docs/sources.md#instruments.
import { INSTRUMENTS } from '@chairside/core/intake'
import type { Language } from '@chairside/core/shared'

type Sheet = { readonly stem: string; readonly items: readonly string[]; readonly answers: readonly string[] }
const SPANISH: Readonly<Record<'gad-7' | 'phq-9', Sheet>> = {
  'gad-7': {
    stem: 'Durante las últimas 2 semanas, ¿con qué frecuencia ha sentido molestias por los siguientes problemas?', answers: ['Nunca', 'Varios días', 'Más de la mitad de los días', 'Casi todos los días'],
    items: ['Sentirse nervioso/a, ansioso/a o con los nervios de punta', 'No ser capaz de parar o controlar la preocupación', 'Preocuparse demasiado por diferentes cosas', 'Dificultad para relajarse', 'Estar tan inquieto/a que es difícil quedarse quieto/a', 'Molestarse o irritarse fácilmente', 'Sentir miedo, como si algo terrible pudiera pasar'],
  },
  'phq-9': {
    stem: 'Durante las últimas 2 semanas, ¿con qué frecuencia ha sentido molestias por los siguientes problemas?', answers: ['Nunca', 'Varios días', 'Más de la mitad de los días', 'Casi todos los días'],
    items: ['Poco interés o placer en hacer las cosas', 'Se ha sentido decaído/a, deprimido/a o sin esperanzas', 'Dificultad para dormir o permanecer dormido/a, o ha dormido demasiado', 'Se ha sentido cansado/a o con poca energía', 'Con poco apetito o ha comido en exceso', 'Se ha sentido mal con usted mismo/a, o que es un fracaso o que ha quedado mal con usted mismo/a o con su familia', 'Ha tenido dificultad para concentrarse en cosas tales como leer el periódico o ver televisión', '¿Se ha movido o hablado tan despacio que otras personas podrían notarlo? O lo contrario: muy inquieto/a o agitado/a, moviéndose mucho más de lo normal', 'Ha pensado que estaría mejor muerto/a o se le ha ocurrido lastimarse de alguna manera'],
  },
}
export function sheetOf(id: 'gad-7' | 'phq-9', language: Language): Sheet {
  if (language === 'es') return SPANISH[id]
  const { stem, items } = INSTRUMENTS[id]
  const scored = items.filter((item) => item.scored)
  return { stem: stem!, items: scored.map((item) => item.text!), answers: scored[0]!.options.map((option) => option.label) }
}
