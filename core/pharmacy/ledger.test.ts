import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { amountIn, balanceOf, EMPTY_LEDGER, MOVEMENT_ACTS, movementProblem, needsTwo, NOTHING, post, settleGiven, shareOf, twoPeople, type Account, type Amount, type Ledger, type Movement, type MovementAct, type PreparationBook } from './index.ts'

const HERE = 'here'
const at = (kind: Account['kind'], id: string | null = null, address = HERE): Account => ({ kind, id, address })
let made = 0
const move = (act: MovementAct, from: Account, to: Account, amount: Amount, corrects: string | null = null): Movement => ({ id: `m${made++}`, act, from, to, ...amount, corrects })
const of = (volume_ul: number): Amount => amountIn(volume_ul, 50)!
const must = (ledger: Ledger, movement: Movement): Ledger => {
  const result = post(ledger, movement)
  assert.ok(result.ok, result.ok ? '' : result.refusal.message)
  return result.value
}
const rule = (ledger: Ledger, movement: Movement): string | null => {
  const result = post(ledger, movement)
  return result.ok ? null : result.refusal.rule
}
/** About half of a movement; in the proportion of its vial where it touches one. */
const halfOf = ({ mass_ug, volume_ul }: Movement): Amount => {
  const half_ul = Math.ceil(volume_ul / 2)
  return { mass_ug: volume_ul > 0 && mass_ug % volume_ul === 0 ? half_ul * (mass_ug / volume_ul) : Math.ceil(mass_ug / 2), volume_ul: half_ul }
}
const stocked = must(EMPTY_LEDGER, move('received', at('supplier'), at('vial', 'v'), of(10_000)))

describe('the ledger', () => {
  it('[BAL1] books whole micrograms and microlitres above zero', () => {
    for (const amount of [{ mass_ug: 0, volume_ul: 0 }, { mass_ug: 0.5, volume_ul: 1 }, { mass_ug: -50, volume_ul: -1 }, { mass_ug: Number.NaN, volume_ul: 1 }, { mass_ug: 1e300, volume_ul: 1 }])
      assert.equal(rule(stocked, move('drawn', at('vial', 'v'), at('preparation', 'p'), amount)), 'BAL1')
    assert.deepEqual(amountIn(800, 50), { mass_ug: 40_000, volume_ul: 800 })
    assert.deepEqual(amountIn(3, 0.1), null)
    assert.deepEqual(amountIn(0.5, 50), null)
  })

  it('[BAL2] knows no other way than that of the act', () => {
    const kinds = ['supplier', 'vial', 'preparation', 'patient', 'waste', 'distributor', 'difference'] as const
    const ways = MOVEMENT_ACTS.filter((act) => act !== 'corrected').map((act) => kinds.flatMap((a) => kinds.filter((b) =>
      movementProblem(move(act, at(a, 'x'), at(b, 'x', act === 'transferred' ? 'there' : HERE), of(1)), { from: of(10), corrected: null }) === null).map((b) => `${a} ${b}`)).length)
    assert.deepEqual(ways, [1, 1, 1, 2, 1, 1, 2, 2, 2])
    assert.equal(rule(stocked, move('transferred', at('vial', 'v'), at('vial', 'v'), of(1))), 'BAL2')
    assert.equal(rule(stocked, move('transferred', at('vial', 'v'), at('vial', 'w', 'there'), of(1))), 'BAL2')
    assert.equal(rule(stocked, move('drawn', at('vial', 'v'), at('preparation', 'p', 'there'), of(1))), 'BAL2')
  })

  it('[BAL3] never gives what is not there', () => {
    assert.equal(rule(stocked, move('drawn', at('vial', 'v'), at('preparation', 'p'), of(10_001))), 'BAL3')
    assert.equal(rule(stocked, move('drawn', at('vial', 'other'), at('preparation', 'p'), of(1))), 'BAL3')
    assert.deepEqual(balanceOf(must(stocked, move('drawn', at('vial', 'v'), at('preparation', 'p'), of(10_000))), at('vial', 'v')), NOTHING)
  })

  it('[BAL4][BAL5] corrects by the way back, in parts, never more than there was; the same twice is once', () => {
    const draw = move('drawn', at('vial', 'v'), at('preparation', 'p'), of(800))
    const drawn = must(stocked, draw)
    assert.equal(must(drawn, draw), drawn)
    assert.equal(rule(drawn, { ...draw, ...of(801) }), 'BAL5')
    const back = (volume_ul: number): Movement => move('corrected', at('preparation', 'p'), at('vial', 'v'), of(volume_ul), draw.id)
    const first = back(300)
    const half = must(drawn, first)
    assert.equal(rule(half, back(501)), 'BAL4')
    assert.deepEqual(balanceOf(must(half, back(500)), at('vial', 'v')), of(10_000))
    assert.equal(rule(half, move('corrected', at('vial', 'v'), at('preparation', 'p'), of(1), draw.id)), 'BAL4')
    assert.equal(rule(half, move('corrected', at('vial', 'v'), at('preparation', 'p'), of(1), first.id)), 'BAL4')
    assert.equal(rule(half, move('corrected', at('preparation', 'p'), at('vial', 'v'), of(1), 'nothing')), 'BAL4')
    // What has gone on to the patient is not taken back into the vial.
    const given = must(half, move('given', at('preparation', 'p'), at('patient', 's'), of(500)))
    assert.equal(rule(given, back(1)), 'BAL3')
  })

  it('[BAL6] needs two people, and knows one person with two accounts', () => {
    assert.deepEqual(MOVEMENT_ACTS.filter((act) => !needsTwo(act)), ['received', 'drawn', 'given'])
    const ann = { staff: 'a', name: 'Ann Ó Brien' }
    assert.equal(twoPeople(ann, { staff: 'b', name: 'Ben' }), null)
    for (const other of [null, ann, { staff: 'c', name: ' ann  o  brien' }]) assert.equal(twoPeople(ann, other)?.rule, 'BAL6')
  })

  it('[BAL2][BAL3][BAL4][BAL7] agrees with a plain count over 10,000 random histories', () => {
    const step = fc.record({ act: fc.constantFrom(...MOVEMENT_ACTS), vial: fc.constantFrom('v', 'w'), prep: fc.constantFrom('p', 'q'), ul: fc.integer({ min: 1, max: 6000 }), way: fc.boolean(), which: fc.nat({ max: 30 }), again: fc.boolean() })
    fc.assert(fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
      let ledger = EMPTY_LEDGER
      // The model: plain numbers of microlitres in hand; strengths 50 and 10 mg/mL.
      const plain = new Map<string, { ug: number; ul: number }>()
      const cell = (name: string): { ug: number; ul: number } => plain.get(name) ?? plain.set(name, { ug: 0, ul: 0 }).get(name)!
      const booked: { movement: Movement; from: string; to: string; left: { ug: number; ul: number } }[] = []
      for (const { act, vial, prep, ul, way, which, again } of steps) {
        const before = booked[which % Math.max(1, booked.length)]
        const source = act === 'given' || (act === 'wasted' && way) || (act === 'lost' && way) ? at('preparation', prep) : act === 'received' ? at('supplier') : act === 'found' || (act === 'counted' && way) ? at('difference') : at('vial', vial)
        const target = ({ received: at('vial', vial), drawn: at('preparation', prep), given: at('patient', 's'), wasted: at('waste'), returned: at('distributor'), transferred: at('vial', vial, 'there'), lost: at('difference'), found: at('vial', vial), counted: way ? at('vial', vial) : at('difference'), corrected: at('waste') } as const)[act]
        // A preparation mixes strengths; ask it for volume alone in the ratio that it holds.
        const amount = source.kind === 'preparation' ? shareOf(balanceOf(ledger, source), { charted_mg: 6000, delivered_mg: ul }) : amountIn(ul, vial === 'v' ? 50 : 10)!
        const movement = act !== 'corrected' ? move(act, source, target, amount)
          : before ? move('corrected', before.movement.to, before.movement.from, way ? { mass_ug: before.movement.mass_ug, volume_ul: before.movement.volume_ul } : halfOf(before.movement), before.movement.id) : move('corrected', at('vial', vial), at('supplier'), amount, 'none')
        const name = (a: Account): string => `${a.address}/${a.kind}/${a.id}`
        const [from, to] = [cell(name(movement.from)), cell(name(movement.to))]
        const guarded = movement.from.kind === 'vial' || movement.from.kind === 'preparation'
        const enough = !guarded || (from.ug >= movement.mass_ug && from.ul >= movement.volume_ul)
        const mayUndo = act !== 'corrected' || (before !== undefined && before.movement.act !== 'corrected' && before.left.ug >= movement.mass_ug && before.left.ul >= movement.volume_ul)
        const expected = movement.mass_ug + movement.volume_ul > 0 && enough && mayUndo
        const result = post(ledger, movement)
        assert.equal(result.ok, expected)
        if (!result.ok) continue
        ledger = result.value
        if (again) assert.equal(must(ledger, movement), ledger)
        from.ug -= movement.mass_ug; from.ul -= movement.volume_ul; to.ug += movement.mass_ug; to.ul += movement.volume_ul
        if (act === 'corrected') { before!.left.ug -= movement.mass_ug; before!.left.ul -= movement.volume_ul }
        booked.push({ movement, from: name(movement.from), to: name(movement.to), left: { ug: movement.mass_ug, ul: movement.volume_ul } })
      }
      const balances = [...ledger.balances.entries()]
      assert.deepEqual([balances.reduce((n, [, b]) => n + b.mass_ug, 0), balances.reduce((n, [, b]) => n + b.volume_ul, 0)], [0, 0])
      for (const [key, { mass_ug, volume_ul }] of balances) {
        assert.deepEqual({ ug: mass_ug, ul: volume_ul }, cell(key.replaceAll(' ', '/').replace('/-', '/null')), key)
        if (/ (vial|preparation) /.test(key)) assert.ok(mass_ug >= 0 && volume_ul >= 0)
        if (key === 'here vial v') assert.equal(mass_ug, volume_ul * 50)
      }
    }), { numRuns: 10_000 })
  })
})

describe('given, from the log', () => {
  const empty: PreparationBook = { preparation: 'p', drawn: of(800), left: of(800), given: [] }
  /** Books what settling asks for. */
  const book = (before: PreparationBook, charted_mg: number, delivered_mg: number): PreparationBook => settleGiven([before], [{ charted_mg, delivered_mg }]).reduce((b, s): PreparationBook => s.act === 'given'
    ? { ...b, left: { mass_ug: b.left.mass_ug - s.amount.mass_ug, volume_ul: b.left.volume_ul - s.amount.volume_ul }, given: [...b.given, { id: `g${b.given.length}`, amount: s.amount, undone: NOTHING }] }
    : { ...b, left: { mass_ug: b.left.mass_ug + s.amount.mass_ug, volume_ul: b.left.volume_ul + s.amount.volume_ul }, given: b.given.map((g) => g.id === s.corrects ? { ...g, undone: { mass_ug: g.undone.mass_ug + s.amount.mass_ug, volume_ul: g.undone.volume_ul + s.amount.volume_ul } } : g) }, before)

  it('[BAL8] books the share of the bag that went in, and all of it at the end', () => {
    assert.deepEqual(settleGiven([empty], [{ charted_mg: 40, delivered_mg: 20 }]), [{ preparation: 'p', act: 'given', amount: of(400), corrects: null }])
    assert.deepEqual(settleGiven([empty], [{ charted_mg: 40, delivered_mg: 40 }]), [{ preparation: 'p', act: 'given', amount: of(800), corrects: null }])
    assert.deepEqual(settleGiven([empty], []), [])
    // A second preparation stands beside the second bag.
    assert.deepEqual(settleGiven([empty, { ...empty, preparation: 'q' }], [{ charted_mg: 40, delivered_mg: 0 }, { charted_mg: 40, delivered_mg: 10 }]), [{ preparation: 'q', act: 'given', amount: of(200), corrects: null }])
    // What was wasted cannot be given.
    assert.deepEqual(settleGiven([{ ...empty, left: of(100) }], [{ charted_mg: 40, delivered_mg: 40 }])[0]?.amount, of(100))
  })

  it('[BAL8] twice moves nothing; late equals timely; corrections either way', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 45, noNaN: true }), { minLength: 1, maxLength: 8 }), (told) => {
      const end = told.reduce((b, mg) => book(b, 40, mg), empty)
      assert.deepEqual(settleGiven([end], [{ charted_mg: 40, delivered_mg: told.at(-1)! }]), [])
      const timely = book(empty, 40, told.at(-1)!)
      assert.deepEqual(end.left, timely.left)
      assert.ok(end.left.mass_ug >= 0 && end.left.volume_ul >= 0)
    }))
  })
})
