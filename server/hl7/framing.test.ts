// Frames in a stream of bytes, whatever the chunks, the noise and the size.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { createDecoder, frame, FS, VT, type Framed } from './framing.ts'

const texts = (framed: readonly Framed[]): string[] => framed.map((f) => `${f.kind}:${f.bytes.toString('latin1')}`)
function decode(...chunks: (string | Buffer)[]): string[] {
  const decoder = createDecoder()
  return texts([...chunks.flatMap((chunk) => decoder.push(typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk)), ...decoder.end()])
}

test('[DEV1] finds the same messages however the bytes are cut, one at a time included', () => {
  const stream = Buffer.concat([frame('MSH|one'), frame('MSH|two'), Buffer.from('\r\n'), frame('')])
  const whole = decode(stream)
  assert.deepEqual(whole, ['message:MSH|one', 'message:MSH|two', 'message:'])
  assert.deepEqual(decode(...[...stream].map((byte) => Buffer.from([byte]))), whole)
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(40), { maxLength: 60 }), (bytes, cuts) => {
    // Mostly the bytes that matter, so that frames begin and end.
    const noisy = Buffer.from(bytes.map((b) => [VT, FS, 13, 65, b][b % 5]!))
    const chunks: Buffer[] = []
    let from = 0
    for (const cut of cuts) { chunks.push(noisy.subarray(from, from + cut)); from += cut }
    chunks.push(noisy.subarray(from))
    assert.deepEqual(decode(...chunks), decode(noisy))
  }), { numRuns: 500 })
})

test('[DEV1] keeps noise before a frame apart, forgives a missing CR, and names what broke off', () => {
  assert.deepEqual(decode('noise\x0bMSH|1\x1c\r'), ['junk:noise', 'message:MSH|1'])
  assert.deepEqual(decode('\r\n \x0bMSH|1\x1c\x0bMSH|2\x1c\r'), ['message:MSH|1', 'message:MSH|2'])
  assert.deepEqual(decode('\x0bMSH|1\x0bMSH|2\x1c\r'), ['cut:MSH|1', 'message:MSH|2'])
  assert.deepEqual(decode('\x0bMSH|1\x1c\r\x0bMSH|2'), ['message:MSH|1', 'cut:MSH|2'])
  assert.deepEqual(decode('\x0bMSH|1\x1c', '\r\x0bMSH|2\x1c', '\r'), ['message:MSH|1', 'message:MSH|2'])
})

test('[DEV2] takes 1 MB, refuses more, reads on behind it, and holds no more than that in memory', () => {
  const decoder = createDecoder(1000)
  assert.deepEqual(decoder.push(frame('a'.repeat(1000))).map((f) => [f.kind, f.bytes.length]), [['message', 1000]])
  assert.deepEqual(decoder.push(Buffer.concat([frame('b'.repeat(1001)), frame('MSH|after')])).map((f) => f.kind), ['too-long', 'message'])
  const endless = createDecoder()
  endless.push(Buffer.from([VT]))
  for (let i = 0; i < 400; i++) endless.push(Buffer.alloc(65_536, 65))
  assert.ok(endless.held() <= 1_048_576, `${endless.held()} bytes held`)
  assert.deepEqual(endless.push(Buffer.from([FS, 13])).map((f) => [f.kind, f.bytes.length]), [['too-long', 65_536]])
  const noise = createDecoder()
  for (let i = 0; i < 100; i++) noise.push(Buffer.alloc(65_536, 65))
  assert.ok(noise.held() <= 131_072, `${noise.held()} bytes of noise held`)
})
