// A device with Bluetooth's shape, in the page: the browser of a test has no radio. Everything from `requestDevice` on is the product's own code; only the air is missing.
import type { Page } from 'playwright-core'

export type Air = {
  /** The device is put where it can be chosen. `services`: 16-bit numbers to their characteristics. */
  put(device: { readonly name: string; readonly battery?: number; readonly services: Readonly<Record<number, readonly number[]>> }): Promise<void>
  /** The device notifies. */
  say(characteristic: number, hex: string): Promise<void>
  /** The device goes out of reach, or comes back. */
  away(): Promise<void>
  back(): Promise<void>
}

/** Puts `navigator.bluetooth` into every page of this context from now on. */
export async function withBluetooth(page: Page): Promise<Air> {
  await page.addInitScript(() => {
    type Fake = { name: string; battery?: number; services: Record<number, readonly number[]> }
    const air: { device: Fake | null; made: EventTarget | null; reachable: boolean; heard: Map<number, EventTarget & { value: DataView | undefined }> } = { device: null, made: null, reachable: true, heard: new Map() }
    const bytes = (hex: string): DataView => new DataView(Uint8Array.from(hex.replaceAll(' ', '').match(/../g) ?? [], (pair) => parseInt(pair, 16)).buffer)
    const characteristic = (number: number) => {
      const made = Object.assign(new EventTarget(), {
        value: undefined as DataView | undefined, startNotifications: () => Promise.resolve(made),
        readValue: () => Promise.resolve(number === 0x2a19 ? new DataView(Uint8Array.of(air.device!.battery ?? 0).buffer) : new DataView(new ArrayBuffer(0))),
      })
      air.heard.set(number, made)
      return made
    }
    const device = () => {
      const target = new EventTarget()
      const gatt = {
        connected: false,
        connect: () => { if (!air.reachable) return Promise.reject(new DOMException('out of reach', 'NetworkError')); gatt.connected = true; return Promise.resolve(gatt) },
        disconnect: () => { gatt.connected = false; target.dispatchEvent(new Event('gattserverdisconnected')) },
        getPrimaryService: (service: number) => {
          const offered = { ...air.device!.services, ...(air.device!.battery === undefined ? {} : { [0x180f]: [0x2a19] }) }[service]
          if (!offered) return Promise.reject(new DOMException('no such service', 'NotFoundError'))
          return Promise.resolve({ getCharacteristic: (number: number) => (offered.includes(number) ? Promise.resolve(characteristic(number)) : Promise.reject(new DOMException('none', 'NotFoundError'))) })
        },
      }
      return Object.assign(target, { id: `id of ${air.device!.name}`, name: air.device!.name, gatt })
    }
    Object.defineProperty(navigator, 'bluetooth', { configurable: true, value: {
      getAvailability: () => Promise.resolve(true),
      requestDevice: () => { if (!air.device) return Promise.reject(new DOMException('cancelled', 'NotFoundError')); const made = device(); air.made = made; return Promise.resolve(made) },
    } })
    Object.assign(window, { air, airSays: (number: number, hex: string) => { const one = air.heard.get(number)!; one.value = bytes(hex); one.dispatchEvent(new Event('characteristicvaluechanged')) } })
  })
  return {
    put: (device) => page.evaluate((one) => { (window as unknown as { air: { device: unknown } }).air.device = one }, device),
    say: (characteristic, hex) => page.evaluate(([number, text]) => { (window as unknown as { airSays: (n: number, t: string) => void }).airSays(number, text) }, [characteristic, hex] as const),
    away: () => page.evaluate(() => { const { air } = window as unknown as { air: { reachable: boolean; made: EventTarget } }; air.reachable = false; air.made.dispatchEvent(new Event('gattserverdisconnected')) }),
    back: () => page.evaluate(() => { (window as unknown as { air: { reachable: boolean } }).air.reachable = true }),
  }
}
