// Reference solutions to 60 digits, a thousand drawn people and another program's curves. The data are not part of the project: without them this says so.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { outputAt, systemOf, type OutputName, type Segment } from '@chairside/core/pk'

const ROOT = path.resolve(import.meta.dirname, '../..')
const DATA = path.join(ROOT, '../shared/pk')
const read = <T>(name: string): T => JSON.parse(fs.readFileSync(path.join(DATA, name), 'utf8')) as T
const absent = !fs.existsSync(DATA)
function pk(...args: string[]): unknown {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'cli/chairside.ts'), 'pk', ...args, '--json'], { encoding: 'utf8', maxBuffer: 1e9 })
  assert.equal(status, 0, stderr)
  return JSON.parse(stdout)
}

type Values = Readonly<Record<string, number>>
test('[PK1] [PK11] reference solutions are met to 1e-12 through the command', (t) => {
  if (absent) return t.diagnostic(`field data absent: ${DATA}; nothing was tried`)
  const { cases } = read<{ cases: { id: string; outputs: Values; obs: Values[] }[] }>('cases.json')
  const answer = pk('--in', path.join(DATA, 'cases.json')) as { cases: { id: string; obs: Values[] }[] }
  let worst = 0
  cases.forEach(({ id, outputs, obs }, c) => {
    for (const name of Object.keys(outputs)) {
      const most = Math.max(...obs.map((o) => Math.abs(o[name]!)))
      obs.forEach((o, i) => {
        const error = Math.abs(answer.cases[c]!.obs[i]![name]! - o[name]!) / (1e-12 * Math.abs(o[name]!) + 1e-15 * most)
        worst = Math.max(worst, error)
        assert.ok(error <= 1, `${id} ${name} at ${o['t_s']} s: ${error} of the tolerance`)
      })
    }
  })
  t.diagnostic(`${cases.length} cases, worst ${worst.toPrecision(2)} of the tolerance`)
})

test('[PK7] [PK11] a thousand drawn people have the reference percentiles to 1e-9', (t) => {
  if (absent) return t.diagnostic(`field data absent: ${DATA}; nothing was tried`)
  const { bands } = read<{ bands: Record<string, { values: number[][] } | number[][]> }>('population.json')
  const answer = pk('--population', path.join(DATA, 'population.json')) as { bands: typeof bands }
  for (const [name, band] of Object.entries(bands)) {
    const [theirs, ours] = [band, answer.bands[name]!].map((b) => (Array.isArray(b) ? b : b.values).flat()) as [number[], number[]]
    assert.equal(ours.length, theirs.length, name)
    theirs.forEach((x, i) => assert.ok(Math.abs(ours[i]! / x - 1) < 1e-9, `${name} ${i}`))
  }
})

type Curve = { curve_id: string; native: boolean; schedule: { t_s: number; rate_mg_per_h?: number; bolus_mg?: number }[]; params_per_min: Record<'vc' | 'k10' | 'k12' | 'k13' | 'k21' | 'k31' | 'ke0', number>; t_s: number[]; Cp_ng_mL: number[]; Ce_ng_mL: number[] }
const systemFor = ({ vc, k10, k12, k13, k21, k31, ke0 }: Curve['params_per_min']) => systemOf({ family: 'mamm', params: { V1: vc, CL: k10 * vc, V2: (k12 * vc) / k21, Q2: k12 * vc, V3: (k13 * vc) / k31, Q3: k13 * vc, ke0: [ke0] } })

/** As that program does it: a bolus is an infusion of one second, in which the pump's own rate is dropped. */
function theirSegments(schedule: Curve['schedule']): Segment[] {
  let rate = 0
  return schedule.flatMap(({ t_s, rate_mg_per_h, bolus_mg }) => {
    rate = rate_mg_per_h === undefined ? rate : rate_mg_per_h / 60
    return bolus_mg === undefined ? [{ t_s, bolus_mg: 0, rate_mg_per_min: rate }] : [{ t_s, bolus_mg: 0, rate_mg_per_min: bolus_mg * 60 }, { t_s: t_s + 1, bolus_mg: 0, rate_mg_per_min: rate }]
  })
}
function trueSegments(schedule: Curve['schedule']): Segment[] {
  let rate = 0
  return schedule.map(({ t_s, rate_mg_per_h, bolus_mg }) => {
    rate = rate_mg_per_h === undefined ? rate : rate_mg_per_h / 60
    return { t_s, bolus_mg: bolus_mg ?? 0, rate_mg_per_min: rate }
  })
}

test('[PK1] the native curves of SimTIVA are met to 1e-10 with its own boluses, and closely with true ones', (t) => {
  if (absent) return t.diagnostic(`field data absent: ${DATA}; nothing was tried`)
  const { curves } = read<{ curves: Curve[] }>('simtiva_curves.json')
  const native = curves.filter((c) => c.native)
  const worst = { own: 0, minute: 0, five: 0 }
  for (const c of native) {
    const system = systemFor(c.params_per_min)
    const boluses = c.schedule.filter((s) => s.bolus_mg).map((s) => s.t_s)
    for (const [name, theirs] of [['Cp_mg_L', c.Cp_ng_mL], ['Ce1_mg_L', c.Ce_ng_mL]] as const satisfies readonly (readonly [OutputName, number[]])[]) {
      const own = outputAt(system, theirSegments(c.schedule), c.t_s, name)
      const real = outputAt(system, trueSegments(c.schedule), c.t_s, name)
      theirs.forEach((x, i) => {
        const [a, b] = [own, real].map((curve) => Math.abs((curve[i]! * 1000) / x - 1)) as [number, number]
        worst.own = Math.max(worst.own, a)
        const since = Math.min(...boluses.filter((at) => at <= c.t_s[i]!).map((at) => c.t_s[i]! - at))
        if (since >= 60) worst.minute = Math.max(worst.minute, b)
        if (since >= 300) worst.five = Math.max(worst.five, b)
      })
    }
  }
  t.diagnostic(`${native.length} curves: ${worst.own.toExponential(1)} with its boluses; with true ones ${(worst.minute * 100).toFixed(2)} % from one minute on, ${(worst.five * 100).toFixed(2)} % from five`)
  assert.ok(worst.own < 1e-10)
  assert.ok(worst.minute < 0.012 && worst.five < 0.002)
})
