import { test } from 'node:test'
import assert from 'node:assert/strict'
import { DAY_MS, instant, parseInstant } from '@chairside/core/shared'
import type { ChartView } from '@chairside/core/session'
import { placeOn, spanOf, ticksOf } from './axis.ts'
import { changeOf, neighbour, pointsOf, sentenceOf } from './points.ts'

const ZONE = 'America/Los_Angeles'
const now = parseInstant('2026-11-23T18:00:00Z')!
const score = (id: string, instrument: string, day: string, total: number | null, flags: ChartView['scores'][number]['flags'] = []): ChartView['scores'][number] =>
  ({ score: id, instrument, total, band: total === null ? null : 'moderate', complete: total !== null, flags, answered_at: `${day}T17:00:00Z`, source: 'phone', check_in: null })
const visit = (ordinal: number, day: string, given: boolean, more: Partial<ChartView['sessions'][number]> = {}): ChartView['sessions'][number] => ({
  session: `visit-${ordinal}`, ordinal, site: 's', chair: 'c', chair_name: 'North 1', start: `${day}T18:00:00Z`, end: `${day}T20:00:00Z`, state: given ? 'signed' : 'expected', cancelled_at: null, nurse: null, course: 'course',
  infusion_started_at: given ? `${day}T18:20:00Z` : null, dose_mg: given ? 40 : null, dose_mg_per_kg: given ? 0.5 : null, delivered_mg: given ? 38.25 : null, peak_sbp_mmHg: given ? 148 : null, peak_dissociation: given ? 6 : null,
  adverse_events: 0, words: given ? ['like floating'] : [], recovery_min: given ? 45 : null, signed_by: given ? 'Dr Wren' : null, ...more,
})
const chart: ChartView = {
  patient: { patient: 'p', record_number: '1', name: 'Juniper Example', birth_date: '1990-01-01', sex: 'female', age: 36 },
  scores: [score('a', 'phq-9', '2026-11-01', 18), score('b', 'gad-7', '2026-11-01', 15), score('c', 'phq-9', '2026-11-12', 9, [{ kind: 'suicide-item', linkId: '9', value: 1 }]), score('d', 'phq-9', '2026-11-13', null), score('old', 'gad-7', '2025-02-01', 12)],
  courses: [{ course: 'course', kind: 'induction', indication: 'Depression', planned_sessions: 6, status: 'active', weight_basis: 'actual' }],
  orders: [], sessions: [visit(1, '2026-11-05', true), visit(2, '2026-11-09', true), visit(3, '2026-11-25', false), visit(4, '2026-11-27', false, { cancelled_at: '2026-11-20T00:00:00Z' })],
  records: { allergies: [], medications: [], conditions: [] }, alerts: [],
}

test('[SCR3] points run from the oldest on and leave out what has no place: cancelled visits, scores without a total', () => {
  assert.deepEqual(pointsOf(chart).map((p) => p.id), ['old', 'a', 'b', 'visit-1', 'visit-2', 'c', 'visit-3'])
})

test('[SCR3] arrow keys walk the same points and stop at the ends; up and down stay with one line', () => {
  const points = pointsOf(chart)
  assert.equal(neighbour(points, null, 'ArrowRight'), 'visit-3')
  assert.equal(neighbour(points, 'visit-3', 'ArrowRight'), 'visit-3')
  assert.equal(neighbour(points, 'old', 'ArrowLeft'), 'old')
  assert.equal(neighbour(points, 'a', 'ArrowDown'), 'c')
  assert.equal(neighbour(points, 'visit-2', 'ArrowUp'), 'visit-1')
  assert.equal(neighbour(points, 'c', 'Home'), 'old')
  assert.equal(neighbour(points, 'c', 'x'), null)
  assert.equal(neighbour([], null, 'Home'), null)
})

test('[SCR4] a given infusion tells ordered and delivered milligrams apart, with units', () => {
  const given = pointsOf(chart).find((p) => p.id === 'visit-1')!
  assert.equal(sentenceOf(given, '5 Nov'), '5 Nov: infusion 1, ordered 40 mg (0.5 mg/kg); given 38.3 mg; highest systolic 148 mmHg; highest dissociation 6 of 10; recovery 45 min; in their words: like floating.')
})

test('[SCR4] a planned infusion is announced as planned, without a dose', () => {
  assert.equal(sentenceOf(pointsOf(chart).find((p) => p.id === 'visit-3')!, '25 Nov'), '25 Nov: infusion 3, planned.')
})

test('[SCR3] a score with a safety answer says so', () => {
  assert.equal(sentenceOf(pointsOf(chart).find((p) => p.id === 'c')!, '12 Nov'), '12 Nov: PHQ-9 9, moderate, with a safety answer.')
  assert.deepEqual(changeOf(pointsOf(chart), 'phq-9'), { first: 18, last: 9, lastAt: parseInstant('2026-11-12T17:00:00Z') })
  assert.equal(changeOf(pointsOf(chart), 'pcl-5'), null)
})

test('[SCR8] the whole course holds its visits and its scores but not those of other years; all holds everything', () => {
  const course = spanOf(chart, 'course', now)
  const inside = (span: typeof course): string[] => pointsOf(chart).filter((p) => p.at > span.from && p.at < span.to).map((p) => p.id)
  assert.deepEqual(inside(course), ['a', 'b', 'visit-1', 'visit-2', 'c', 'visit-3'])
  assert.equal(inside(spanOf(chart, 'all', now)).length, 7)
  assert.deepEqual(inside(spanOf(chart, 'three-months', now)), ['a', 'b', 'visit-1', 'visit-2', 'c', 'visit-3'])
})

test('[SCR8] one single score still gets a readable stretch of at least three weeks', () => {
  const span = spanOf({ ...chart, sessions: [], courses: [], scores: [chart.scores[0]!] }, 'all', now)
  assert.ok(span.to - span.from >= 21 * DAY_MS)
  const place = placeOn(span, 0, 100)
  assert.equal(Math.round(place(parseInstant('2026-11-01T17:00:00Z')!)), 50)
})

test('[SCR8] lines of time are Mondays in a short stretch, months in a long one, and never more labels than fit', () => {
  const days = (n: number): ReturnType<typeof ticksOf> => ticksOf({ from: instant(now - n * DAY_MS), to: now }, ZONE, 12)
  assert.deepEqual(days(30).map((t) => t.label), ['26 Oct', '2 Nov', '9 Nov', '16 Nov', '23 Nov'])
  assert.ok(days(200).some((t) => t.label === 'Nov'))
  assert.deepEqual(days(1200).map((t) => t.label), ['2024', '2025', '2026'])
  assert.ok(ticksOf({ from: instant(now - 700 * DAY_MS), to: now }, ZONE, 6).filter((t) => t.label !== '' && !t.strong).length <= 6)
})
