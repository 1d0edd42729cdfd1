// What a person sees of a message that was not taken, and what is left out.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { shownSegments } from './index.ts'

test('[DEV42] rows and header are shown; the patient, notes, free text, people and segments of other kinds are left out', () => {
  const raw = ['MSH|^~\\&|MON|FAC|||20260310140500||ORU^R01|C1|P|2.6', 'PID|||4711||Testwell^Rowan||19840506|M', 'NK1|1|Testwell^Sam', 'PV1||I|ICU^^Chair 1||||1234^Doctor^Ada', 'OBR|1||1|x|||20260310140500|||Collector^Cleo||||||Orderer^Otto',
    'OBX|1|NM|150456^MDC_CO2_ET^MDC|1|36|%|||||R', 'OBX|2|ST|1^Remark^L|1|Rowan is restless||||||R|||||Nurse^Nora', 'NTE|1||Rowan said so', 'ZPD|Rowan', 'Rowan Testwell, on a line of its own'].join('\r')
  const shown = shownSegments(raw)
  assert.equal(/Testwell|Rowan|4711|Doctor|Otto|Cleo|Nora|1984/.test(JSON.stringify(shown)), false)
  assert.deepEqual(shown.map((s) => [s.name, s.row, s.hidden]), [['MSH', null, false], ['PID', null, true], ['NK1', null, true], ['PV1', null, true], ['OBR', null, true], ['OBX', 1, false], ['OBX', 2, true], ['NTE', null, true], ['ZPD', null, true], ['', null, true]])
  assert.equal(shown[0]!.text, raw.split('\r')[0], 'what is shown is as it came')
  assert.equal(shown[3]!.text, 'PV1||I|ICU^^Chair 1||||•••'.replace('|I|', '|•••|'))
  assert.equal(shown[5]!.text, raw.split('\r')[5])
  assert.deepEqual(shownSegments('Rowan Testwell'), [{ name: '', text: '14 characters that are no HL7 v2 message', row: null, hidden: true }])
})
