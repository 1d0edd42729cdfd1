import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const CASE = { id: 'one', family: 'mamm', params: { V1: 64, CL: 4, ke0: [0.0625] }, events: [{ t_s: 0, type: 'bolus', mg: 32 }], outputs: ['Cp_mg_L'], obs: [{ t_s: 0 }, { t_s: 600 }] }
const PEOPLE = { eta_order: ['V1'], omega: [[0.04]], z_standard_normals: [[-1], [0], [1]], typical_params: { V1: 64, CL: 4 }, events: CASE.events, obs_s: [0] }
function pk(option: string, input: unknown, ...args: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL('chairside.ts', import.meta.url)), 'pk', option, '-', ...args], { input: JSON.stringify(input), encoding: 'utf8' })
  return { status, out: stdout, err: stderr }
}

describe('chairside pk', () => {
  it('[PK11] answers one case or many, in the given order and with the outputs asked for', () => {
    const one = JSON.parse(pk('--in', CASE, '--json').out) as { cases: { id: string; obs: Record<string, number>[] }[] }
    assert.deepEqual(one.cases.map((c) => [c.id, c.obs[0]]), [['one', { t_s: 0, Cp_mg_L: 0.5 }]])
    assert.ok(Math.abs(one.cases[0]!.obs[1]!['Cp_mg_L']! / (0.5 * Math.exp(-0.625)) - 1) < 1e-14)
    const many = JSON.parse(pk('--in', { cases: [CASE, { ...CASE, id: 'two', outputs: { Ce1_mg_L: {} }, obs: [{ t_s: 600 }, { t_s: 0 }] }] }, '--json').out) as typeof one
    assert.deepEqual(many.cases[1]!.obs.map((o) => Object.keys(o)), [['t_s', 'Ce1_mg_L'], ['t_s', 'Ce1_mg_L']])
    assert.equal(many.cases[1]!.obs[1]!['Ce1_mg_L'], 0)
    assert.match(pk('--in', CASE).out, /Not for dosing/)
  })

  it('[PK11] gives the percentiles of drawn people', () => {
    const { bands } = JSON.parse(pk('--population', PEOPLE, '--json').out) as { bands: { Cp_mg_L: { percentiles: number[]; values: number[][] } } }
    assert.deepEqual(bands.Cp_mg_L.percentiles, [2.5, 5, 25, 50, 75, 95, 97.5])
    assert.equal(bands.Cp_mg_L.values[0]![3], 0.5)
    assert.match(pk('--population', PEOPLE).out, /percentiles 2.5/)
  })

  it('[PK11] names the place of bad input and ends with 2', () => {
    for (const [option, input, line] of [
      ['--in', { ...CASE, family: 'oral' }, /^standard input: family: "oral" is not allowed; allowed: mamm or hepatic\n$/], ['--in', { cases: [CASE, { ...CASE, params: { V1: 1 } }] }, /cases\.1\.params\.CL: nothing is not allowed/],
      ['--in', { ...CASE, obs: [{ t_s: -1 }] }, /obs\.0\.t_s: -1/], ['--in', { ...CASE, events: [{ t_s: 0, type: 'rate' }] }, /events\.0\.mg_per_min/], ['--in', { ...CASE, outputs: ['Cn_mg_L'] }, /outputs\.0/], ['--in', [], /case/],
      ['--population', { ...PEOPLE, z_standard_normals: [[1], ['x']] }, /z_standard_normals\.1/], ['--population', { ...PEOPLE, eta_order: ['Q9'] }, /eta_order\.0/], ['--population', { ...PEOPLE, omega: [[-1]] }, /omega/], ['--population', { ...PEOPLE, obs_s: [0, 'x'] }, /obs_s\.1/],
    ] as const) {
      const { status, out, err } = pk(option, input, '--json')
      assert.deepEqual([status, out], [2, ''], JSON.stringify(input))
      assert.match(err, line)
      assert.equal(err.trim().split('\n').length, 1)
    }
  })
})
