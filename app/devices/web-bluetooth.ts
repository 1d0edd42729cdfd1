// The part of the browser's Web Bluetooth that is used here, typed as the specification says, and what is said where it is absent.

export type Characteristic = EventTarget & { readonly value?: DataView; startNotifications(): Promise<unknown>; readValue(): Promise<DataView> }
type Service = { getCharacteristic(characteristic: number): Promise<Characteristic> }
export type Gatt = { readonly connected: boolean; connect(): Promise<Gatt>; disconnect(): void; getPrimaryService(service: number): Promise<Service> }
export type BluetoothDevice = EventTarget & { readonly id: string; readonly name?: string; readonly gatt?: Gatt }
export type Bluetooth = {
  getAvailability?(): Promise<boolean>
  requestDevice(options: { readonly filters: readonly { readonly services: readonly number[] }[]; readonly optionalServices: readonly number[] }): Promise<BluetoothDevice>
}

export const bluetooth = (): Bluetooth | null => (navigator as { bluetooth?: Bluetooth }).bluetooth ?? null

export type Possible = 'yes' | 'no-browser' | 'not-secure' | 'off'

/** Whether a device can be connected from here, and if not, why. */
export async function possible(): Promise<Possible> {
  if (!window.isSecureContext) return 'not-secure'
  const found = bluetooth()
  if (found === null) return 'no-browser'
  return (await found.getAvailability?.().catch(() => true)) === false ? 'off' : 'yes'
}

export const WHY_NOT: Readonly<Record<Exclude<Possible, 'yes'>, string>> = {
  'no-browser': 'This browser cannot speak to Bluetooth devices. Chrome and Edge on Android, Windows, macOS and ChromeOS can; Safari and Firefox cannot. Type the readings in under Vital signs.',
  'not-secure': 'Bluetooth devices can be connected only where the clinic is opened over https. Type the readings in under Vital signs.',
  'off': 'Bluetooth is switched off, or this tablet has none. Switch it on in the tablet\'s settings, then come back here.',
}
