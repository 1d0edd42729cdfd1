import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { instant, MINUTE_MS } from '../shared/index.ts'
import { comfortWished, LOUDEST, soundscapeAt, USUAL_LOUDNESS, type SessionView } from './index.ts'

const began = instant(Date.UTC(2026, 10, 27, 18))
const view = (stoppedAfter: number | null = null): Pick<SessionView, 'infusion' | 'recoveryStartedAt'> => ({ infusion: { startedAt: began, stoppedAt: stoppedAfter === null ? null : instant(began + stoppedAfter * MINUTE_MS) } as SessionView['infusion'], recoveryStartedAt: null })
const at = (minute: number, stopped: number | null = null) => soundscapeAt(view(stopped), 40, instant(began + minute * MINUTE_MS))

describe('comfort', () => {
  it('[COM3] what a patient said before the first visit is offered at the Chair; a touch only after a plain yes', () => {
    assert.deepEqual(comfortWished({ music: 'soundscape', comforts: ['dim', 'blanket', 'quiet'], touch: 'ask' }), { music: 'Soundscape', light: 'some', blanket: true, talk: 'none', touchConsent: false })
    assert.deepEqual(comfortWished({ music: 'decide-there', touch: 'yes' }), { touchConsent: true })
    assert.deepEqual(comfortWished({}), {})
  })
})

describe('the soundscape', () => {
  it('[COM1] settles, deepens and returns with the infusion, and returns when it is stopped early', () => {
    assert.equal(soundscapeAt({ infusion: null, recoveryStartedAt: null }, 40, began).phase, 'settle')
    assert.deepEqual([0, 7, 9, 30, 33, 39].map((minute) => at(minute).phase), ['settle', 'settle', 'deepen', 'deepen', 'return', 'return'])
    assert.equal(at(16, 15).phase, 'return')
    assert.ok(at(20).brightness < at(2).brightness && at(60, 40).brightness > at(39).brightness)
  })

  it('[COM2] nothing jumps, and nothing is louder than its bound', () => {
    assert.ok(USUAL_LOUDNESS < LOUDEST && LOUDEST <= 0.25)
    fc.assert(fc.property(fc.double({ min: 0, max: 90, noNaN: true }), fc.integer({ min: 5, max: 120 }), (minute, planned) => {
      const one = soundscapeAt(view(), planned, instant(began + Math.round(minute * MINUTE_MS)))
      const next = soundscapeAt(view(), planned, instant(began + Math.round((minute + 1 / 60) * MINUTE_MS)))
      for (const name of ['brightness', 'breath'] as const) { assert.ok(one[name] >= 0 && one[name] <= 1); assert.ok(Math.abs(one[name] - next[name]) < 0.4, `${name} at ${minute}`) }
      assert.ok(one.strikes_per_min > 0 && one.strikes_per_min < 20)
    }))
  })
})
