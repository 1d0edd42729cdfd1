import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refused } from '../http/refusal.ts'
import { Sentence, sentenceOf } from './sentence.ts'

const withCode = (code: string, message: string, path?: string): Error => Object.assign(new Error(message), { code }, path === undefined ? {} : { path })

test('[OPS35] a full disk is said as such, whoever noticed it first', () => {
  const full = /^There is no space left on the disk of \/srv\/clinic: free some space and start again/
  for (const error of [
    withCode('ENOSPC', 'ENOSPC: no space left on device, write'),
    withCode('53100', 'could not extend file "base/5/16384": No space left on device'),
    new Error('the database stopped (1) while starting: could not write lock file "postmaster.pid": No space left on device'),
    new Error('the database could not be created: could not write to file "pg_wal/xlogtemp.36": No space left on device'),
  ]) assert.match(sentenceOf(error, '/srv/clinic'), full)
})

test('[OPS35] what nobody expected is one line, and a sentence or a refusal stays as it is', () => {
  assert.equal(sentenceOf(new Error('x is not a function\n    at y (z.ts:1:2)')), 'Something unexpected went wrong: x is not a function')
  assert.equal(sentenceOf('thrown text'), 'Something unexpected went wrong: thrown text')
  assert.equal(sentenceOf(new Sentence('Do this.')), 'Do this.')
  assert.equal(sentenceOf(new Refused({ kind: 'conflict', message: 'It is there already.' })), 'It is there already.')
  assert.match(sentenceOf(withCode('EACCES', 'EACCES: permission denied', '/srv/clinic/app-secret')), /^\/srv\/clinic\/app-secret is not open to this user/)
  for (const code of ['ECONNREFUSED', 'CONNECTION_CLOSED', '57P03', 'EROFS', '42501', 'ENOTDIR']) assert.doesNotMatch(sentenceOf(withCode(code, 'one\ntwo'), '/srv/clinic'), /\n|unexpected/)
})
