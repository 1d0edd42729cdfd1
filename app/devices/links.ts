/*
The devices that this tablet is connected to. They outlive the panel that opened them, and belong to one visit: what a cuff says is never offered for another patient.

A finished measurement (a cuff, a thermometer, a spot check) waits for a person. What is shown from second to second goes to the watching of this chair, and becomes a fact when a person takes it.
*/
import { useSyncExternalStore } from 'react'
import { BLUETOOTH, parseBattery, readBluetooth, type BluetoothReading, type BluetoothTime, type VitalName } from '@chairside/core/session'
import { localReadings } from '../session/readings.ts'
import { deviceNow } from '../sync/device.ts'
import { bluetooth, type BluetoothDevice, type Characteristic, type Gatt } from './web-bluetooth.ts'

/** A measurement that waits for a person. `clock_ms`: how far the device's clock is ahead of this tablet's; null where it told no time. */
export type Waiting = { readonly id: number; readonly at: number; readonly reading: BluetoothReading; readonly measuredAt: number | null; readonly clock_ms: number | null }
export type Live = { readonly at: number; readonly value: number }
export type Link = {
  readonly id: string; readonly name: string; readonly session: string; readonly state: 'connecting' | 'connected' | 'lost'
  readonly since: number; readonly battery_pct: number | null
  readonly live: Readonly<Partial<Record<VitalName, Live>>>
  /** What the device last said of its measurement, or why its last bytes were no reading. */
  readonly warnings: readonly string[]
  readonly waiting: readonly Waiting[]
}
export type Asked = { readonly done: true } | { readonly done: false; readonly why: string | null }

const TRY_AGAIN_MS = 3000
/** A link that is lost for longer is not tried any more: somebody switched the device off, or took it away. */
const TRIES = 20
const MOST_WAITING = 5

type Held = { link: Link; readonly chair: string; readonly device: BluetoothDevice; ended: boolean; tries: number }
const held = new Map<string, Held>()
const listeners = new Set<() => void>()
let shown: readonly Link[] = []
let lastId = 0

function change(one: Held, more: Partial<Link>): void {
  one.link = { ...one.link, ...more }
  shown = [...held.values()].map((h) => h.link)
  for (const tell of listeners) tell()
}

/** The device's own time on the wall clock of this tablet; null where it does not know the day. */
function momentOf(time: BluetoothTime | null): number | null {
  if (time === null || time.year === null || time.month === null || time.day === null) return null
  return new Date(time.year, time.month - 1, time.day, time.hour, time.minute, time.second).getTime()
}

function take(one: Held, reading: BluetoothReading): void {
  const at = deviceNow()
  const entries = Object.entries(reading.values) as [VitalName, number][]
  for (const [vital, value] of entries) localReadings.push({ chair: one.chair, at, vital, value, device: one.link.name })
  const warnings = [...reading.refused, ...reading.warnings]
  if (reading.kind === 'stream') return change(one, { warnings, live: { ...one.link.live, ...Object.fromEntries(entries.map(([vital, value]) => [vital, { at, value }])) } })
  if (entries.length === 0) return change(one, { warnings })
  const measuredAt = momentOf(reading.time)
  const waiting: Waiting = { id: ++lastId, at, reading, measuredAt, clock_ms: measuredAt === null ? null : measuredAt - at }
  return change(one, { warnings, waiting: [...one.link.waiting, waiting].slice(-MOST_WAITING) })
}

const { services: S, characteristics: C } = BLUETOOTH
const PARTS: readonly (readonly [service: number, characteristic: number])[] = [[S.bloodPressure, C.bloodPressure], [S.pulseOximeter, C.continuous], [S.pulseOximeter, C.spotCheck], [S.heartRate, C.heartRate], [S.thermometer, C.temperature]]
const bytesOf = (value: DataView | undefined): Uint8Array => (value ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array())

async function characteristicOf(gatt: Gatt, service: number, characteristic: number): Promise<Characteristic | null> {
  try {
    return await (await gatt.getPrimaryService(service)).getCharacteristic(characteristic)
  } catch {
    return null
  }
}

/** Listens to everything on the device that is read here. False when it has nothing of that. */
async function listen(one: Held, gatt: Gatt): Promise<boolean> {
  let heard = 0
  for (const [service, number] of PARTS) {
    const characteristic = await characteristicOf(gatt, service, number)
    if (characteristic === null) continue
    characteristic.addEventListener('characteristicvaluechanged', () => {
      const read = readBluetooth(number, bytesOf(characteristic.value))
      if (read === null || one.ended) return
      if (read.ok) take(one, read.value)
      else change(one, { warnings: [read.refusal.why] })
    })
    await characteristic.startNotifications()
    heard += 1
  }
  const battery = await characteristicOf(gatt, S.battery, C.battery)
  if (battery !== null) {
    const told = (): void => change(one, { battery_pct: parseBattery(bytesOf(battery.value)) })
    battery.addEventListener('characteristicvaluechanged', told)
    await battery.readValue().then((value) => change(one, { battery_pct: parseBattery(bytesOf(value)) })).catch(() => {})
    await battery.startNotifications().catch(() => {})
  }
  return heard > 0
}

async function open(one: Held): Promise<boolean> {
  const { gatt } = one.device
  if (!gatt) return false
  const has = await listen(one, await gatt.connect())
  if (has) { one.tries = 0; change(one, { state: 'connected', since: deviceNow() }) }
  return has
}

function lost(one: Held): void {
  if (one.ended) return
  // What was shown is not shown on as if it were still so.
  change(one, { state: 'lost', since: deviceNow(), live: {}, battery_pct: null })
  const again = (): void => {
    if (one.ended || one.link.state === 'connected' || one.tries++ >= TRIES) return
    open(one).then((has) => { if (!has) setTimeout(again, TRY_AGAIN_MS) }, () => setTimeout(again, TRY_AGAIN_MS))
  }
  setTimeout(again, TRY_AGAIN_MS)
}

/** Lets a person choose a device and connects it to this visit. Must be called from a tap. */
export async function connect(session: string, chair: string): Promise<Asked> {
  const found = bluetooth()
  if (found === null) return { done: false, why: 'This browser cannot speak to Bluetooth devices.' }
  let device: BluetoothDevice
  try {
    device = await found.requestDevice({ filters: [S.bloodPressure, S.pulseOximeter, S.heartRate, S.thermometer].map((service) => ({ services: [service] })), optionalServices: [S.bloodPressure, S.pulseOximeter, S.heartRate, S.thermometer, S.battery] })
  } catch (error) {
    // Nothing was chosen: no fault.
    return { done: false, why: (error as DOMException).name === 'NotFoundError' ? null : `The tablet did not let a device be chosen: ${(error as Error).message}` }
  }
  const before = held.get(device.id)
  if (before && before.link.session === session && before.link.state === 'connected') return { done: true }
  if (before) disconnect(device.id)
  const one: Held = { device, chair, ended: false, tries: 0, link: { id: device.id, name: (device.name ?? '').trim() || 'Bluetooth device', session, state: 'connecting', since: deviceNow(), battery_pct: null, live: {}, warnings: [], waiting: [] } }
  held.set(device.id, one)
  device.addEventListener('gattserverdisconnected', () => lost(one))
  change(one, {})
  try {
    if (await open(one)) return { done: true }
    disconnect(device.id)
    return { done: false, why: `${one.link.name} has none of the standard services for pressure, oxygen, pulse or temperature.` }
  } catch (error) {
    disconnect(device.id)
    return { done: false, why: `${one.link.name} did not answer: ${(error as Error).message}. Is it near, and switched on?` }
  }
}

export function disconnect(id: string): void {
  const one = held.get(id)
  if (!one) return
  one.ended = true
  held.delete(id)
  one.device.gatt?.disconnect()
  change(one, {})
}

/** Takes a measurement off the list: it was recorded, or put away. */
export function settle(id: string, waiting: number): void {
  const one = held.get(id)
  if (one) change(one, { waiting: one.link.waiting.filter((w) => w.id !== waiting) })
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const useLinks = (): readonly Link[] => useSyncExternalStore(subscribe, () => shown)
