import { test } from 'node:test'
import assert from 'node:assert/strict'
import { homeOf } from './home.ts'
import { clockIn, zonesWith } from './zones.ts'

test('[SCR7] each role has its first screen, and several roles the one of decisions', () => {
  assert.deepEqual([homeOf(['nurse']), homeOf(['front-desk']), homeOf(['prescriber']), homeOf(['medical-director']), homeOf(['administrator'])], ['/floor', '/desk', '/patients', '/office', '/office'])
  assert.equal(homeOf(['nurse', 'prescriber']), '/patients')
})

test('[SCR7] the list of time zones holds the guess, known or not', () => {
  assert.ok(zonesWith('Europe/Vienna').includes('Europe/Vienna'))
  assert.ok(zonesWith('Mars/Olympus').includes('Mars/Olympus'))
  assert.equal(clockIn('Mars/Olympus', new Date(0)), null)
})
