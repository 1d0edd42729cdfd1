// Which device this is: asked once, remembered here, and written beside every fact that it records.
import { useState } from 'react'
import { Switch, TextInput } from '@mantine/core'
import type { DeviceAsked } from '@chairside/core/people'

const KEY = 'chairside-device'

const guessed = (): string => (matchMedia('(pointer: coarse)').matches ? (innerWidth < 600 ? 'My phone' : 'Tablet') : 'Computer')

function kept(): DeviceAsked {
  try {
    const value = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Partial<DeviceAsked> | null
    return { device_name: value?.device_name || guessed(), shared_device: value?.shared_device ?? false }
  } catch {
    return { device_name: guessed(), shared_device: false }
  }
}

/** The device as it is known here, and how to rename it. */
export function useDevice(): readonly [DeviceAsked, (device: DeviceAsked) => void] {
  const [device, setDevice] = useState(kept)
  return [device, (next) => {
    setDevice(next)
    try { localStorage.setItem(KEY, JSON.stringify(next)) } catch { /* asked again next time */ }
  }]
}

/** The name to send: never empty, so that the record always says where. */
export const named = (device: DeviceAsked): DeviceAsked => ({ ...device, device_name: device.device_name.trim() || guessed() })

export function DeviceFields({ device, change }: { readonly device: DeviceAsked; readonly change: (device: DeviceAsked) => void }) {
  return (
    <div className="device-fields">
      <Switch size="md" label="This is a shared tablet" description="Colleagues switch with their PIN; it locks when nobody touches it." checked={device.shared_device} onChange={(event) => change({ ...device, shared_device: event.currentTarget.checked })} />
      {device.shared_device && <TextInput label="Name of this device" description="Stands beside each fact that it records" value={device.device_name} maxLength={100} onChange={(event) => change({ ...device, device_name: event.currentTarget.value })} />}
    </div>
  )
}
