import { test } from 'node:test'
import assert from 'node:assert/strict'
import { PROPOSED_PROTOCOL } from '@chairside/core/plan'
import { sectionsOf, unitOf } from './settings.ts'
import { EDITED, settingsFrom, typedOf } from './settings-edit.ts'

test('[SCR11] every setting of the protocol has a line with words, a value and a unit', () => {
  const lines = sectionsOf(PROPOSED_PROTOCOL).flatMap((s) => s.lines)
  assert.deepEqual(lines.filter((line) => !/^(\p{Lu}|SpO)/u.test(line.words)).map((line) => line.path), [], 'each has words of its own')
  assert.equal(lines.length, Object.values(PROPOSED_PROTOCOL).reduce((sum, section) => sum + Object.keys(section).length, 0))
  for (const line of lines) {
    // A standing order says its unit beside each of its amounts.
    if (line.path.startsWith('standing_orders.')) assert.match(line.value, /\d (mg|mL|µg|L\/min)(\/kg)? /, line.path)
    else assert.notEqual(line.unit, '', line.path)
    assert.doesNotMatch(line.value, /object|undefined|^$|–/, line.path)
  }
})

test('[SCR11] units come from the names', () => {
  assert.deepEqual(['start_mg_per_kg', 'rate_warn_mg_per_kg_h', 'duration_min', 'spo2_below_pct', 'pulse_per_min', 'no_signal_s', 'max_per_7d', 'block_mg'].map(unitOf), ['mg/kg', 'mg/kg/h', 'min', '%', '/min', 's', 'in 7 days', 'mg'])
})

test('[SCR11] tiers name what happens at each step and leave out what is not used', () => {
  const alerts = sectionsOf(PROPOSED_PROTOCOL).find((s) => s.name === 'Alert limits')!.lines
  assert.equal(alerts.find((l) => l.path === 'alerts.sbp_from_mmHg')!.value, 'warn 160, pause 180, stop 200')
  assert.equal(alerts.find((l) => l.path === 'alerts.rr_above_per_min')!.value, 'warn 24')
})

test('[SCR19] every setting has its fields, and what stands in them makes the same protocol again', () => {
  const typed = typedOf(PROPOSED_PROTOCOL)
  assert.deepEqual(settingsFrom(typed, PROPOSED_PROTOCOL.standing_orders), PROPOSED_PROTOCOL)
  assert.equal(EDITED.flatMap((s) => s.settings).length, Object.entries(PROPOSED_PROTOCOL).filter(([section]) => section !== 'standing_orders').reduce((sum, [, section]) => sum + Object.keys(section).length, 0))
  const changed = settingsFrom({ ...typed, 'alerts.spo2_below_pct.2': '', 'monitor.no_signal_s': 'ten' }, []) as typeof PROPOSED_PROTOCOL
  assert.deepEqual([changed.alerts.spo2_below_pct, changed.monitor.no_signal_s], [[94, 92, null], 'ten'], 'an empty tier is not used; what is no number stays for the check to name')
})
