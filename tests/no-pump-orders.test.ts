// The software never drives a pump. Read from the sources, because a promise about what is absent cannot be tried.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname, '..')
const sources = ['core', 'server', 'app', 'cli', 'bench', 'scripts'].flatMap((folder) => fs.readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)))
  .filter((name) => /\.(?:ts|tsx|js|cjs|mjs|sql)$/.test(name) && !/node_modules|[/\\]dist[/\\]/.test(name))
  .map((name) => ({ name, text: fs.readFileSync(path.join(ROOT, name), 'utf8') }))

/** Orders to devices: pharmacy and treatment orders of HL7 v2, IHE PCD-03 by its names, the set operations of IEEE 11073, and services that write to a Bluetooth device. */
const ORDERS = /RGV[\^_]|RDE[\^_]|RAS[\^_]|ORM\^O01|OMP[\^_]|PCD[-_]0*3\b|IHE_PCD_003|19376\.1\.6\.1\.3\b|MDC_PCD_.*ORDER|cmipConfirmedSet|roiv-cmip-set|writeValue(?:With|Without)/i

test('[DEV40] no order to a device is composed anywhere, and every HL7 v2 message that is written is a report or an acknowledgement', () => {
  assert.ok(sources.length > 200, `${sources.length} sources`)
  assert.deepEqual(sources.filter(({ name, text }) => ORDERS.test(text) && !name.endsWith('.test.ts')).map(({ name }) => name), [])
  const headers = sources.filter(({ name }) => !name.endsWith('.test.ts')).flatMap(({ name, text }) => [...text.matchAll(/`MSH\|[^`\n]*/g)].map((m) => ({ name, header: m[0] })))
  assert.ok(headers.length >= 3)
  for (const { name, header } of headers) assert.match(header, /\|\|(?:ORU\^R01\^ORU_R01\||ACK\$\{)/, name)
  // One door out to devices; it is used by the replay and the simulation, which report, and by nothing else.
  assert.deepEqual(sources.filter(({ name, text }) => /\bopenSender\b/.test(text) && !/\.test\.ts$|server\/testing\/|bench\//.test(name)).map(({ name }) => name).toSorted(), ['cli/replay.ts', 'server/demo/simulation.ts', 'server/devices/sender.ts', 'server/index.ts'].filter((name) => sources.some((s) => s.name === name && /\bopenSender\b/.test(s.text))))
})

test('[DEV40] the pattern finds what it forbids', () => {
  for (const text of ['MSH|^~\\&|A|B|||||RGV^O15^RGV_O15|1|P|2.6', 'IHE_PCD_003', 'const PCD_03 = 1', 'characteristic.writeValueWithResponse(x)']) assert.match(text, ORDERS)
})
