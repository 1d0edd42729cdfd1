import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant, toIso, type LocalDate } from '@chairside/core/shared'
import { fold, type SessionEvent } from '@chairside/core/session'
import { EMPTY_DRAFT, EMPTY_ROW, typedFacts, type PaperContext, type PaperDraft } from './paper-draft.ts'

const idOf = (): ((key: string) => string) => {
  const ids = new Map<string, string>()
  return (key) => { const id = ids.get(key) ?? `01900000-0000-7000-8000-${String(ids.size + 1).padStart(12, '0')}`; ids.set(key, id); return id }
}
const SESSION = '01900000-0000-7000-8000-0000000000aa'
const context = (more: Partial<PaperContext> = {}): PaperContext => ({
  date: '2026-11-23' as LocalDate, begun: instant(Date.parse('2026-11-23T18:00:00Z')), zone: 'America/Los_Angeles', now: instant(Date.parse('2026-11-23T23:00:00Z')), order: null,
  session: SESSION, actor: 'nora', device: 'tablet', known: [], idOf: idOf(), ...more,
})
const draft = (more: Partial<PaperDraft>): PaperDraft => ({ ...EMPTY_DRAFT, ...more })

test('[OFF15] a typed sheet becomes facts at the times on paper, marked as from paper with when they were typed, and folds into the whole visit', () => {
  const start = { dose: '40', weight: '80', volume: '100', concentration: '0.4', rate: '150' }
  const { facts, problems } = typedFacts(draft({
    ticksAt: '10:00', ticks: { identity: 'yes', pregnancy: 'not applicable', iv: '' },
    acts: [
      { kind: 'arrived', time: '0955', later: false, fields: {} }, { kind: 'infusion-started', time: '10:10', later: false, fields: start }, { kind: 'infusion-stopped', time: '10:50', later: false, fields: { why: 'complete', volume: '100' } },
      { kind: 'discharge', time: '12:00', later: false, fields: { activity: '2', respiration: '2', circulation: '2', consciousness: '2', spo2: '2', oriented: 'yes', steadyGait: 'no' } },
    ],
    rows: [{ ...EMPTY_ROW, time: '10:10', sbp_mmHg: '121', dbp_mmHg: '78', spo2_pct: '98' }, { ...EMPTY_ROW, time: '10:22', moaas: '4', dissociation: '6', rate: '120', words: 'a wide field' }, EMPTY_ROW],
  }), context())
  assert.deepEqual(problems, [])
  assert.equal(facts.length, 12)
  for (const { event } of facts) {
    assert.equal(event.enteredFrom, 'paper')
    assert.equal(toIso(event.enteredAt!), '2026-11-23T23:00:00.000Z')
  }
  const at = (type: string): string => toIso(facts.find((f) => f.event.type === type)!.event.at).slice(0, 16)
  assert.deepEqual([at('arrived'), at('infusion-started'), at('vitals-recorded'), at('infusion-rate-changed')], ['2026-11-23T17:55', '2026-11-23T18:10', '2026-11-23T18:10', '2026-11-23T18:22'])
  const view = fold(facts.map((f) => f.event))
  assert.deepEqual([view.state, view.contradictions, view.infusion?.pumpVolume_mL, view.sedation?.score], ['discharged', [], 100, 4])
  assert.ok(facts.find((f) => f.event.type === 'infusion-started')!.event.at < facts.find((f) => f.event.type === 'vitals-recorded')!.event.at, 'one minute keeps the order of the sheet')
})

test('[OFF15] what cannot be read is named with its row, and typing again makes the same facts', () => {
  const c = context()
  const wrong = typedFacts(draft({ rows: [{ ...EMPTY_ROW, time: '10:10', spo2_pct: '-100' }, { ...EMPTY_ROW, sbp_mmHg: '120' }, { ...EMPTY_ROW, time: '25:00', sbp_mmHg: '120' }, { ...EMPTY_ROW, time: '16:00', sbp_mmHg: '120' }], acts: [{ kind: 'medication-given', time: '10:12', later: false, fields: { drug: 'Ondansetron', dose: 'four', unit: 'mg', route: 'IV' } }] }), c)
  assert.deepEqual(wrong.facts, [])
  assert.deepEqual(wrong.problems.map((p) => p.key), ['act-0', 'row-0', 'row-1', 'row-2', 'row-3'])
  assert.match(wrong.problems[1]!.message, /spo2_pct.*-100/)
  assert.match(wrong.problems[4]!.message, /has not come yet/)
  const one = draft({ rows: [{ ...EMPTY_ROW, time: '10:10', spo2_pct: '97' }] })
  assert.deepEqual(typedFacts(one, c).facts[0]!.event.id, typedFacts(one, c).facts[0]!.event.id)
})

test('[OFF15] in the hour that comes twice a person says which', () => {
  const night = { date: '2026-11-01' as LocalDate, begun: instant(Date.parse('2026-11-01T07:00:00Z')), zone: 'America/Boise', now: instant(Date.parse('2026-11-01T20:00:00Z')) }
  const of = (later: boolean): string => { const { facts, twice } = typedFacts(draft({ rows: [{ ...EMPTY_ROW, time: '0130', later, spo2_pct: '97' }] }), context(night)); assert.deepEqual([...twice], ['row-0']); return toIso(facts[0]!.event.at) }
  assert.deepEqual([of(false), of(true)], ['2026-11-01T07:30:00.000Z', '2026-11-01T08:30:00.000Z'])
})

test('[OFF16] a set that a monitor charted meanwhile is shown beside the one on paper', () => {
  const charted = { id: '01900000-0000-7000-8000-0000000000c1', session: SESSION, at: instant(Date.parse('2026-11-23T18:11:00Z')), actor: 'device:M', device: 'M', type: 'vitals-recorded', origin: 'device', values: { sbp_mmHg: 122, dbp_mmHg: 77 } } as SessionEvent
  const { facts } = typedFacts(draft({ rows: [{ ...EMPTY_ROW, time: '10:10', sbp_mmHg: '121', dbp_mmHg: '78' }, { ...EMPTY_ROW, time: '10:20', sbp_mmHg: '125' }] }), context({ known: fold([charted]).facts }))
  assert.deepEqual(facts.map((f) => f.alike.map((e) => e.id)), [[charted.id], []])
})
