// What a patient's other medicines do with ketamine (clinical reference 3.3), read out of the medication list. It reads names: what the list calls by another name is said to be not known here, never passed over.
import type { OrderFlag } from './wire.ts'

export type Interaction = {
  readonly rule: string
  readonly level: OrderFlag['level']
  readonly what: string
  readonly effect: string
  readonly action: string
  /** Ingredients and brand names, lower case. docs/sources.md#interactions. */
  readonly names: readonly string[]
}

/** From the first that blocks to what is only good to know. Levels are those of the reference; where it blocks above a dose that a list does not give, a written reason is asked for. */
export const INTERACTIONS: readonly Interaction[] = [
  { rule: 'DI-01', level: 'block', what: 'theophylline or aminophylline', effect: 'lowers the seizure threshold', action: 'do not give together', names: ['theophylline', 'aminophylline', 'theo-24', 'elixophyllin', 'uniphyl'] },
  { rule: 'DI-16', level: 'attest', what: 'esketamine or another source of ketamine', effect: 'adds to the dose', action: 'never on the same day; enter it as outside exposure', names: ['esketamine', 'spravato', 'ketamine', 'ketalar'] },
  { rule: 'DI-16', level: 'warn', what: 'another NMDA antagonist', effect: 'adds to the effect', action: 'weigh it with whoever prescribes it', names: ['memantine', 'namenda', 'dextromethorphan', 'auvelity', 'nuedexta', 'amantadine'] },
  { rule: 'DI-02', level: 'warn', what: 'benzodiazepine', effect: 'shortens and weakens the effect on mood; depresses breathing', action: 'write down its dose as lorazepam a day; the prescriber may hold the dose before; never stop it abruptly', names: ['alprazolam', 'xanax', 'lorazepam', 'ativan', 'diazepam', 'valium', 'clonazepam', 'klonopin', 'temazepam', 'restoril', 'oxazepam', 'chlordiazepoxide', 'librium', 'triazolam', 'halcion', 'estazolam', 'flurazepam', 'clobazam', 'onfi', 'midazolam', 'clorazepate'] },
  { rule: 'DI-03', level: 'warn', what: 'opioid', effect: 'deep sedation and depressed breathing; a longer recovery', action: 'watch EtCO2; check the dose in morphine milligrams a day', names: ['morphine', 'oxycodone', 'oxycontin', 'percocet', 'hydrocodone', 'vicodin', 'norco', 'hydromorphone', 'dilaudid', 'codeine', 'tramadol', 'ultram', 'tapentadol', 'nucynta', 'fentanyl', 'methadone', 'buprenorphine', 'suboxone', 'oxymorphone', 'meperidine'] },
  { rule: 'DI-03', level: 'warn', what: 'another depressant of the central nervous system', effect: 'deep sedation and depressed breathing', action: 'watch EtCO2', names: ['gabapentin', 'neurontin', 'gralise', 'pregabalin', 'lyrica', 'hydroxyzine', 'atarax', 'vistaril', 'diphenhydramine', 'benadryl', 'doxylamine', 'promethazine', 'zolpidem', 'ambien', 'eszopiclone', 'lunesta', 'zaleplon', 'sonata', 'phenobarbital', 'butalbital', 'carisoprodol', 'soma', 'baclofen', 'tizanidine', 'cyclobenzaprine', 'trazodone', 'quetiapine', 'seroquel', 'sodium oxybate', 'xyrem'] },
  { rule: 'DI-04', level: 'warn', what: 'naltrexone', effect: 'blocked the effect on mood in a trial that was stopped early', action: 'discuss stopping with who prescribes it', names: ['naltrexone', 'vivitrol', 'revia', 'contrave'] },
  { rule: 'DI-05', level: 'warn', what: 'lamotrigine', effect: 'weakened the effect in two of five studies', action: 'some hold the morning dose; never stop it', names: ['lamotrigine', 'lamictal'] },
  { rule: 'DI-06', level: 'warn', what: 'MAO inhibitor', effect: 'the pressure may rise high', action: 'blood pressure every 5 min', names: ['phenelzine', 'nardil', 'tranylcypromine', 'parnate', 'isocarboxazid', 'marplan', 'selegiline', 'emsam', 'rasagiline', 'azilect', 'linezolid', 'moclobemide'] },
  { rule: 'DI-07', level: 'warn', what: 'stimulant or decongestant', effect: 'adds to pressure and pulse', action: 'hold the morning dose if its prescriber agrees', names: ['amphetamine', 'adderall', 'dextroamphetamine', 'lisdexamfetamine', 'vyvanse', 'methylphenidate', 'ritalin', 'concerta', 'dexmethylphenidate', 'focalin', 'modafinil', 'provigil', 'armodafinil', 'nuvigil', 'pseudoephedrine', 'sudafed', 'phenylephrine', 'atomoxetine', 'strattera', 'phentermine', 'solriamfetol'] },
  { rule: 'DI-08', level: 'warn', what: 'vasopressin or a pressor', effect: 'raises the pressure', action: 'watch the pressure', names: ['vasopressin', 'desmopressin', 'ddavp', 'midodrine', 'ephedrine', 'droxidopa', 'norepinephrine'] },
  { rule: 'DI-09', level: 'warn', what: 'inhibitor of CYP3A4 or 2B6', effect: 'raises the exposure', action: 'begin at 0.5 mg/kg or less', names: ['clarithromycin', 'erythromycin', 'ketoconazole', 'itraconazole', 'fluconazole', 'voriconazole', 'posaconazole', 'ritonavir', 'paxlovid', 'cobicistat', 'grapefruit', 'ticlopidine', 'clopidogrel', 'plavix', 'nefazodone', 'diltiazem', 'verapamil'] },
  { rule: 'DI-17', level: 'warn', what: 'cannabis or a cannabinoid', effect: 'depresses the central nervous system', action: 'none on the day and the day before', names: ['cannabis', 'marijuana', 'thc', 'dronabinol', 'marinol', 'nabilone', 'cannabidiol', 'epidiolex', 'cbd'] },
  { rule: 'CX-31', level: 'attest', what: 'GLP-1 receptor agonist', effect: 'the stomach may not be empty after an ordinary fast', action: 'follow the current guidance: clear liquids for 24 h before, or decide for this patient', names: ['semaglutide', 'ozempic', 'wegovy', 'rybelsus', 'liraglutide', 'victoza', 'saxenda', 'dulaglutide', 'trulicity', 'exenatide', 'byetta', 'bydureon', 'lixisenatide', 'tirzepatide', 'mounjaro', 'zepbound'] },
  { rule: 'DI-10', level: 'info', what: 'inducer', effect: 'lowers the exposure', action: 'keep in mind when the effect is weak', names: ['rifampin', 'rifampicin', 'carbamazepine', 'tegretol', 'phenytoin', 'dilantin', 'st john s wort', 'hypericum', 'oxcarbazepine', 'efavirenz'] },
  { rule: 'DI-15', level: 'info', what: 'clonidine, guanfacine or a beta blocker', effect: 'blunts the pressure; rebound when a dose is missed', action: 'take as usual', names: ['clonidine', 'guanfacine', 'intuniv', 'propranolol', 'metoprolol', 'atenolol', 'bisoprolol', 'carvedilol', 'nadolol', 'labetalol', 'nebivolol'] },
  { rule: 'DI-11', level: 'info', what: 'lithium', effect: 'no significant interaction was found', action: 'nothing', names: ['lithium', 'lithobid'] },
  { rule: 'DI-12', level: 'info', what: 'antipsychotic', effect: 'may weaken the effect', action: 'keep in mind', names: ['clozapine', 'clozaril', 'haloperidol', 'haldol', 'risperidone', 'risperdal', 'olanzapine', 'zyprexa', 'aripiprazole', 'abilify', 'lurasidone', 'latuda', 'ziprasidone', 'brexpiprazole', 'rexulti', 'cariprazine', 'vraylar', 'paliperidone'] },
  { rule: 'DI-13', level: 'info', what: 'SSRI or SNRI', effect: 'can be combined; higher pressure peaks in one small study', action: 'watch the pressure', names: ['fluoxetine', 'prozac', 'sertraline', 'zoloft', 'citalopram', 'celexa', 'escitalopram', 'lexapro', 'paroxetine', 'paxil', 'fluvoxamine', 'luvox', 'venlafaxine', 'effexor', 'desvenlafaxine', 'pristiq', 'duloxetine', 'cymbalta', 'levomilnacipran', 'vilazodone', 'vortioxetine', 'trintellix'] },
  { rule: 'DI-14', level: 'info', what: 'levothyroxine', effect: 'too much of it raises pressure and pulse', action: 'look at the TSH', names: ['levothyroxine', 'synthroid', 'liothyronine', 'cytomel', 'thyroid'] },
  { rule: 'DI-18', level: 'info', what: 'a drug that prolongs QT', effect: 'matters for ondansetron as a rescue, not for ketamine', action: 'look before ondansetron is given', names: ['methadone', 'citalopram', 'escitalopram', 'quetiapine', 'ziprasidone', 'haloperidol', 'amiodarone', 'sotalol', 'azithromycin', 'levofloxacin', 'moxifloxacin', 'hydroxychloroquine', 'ondansetron', 'fluconazole'] },
]

const plain = (text: string): string => ` ${text.toLowerCase().normalize('NFKD').replaceAll(/[\u0300-\u036f]/g, '').replaceAll(/[^a-z0-9-]+/g, ' ').trim()} `
const speaks = (entry: string, name: string): boolean => plain(entry).includes(` ${name} `)

/** The interactions of one entry of a medication list; empty when this list does not know it, which says nothing of its safety. */
export const interactionsOf = (entry: string): readonly Interaction[] => INTERACTIONS.filter(({ names }) => names.some((name) => speaks(entry, name)))

/**
 * What the medication list says about an order, the strictest first: each with what to do. An opioid together with a benzodiazepine asks for a written reason, because the block from 50 mg of morphine a day on cannot be judged from
 * names (DI-03). What is not known here is named (PLN41).
 */
export function interactionFlags(medications: readonly string[]): OrderFlag[] {
  const found = medications.map((entry) => ({ entry, hits: interactionsOf(entry) }))
  const flags = found.flatMap(({ entry, hits }) => hits.map((hit): OrderFlag => ({ level: hit.level, rule: hit.rule, message: `${entry} (${hit.what}): ${hit.effect}. What to do: ${hit.action}` })))
  const of = (what: string): string | undefined => found.find(({ hits }) => hits.some((hit) => hit.what === what))?.entry
  const [opioid, benzodiazepine] = [of('opioid'), of('benzodiazepine')]
  if (opioid !== undefined && benzodiazepine !== undefined) flags.push({ level: 'attest', rule: 'DI-03', message: `${opioid} with ${benzodiazepine}: from 50 mg of morphine a day on this is not given without an override. The list gives no dose a day: work it out and say so` })
  const unknown = found.filter(({ hits }) => hits.length === 0).map(({ entry }) => entry)
  if (unknown.length > 0) flags.push({ level: 'info', rule: 'PLN41', message: `not known to the list of interactions: ${unknown.join(', ')}. Look them up` })
  const order: readonly OrderFlag['level'][] = ['block', 'attest', 'warn', 'info']
  return flags.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
}
