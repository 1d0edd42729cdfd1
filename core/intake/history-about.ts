// The questions about the person: what brings them, what was tried, who is with them, what makes it easier.
import type { HistoryQuestion } from './history.ts'

export const ABOUT_YOU: readonly HistoryQuestion[] = [
  {
    id: 'main-problem', section: 'why', kind: 'choice', says: { en: 'What would you most like help with?', es: '¿Con qué le gustaría más recibir ayuda?' },
    choices: [
      { value: 'anxiety', says: { en: 'Anxiety or worry', es: 'Ansiedad o preocupación' } }, { value: 'social-anxiety', says: { en: 'Fear of people or situations', es: 'Miedo a las personas o situaciones' } },
      { value: 'depression', says: { en: 'Depression', es: 'Depresión' } }, { value: 'ptsd', says: { en: 'After a trauma (PTSD)', es: 'Después de un trauma (TEPT)' } },
      { value: 'ocd', says: { en: 'Obsessions or compulsions', es: 'Obsesiones o compulsiones' } }, { value: 'other', says: { en: 'Something else', es: 'Otra cosa' } },
    ],
  },
  { id: 'in-own-words', section: 'why', kind: 'words', optional: true, says: { en: 'Tell us in your own words, if you like.', es: 'Cuéntenos con sus propias palabras, si quiere.' } },
  { id: 'hope', section: 'why', kind: 'words', optional: true, says: { en: 'If treatment helped, what would be different in your days?', es: 'Si el tratamiento ayudara, ¿qué sería distinto en sus días?' } },
  { id: 'medicines', section: 'medicines', kind: 'list', suggests: 'medicines', says: { en: 'Which medicines do you take now, with the dose if you know it?', es: '¿Qué medicinas toma ahora, con la dosis si la sabe?' }, help: { en: 'Also without a prescription: sleep aids, herbs, patches, sprays.', es: 'También sin receta: para dormir, hierbas, parches, aerosoles.' } },
  { id: 'allergies', section: 'medicines', kind: 'list', says: { en: 'Are you allergic to anything? What happened?', es: '¿Tiene alergia a algo? ¿Qué le pasó?' } },
  { id: 'tried-medicines', section: 'before', kind: 'list', suggests: 'medicines', says: { en: 'Which medicines have you tried for this, and how was it?', es: '¿Qué medicinas ha probado para esto y cómo le fue?' }, help: { en: 'For example: sertraline, 3 months, no help.', es: 'Por ejemplo: sertralina, 3 meses, sin efecto.' } },
  {
    id: 'tried-treatments', section: 'before', kind: 'choices', says: { en: 'What else have you tried?', es: '¿Qué más ha probado?' }, help: { en: 'Choose all that apply, or none.', es: 'Elija todo lo que corresponda, o nada.' },
    choices: [
      { value: 'therapy', says: { en: 'Talking therapy', es: 'Psicoterapia' } }, { value: 'esketamine', says: { en: 'Esketamine spray (Spravato)', es: 'Esketamina en aerosol (Spravato)' } }, { value: 'ketamine', says: { en: 'Ketamine', es: 'Ketamina' } },
      { value: 'tms', says: { en: 'Magnetic stimulation (TMS)', es: 'Estimulación magnética (EMT)' } }, { value: 'ect', says: { en: 'Electroconvulsive therapy (ECT)', es: 'Terapia electroconvulsiva (TEC)' } }, { value: 'hospital', says: { en: 'A stay in hospital', es: 'Ingreso en un hospital' } },
    ],
  },
  { id: 'ketamine-before', section: 'before', kind: 'words', says: { en: 'When and where was it, how many times, and how was it for you?', es: '¿Cuándo y dónde fue, cuántas veces y cómo le fue?' }, when: { question: 'tried-treatments', is: ['ketamine', 'esketamine'] } },
  { id: 'clinician', section: 'before', kind: 'person', optional: true, says: { en: 'Who treats you now? We write to them only if you allow it.', es: '¿Quién le atiende ahora? Solo le escribiremos si usted lo permite.' } },
  { id: 'driver', section: 'people', kind: 'person', says: { en: 'Who can take you home after a visit? It must be an adult.', es: '¿Quién puede llevarle a casa después de la visita? Debe ser una persona adulta.' }, help: { en: 'You may not drive until the next day, after a night of sleep.', es: 'No puede conducir hasta el día siguiente, después de dormir.' } },
  { id: 'support', section: 'people', kind: 'person', optional: true, says: { en: 'Who is close to you, whom we may call if we are worried?', es: '¿Quién es cercano a usted y podemos llamar si nos preocupamos?' } },
  {
    id: 'language', section: 'people', kind: 'choice', says: { en: 'In which language should we write and speak to you?', es: '¿En qué idioma prefiere que le escribamos y hablemos?' },
    choices: [{ value: 'en', says: { en: 'English', es: 'Inglés' } }, { value: 'es', says: { en: 'Spanish', es: 'Español' } }, { value: 'other', says: { en: 'Another, with an interpreter', es: 'Otro, con intérprete' } }],
  },
  {
    id: 'music', section: 'comfort', kind: 'choice', optional: true, says: { en: 'What would you like to hear?', es: '¿Qué le gustaría oír?' },
    choices: [{ value: 'soundscape', says: { en: 'Calm sounds without words', es: 'Sonidos tranquilos sin palabras' } }, { value: 'own', says: { en: 'My own music', es: 'Mi propia música' } }, { value: 'silence', says: { en: 'Silence', es: 'Silencio' } }, { value: 'decide-there', says: { en: 'I will decide there', es: 'Lo decidiré allí' } }],
  },
  {
    id: 'comforts', section: 'comfort', kind: 'choices', optional: true, says: { en: 'What helps you to feel safe?', es: '¿Qué le ayuda a sentirse seguro/a?' },
    choices: [{ value: 'dim', says: { en: 'Dim light', es: 'Luz suave' } }, { value: 'eye-mask', says: { en: 'An eye mask', es: 'Un antifaz' } }, { value: 'blanket', says: { en: 'A blanket', es: 'Una manta' } }, { value: 'quiet', says: { en: 'Few words', es: 'Pocas palabras' } }, { value: 'talk', says: { en: 'Somebody to talk to', es: 'Alguien con quien hablar' } }],
  },
  {
    id: 'touch', section: 'comfort', kind: 'choice', says: { en: 'May the nurse put a hand on your arm or shoulder if you are afraid?', es: '¿Puede la enfermera ponerle una mano en el brazo o el hombro si tiene miedo?' }, help: { en: 'You can change your mind at any moment.', es: 'Puede cambiar de opinión en cualquier momento.' },
    choices: [{ value: 'yes', says: { en: 'Yes', es: 'Sí' } }, { value: 'no', says: { en: 'No', es: 'No' } }, { value: 'ask', says: { en: 'Ask me each time', es: 'Pregúnteme cada vez' } }],
  },
]
