import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { DAY_MS, instant } from '../shared/index.ts'
import { HISTORY, type History } from '../intake/index.ts'
import { ELIGIBILITY_ITEMS, eligibilityOf, ON_THE_DAY, PROPOSED_PROTOCOL, standsAgainst, type EligibilityFacts, type EligibilityFinding } from './index.ts'

const settings = PROPOSED_PROTOCOL.eligibility
const now = instant(Date.UTC(2026, 10, 27))
const NO: History = Object.fromEntries(HISTORY.filter((q) => q.kind === 'yes-no' && !q.when).map((q) => [q.id, 'no']))
const found = (item: string, finding: EligibilityFinding['finding'], at = now): EligibilityFinding => ({ item, finding, note: 'looked', by: 'Dr Test', at })
const well: EligibilityFacts = {
  now, age: 40, sex: 'female', history: NO, conditions: [], allergies: [], medicines: [], pressure: { sbp_mmHg: 120, dbp_mmHg: 75, at: now }, bmi_kg_m2: 24,
  scores: new Map([['c-ssrs-screener', { total: null, band: 'none-identified', flagged: false, at: now, answers: {} }]]), findings: [found('CX-10', 'absent'), found('CX-25', 'absent')],
}
const state = (item: string, over: Partial<EligibilityFacts>) => eligibilityOf({ ...well, ...over }, settings).rows.find((row) => row.item === item)!.state
const answers = (more: History): History => ({ ...NO, ...more })

describe('eligibility', () => {
  it('[ELI1] every entry of the reference is an item, or is judged on the day; each says what to do and what would change it', () => {
    const ids = [...ELIGIBILITY_ITEMS.map((item) => item.id), ...ON_THE_DAY].toSorted((a, b) => a.localeCompare(b))
    assert.deepEqual(ids, Array.from({ length: 32 }, (_, i) => `CX-${String(i + 1).padStart(2, '0')}`))
    for (const item of ELIGIBILITY_ITEMS) for (const text of [item.what, item.action, item.changes, item.source]) assert.ok(text.length > 3, item.id)
  })

  it('[ELI2] a well person about whom everything is known is clear', () => {
    assert.deepEqual(eligibilityOf(well, settings).rows.filter((row) => row.state !== 'clear'), [])
    assert.equal(eligibilityOf(well, settings).overall, 'clear')
  })

  it('[ELI3] what nobody has said or measured is never clear, whichever it is', () => {
    assert.equal(eligibilityOf({ ...well, history: {}, allergies: null, medicines: null, pressure: null, bmi_kg_m2: null, scores: new Map(), findings: [], age: null }, settings).overall, 'unknown')
    for (const gone of Object.keys(NO)) {
      const { [gone]: _gone, ...rest } = NO
      const asked = ['cannabis'].includes(gone)
      assert.equal(eligibilityOf({ ...well, history: rest }, settings).overall, asked ? 'clear' : 'unknown', gone)
    }
    for (const over of [{ allergies: null }, { medicines: null }, { pressure: null }, { bmi_kg_m2: null }, { scores: new Map() }, { age: null }, { findings: [found('CX-10', 'absent')] }, { findings: [found('CX-25', 'absent')] }] as const)
      assert.notEqual(eligibilityOf({ ...well, ...over }, settings).overall, 'clear', JSON.stringify(over))
    fc.assert(fc.property(fc.subarray(Object.keys(NO)), fc.boolean(), fc.boolean(), (kept, allergies, pressure) => {
      const history = Object.fromEntries(kept.map((id) => [id, 'no']))
      const { overall } = eligibilityOf({ ...well, history, ...(allergies ? {} : { allergies: null }), ...(pressure ? {} : { pressure: null }) }, settings)
      const complete = Object.keys(NO).every((id) => kept.includes(id) || id === 'cannabis') && allergies && pressure
      assert.equal(overall === 'clear', complete)
    }))
  })

  it('[ELI4] answers, the record, measures and scores each lead to the state of the reference', () => {
    for (const [item, over, expected] of [
      ['CX-01', { allergies: ['Ketamine'] }, 'block'], ['CX-01', { history: answers({ 'ketamine-reaction': 'yes' }) }, 'block'], ['CX-02', { conditions: ['Abdominal aortic aneurysm'] }, 'block'],
      ['CX-03', { history: answers({ 'stroke': 'yes', 'stroke-recent': 'yes' }) }, 'block'], ['CX-03', { history: answers({ 'stroke': 'yes', 'stroke-recent': 'no' }) }, 'review'], ['CX-03', { conditions: ['Stroke'] }, 'review'],
      ['CX-04', { pressure: { sbp_mmHg: 181, dbp_mmHg: 80, at: now } }, 'block'], ['CX-04', { pressure: { sbp_mmHg: 180, dbp_mmHg: 100, at: now } }, 'clear'], ['CX-05', { pressure: { sbp_mmHg: 140, dbp_mmHg: 80, at: now } }, 'review'], ['CX-05', { pressure: { sbp_mmHg: 139, dbp_mmHg: 89, at: now } }, 'clear'],
      ['CX-04', { pressure: { sbp_mmHg: 120, dbp_mmHg: 80, at: instant(now - 91 * DAY_MS) } }, 'unknown'],
      ['CX-08', { conditions: ['Schizoaffective disorder'] }, 'block'], ['CX-09', { history: answers({ 'mania': 'yes', 'mania-now': 'yes' }) }, 'block'], ['CX-09', { history: answers({ 'mania': 'yes', 'mania-now': 'no' }) }, 'clear'],
      ['CX-11', { history: answers({ pregnant: 'yes' }) }, 'block'], ['CX-11', { sex: 'male', history: { ...NO, pregnant: undefined } as unknown as History }, 'clear'], ['CX-13', { conditions: ['Cirrhosis of liver'] }, 'review'],
      ['CX-14', { history: answers({ 'ketamine-use': 'yes' }) }, 'block'], ['CX-14', { history: answers({ 'drug-problem': 'unsure' }) }, 'review'], ['CX-16', { conditions: ['Interstitial cystitis'] }, 'block'],
      ['CX-22', { bmi_kg_m2: 40 }, 'review'], ['CX-22', { conditions: ['Obstructive sleep apnea syndrome'] }, 'review'], ['CX-28', { age: 17 }, 'block'], ['CX-29', { age: 65 }, 'review'], ['CX-29', { age: 64 }, 'clear'],
      ['CX-31', { medicines: ['semaglutide 1 mg weekly'] }, 'review'], ['CX-32', { history: answers({ 'mania': 'yes', 'mania-now': 'no' }) }, 'review'], ['CX-32', { history: answers({ 'mania': 'yes', 'mania-now': 'no' }), medicines: ['Lithium 600 mg'] }, 'clear'],
    ] as const) assert.equal(state(item, over as Partial<EligibilityFacts>), expected, `${item} ${JSON.stringify(over)}`)
    const scored = (id: string, total: number | null, band: string | null, flagged = false, at = now) => new Map([...well.scores, [id, { total, band, flagged, at, answers: {} }]])
    assert.equal(state('CX-09', { scores: scored('asrm', 6, null) }), 'block')
    assert.equal(state('CX-14', { scores: scored('dast-10', 3, null) }), 'block')
    assert.equal(state('CX-27', { scores: scored('c-ssrs-screener', null, 'high', true) }), 'review')
    assert.equal(state('CX-27', { scores: scored('phq-9', 12, 'moderate', true) }), 'clear', 'a C-SSRS of the same moment has answered it')
    assert.equal(state('CX-27', { scores: scored('phq-9', 12, 'moderate', true, instant(now + 1)) }), 'review')
  })

  it('[ELI5] a clinician\'s latest finding stands over an answer, and both are shown', () => {
    const over = { conditions: ['Aneurysm, brain (ruled out 2019)'], findings: [...well.findings, found('CX-02', 'present', instant(now - 1)), found('CX-02', 'absent')] }
    const row = eligibilityOf({ ...well, ...over }, settings).rows.find(({ item }) => item === 'CX-02')!
    assert.equal(row.state, 'clear')
    assert.match(row.why.join(' '), /Dr Test: not present.*the record says: Aneurysm/)
    assert.equal(state('CX-25', { findings: [found('CX-10', 'absent'), found('CX-25', 'review')] }), 'review')
  })

  it('[ELI6] nobody is eligible over something unknown; a block is overridden by a medical director, a review by a reason', () => {
    const against = (over: Partial<EligibilityFacts>, overrides: readonly { item: string; reason: string }[], director: boolean) => standsAgainst(eligibilityOf({ ...well, ...over }, settings), overrides, director)
    assert.deepEqual(against({}, [], false), [])
    assert.match(against({ pressure: null }, [{ item: 'CX-04', reason: 'will be taken' }], true)[0]!, /^CX-04.*not known yet/)
    const pregnant = { history: answers({ porphyria: 'yes' }) }
    assert.match(against(pregnant, [], true)[0]!, /excluded/)
    assert.match(against(pregnant, [{ item: 'CX-21', reason: 'policy of 2025' }], false)[0]!, /only a medical director/)
    assert.deepEqual(against(pregnant, [{ item: 'CX-21', reason: 'policy of 2025' }], true), [])
    assert.match(against({ age: 70 }, [{ item: 'CX-29', reason: '  ' }], true)[0]!, /needs a reason/)
    assert.deepEqual(against({ age: 70 }, [{ item: 'CX-29', reason: 'fit, ECG normal' }], false), [])
  })
})
