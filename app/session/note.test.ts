import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { fold } from '@chairside/core/session'
import { hashOf, signatureOf } from './note-text.ts'

test('[NOT10] the tablet\'s hash is SHA-256 of the text, whatever letters it has', () => {
  assert.equal(hashOf(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => assert.equal(hashOf(text), createHash('sha256').update(text).digest('hex'))))
  const signature = signatureOf('author', 'Arrived 09:00.', fold([]))
  assert.deepEqual(signature, { meaning: 'author', noteText: 'Arrived 09:00.', noteHash: hashOf('Arrived 09:00.'), facts: 0 })
})
