import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { HOUR_MS, instant, LANGUAGES, MINUTE_MS, readingGrade, type Instant } from '../shared/index.ts'
import { PROPOSED_PROTOCOL, type ProtocolSettings } from '../plan/index.ts'
import {
  dischargeConditions, dischargeFindings, fold, instructions, noDrivingUntil, PADSS, padssTotal, prolongedRecovery, proposedScores, readyBasis, readyTime, recoveryEnds, recoveryMinutes, vitalsScore,
  type DischargeConditionId, type GoingHome, type ReadyHistory,
} from './index.ts'
import { at, CALM, FIT, plainVisit, STARTED, type Story } from './story.ts'

const settings = PROPOSED_PROTOCOL
const withRecovery = (change: Partial<ProtocolSettings['recovery']>): ProtocolSettings => ({ ...settings, recovery: { ...settings.recovery, ...change } })
/** A visit that is fit to go at minute 122 (62 min after the stop), changed. */
const fitVisit = (change: (told: Story) => void = () => {}): Story => {
  const told = plainVisit(122)
  change(told)
  return told
}
const condition = (told: Story, id: DischargeConditionId, minute = 130, limits = settings) => dischargeConditions(fold(told.events), limits, at(minute)).find((one) => one.id === id)!

describe('scores at discharge', () => {
  it('[SES200] the modified PADSS counts the worst of pressure and pulse, edges included', () => {
    assert.deepEqual([[100, 120], [100, 121], [100, 140], [100, 141], [100, 80], [100, 79], [100, 60], [100, 59], [115, 138], [115, 161], [115, 162]].map(([before, now]) => vitalsScore([{ before: before!, now: now! }])), [2, 1, 1, 0, 2, 1, 1, 0, 2, 1, 0])
    assert.equal(vitalsScore([{ before: 120, now: 120 }, { before: 70, now: 99 }, { before: 60, now: 60 }]), 0)
    assert.deepEqual(PADSS.map((item) => item.of.length), [3, 3, 3, 3, 3])
    assert.equal(padssTotal({ vitals: 2, ambulation: 1, nausea: 2, pain: 2, bleeding: 2 }), 9)
    const value = fc.integer({ min: 30, max: 250 })
    fc.assert(fc.property(fc.array(fc.record({ before: value, now: value }), { minLength: 1, maxLength: 3 }), (pairs) => {
      assert.equal(vitalsScore(pairs), Math.min(...pairs.map((pair) => vitalsScore([pair]))))
      for (const { before, now } of pairs) assert.equal(vitalsScore([{ before, now }]), vitalsScore([{ before: before * 10, now: now * 10 }]), 'in proportion, not in mmHg')
    }))
  })

  it('[SES207] what is recorded fills an item of the scores, what was not seen stays open', () => {
    assert.deepEqual(proposedScores(fold(plainVisit(60).events)), { aldrete: {}, padss: {} })
    const told = fitVisit((t) => {
      t.say('symptom-rated', 123, { symptom: 'pain', score: 6 })
      t.say('symptom-rated', 123.5, { symptom: 'nausea', score: 1, vomited: true })
      t.say('vitals-recorded', 124, { ...CALM, values: { ...CALM.values, sbp_mmHg: 145, pulse_per_min: 99 } })
    })
    assert.deepEqual(proposedScores(fold(told.events)), { aldrete: { circulation: 1, spo2: 2, consciousness: 2 }, padss: { vitals: 0, pain: 1, nausea: 0 } })
    told.say('medication-given', 125, { drug: 'Oxygen', dose: 2, unit: 'L/min', route: 'inhaled' })
    told.say('sedation-scored', 126, { scale: 'MOAA/S', score: 2 })
    assert.deepEqual(proposedScores(fold(told.events)).aldrete, { circulation: 1 }, 'not on oxygen, and not for a patient who hardly answers')
  })
})

describe('conditions of discharge', () => {
  it('[SES201] a fact fills its condition, and stands before a tick that says otherwise', () => {
    const untick = (name: keyof NonNullable<typeof FIT.criteria>, t: Story): void => { const { [name]: _, ...criteria } = FIT.criteria!; t.say('discharge-scored', 123, { ...FIT, criteria }) }
    const met = (id: DischargeConditionId, change: (t: Story) => void): boolean => condition(fitVisit(change), id).met
    assert.equal(met('iv', (t) => { untick('ivRemoved', t) }), false)
    assert.equal(met('iv', (t) => { untick('ivRemoved', t); t.say('iv-checked', 124, { site: 'forearm', side: 'left', finding: 'removed' }) }), true)
    assert.equal(met('iv', (t) => { t.say('iv-checked', 124, { site: 'hand', finding: 'patent' }) }), false, 'a line that was seen after the tick')
    assert.equal(met('iv', (t) => { untick('ivRemoved', t); t.say('iv-checked', 124, { site: 'forearm', finding: 'removed' }); t.say('iv-checked', 125, { site: 'hand', finding: 'patent' }) }), false, 'two sites, one of them out')
    assert.equal(met('instructions', (t) => { untick('instructionsGiven', t); t.say('instructions-given', 124, { how: 'printed', language: 'es', version: '2026-1' }) }), true)
    assert.equal(met('instructions', (t) => { untick('instructionsGiven', t) }), false)
    assert.equal(met('dissociation', (t) => { t.say('dissociation-scored', 124, { scale: '0-10', score: 2 }) }), false, 'ticked, and scored 2')
    assert.equal(met('dissociation', (t) => { untick('dissociationAtBaseline', t); t.say('dissociation-scored', 124, { scale: '0-10', score: 1 }) }), true)
    assert.equal(met('gait', (t) => { t.say('discharge-scored', 123, { ...FIT, padss: { ...FIT.padss!, ambulation: 1 } }) }), false, 'the score passes with 9, the walk does not')
    assert.equal(met('padss', (t) => { t.say('discharge-scored', 123, { ...FIT, padss: { ...FIT.padss!, ambulation: 1 } }) }), true)
    assert.equal(met('padss', (t) => { t.say('discharge-scored', 123, { ...FIT, padss: { ...FIT.padss!, ambulation: 1, pain: 1 } }) }), false)
    assert.equal(met('sedation', (t) => { t.say('sedation-scored', 124, { scale: 'RASS', score: -1 }) }), false)
    assert.equal(met('sedation', (t) => { t.say('sedation-scored', 124, { scale: 'RASS', score: 0 }) }), true, 'another scale does not take MOAA/S away')
  })

  it('[SES201] CADSS-6 counts against its own baseline', () => {
    const cadss = (before: number | null, after: number): boolean => {
      const told = plainVisit(16)
      if (before !== null) told.say('dissociation-scored', 17, { scale: 'CADSS-6', score: before })
      told.say('infusion-started', 20, STARTED)
      told.say('infusion-stopped', 60, { why: 'complete' })
      told.say('dissociation-scored', 100, { scale: 'CADSS-6', score: after })
      return condition(told, 'dissociation').met
    }
    assert.deepEqual([cadss(3, 4), cadss(3, 5), cadss(null, 1), cadss(null, 2), cadss(0, 1)], [true, false, true, false, true])
  })

  it('[SES202] each condition that is not met says so in words, with what would clear it', () => {
    const empty = dischargeConditions(fold(plainVisit(60).events), settings, at(70))
    assert.deepEqual(empty.filter((one) => one.met), [])
    for (const { missing, clear, label } of empty) { assert.ok(missing.length > 0 && missing.every((words) => words.length > 5), label); assert.ok(clear.length > 2, label) }
    assert.equal(empty.find((one) => one.id === 'time')!.clear, '20 min more')
    assert.deepEqual(dischargeConditions(fold(fitVisit().events), settings, at(130)).filter((one) => !one.met), [])
    assert.deepEqual(dischargeConditions(fold(plainVisit(30).events), settings, at(40)), [])
    for (const finding of dischargeFindings(fold(plainVisit(60).events), settings, at(70))) assert.ok(finding.clear !== undefined && finding.overridableBy.length > 0, finding.message)
  })

  it('[SES203] two pressures in a row are below the limits and near the baseline, systolic and diastolic', () => {
    const pressures = (...sets: readonly (readonly [number, number])[]) => condition(fitVisit((t) => sets.forEach(([sbp_mmHg, dbp_mmHg], i) => t.say('vitals-recorded', 123 + i, { ...CALM, values: { ...CALM.values, sbp_mmHg, dbp_mmHg } }))), 'pressure')
    assert.deepEqual([pressures([144, 90]).met, pressures([145, 75]).met, pressures([120, 91]).met, pressures([120, 60]).met, pressures([120, 59]).met], [true, false, false, true, false])
    assert.deepEqual([pressures([150, 75], [120, 75]).sets, pressures([120, 75], [150, 75]).sets, pressures([150, 75], [120, 75], [121, 75]).met], [1, 2, true], 'one good set more, or two')
    const limits = withRecovery({ pressure_within_pct: 50 })
    const edge = (sbp_mmHg: number, dbp_mmHg: number) => condition(fitVisit((t) => t.say('vitals-recorded', 123, { ...CALM, values: { ...CALM.values, sbp_mmHg, dbp_mmHg } })), 'pressure', 130, limits).missing
    assert.deepEqual([edge(159, 99), edge(160, 90), edge(140, 100)], [[], ['blood pressure 160/90 mmHg is not below 160/100 mmHg'], ['blood pressure 140/100 mmHg is not below 160/100 mmHg']])
    const blind = plainVisit(10.5)
    blind.say('infusion-started', 20, STARTED)
    blind.say('infusion-stopped', 60, { why: 'complete' })
    for (const minute of [75, 90]) blind.say('vitals-recorded', minute, CALM)
    assert.deepEqual(condition(blind, 'pressure').missing, ['no blood pressure before the infusion to compare with'])
  })

  it('[SES204] the shorter floor counts only where it is allowed and nothing calls for more', () => {
    const short = withRecovery({ short_floor_allowed: true })
    const view = fold(plainVisit(61).events)
    assert.deepEqual([recoveryMinutes(view, false, settings).floor, recoveryMinutes(view, false, short).floor, recoveryMinutes(view, true, short).floor], [30, 15, 30])
    const rescued = fold(fitVisit((t) => t.say('medication-given', 40, { drug: 'Ondansetron', dose: 4, unit: 'mg', route: 'IV' })).events)
    assert.equal(recoveryMinutes(rescued, false, short).floor, 30)
    assert.equal(settings.recovery.short_floor_allowed, false, 'as shipped it is not')
  })

  it('[SES205] after a sedative its minutes count from when it was given, if that is after the stop', () => {
    const ends = (drug: string, minute: number): number => {
      const told = plainVisit(61)
      told.say('medication-given', minute, { drug, dose: 1, unit: 'mg', route: 'IV', ...(drug === 'Ativan' ? { standingOrder: 'RX-13' } : {}) })
      const view = fold(told.events)
      return (recoveryEnds(view, false, settings, view.infusion!.stoppedAt!).floorAt - at(60)) / MINUTE_MS
    }
    assert.deepEqual([ends('Midazolam', 40), ends('midazolam', 75), ends('Flumazenil', 100), ends('Lorazepam', 70), ends('Ativan', 70), ends('Ondansetron', 75)], [120, 135, 160, 130, 130, 30])
    const late = fitVisit((t) => t.say('medication-given', 122.5, { drug: 'Midazolam', dose: 1, unit: 'mg', route: 'IV' }))
    assert.equal(condition(late, 'time', 182).missing[0], '59 min since Midazolam, less than 120 min')
    assert.deepEqual([condition(late, 'time', 242).met, condition(late, 'time', 243).met], [false, true])
  })

  it('[SES206] a recovery that goes on wants a prescriber, and then a decision on transfer', () => {
    const told = plainVisit(75)
    const stage = (minute: number) => { const found = prolongedRecovery(fold(told.events), settings, at(minute)); return found && [found.stage, found.wanted] }
    assert.deepEqual([stage(179), stage(180), stage(299), stage(300)], [null, ['prescriber', true], ['prescriber', true], ['transfer', true]])
    assert.ok(dischargeFindings(fold(told.events), settings, at(180)).some((f) => f.rule === 'RC-04' && f.level === 'warn'))
    told.say('prescriber-assessed', 200, { decision: 'keep-watching', text: 'Sleepy, easily woken.' })
    assert.deepEqual([stage(200), stage(299), stage(300)], [['prescriber', false], ['prescriber', false], ['transfer', true]])
    assert.ok(dischargeFindings(fold(told.events), settings, at(210)).every((f) => f.rule !== 'RC-04'))
    told.say('prescriber-assessed', 301, { decision: 'keep-watching', text: 'Stays here.' })
    assert.deepEqual(stage(310), ['transfer', false])
    const early = plainVisit(75)
    early.say('prescriber-assessed', 230, { decision: 'transfer', text: 'To the hospital.' })
    assert.equal(prolongedRecovery(fold(early.events), settings, at(310))!.wanted, false)
    assert.ok(!dischargeFindings(fold(fitVisit().events), settings, at(190)).some((f) => f.rule === 'RC-04'), 'who is fit waits for nobody')
  })

  it('[SES208] a lower item never clears a condition, whatever else is recorded', () => {
    const item = fc.constantFrom(0 as const, 1 as const, 2 as const)
    const aldrete = fc.record({ activity: item, respiration: item, circulation: item, consciousness: item, spo2: item })
    const padss = fc.record({ vitals: item, ambulation: item, nausea: item, pain: item, bleeding: item })
    fc.assert(fc.property(aldrete, padss, fc.constantFrom('activity', 'spo2', 'circulation'), fc.constantFrom('ambulation', 'pain'), (a, p, first, second) => {
      const blocks = (one: typeof a, other: typeof p): number => dischargeFindings(fold(fitVisit((t) => t.say('discharge-scored', 123, { ...FIT, aldrete: one, padss: other })).events), settings, at(130)).filter((f) => f.level === 'block').length
      const lower = { ...a, [first]: Math.max(0, a[first as 'spo2'] - 1) as 0 | 1 | 2 }
      const worse = { ...p, [second]: Math.max(0, p[second as 'pain'] - 1) as 0 | 1 | 2 }
      assert.ok(blocks(lower, p) >= blocks(a, p))
      assert.ok(blocks(a, worse) >= blocks(a, p))
    }), { numRuns: 60 })
  })
})

const NOBODY: ReadyHistory = { isFirst: false, recoveries_min: [] }
const ready = (told: Story, minute: number, history = NOBODY) => { const basis = readyBasis(fold(told.events), settings, at(minute)); return basis && readyTime(basis, history, settings, at(minute)) }
const minuteOf = (moment: Instant): number => Math.round((moment - at(0)) / MINUTE_MS)

describe('ready to go home', () => {
  it('[GOH1] reckons from the stop, or from when the bag will be empty, and says what it rests on', () => {
    const told = plainVisit(25)
    assert.equal(ready(plainVisit(16), 17), null)
    assert.deepEqual([minuteOf(ready(told, 25)!.at), minuteOf(ready(told, 25, { isFirst: true, recoveries_min: [] })!.at)], [90, 120], 'the bag is empty at 60')
    told.say('infusion-paused', 30, {})
    assert.equal(ready(told, 31), null, 'nobody knows how long a pause lasts')
    const stopped = ready(plainVisit(60), 61)!
    assert.deepEqual([stopped.kind, minuteOf(stopped.at), minuteOf(stopped.from), minuteOf(stopped.to)], ['reckoned', 90, 90, 105])
    assert.ok(stopped.restsOn.some((line) => line.includes('30 min after the stop')) && stopped.restsOn.some((line) => line.startsWith('still missing')))
    const own = ready(plainVisit(60), 61, { isFirst: false, recoveries_min: [70, 50, 60] })!
    assert.deepEqual([minuteOf(own.at), minuteOf(own.from), minuteOf(own.to)], [120, 115, 125])
    assert.equal(ready(fitVisit(), 123)!.kind, 'ready')
    assert.equal(ready(fitVisit((t) => t.say('discharge-scored', 123, { ...FIT, criteria: { ...FIT.criteria, escortPresent: false } })), 124)!.kind, 'ready', 'ready to be fetched')
    const high = ready(fitVisit((t) => t.say('vitals-recorded', 123, { ...CALM, values: { ...CALM.values, sbp_mmHg: 170 } })), 124)!
    assert.deepEqual([high.kind, minuteOf(high.at)], ['reckoned', 153], 'two good sets more: at 138 and 153')
    assert.equal(ready(plainVisit(), 131), null, 'gone home')
  })

  it('[GOH2] a person’s estimate stands until its time has passed, and never before the least time', () => {
    const told = plainVisit(75)
    told.say('ready-estimated', 76, { readyAt: at(110), reason: 'slow to wake last time' })
    const stands = ready(told, 100)!
    assert.deepEqual([stands.kind, minuteOf(stands.at), minuteOf(stands.from), minuteOf(stands.to), stands.overdue], ['estimated', 110, 110, 125, false])
    assert.ok(stands.restsOn[0]!.includes('slow to wake last time'))
    const passed = ready(told, 111)!
    assert.deepEqual([passed.kind, passed.overdue, passed.at > at(111)], ['reckoned', true, true])
    const hopeful = plainVisit(61)
    hopeful.say('ready-estimated', 62, { readyAt: at(70) })
    assert.equal(minuteOf(ready(hopeful, 63)!.at), 90)
  })

  it('[GOH3] is never before the least time nor past, and more that is missing or longer recoveries never make it earlier', () => {
    const basis = readyBasis(fold(plainVisit(60).events), settings, at(61))!
    const missing = fc.array(fc.record({ label: fc.constant('something'), wait: fc.constantFrom('patient' as const, 'sets' as const, 'hand' as const), sets: fc.integer({ min: 0, max: 2 }) }), { maxLength: 5 })
    const recoveries = fc.array(fc.integer({ min: 10, max: 240 }), { maxLength: 6 })
    const estimate = fc.option(fc.record({ at: fc.integer({ min: 40, max: 300 }).map((m) => at(m)), reason: fc.constant(null) }))
    fc.assert(fc.property(missing, recoveries, estimate, fc.integer({ min: 60, max: 400 }), fc.boolean(), fc.option(fc.integer({ min: 60, max: 390 })), (lacks, own, guess, minute, isFirst, lastSet) => {
      const now = at(minute)
      const one = { ...basis, missing: lacks, estimate: guess, lastSetAt: lastSet === null ? null : at(lastSet) }
      const time = readyTime(one, { isFirst, recoveries_min: own }, settings, now)
      assert.ok(time.from <= time.at && time.at <= time.to)
      assert.ok(time.at >= basis.floorAt || time.kind === 'ready')
      assert.ok(time.at >= now)
      if (time.kind === 'ready') assert.ok(lacks.length === 0 && now >= basis.floorAt)
      const more = readyTime({ ...one, missing: [...lacks, { label: 'more', wait: 'sets', sets: 2 }] }, { isFirst, recoveries_min: own }, settings, now)
      if (time.kind === more.kind) assert.ok(more.at >= time.at)
      const slower = readyTime(one, { isFirst, recoveries_min: own.map((m) => m + 20) }, settings, now)
      assert.ok(slower.at >= time.at)
    }))
  })
})

const HOME: GoingHome = { lastDrugAt: at(60), leavesAt: at(125), timeZone: 'America/Los_Angeles', place: 'Harbor', phone: '310 555 0100', escort: 'Sam Testwell', nextVisit: { at: instant(at(0) + 72 * HOUR_MS), place: 'Harbor' }, namesDrug: false }
const textOf = (home: GoingHome, language: 'en' | 'es'): string[] => { const sheet = instructions(language, home, settings); return [sheet.title, ...sheet.sections.flatMap((s) => [s.heading, ...s.lines])] }

describe('instructions', () => {
  it('[GOH8] are plain, name no drug unless they may, and say the same in both languages', () => {
    assert.ok(readingGrade(textOf(HOME, 'en')) <= 9, `grade ${readingGrade(textOf(HOME, 'en'))}`)
    assert.ok(readingGrade(['Postprocedural psychotomimetic symptomatology necessitates immediate pharmacological re-evaluation.']) > 12, 'the measure can fail')
    for (const language of LANGUAGES) {
      const text = textOf(HOME, language).join('\n')
      assert.doesNotMatch(text, /ketamin|depress|anxiety|ansiedad|PTSD|suicid|psychiatr|psiquiatr/i, language)
      assert.match(textOf({ ...HOME, namesDrug: true }, language).join('\n'), /ketamin/i)
      for (const must of ['988', '911', '310 555 0100', 'Sam Testwell', '24 h', 'Harbor']) assert.ok(text.includes(must), `${language}: ${must}`)
      assert.doesNotMatch(textOf({ ...HOME, phone: null, escort: null, nextVisit: null }, language).join('\n'), /null|undefined/)
    }
    const [en, es] = [instructions('en', HOME, settings), instructions('es', HOME, settings)]
    assert.deepEqual(en.sections.map((s) => [s.lines.length, s.danger]), es.sections.map((s) => [s.lines.length, s.danger]))
    assert.equal(en.version, es.version)
  })

  it('[GOH9] keep from driving for 24 h after the last drug and over a night, whichever is later', () => {
    const zone = 'America/Los_Angeles'
    const given = (text: string): Instant => instant(Date.parse(text))
    const until = (text: string, limits = settings): string => new Date(noDrivingUntil(given(text), zone, limits)).toISOString()
    assert.equal(until('2026-12-07T18:00:00Z'), '2026-12-08T18:00:00.000Z')
    assert.equal(until('2026-12-07T18:00:00Z', withRecovery({ no_driving_h: 8 })), '2026-12-08T14:00:00.000Z', '06:00 on the next day')
    assert.equal(until('2026-12-07T10:00:00Z'), '2026-12-08T14:00:00.000Z', 'given at 02:00: the night that follows is still to be slept')
    assert.equal(until('2026-10-31T19:00:00Z'), '2026-11-01T19:00:00.000Z', 'hours, not wall clock, over the change of daylight saving')
    assert.ok(textOf(HOME, 'en').join(' ').includes('Tuesday, December 8 at 10:00 AM'), textOf(HOME, 'en').join(' '))
  })
})
