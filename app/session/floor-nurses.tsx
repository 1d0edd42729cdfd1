// Who watches how many, and whose chairs the Floor shows: one row of big buttons, remembered on this device.
import { useSyncExternalStore } from 'react'
import type { FloorView } from '@chairside/core/session'
import { useMe } from '../api.ts'
import { nurseLoads, type NurseLoad } from './rank.ts'

const KEY = 'chairside-floor-nurse'
const listeners = new Set<() => void>()
const choose = (nurse: string | null): void => {
  if (nurse === null) localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, nurse)
  for (const tell of listeners) tell()
}
/** Whose chairs this device shows; null: all. */
export const useFloorNurse = (): string | null => useSyncExternalStore((tell) => { listeners.add(tell); return () => listeners.delete(tell) }, () => localStorage.getItem(KEY))

/** `2 infusing, 1 recovering`; what is beyond the protocol stands behind it. */
export function loadText({ load, beyond }: Pick<NurseLoad, 'load' | 'beyond'>): string {
  const parts = [load.infusing > 0 ? `${load.infusing} infusing` : null, load.recovering > 0 ? `${load.recovering} recovering` : null].filter((part) => part !== null)
  return `${parts.length === 0 ? 'nobody on drug' : parts.join(', ')}${beyond === null ? '' : ` (${beyond})`}`
}

export function FloorNurses({ floor }: { readonly floor: FloorView }) {
  const { data: me } = useMe()
  const chosen = useFloorNurse()
  const loads = nurseLoads(floor)
  const own = loads.find((n) => n.nurse === me?.staff)
  const isNurse = me?.roles.includes('nurse') === true
  const others = loads.filter((n) => n.nurse !== me?.staff)
  // Somebody who was chosen and watches nobody now stays in the row, so that the way back is in sight.
  const gone = chosen !== null && chosen !== me?.staff && !others.some((n) => n.nurse === chosen)
  const button = (nurse: string | null, name: string, words: string, beyond = false) => (
    <button key={nurse ?? 'all'} type="button" className="nurse" aria-pressed={chosen === nurse} data-beyond={beyond ? '' : undefined} onClick={() => choose(nurse)}><b>{name}</b><small>{words}</small></button>
  )
  return (
    <div className="nurses" role="group" aria-label="Whose chairs">
      {button(null, 'All chairs', `${floor.chairs.length} in this site`)}
      {(own || isNurse) && button(me!.staff, 'Mine', own ? loadText(own) : 'nobody', own?.beyond != null)}
      {others.map((n) => button(n.nurse, n.name.replace(/,.*$/, ''), loadText(n), n.beyond !== null))}
      {gone && button(chosen, 'A colleague', 'watches nobody here')}
    </div>
  )
}
