import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { ACTS, changeStaff, lockoutAfter, may, passwordProblem, pinProblem, ROLES, tidyEmail, tidyName, tidyRoles, tidyTimeZone, type Act, type Role, type StaffState } from './index.ts'

test('[PEO1] takes any password from 8 to 256 characters, whatever it is made of', () => {
  for (const good of ['quiet-ne', 'correct horse battery', 'ваше дерево', '静かな部屋の椅子です', 'aaaaaaab-c', 'x1'.repeat(2) + 'another word '.repeat(19), 'only lower case letters', 'long '.repeat(13)])
    assert.equal(passwordProblem(good, []), null, good)
  assert.match(passwordProblem('short77', [])!.allowed, /at least 8/)
  assert.match(passwordProblem('abc'.repeat(86), [])!.allowed, /at most 256/)
  assert.equal(passwordProblem('👩‍⚕️ab', [])?.path, 'password', 'an emoji of several code points is not eight characters')
})

test('[PEO2] refuses the commonest passwords, one or two characters repeated, and one’s own name, and never repeats what was typed', () => {
  for (const bad of ['password', 'PassWord1', 'qwertyuiop', '12345678', 'Welcome2026', 'zzzzzzzzzz', 'ababababab', 'chairside1', 'ｐａｓｓｗｏｒｄ']) {
    const problem = passwordProblem(bad, [], 'administrator.password')
    assert.ok(problem, bad)
    assert.equal(problem.path, 'administrator.password')
    assert.equal(problem.value, '(not shown)')
  }
  for (const own of ['Nora Fictional', 'norafictional', 'nora.fictional', 'nora.fictional@clinic.example'])
    assert.ok(passwordProblem(own, ['Nora Fictional', 'nora.fictional@clinic.example']), own)
  assert.equal(passwordProblem('nora likes long walks', ['Nora Fictional', 'nora@clinic.example']), null)
})

test('[PEO9] takes 4 to 8 digits that are no simple pattern', () => {
  for (const good of ['2468', '1793', '80213', '99871', '13579246']) assert.equal(pinProblem(good), null, good)
  for (const bad of ['123', '123456789', '12a4', '', ' 2468', '1111', '77777777', '1212', '131313', '12121', '1234', '0123', '7890', '9876', '3210', '109876', '2468\n', '٢٤٦٨'])
    assert.ok(pinProblem(bad), JSON.stringify(bad))
})

test('[PEO5] waits longer with each wrong try from the fifth on, never more than an hour', () => {
  assert.deepEqual([0, 1, 4, 5, 6, 7, 8, 9, 10, 1000].map((n) => lockoutAfter(n) / 60_000), [0, 0, 0, 1, 5, 15, 30, 60, 60, 60])
  fc.assert(fc.property(fc.nat(5000), (n) => lockoutAfter(n + 1) >= lockoutAfter(n)))
  let [at, guesses] = [0, 0]
  for (; at < 24 * 3_600_000; guesses += 1) at += lockoutAfter(guesses + 1)
  assert.equal(guesses, 32, 'guesses in the first day, as the ladder says')
})

const person = (staff: string, roles: readonly Role[], active = true): StaffState => ({ staff, roles, active })

test('[PEO12] keeps the last active administrator, whatever else changes', () => {
  const two = [person('a', ['administrator']), person('b', ['administrator', 'nurse']), person('c', ['nurse']), person('d', ['administrator'], false)]
  assert.ok(changeStaff(two, person('a', ['nurse'])).ok)
  const one = [person('a', ['nurse']), ...two.slice(1)]
  for (const change of [person('b', ['nurse']), person('b', ['administrator', 'nurse'], false)]) {
    const decided = changeStaff(one, change)
    assert.ok(!decided.ok && decided.refusal.kind === 'refused' && decided.refusal.rule === 'PEO12')
  }
  assert.ok(changeStaff(one, person('b', ['prescriber', 'administrator'])).ok)
  const state = fc.record({ staff: fc.constantFrom('a', 'b', 'c', 'd'), roles: fc.subarray([...ROLES], { minLength: 1 }), active: fc.boolean() })
  fc.assert(fc.property(fc.array(state, { maxLength: 40 }), (changes) => {
    let staff: readonly StaffState[] = two
    for (const change of changes) {
      const decided = changeStaff(staff, change)
      if (decided.ok) staff = staff.map((s) => (s.staff === decided.value.staff ? decided.value : s))
    }
    assert.ok(staff.some((s) => s.active && s.roles.includes('administrator')))
  }))
})

test('[PEO23] gives each role what the table says and nothing more', () => {
  const only = (act: Act): Role[] => ROLES.filter((role) => may([role], act))
  assert.deepEqual(only('protocol.approve'), ['medical-director'])
  assert.deepEqual(only('order.sign'), ['prescriber', 'medical-director'])
  assert.deepEqual(only('chart.read'), ['nurse', 'prescriber', 'medical-director'])
  assert.deepEqual(only('session.record'), ['nurse', 'prescriber', 'medical-director'])
  assert.deepEqual(only('clinic.write'), ['administrator'])
  assert.deepEqual(only('staff.write'), ['administrator'])
  assert.deepEqual(only('audit.read'), ['medical-director', 'administrator'])
  for (const act of ACTS) {
    assert.equal(may([], act), false)
    assert.equal(may(ROLES, act), true, `${act} belongs to somebody`)
  }
  assert.equal(may(['nurse'], 'everything' as Act), false)
})

test('[PEO24] tidies names and addresses and takes time zones by their IANA name only', () => {
  assert.deepEqual(tidyName('  Ada \t de  la Cruz\n', 'name'), { ok: true, value: 'Ada de la Cruz' })
  for (const bad of ['', '   ', 'x'.repeat(101), 'a\u0000b']) assert.equal(tidyName(bad, 'name').ok, false, JSON.stringify(bad))
  assert.deepEqual(tidyEmail(' Nora@Clinic.Example ', 'email'), { ok: true, value: 'nora@clinic.example' })
  for (const bad of ['nora', 'nora@clinic', '@clinic.example', 'a b@clinic.example', 'a@b@c.example', '<a@b.example>']) assert.equal(tidyEmail(bad, 'email').ok, false, bad)
  for (const good of ['America/Los_Angeles', 'America/Argentina/Buenos_Aires', 'America/Port-au-Prince', 'UTC', 'Etc/GMT+5']) assert.equal(tidyTimeZone(good, 'zone').ok, true, good)
  for (const bad of ['', 'Mars/Olympus', '+05:00', '-0800', 'America/Los Angeles', '../etc/passwd', 'GMT+25:00']) assert.equal(tidyTimeZone(bad, 'zone').ok, false, bad)
  assert.deepEqual(tidyRoles(['administrator', 'nurse', 'nurse']), { ok: true, value: ['nurse', 'administrator'] })
  assert.equal(tidyRoles([]).ok, false)
})
