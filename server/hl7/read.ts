// One HL7 v2 message, read: who sent it, where it stands, what it observed, and how it is to be acknowledged. The listener and the command line use this alike.
import { deviceIso, parseDeviceTime, type DeviceTime } from './device-time.ts'
import { components, fieldOf, parseMessage, splitMessages, type Message } from './message.ts'
import { observationsOf, type Observation } from './observations.ts'

export type Acknowledgement = 'AA' | 'AE' | 'AR'
export type ReadMessage = {
  readonly controlId: string | null
  /** Message code and trigger: `ORU^R01`. */
  readonly type: string | null
  readonly version: string | null
  /** Sending application and the one thing that tells this device from its siblings: `PAT_MONITOR 0012ab`. */
  readonly device: string | null
  readonly application: string
  readonly facility: string
  /** PID-3's identifier; null when there is none or the device says that it does not know the patient. */
  readonly patient: string | null
  /** Names a chair may have: parts of PV1-3, the bed first. More than one place in one message gives `mixed`. */
  readonly beds: readonly string[]
  readonly mixed: boolean
  readonly at: DeviceTime | null
  readonly observations: readonly Observation[]
  readonly ack: Acknowledgement
  readonly problems: readonly string[]
  /** Something in it contradicts itself or could not be read: the message is kept whole for a person. */
  readonly suspect: boolean
}

/** Versions whose ORU^R01 has the fields read here. */
const VERSIONS = /^2\.(?:3|3\.1|4|5|5\.1|6|7|7\.1|8|8\.1|8\.2)$/
const MOST_ID = 199
/** What devices write where they know nobody. */
const UNKNOWN = /unknown|unidentified|no.?patient|not admitted|^[-?]+$/i

const short = (text: string, most = 80): string => text.replace(/\p{Cc}+/gu, ' ').trim().slice(0, most)

/** OBX-18 of the device itself (containment n.0.0.0), or the one that all rows share. */
function equipmentOf(message: Message): string {
  const rows = message.segments.filter((s) => s.name === 'OBX')
  const id = (segment: (typeof rows)[number] | undefined): string => {
    const [entity = '', , universal = ''] = components(message, fieldOf(segment, 18))
    return short(entity || universal)
  }
  const device = rows.find((s) => /^\d+(?:\.0){1,3}$/.test(fieldOf(s, 4).trim()) && id(s) !== '')
  if (device) return id(device)
  const ids = new Set(rows.map(id).filter((text) => text !== ''))
  return ids.size === 1 ? [...ids][0]! : ''
}

/** The parts of PV1-3 that may name a chair, the bed first, then the room and the point of care; subcomponents apart and together. */
function bedsOf(message: Message, location: string): string[] {
  const parts = location.split(message.delimiters.repetition)[0]!.split(message.delimiters.component).slice(0, 3)
  const names = [parts[2], parts[1], parts[0]].flatMap((part) => {
    const whole = components(message, part ?? '')[0] ?? ''
    const pieces = (part ?? '').split(message.delimiters.subcomponent)
    return pieces.length > 1 ? pieces.map((piece) => components(message, piece)[0]!.trim()) : [whole]
  })
  return [...new Set(names.map((name) => short(name)).filter((name) => name !== '' && name !== '0'))]
}

function refusedWhole(text: string, why: string): ReadMessage {
  const control = /^MSH.([^\r\n]*)/.exec(text)
  return { controlId: null, type: null, version: null, device: control ? short(control[1]!.split(/[|]/)[1] ?? '') || null : null, application: '', facility: '', patient: null, beds: [], mixed: false, at: null, observations: [], ack: 'AR', problems: [why], suspect: true }
}

/** Reads one message. Never throws: what cannot be read is an AR with its reason. */
export function readMessage(text: string): ReadMessage {
  const message = parseMessage(text)
  if (!message) return refusedWhole(text, 'not an HL7 v2 message: it does not begin with MSH and its delimiters')
  const msh = message.segments[0]!
  const first = (field: number): string => components(message, fieldOf(msh, field))[0] ?? ''
  const [code = '', trigger = ''] = components(message, fieldOf(msh, 9))
  const type = code === '' ? null : trigger === '' ? code : `${code}^${trigger}`
  const [application = '', universalId = ''] = components(message, fieldOf(msh, 3))
  const facility = first(4)
  const controlId = short(first(10), MOST_ID) || null
  const version = first(12) || null
  const at = parseDeviceTime(first(7))
  const places = [...new Set(message.segments.filter((s) => s.name === 'PV1').map((s) => fieldOf(s, 3)).filter((location) => location.replace(/[\^&]/g, '') !== ''))]
  // Before version 2.3.1 the identifier stood in PID-2 as often as in PID-3.
  const people = [...new Set(message.segments.filter((s) => s.name === 'PID').map((s) => components(message, fieldOf(s, 3))[0] || components(message, fieldOf(s, 2))[0] || ''))]
  const patient = people[0] === undefined || people[0] === '' || UNKNOWN.test(people[0]) ? null : short(people[0])
  const equipment = equipmentOf(message) || short(universalId) || short(facility)
  const device = application === '' && equipment === '' ? null : [short(application), equipment].filter((part) => part !== '').join(' ')
  const header = {
    controlId, type, version, device, application: short(application), facility: short(facility), patient, at,
    beds: places.length === 1 ? bedsOf(message, places[0]!) : [], mixed: places.length > 1 || people.length > 1,
  }
  const problems: string[] = [...message.repaired]
  const refuse = (ack: Acknowledgement, why: string): ReadMessage => ({ ...header, observations: [], ack, problems: [...problems, why], suspect: true })

  if (type !== 'ORU^R01') return refuse('AR', `MSH-9: message type ${type ?? 'missing'} is not taken here; ORU^R01 is`)
  if (version === null || !VERSIONS.test(version)) return refuse('AR', `MSH-12: version ${version ?? 'missing'} is not taken here; 2.3 to 2.8 are`)
  if (/^[DT]$/i.test(first(11))) return refuse('AR', `MSH-11: processing id ${first(11)}: a message for training or debugging is not about a patient`)
  if (controlId === null) return refuse('AE', 'MSH-10, the message control id, is missing')
  if (message.segments.filter((s) => s.name === 'MSH').length > 1) return refuse('AE', 'MSH: more than one message where one was expected')
  if (fieldOf(msh, 14) !== '' || message.segments.some((s) => s.name === 'DSC')) problems.push('DSC: a part of a longer message; each part is read alone')
  const observations = observationsOf(message, at, at?.offset ?? null, `${application} ${facility}`)
  if (observations.length === 0) return refuse('AE', 'there is no OBX segment in it')
  if (patient === null && people.some((id) => id !== '')) problems.push('PID-3: the device does not know its patient')
  if (at === null) problems.push('MSH-7, the time of the message, is missing or unreadable')
  else if (at.offset === null) problems.push('the device sends no time zone: its times are read on the clinic\'s clock')
  problems.push(...observations.flatMap((row) => (row.problem === null ? [] : [row.problem])))
  const suspect = observations.some((row) => row.suspect)
  // Nothing usable and something wrong: the sender must hear it. Otherwise what is right is taken, and what is not is in `problems`.
  const ack = suspect && observations.every((row) => row.value === null) ? 'AE' : 'AA'
  return { ...header, observations, ack, problems, suspect }
}

/** Every message in a text without frames; none when it holds no MSH segment. */
export const readMessages = (text: string): ReadMessage[] => splitMessages(text).map(readMessage)

export type MessageJson = {
  readonly control_id: string | null; readonly type: string | null; readonly device: string | null; readonly patient: string | null; readonly at: string | null
  readonly observations: readonly { readonly id: string; readonly mdc: string | null; readonly loinc: string | null; readonly value: number | null; readonly unit: string | null; readonly at: string | null }[]
  readonly ack: Acknowledgement; readonly problems: readonly string[]
}

/** The documented JSON form (docs/cli.md, `chairside hl7`). */
export const messageJson = (m: ReadMessage): MessageJson => ({
  control_id: m.controlId, type: m.type, device: m.device, patient: m.patient, at: m.at && deviceIso(m.at),
  observations: m.observations.map(({ id, mdc, loinc, value, unit, at }) => ({ id, mdc, loinc, value, unit, at: at && deviceIso(at) })), ack: m.ack, problems: m.problems,
})
