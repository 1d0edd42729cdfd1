// What a monitor's line has to bear: messages changed at random, and a server that is killed between a message and its answer.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import v8 from 'node:v8'
import vm from 'node:vm'
import { isPlausible } from '@chairside/core/session'
import { connectApp, connectOwner } from '../../server/db/connect.ts'
import { startEmbedded } from '../../server/db/embedded.ts'
import { migrate } from '../../server/db/migrate.ts'
import { openSender, type Sender } from '../../server/devices/sender.ts'
import { composeAck, composeObservations, composePump, createDecoder, decodeText, frame, messageJson, pumpsOf, readMessages, shownSegments } from '../../server/hl7/index.ts'
import { makeClinic } from '../../server/testing/clinic.ts'
import { startClinic, temporaryFolder } from '../ops/instance.ts'

/** A small generator with a seed, so that what failed can be tried again (mulberry32). */
function chance(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}
const at = new Date('2026-11-23T15:00:00Z')
const WHOLE = [
  composeObservations({ application: 'M', facility: 'F', bed: 'Chair 1', controlId: 'C1', at, rows: [{ vital: 'spo2_pct', value: 97 }, { vital: 'pulse_per_min', value: 61 }, { vital: 'sbp_mmHg', value: 121 }, { vital: 'dbp_mmHg', value: 79 }, { vital: 'map_mmHg', value: 93 }, { vital: 'etco2_mmHg', value: 36 }, { vital: 'temp_Cel', value: 36.6 }] }),
  composePump({ application: 'P', facility: 'F', bed: 'Chair 1', controlId: 'C2', at, pump: { drug: 'Ketamine', volume_mL: 12.5, rate_mL_per_h: 150, status: 'pump-status-infusing' } }),
  'MSH|^~\\&|Mk|VS|G|S|20260310140500||ORU^R01|3|P|2.3.1\rPID|||7||DOE^JOHN\rPV1||I|^^ICU&01\rOBR|1||||||20260310140500\rOBX|1|NM|0002-4bb8^SpO2^MDIL|1|97|0004-0220^%^MDIL|||||F\rOBX|2|NM|160^HR^99M^147842^MDC_ECG_HEART_RATE^MDC||72|bpm|||||F\rOBX|3|SN|8480-6^SBP^LN||=^118|mm(hg)^^ISO+|||||F|||202603101405\r',
].map((text) => frame(text))
const PUT = [0x0b, 0x1c, 0x0d, 0x0a, 0x00, 0x7c, 0x5e, 0x7e, 0x5c, 0x26, 0xff, 0xc3, 0x2d, 0x30, 0x39]

v8.setFlagsFromString('--expose-gc')
const collect = vm.runInNewContext('gc') as () => void
/** Bytes that are still held after everything that can go has gone. What the system lends the process (RSS) says nothing: it grows and shrinks by tens of megabytes while the heap stands still. */
function held(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

export type Mutated = { readonly count: number; readonly messages: number; readonly values: number; readonly grown_bytes: number }

/** Changes messages at random, in pieces of random length through one decoder, and reads whatever comes out. Throws with the seed of what failed. */
export function mutate(count: number, seed: number): Mutated {
  const decoder = createDecoder()
  let [messages, values] = [0, 0]
  const before = held()
  for (let n = 0; n < count; n++) {
    const next = chance(seed + n)
    let bytes: Buffer = Buffer.from(WHOLE[next(WHOLE.length)]!)
    for (let edits = 1 + next(8); edits > 0 && bytes.length > 0; edits--) {
      const place = next(bytes.length)
      switch (next(5)) {
        case 0: bytes[place] = next(256); break
        case 1: bytes[place] = PUT[next(PUT.length)]!; break
        case 2: bytes = Buffer.concat([bytes.subarray(0, place), bytes.subarray(Math.min(bytes.length, place + next(40)))]); break
        case 3: bytes = Buffer.concat([bytes.subarray(0, place), bytes.subarray(next(bytes.length)), bytes.subarray(place)]); break
        default: bytes = Buffer.concat([bytes.subarray(0, place), Buffer.from(Array.from({ length: next(12) }, () => PUT[next(PUT.length)]!)), bytes.subarray(place)])
      }
    }
    try {
      const framed = []
      for (let from = 0; from < bytes.length;) { const to = from + 1 + next(200); framed.push(...decoder.push(bytes.subarray(from, to))); from = to }
      for (const { bytes: found } of framed) {
        const text = decodeText(found)
        shownSegments(text)
        for (const message of readMessages(text)) {
          messages += 1
          for (const row of message.observations) if (row.vital !== null && row.value !== null) { values += 1; assert.ok(isPlausible(row.vital, row.value), `${row.vital} ${row.value}`) }
          for (const pump of pumpsOf(message.observations)) assert.ok(pump.volume_mL === null || pump.volume_mL >= 0)
          JSON.stringify(messageJson(message))
          composeAck(text, message.ack, message.problems[0] ?? null, at, 'A1')
        }
      }
    } catch (error) {
      throw new Error(`seed ${seed + n}: ${(error as Error).message}`, { cause: error })
    }
  }
  assert.ok(decoder.held() <= 1_048_576)
  return { count, messages, values, grown_bytes: held() - before }
}

export type LineReport = { readonly acknowledged: number; readonly sentAgain: number }

/** Kills the server `kills` times while four monitors send; each sends its message again until it is acknowledged. Then every one of them is there, once. */
export async function killTheLine(kills: number): Promise<LineReport> {
  const folder = temporaryFolder()
  const database = await startEmbedded(`${folder}/database`)
  try {
    await migrate(database.url)
    const sql = connectApp(database.url, 2)
    const clinic = await makeClinic(sql, { startsAt: new Date() })
    await sql.end()
    let port = 0
    const start = async () => {
      const server = await startClinic(`${folder}/server`, [], { DATABASE_URL: database.url })
      port = Number((await server.until(/HL7 on port (\d+)/))[1])
      return server
    }
    let server = await start()
    let running = true
    let sentAgain = 0
    const acknowledged: string[] = []
    const monitor = async (name: string): Promise<void> => {
      let line: Sender | null = null
      for (let n = 0; running; n++) {
        const controlId = `${name}-${n}`
        const text = composeObservations({ application: 'LINE', facility: name, bed: 'Clinic of the test chair', controlId, at: new Date(), rows: [{ vital: 'spo2_pct', value: 90 + (n % 10) }, { vital: 'pulse_per_min', value: 60 + (n % 40) }] })
        for (let tries = 0; ; tries++) {
          if (tries > 0) sentAgain += 1
          line ??= await openSender('127.0.0.1', port, 5000).catch(() => null)
          const ack = await line?.send(text) ?? null
          if (ack?.code === 'AA') break
          if (ack) throw new Error(`${controlId}: ${ack.code} ${ack.reason}`)
          line?.close()
          line = null
          await wait(50)
        }
        acknowledged.push(controlId)
      }
      line?.close()
    }
    const monitors = Promise.all(['A', 'B', 'C', 'D'].map(monitor))
    const more = async (count: number): Promise<void> => { for (const from = acknowledged.length; acknowledged.length < from + count;) await wait(20) }
    const loop = async (): Promise<void> => {
      await more(20)
      for (let kill = 0; kill < kills; kill++) {
        await wait(Math.random() * 200)
        server.child.kill('SIGKILL')
        await server.ended
        server = await start()
        await more(20)
      }
      running = false
    }
    await Promise.all([monitors, loop()])
    server.child.kill('SIGTERM')
    await server.ended
    const owner = connectOwner(database.url)
    const rows = await owner<{ control_id: string; n: number }[]>`select control_id, count(*)::int as n from device_observation where organization_id = ${clinic.organization} group by control_id`
    await owner.end()
    assert.deepEqual(rows.filter((row) => row.n !== 2), [], 'each message has its two rows, once')
    assert.deepEqual(new Set(rows.map((row) => row.control_id)), new Set(acknowledged), 'what was acknowledged is there, and nothing else')
    return { acknowledged: acknowledged.length, sentAgain }
  } finally {
    await database.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
