import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { INSTRUMENTS, SPANISH, isInstrumentId } from './index.ts'

describe('the scales in Spanish', () => {
  it('[INT28] has words for each item and for each answer of a scale that is translated, and for no other', () => {
    const translated = Object.keys(SPANISH).filter(isInstrumentId)
    assert.ok(translated.length >= 6)
    for (const id of translated) {
      const { items, answers, own, ends } = SPANISH[id]!
      assert.deepEqual(Object.keys(items).toSorted(), INSTRUMENTS[id].items.map((item) => item.linkId).toSorted(), id)
      for (const item of INSTRUMENTS[id].items) {
        // A scale from 0 to 10 has words at its two ends; any other has a word for each answer.
        if (ends) assert.equal(ends[item.linkId]?.length, 2, `${id} ${item.linkId}`)
        else assert.equal((own?.[item.linkId] ?? answers).length, item.options.length, `${id} ${item.linkId}`)
      }
    }
  })
})
