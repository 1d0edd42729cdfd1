// A monitor's line into a real database: what is acknowledged is there, once, at the right chair, and nothing else is.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import net from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { canonicalJson } from '@chairside/core/shared'
import { inOrganization } from '../db/connect.ts'
import { frame, type Sending } from '../hl7/index.ts'
import { CHANNEL } from '../log/writer.ts'
import { makeClinic } from '../testing/clinic.ts'
import { BED, charted, cuff, happen, later, observed, quarantined, said, spo2, world } from '../testing/devices.ts'
import { signedIn } from '../testing/people.ts'
import { openSender } from './sender.ts'

test('[DEV15] AA means committed: readings at the chair, facts in the visit\'s log with their audit row, and a notice to the open screens', async (t) => {
  const w = await world(t)
  const told: unknown[] = []
  await w.db.sql.listen(CHANNEL, (text) => told.push(JSON.parse(text)))
  const ack = await w.monitor.send(said(w.now, [...spo2(97), { vital: 'pulse_per_min', value: 61 }, ...cuff(121, 79)]))
  assert.equal(ack?.code, 'AA')
  assert.deepEqual((await observed(w)).map((r) => [r.device, r.vital, r.value]), [['MONITOR SN1', 'spo2_pct', 97], ['MONITOR SN1', 'pulse_per_min', 61], ['MONITOR SN1', 'sbp_mmHg', 121], ['MONITOR SN1', 'dbp_mmHg', 79]])
  assert.deepEqual((await charted(w)).map((e) => [e.body.origin, e.body.source, e.body.values]), [['device', 'MONITOR SN1', { sbp_mmHg: 121, dbp_mmHg: 79 }], ['device', 'MONITOR SN1', { spo2_pct: 97, pulse_per_min: 61 }]])
  const nurse = await signedIn(w.app, w.db, ['nurse'])
  const readings = await nurse.get(`/api/chairs/${w.clinic.chair}/readings`)
  assert.deepEqual(readings.body[0], { at: '2026-11-23T15:10:00.000Z', received_at: '2026-11-23T15:10:00.000Z', vital: 'spo2_pct', value: 97, unit: '%', device: 'MONITOR SN1', simulated: false })
  assert.equal((await nurse.get(`/api/chairs/${w.clinic.chair}/readings?after=2026-11-23T15:10:00Z`)).body.length, 0)
  assert.equal((await nurse.get(`/api/chairs/${w.clinic.chair}/readings?after=yesterday`)).status, 400)
  assert.equal((await nurse.get(`/api/chairs/${randomUUID()}/readings`)).status, 404)
  assert.deepEqual((await w.rows((tx) => tx`select body ->> 'actor' as actor, patient_id from audit_entry where body ->> 'what' = 'HL7 ORU^R01'`)), [{ actor: 'device:MONITOR SN1', patient_id: w.clinic.patient }])
  const isTold = (): boolean => told.some((change) => (change as { chairs?: string[] }).chairs !== undefined) && told.some((change) => (change as { sessions?: string[] }).sessions !== undefined)
  for (let i = 0; i < 250 && !isTold(); i++) await wait(20)
  assert.ok(told.some((change) => canonicalJson(change) === canonicalJson({ organization: w.clinic.organization, chairs: [w.clinic.chair] })))
  assert.ok(told.some((change) => (change as { sessions?: string[] }).sessions?.[0] === w.clinic.sessions[0]))
})

test('[DEV16] 1,000 resends of one message change nothing, on one line and on several', async (t) => {
  const w = await world(t)
  const message = said(w.now, [...spo2(97), ...cuff(121, 79)])
  const lines = await Promise.all(Array.from({ length: 4 }, () => openSender('127.0.0.1', w.port)))
  const codes = await Promise.all(lines.map(async (line) => {
    const seen: (string | undefined)[] = []
    for (let i = 0; i < 250; i++) seen.push((await line.send(message))?.code)
    line.close()
    return seen
  }))
  assert.deepEqual([...new Set(codes.flat())], ['AA'])
  assert.deepEqual([(await observed(w)).length, (await charted(w)).length, (await quarantined(w)).length], [3, 2, 0])
})

test('[DEV16] a line that breaks before the acknowledgement leaves one record when the message is sent again', async (t) => {
  const w = await world(t)
  for (let i = 0; i < 20; i++) {
    w.now = later(w.now, 61)
    const message = said(w.now, spo2(90 + (i % 5)))
    const cut = net.connect({ host: '127.0.0.1', port: w.port })
    const wire = frame(message)
    await new Promise<void>((done) => cut.write(i % 4 === 0 ? wire.subarray(0, wire.length - 5) : wire, () => { cut.destroy(); done() }))
    w.now = later(w.now, 5)
    assert.equal((await w.monitor.send(message))?.code, 'AA')
  }
  assert.deepEqual([(await observed(w)).length, (await charted(w)).length], [20, 20])
})

test('[DEV17] the chair is a person\'s binding or the bed\'s own name; in doubt the message is kept and refused with its reason', async (t) => {
  const w = await world(t)
  const second = randomUUID()
  await w.rows((tx) => tx`insert into chair values (${w.clinic.organization}, ${second}, ${w.clinic.site}, 'Second', 2) returning chair_id`)
  const nurse = await signedIn(w.app, w.db, ['nurse'])
  const ack = async (more: Partial<Sending>): Promise<string> => { const a = await w.monitor.send(said(w.now, spo2(97), more)); return `${a?.code} ${a?.reason}` }
  assert.match(await ack({ bed: 'Nowhere' }), /^AE no chair has this device and its bed is "Nowhere"/)
  assert.match(await ack({ bed: '' }), /^AE no chair has this device and it names no bed/)
  assert.equal((await quarantined(w)).length, 2)
  assert.deepEqual((await nurse.get('/api/devices')).body.map((d: { device: string; chair: string | null }) => [d.device, d.chair]), [['MONITOR SN1', null]])
  assert.equal((await nurse.put(`/api/chairs/${second}/device`, { device: 'MONITOR SN1' })).status, 200)
  assert.match(await ack({ bed: '' }), /^AA/)
  assert.match(await ack({ bed: 'Nowhere' }), /^AA/, 'a bed that is no chair says nothing against the person')
  assert.match(await ack({ bed: BED }), /^AE the device is bound to another chair/)
  assert.deepEqual(await w.rows((tx) => tx`select distinct chair_id from device_observation`), [{ chair_id: second }])
  // A monitor that was only seen by its bed's name follows its bed, and loses its chair with it.
  assert.match(await ack({ facility: 'SN2', bed: BED }), /^AA/)
  assert.match(await ack({ facility: 'SN2', bed: 'Second' }), /^AA/)
  assert.match(await ack({ facility: 'SN2', bed: 'Gone' }), /^AE the device is not bound/)
  const unbound = await w.app.inject({ method: 'DELETE', url: `/api/chairs/${second}/device`, headers: { cookie: nurse.cookie } })
  assert.equal(unbound.statusCode, 200)
  assert.match(await ack({ bed: '' }), /^AE/)
  const desk = await signedIn(w.app, w.db, ['front-desk'])
  assert.equal((await desk.put(`/api/chairs/${second}/device`, { device: 'X' })).status, 403)
})

test('[DEV18] what is not taken is kept whole with its reason, once however often it comes, until somebody has looked at it', async (t) => {
  const w = await world(t)
  const bad = 'MSH|^~\\&|MONITOR|SN1|||20261123151000+0000||ADT^A01|Q1|P|2.6\rPID|||12\r'
  for (let i = 0; i < 3; i++) assert.equal((await w.monitor.send(bad))?.code, 'AR')
  const trap = said(w.now, spo2(97)).replace('^MDC_PULS_OXIM_SAT_O2^', '^MDC_CO2_ET^')
  assert.equal((await w.monitor.send(trap))?.code, 'AE')
  const half = said(w.now, [...spo2(97), { vital: 'etco2_mmHg', value: 36 }]).replace('151708^', '150456^')
  assert.equal((await w.monitor.send(half))?.code, 'AA')
  const raw = net.connect({ host: '127.0.0.1', port: w.port })
  await new Promise<void>((done) => { raw.on('close', () => done()); raw.resume(); raw.end(Buffer.concat([Buffer.from('GET / HTTP/1.1\r\n\r\n'), frame('hello\u0000 there'), Buffer.from('\x0bMSH|^~')])) })
  const kept = await quarantined(w)
  assert.deepEqual(kept.map((q) => q.acknowledgement).toSorted(), ['AA', 'AE', 'AR', 'AR', 'AR', 'AR'])
  assert.deepEqual(new Set(kept.map((q) => q.raw.trim())), new Set([bad.trim(), trap.trim(), half.trim(), 'GET / HTTP/1.1', 'hello\u2400 there', 'MSH|^~']))
  assert.deepEqual((await observed(w)).map((r) => [r.vital, r.value]), [['spo2_pct', 97]])
  const nurse = await signedIn(w.app, w.db, ['nurse'])
  const list = (await nurse.get('/api/quarantine')).body as { quarantine: string }[]
  assert.equal(list.length, 6)
  assert.equal((await nurse.post(`/api/quarantine/${list[0]!.quarantine}/reviewed`)).status, 200)
  assert.equal((await nurse.get('/api/quarantine')).body.length, 5)
  assert.equal((await nurse.post(`/api/quarantine/${randomUUID()}/reviewed`)).status, 404)
})

test('[DEV19] a cuff reading is charted at once and once; the other signs once a minute, as received', async (t) => {
  const w = await world(t)
  const first = w.now
  for (let second = 0; second < 180; second += 10) {
    w.now = later(first, second)
    const measured = second < 90 ? first : later(first, 90)
    assert.equal((await w.monitor.send(said(w.now, [...spo2(95 + second / 60), ...(second < 90 ? cuff(121, 79, measured) : cuff(140, 85, measured))])))?.code, 'AA')
  }
  assert.deepEqual((await charted(w)).map((e) => [(e.at.getTime() - first.getTime()) / 1000, e.body.values]), [
    [0, { sbp_mmHg: 121, dbp_mmHg: 79 }], [0, { spo2_pct: 95 }], [60, { spo2_pct: 96 }], [90, { sbp_mmHg: 140, dbp_mmHg: 85 }], [120, { spo2_pct: 97 }],
  ])
})

test('[DEV19] a monitor that stamps its last cuff reading with the time of sending does not make a new one of it', async (t) => {
  const w = await world(t)
  for (const [sys, dia] of [[121, 79], [121, 79], [121, 79], [130, 80], [121, 79]] as const) {
    w.now = later(w.now, 10)
    await w.monitor.send(said(w.now, cuff(sys, dia)))
  }
  assert.deepEqual((await charted(w)).map((e) => e.body.values['sbp_mmHg']), [121, 130, 121])
})

test('[DEV20] a fact stands on our clock: a device an hour off moves nothing, a reading keeps its age, and one older than the visit is not charted', async (t) => {
  const w = await world(t)
  const off = later(w.now, -3686)
  await w.monitor.send(said(off, [...spo2(97), ...cuff(121, 79, later(off, -120))]))
  await w.monitor.send(said(off, cuff(150, 90, later(off, -1200))))
  assert.deepEqual((await charted(w)).map((e) => [e.at.toISOString(), new Date(e.body.measuredAt).toISOString(), Math.max(...Object.values(e.body.values))]), [
    ['2026-11-23T15:08:00.000Z', '2026-11-23T14:06:34.000Z', 121], ['2026-11-23T15:10:00.000Z', '2026-11-23T14:08:34.000Z', 97],
  ])
  assert.deepEqual(await w.rows((tx) => tx`select clock_skew_ms::int, last_seen_at from device_binding`), [{ clock_skew_ms: -3_686_000, last_seen_at: w.now }])
})

test('[DEV21] absent and impossible values are heard but never stored; a chair without a visit has readings and no facts', async (t) => {
  const w = await world(t, { arrived: false })
  assert.equal((await w.monitor.send(said(w.now, [...spo2(-100), { vital: 'pulse_per_min', value: 0 }, { vital: 'temp_Cel', value: 384.5 }, { vital: 'rr_per_min', value: null }])))?.code, 'AA')
  assert.deepEqual([await observed(w), await charted(w), (await w.rows((tx) => tx`select device from device_binding`)).length], [[], [], 1])
  await w.monitor.send(said(w.now, spo2(97)))
  assert.deepEqual([(await observed(w)).length, (await charted(w)).length], [1, 0])
  await happen(w.services, w.clinic, { type: 'arrived' }, w.now)
  await w.monitor.send(said(w.now, spo2(96)))
  await happen(w.services, w.clinic, { type: 'aborted', reason: 'went home' }, later(w.now, 1))
  w.now = later(w.now, 90)
  await w.monitor.send(said(w.now, spo2(95)))
  assert.deepEqual([(await observed(w)).length, (await charted(w)).map((e) => e.body.values['spo2_pct'])], [3, [96]])
})

test('[DEV21] while one visit recovers, readings are its own though the next patient has arrived; two with the same claim get none', async (t) => {
  const w = await world(t)
  const next = randomUUID()
  await w.rows((tx) => tx`insert into session (organization_id, session_id, patient_id, site_id, chair_id, ordinal, planned)
    values (${w.clinic.organization}, ${next}, ${w.clinic.patient}, ${w.clinic.site}, ${w.clinic.chair}, 2, tstzrange('2026-11-23T19:00:00Z', '2026-11-23T20:00:00Z')) returning session_id`)
  await happen(w.services, { ...w.clinic, sessions: [next] }, { type: 'arrived' }, w.now)
  await w.monitor.send(said(w.now, spo2(91)))
  await happen(w.services, w.clinic, { type: 'checklist-confirmed', item: 'identity' }, w.now)
  await w.monitor.send(said(w.now, spo2(92)))
  assert.deepEqual(await w.rows((tx) => tx`select value::int, session_id from device_observation order by value`), [{ value: 91, session_id: null }, { value: 92, session_id: w.clinic.sessions[0] }])
})

test('[DEV22] a control id that comes back with other content is refused and kept, not taken for a resend', async (t) => {
  const w = await world(t)
  const same = { controlId: 'COUNTER-1' }
  assert.equal((await w.monitor.send(said(w.now, spo2(97), same)))?.code, 'AA')
  assert.equal((await w.monitor.send(said(later(w.now, 60), spo2(91), same)))?.code, 'AE')
  assert.deepEqual([(await observed(w)).map((r) => r.value), (await quarantined(w)).length], [[97], 1])
})

test('[DEV23] a monitor set to another patient of the clinic, or speaking of two, writes into nobody\'s visit', async (t) => {
  const w = await world(t)
  await w.rows((tx) => tx`insert into patient (organization_id, patient_id, record_number, given_name, family_name, birth_date, sex) values (${w.clinic.organization}, ${randomUUID()}, '20002', 'Bea', 'Fictional', '1970-01-01', 'female') returning patient_id`)
  const set = (id: string): string => said(w.now, spo2(97)).replace('PID|||', `PID|||${id}`)
  assert.equal((await w.monitor.send(set('20002')))?.code, 'AE')
  assert.equal((await w.monitor.send(set('10001')))?.code, 'AA')
  assert.equal((await w.monitor.send(set('not ours')))?.code, 'AA')
  assert.equal((await w.monitor.send(`${said(w.now, spo2(97))}PID|||77\rPV1||I|^^Elsewhere\rOBX|9|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC||90|%|||||R\r`))?.code, 'AE')
  assert.deepEqual((await observed(w)).length, 2)
})

test('[DEV24] what the simulation sends is marked as simulated and never reaches a real clinic, even by its chair\'s name', async (t) => {
  const real = await world(t)
  const ack = await real.monitor.send(said(real.now, spo2(97), { application: 'CHAIRSIDE-SIMULATION', facility: BED }))
  assert.equal(ack?.code, 'AE')
  assert.deepEqual([await observed(real), await charted(real)], [[], []])
  const demo = await world(t, { demonstration: true })
  assert.equal((await demo.monitor.send(said(demo.now, spo2(97), { application: 'CHAIRSIDE-SIMULATION', facility: BED })))?.code, 'AA')
  assert.deepEqual((await charted(demo)).map((e) => e.body.origin), ['simulated'])
  assert.deepEqual(await demo.rows((tx) => tx`select simulated from device_observation`), [{ simulated: true }])
})

test('[DEV24] a real clinic\'s chair comes before one of the same name in the demonstration', async (t) => {
  const w = await world(t, { demonstration: true })
  const real = await makeClinic(w.db.sql, { sessions: 0 })
  assert.equal((await w.monitor.send(said(w.now, spo2(97))))?.code, 'AA')
  const [row] = await inOrganization(w.db.sql, real.organization, (tx) => tx<{ n: number }[]>`select count(*)::int as n from device_observation`)
  assert.deepEqual([row!.n, (await observed(w)).length], [1, 0])
})

test('[DEV25] a message longer than 1 MB is refused, and the line goes on behind it', async (t) => {
  const w = await world(t)
  assert.equal((await w.monitor.send(`${said(w.now, spo2(97))}NTE|1||${'x'.repeat(1_100_000)}\r`))?.code, 'AR')
  assert.equal((await w.monitor.send(said(w.now, spo2(97))))?.code, 'AA')
  assert.equal((await observed(w)).length, 1)
})
