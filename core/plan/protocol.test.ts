import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { changedSettings, completeSettings, parseSettings, PROPOSED_PROTOCOL, type ProtocolSettings } from './index.ts'

type Json = Record<string, unknown>
const copy = (): Json => structuredClone<Json>(PROPOSED_PROTOCOL)
const withValue = (path: string, value: unknown): Json => {
  const settings = copy()
  const names = path.split('.')
  const last = names.pop()!
  const group = names.reduce<Json>((inner, name) => inner[name] as Json, settings)
  group[last] = value
  return settings
}
/** Every number of the proposal, with its path; tiers as `alerts.x.0`. */
const numbers = (value: unknown, path = ''): string[] =>
  typeof value === 'number' ? [path] : typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, inner]) => numbers(inner, path === '' ? name : `${path}.${name}`)) : []
const refusedAt = (settings: unknown): string | null => { const parsed = parseSettings(settings); return parsed.ok ? null : parsed.refusal.path }

describe('a protocol', () => {
  it('[PLN30] the proposal is a protocol, and what is read is what was written', () => {
    const parsed = parseSettings(JSON.parse(JSON.stringify(PROPOSED_PROTOCOL)))
    assert.ok(parsed.ok)
    assert.deepEqual(parsed.value, PROPOSED_PROTOCOL)
  })

  it('[PLN30] any setting that is missing, unknown or no number is refused with its path', () => {
    fc.assert(fc.property(fc.constantFrom(...numbers(PROPOSED_PROTOCOL)), fc.constantFrom('12', NaN, Infinity, {}, true, -1000), (path, value) => {
      const refused = refusedAt(withValue(path, value))
      assert.ok(refused !== null && (path === refused || path.startsWith(`${refused}.`)), `${path} = ${JSON.stringify(value)}: ${refused}`)
    }), { numRuns: 400 })
    for (const section of Object.keys(PROPOSED_PROTOCOL)) { const settings = copy(); delete settings[section]; assert.equal(refusedAt(settings), section) }
    assert.equal(refusedAt({ ...copy(), more: 1 }), 'more')
    assert.equal(refusedAt(withValue('monitor.more', 1)), 'monitor.more')
    assert.equal(refusedAt('a protocol'), 'settings')
  })

  it('[PLN31] limits stand in their order: a stop is never milder than a pause, a least never above a most', () => {
    assert.equal(refusedAt(withValue('alerts.sbp_from_mmHg', [180, 160, 200])), 'alerts.sbp_from_mmHg.1')
    assert.equal(refusedAt(withValue('alerts.spo2_below_pct', [90, 92, null])), 'alerts.spo2_below_pct.1')
    assert.equal(refusedAt(withValue('alerts.spo2_below_pct', [94, null, 90])), null)
    assert.equal(refusedAt(withValue('alerts.rass_at_most', [-2, -1, -4])), 'alerts.rass_at_most.1')
    assert.equal(refusedAt(withValue('dose.duration_min.min', 60)), 'dose.duration_min.min')
    assert.equal(refusedAt(withValue('start_gate.sbp_block_from_mmHg', 190)), 'start_gate.sbp_block_from_mmHg')
  })

  it('[PLN31] what is not the clinic\'s to move stays: a tone is silent 120 s at most, a silent feed shows within 15 s, recovery lasts 15 min at least', () => {
    for (const [path, good, bad] of [['monitor.audio_pause_s', 120, 121], ['monitor.no_signal_s', 15, 16], ['recovery.min_minutes.default', 15, 14]] as const) {
      assert.equal(refusedAt(withValue(path, good)), null, path)
      assert.equal(refusedAt(withValue(path, bad)), path)
    }
  })

  it('[PLN32] a standing order has a name of its own, a usual dose within its range, and a whole that holds its largest dose', () => {
    const [first, ...rest] = PROPOSED_PROTOCOL.standing_orders
    const withFirst = (more: object): Json => withValue('standing_orders', [{ ...first, ...more }, ...rest])
    assert.equal(refusedAt(withFirst({ dose: { min: 4, usual: 9, max: 8 } })), 'standing_orders.0.dose.usual')
    assert.equal(refusedAt(withFirst({ most: 2 })), 'standing_orders.0.most')
    assert.equal(refusedAt(withFirst({ older: { from_years: 60, max: 4 } })), null)
    for (const older of [{ from_years: 12, max: 4 }, { from_years: 60, max: 5 }, { from_years: 60 }]) assert.equal(refusedAt(withFirst({ older })), 'standing_orders.0.older')
    assert.equal(refusedAt(withFirst({ id: rest[0]!.id })), 'standing_orders.1.id')
    assert.equal(refusedAt(withFirst({ drug: ' ' })), 'standing_orders.0.drug')
    assert.equal(refusedAt(withFirst({ unit: 'grain' })), 'standing_orders.0.unit')
    assert.equal(refusedAt(withValue('standing_orders', [])), null)
  })

  it('[PLN33] settings from before a setting existed are completed by the proposal, which is named as not approved; nothing that was set is changed', () => {
    const stored = withValue('monitor.late_min.flag', 4)
    delete stored['staffing']
    delete (stored['monitor'] as Json)['alarm_delay_s']
    const { settings, missing } = completeSettings(stored)
    assert.deepEqual([...missing].sort(), ['monitor.alarm_delay_s', 'staffing'])
    assert.equal(settings.monitor.late_min.flag, 4)
    assert.deepEqual(settings.staffing, PROPOSED_PROTOCOL.staffing)
    assert.deepEqual(completeSettings(copy()).missing, [])
    fc.assert(fc.property(fc.constantFrom(...numbers(PROPOSED_PROTOCOL).filter((path) => !path.startsWith('standing_orders') && !/\.\d$/.test(path))), fc.integer({ min: 1, max: 9 }), (path, value) => {
      const changed = withValue(path, value)
      assert.deepEqual(completeSettings(changed).settings, changed)
    }))
  })

  it('[PLN34] what differs between two versions is named, each setting and each standing order once', () => {
    const after = { ...withValue('alerts.spo2_below_pct', [95, 92, 90]), standing_orders: PROPOSED_PROTOCOL.standing_orders.slice(1) } as unknown as ProtocolSettings
    assert.deepEqual(changedSettings(PROPOSED_PROTOCOL, after).map((c) => c.path), ['alerts.spo2_below_pct', 'standing_orders.RX-01'])
    assert.deepEqual(changedSettings(PROPOSED_PROTOCOL, structuredClone(PROPOSED_PROTOCOL)), [])
  })
})
