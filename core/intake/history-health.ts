// The questions about health. Each one answers an entry of the checklist of eligibility (clinical reference 3.1); core/plan/eligibility.ts reads them by id.
import type { HistoryQuestion } from './history.ts'

const ask = (id: string, en: string, es: string, more: Partial<HistoryQuestion> = {}): HistoryQuestion => ({ id, section: 'health', kind: 'yes-no', says: { en, es }, ...more })

export const HEALTH: readonly HistoryQuestion[] = [
  ask('resting-pressure', 'Resting blood pressure', 'Presión arterial en reposo', { kind: 'pressure', byClinic: true }),
  ask('ketamine-reaction', 'Have you ever had a bad reaction to ketamine or esketamine (Spravato), or an allergy to one of them?', '¿Ha tenido alguna vez una mala reacción a la ketamina o la esketamina (Spravato), o alergia a alguna de ellas?', { section: 'medicines' }),
  ask('blood-vessels', 'Has a doctor ever found an aneurysm, a tear in a large blood vessel, tangled blood vessels (AVM), or bleeding in your brain?', '¿Le han encontrado alguna vez un aneurisma, un desgarro de un vaso grande, una malformación arteriovenosa o un sangrado en el cerebro?'),
  ask('stroke', 'Have you ever had a stroke or a mini-stroke (TIA)?', '¿Ha tenido alguna vez un derrame cerebral o un ataque isquémico transitorio (AIT)?'),
  ask('stroke-recent', 'Was it in the last 6 months?', '¿Fue en los últimos 6 meses?', { when: { question: 'stroke', is: ['yes', 'unsure'] } }),
  ask('heart', 'Have you had a heart attack or a stent in the last 3 months, chest pain at rest, heart failure with breathlessness, a severe valve problem, or a heartbeat that is not under control?',
    '¿Ha tenido un infarto o un stent en los últimos 3 meses, dolor de pecho en reposo, insuficiencia cardíaca con falta de aire, un problema grave de válvula o un ritmo del corazón que no está controlado?'),
  ask('head-pressure', 'Has a doctor told you that the pressure in your head is high, or that you have a mass or fluid in your brain?', '¿Le ha dicho un médico que la presión dentro de la cabeza está alta, o que tiene una masa o líquido en el cerebro?'),
  ask('psychosis', 'Have you ever heard or seen things that others did not, or been told that you have schizophrenia or psychosis?', '¿Ha oído o visto alguna vez cosas que los demás no percibían, o le han dicho que tiene esquizofrenia o psicosis?'),
  ask('mania', 'Have you had days of far too much energy with hardly any sleep, or been told that you have bipolar disorder?', '¿Ha tenido días con demasiada energía y casi sin dormir, o le han dicho que tiene trastorno bipolar?'),
  ask('mania-now', 'Are you in such a time now, or were you in the last 2 weeks?', '¿Está ahora en una época así, o lo ha estado en las últimas 2 semanas?', { when: { question: 'mania', is: ['yes', 'unsure'] } }),
  ask('pregnant', 'Are you pregnant, or could you be?', '¿Está embarazada o podría estarlo?', { ofSex: ['female', 'other', 'unknown'] }),
  ask('breastfeeding', 'Are you breastfeeding?', '¿Está dando el pecho?', { ofSex: ['female', 'other', 'unknown'] }),
  ask('liver', 'Has a doctor told you that you have cirrhosis, hepatitis, or another liver disease?', '¿Le ha dicho un médico que tiene cirrosis, hepatitis u otra enfermedad del hígado?'),
  ask('bladder', 'Do you have pain in your bladder, blood in your urine, or a need to pass water far too often?', '¿Tiene dolor en la vejiga, sangre en la orina o necesidad de orinar demasiado a menudo?'),
  ask('thyroid', 'Do you have an overactive thyroid that is not treated, or not yet under control?', '¿Tiene la tiroides hiperactiva sin tratar o todavía sin controlar?'),
  ask('pheochromocytoma', 'Has a doctor ever found a tumor that makes adrenaline (pheochromocytoma or paraganglioma)?', '¿Le han encontrado alguna vez un tumor que produce adrenalina (feocromocitoma o paraganglioma)?'),
  ask('eyes', 'Do you have glaucoma, high pressure in an eye, or an open eye injury?', '¿Tiene glaucoma, presión alta en un ojo o una herida abierta en el ojo?'),
  ask('porphyria', 'Do you have porphyria?', '¿Tiene porfiria?'),
  ask('breathing', 'Do you have sleep apnea, need oxygen at home, have lung disease that flares up, or were you told that you are hard to put a breathing tube in?',
    '¿Tiene apnea del sueño, necesita oxígeno en casa, tiene una enfermedad de los pulmones con recaídas, o le han dicho que es difícil intubarle?'),
  ask('seizures', 'Have you had a seizure in the last 6 months?', '¿Ha tenido una convulsión en los últimos 6 meses?'),
  ask('dissociation', 'Have you been told that you have a dissociative disorder, a severe personality disorder, or PTSD with dissociation?', '¿Le han dicho que tiene un trastorno disociativo, un trastorno grave de la personalidad o estrés postraumático con disociación?'),
  ask('stomach', 'Does your stomach empty slowly (gastroparesis)?', '¿Se le vacía despacio el estómago (gastroparesia)?'),
  ask('other-conditions', 'Which other conditions or operations should we know of?', '¿Qué otras enfermedades u operaciones debemos conocer?', { kind: 'list' }),
  ask('alcohol-problem', 'Is alcohol a problem for you now, or was it in the last 12 months?', '¿Es el alcohol un problema para usted ahora, o lo fue en los últimos 12 meses?', { section: 'substances' }),
  ask('drug-problem', 'Are drugs or medicines used without a prescription a problem for you now, or were they in the last 12 months?', '¿Son las drogas o las medicinas sin receta un problema para usted ahora, o lo fueron en los últimos 12 meses?', { section: 'substances' }),
  ask('ketamine-use', 'Have you ever used ketamine or PCP outside of treatment?', '¿Ha usado alguna vez ketamina o PCP fuera de un tratamiento?', { section: 'substances' }),
  ask('cannabis', 'Do you use cannabis?', '¿Consume cannabis?', { section: 'substances' }),
]
