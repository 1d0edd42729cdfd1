import { test } from 'node:test'
import assert from 'node:assert/strict'
import { byReason } from './left-out.ts'
import { birthDate, heightCm, weightKg } from './measures.ts'

test('[SCR9] weights come in kg or lb and are kept in kg to 100 g', () => {
  assert.equal(weightKg('81.25', 'kg'), 81.3)
  assert.equal(weightKg('81,2', 'kg'), 81.2)
  assert.equal(weightKg('180', 'lb'), 81.6)
  assert.deepEqual([weightKg('eighty', 'kg'), weightKg('', 'kg'), weightKg('-4', 'kg')], [null, null, null])
})

test('[SCR9] heights come in cm or in feet and inches', () => {
  assert.equal(heightCm('178', 'cm'), 178)
  for (const typed of ['5 10', `5'10"`, '5 ft 10 in', '5ft10']) assert.equal(heightCm(typed, 'ft'), 177.8, typed)
  assert.equal(heightCm('6', 'ft'), 182.9)
  assert.deepEqual([heightCm('5 12', 'ft'), heightCm('tall', 'ft'), heightCm(`5'10"`, 'cm')], [null, null, null])
})

test('[SCR10] a date of birth is a calendar day or it is asked again', () => {
  for (const typed of ['1990-04-23', '23.04.1990', '23 Apr 1990', '04/23/1990', '23 april 1990']) assert.equal(birthDate(typed), '1990-04-23', typed)
  assert.deepEqual([birthDate('1990-02-30'), birthDate('23/04/1990'), birthDate('23 foo 1990'), birthDate('')], [null, null, null, null])
})

test('[SCR15] what an import left out is listed under its reason, each kind with its number', () => {
  const listed = byReason([{ kind: 'Claim', count: 10, why: 'a kind that is not taken' }, { kind: 'Observation', count: 1, why: 'no subject' }, { kind: 'Encounter', count: 9, why: 'a kind that is not taken' }])
  assert.deepEqual(listed.map((r) => [r.why, r.kinds.map((k) => `${k.count} ${k.kind}`)]), [['A kind that is not taken.', ['10 Claim', '9 Encounter']], ['No subject.', ['1 Observation']]])
})
