// The commands about devices as a person runs them: exit status, one JSON document, one line for what is wrong.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { composeAck, composeObservations, createDecoder, frame, readMessage, type ReadMessage } from '@chairside/server/hl7'
import { readRecording } from './recording.ts'

type Ran = { readonly status: number | null; readonly out: string; readonly err: string }
function chairside(args: readonly string[], input = '', interruptOn: RegExp | null = null): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'chairside.ts'), ...args])
    let [out, err] = ['', '']
    let interrupted = false
    child.stdout.on('data', (chunk) => { out += String(chunk) })
    child.stderr.on('data', (chunk) => { err += String(chunk); if (!interrupted && interruptOn?.test(err)) interrupted = child.kill('SIGINT') })
    child.on('close', (status) => resolve({ status, out, err }))
    child.stdin.end(input)
  })
}
function folder(t: { after(done: () => void): void }): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'chairside-cli-'))
  t.after(() => fs.rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** A listener that remembers what it got and answers as told; null breaks the line instead. */
async function clinic(t: { after(done: () => void): void }, answer: (n: number) => 'AA' | 'AE' | null): Promise<{ port: number; got: ReadMessage[] }> {
  const got: ReadMessage[] = []
  const server = net.createServer((socket) => {
    const decoder = createDecoder()
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      for (const { bytes } of decoder.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)) {
        const code = answer(got.length + 1)
        got.push(readMessage(bytes.toString()))
        if (code === null) socket.destroy()
        else socket.write(frame(composeAck(bytes.toString(), code, code === 'AE' ? 'no such chair' : null, new Date(0), 'A1')))
      }
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => { server.close() })
  return { port: (server.address() as net.AddressInfo).port, got }
}

const RECORDING = 'device_time,corrected_time,SpO2,pulseRate,etco2,respRate,NIBP sys,NIBP dia,note\n' +
  ['00,00,97,61,36,12,121,79,', '01,01,,0,36,12,121,79,', '02,02,1,61,NA,12,121,79,x', '09,09,96,62,35,13,130,82,'].map((row) => row.replace(/^(\d\d),(\d\d)/, '2026-03-10T08:55:$1Z,2026-03-10T08:56:$2Z')).join('\n')

test('[DEV26] hl7 prints one JSON document for messages with and without frames, from a file and from standard input', async () => {
  const one = composeObservations({ application: 'M', facility: 'F', bed: 'B', controlId: 'C1', at: new Date('2026-11-23T15:00:00Z'), rows: [{ vital: 'spo2_pct', value: 97 }] })
  const plain = await chairside(['hl7', '--in', '-', '--json'], `${one}\n${one.replace('C1', 'C2')}`)
  assert.equal(plain.status, 0)
  const { messages } = JSON.parse(plain.out) as { messages: { control_id: string; ack: string; observations: object[] }[] }
  assert.deepEqual(messages.map((m) => [m.control_id, m.ack]), [['C1', 'AA'], ['C2', 'AA']])
  assert.deepEqual(Object.keys(messages[0]!), ['control_id', 'type', 'device', 'patient', 'at', 'observations', 'ack', 'problems'])
  assert.deepEqual(messages[0]!.observations[1], { id: '150456', mdc: '150456', loinc: '59408-5', value: 97, unit: '%', at: '2026-11-23T15:00:00.000+00:00' })
  const framed = await chairside(['hl7', '--in', '-', '--json'], `\x0b${one}\x1c\r\x0b${one.replace('C1', 'C2')}\x1c\r`)
  assert.deepEqual(JSON.parse(framed.out), JSON.parse(plain.out))
  const none = await chairside(['hl7', '--in', '-', '--json'], 'hello')
  assert.deepEqual([none.status, none.out, none.err.trim().split('\n').length], [2, '', 1])
  assert.equal((await chairside(['hl7', '--in', '/nowhere/at.all'])).status, 2)
  assert.equal((await chairside(['hl7'])).status, 2)
})

test('[DEV27] a recording\'s columns are known by their usual names; what was not measured stays so; gaps are counted from its own rhythm', () => {
  const read = readRecording(RECORDING)
  assert.ok('rows' in read)
  assert.deepEqual(read.columns.map((c) => c.vital), ['spo2_pct', 'pulse_per_min', 'etco2_mmHg', 'rr_per_min', 'sbp_mmHg', 'dbp_mmHg'])
  assert.deepEqual(read.ignored, ['corrected_time', 'note'])
  assert.deepEqual(read.rows.map((r) => [r.offset_ms, r.values.spo2_pct, r.values.pulse_per_min, r.values.etco2_mmHg]), [[0, 97, 61, 36], [1000, null, null, 36], [2000, null, 61, null], [9000, 96, 62, 35]])
  assert.equal(read.gapFrom_ms, 1500)
  const other = readRecording('Time;FC;PAS;PAM;PAD\n-0.5;87;116;85;60\n0;95,7;1;2;3')
  assert.deepEqual('place' in other && other.place, 'line 3, FC')
  const minutes = readRecording('"elapsed min"\t"hr"\n0\t61\n1.5\t62')
  assert.deepEqual('rows' in minutes && minutes.rows.map((r) => r.offset_ms), [0, 90_000])
})

test('[DEV27] replay sends each row once, waits for AA, and sends a message that hung again under its own control id', async (t) => {
  const file = path.join(folder(t), 'E1.csv.gz')
  fs.writeFileSync(file, gzipSync(RECORDING))
  const { port, got } = await clinic(t, (n) => (n === 2 ? null : 'AA'))
  const ran = await chairside(['replay', file, '--to', `127.0.0.1:${port}`, '--chair', 'LA 1', '--speed', '0', '--json'])
  assert.deepEqual([ran.status, JSON.parse(ran.out)], [0, { rows: 4, sent: 4, AA: 4, AE: 0, AR: 0, unanswered: 0, values: 20, gaps: 1, complete: true, lastReason: null }])
  assert.equal(got.length, 5)
  assert.deepEqual([got[1]!.controlId, new Set(got.map((m) => m.controlId)).size], [got[2]!.controlId, 4])
  assert.deepEqual([got[0]!.device, got[0]!.beds, got[0]!.ack], ['CHAIRSIDE-REPLAY E1', ['LA 1'], 'AA'])
  const spo2 = got.map((m) => m.observations.find((o) => o.vital === 'spo2_pct')!.value)
  assert.deepEqual(spo2, [97, null, null, null, 96])
  const cuffTimes = got.map((m) => m.observations.find((o) => o.vital === 'sbp_mmHg')!.at!.local)
  assert.equal(new Set(cuffTimes).size, 2, 'a cuff reading keeps its time while it is repeated')
  assert.ok(Math.abs(Date.parse(`${got[0]!.at!.local}Z`) - Date.now()) < 60_000, 'the message says when it is sent')
})

test('[DEV27] replay ends with 1 when something was not acknowledged, with 2 for bad input or when nobody answers, and stops cleanly', async (t) => {
  const file = path.join(folder(t), 'E2.csv')
  fs.writeFileSync(file, RECORDING)
  const refusing = await clinic(t, (n) => (n === 1 ? 'AA' : 'AE'))
  const to = ['--to', `127.0.0.1:${refusing.port}`, '--chair', 'X']
  const no = await chairside(['replay', file, ...to, '--speed', 'max'])
  assert.equal(no.status, 1)
  assert.match(no.out, /4 rows, 4 sent, 1 AA, 3 AE, 0 AR, 20 values, 1 gaps; last reason: no such chair/)
  fs.writeFileSync(`${file}.bad`, 'a,b\n1,2')
  const bad: [string[], RegExp][] = [
    [[`${file}.none`, ...to], /no such file/], [[`${file}.bad`, ...to], /line 1.*time column/], [[file, '--chair', 'X'], /--to/], [[file, '--to', 'nowhere', '--chair', 'X'], /HOST:PORT/],
    [[file, ...to.slice(0, 2)], /--chair/], [[file, ...to, '--speed', '-1'], /--speed/], [[file, '--to', '127.0.0.1:1', '--chair', 'X'], /nobody answers/],
  ]
  for (const [args, line] of bad) {
    const ran = await chairside(['replay', ...args])
    assert.equal(ran.status, 2, ran.err)
    assert.match(ran.err.trim().split('\n').at(-1)!, line)
  }
  const listening = await clinic(t, () => 'AA')
  const stopped = await chairside(['replay', file, '--to', `localhost:${listening.port}`, '--chair', 'X'], '', /rows with/)
  assert.equal(stopped.status, 1)
  assert.match(stopped.out, /stopped after row [0-4]/)
})
