// What differs between two versions of the protocol: the setting, what it was, what it will be.
import { changedSettings, type ProtocolSettings, type StandingOrder } from '@chairside/core/plan'
import { orderLine, spaced, TIERS, unitOf, valueOf, wordsOf } from './settings.ts'

function words(path: string): { readonly name: string; readonly unit: string } {
  const [section = '', setting = '', part] = path.split('.')
  if (section === 'standing_orders') return { name: `Standing order ${setting}`, unit: '' }
  return { name: `${wordsOf(`${section}.${setting}`)}${part === undefined ? '' : `, ${section === 'alerts' ? TIERS[Number(part)] ?? part : spaced(part)}`}`, unit: unitOf(setting) }
}
const shown = (path: string, value: unknown): string => (value === null ? 'none' : path.startsWith('standing_orders.') ? orderLine(value as StandingOrder).value : valueOf(value))

export function Changes({ before, after }: { readonly before: ProtocolSettings; readonly after: ProtocolSettings }) {
  const changes = changedSettings(before, after)
  if (changes.length === 0) return <p>Nothing differs.</p>
  return (
    <table className="plain changes">
      <thead><tr><th scope="col">Setting</th><th scope="col">Was</th><th scope="col">Will be</th></tr></thead>
      <tbody>{changes.map((change) => { const { name, unit } = words(change.path); return <tr key={change.path}><th scope="row">{name}</th><td>{shown(change.path, change.before)} <span className="soft">{unit}</span></td><td><b>{shown(change.path, change.after)}</b> <span className="soft">{unit}</span></td></tr> })}</tbody>
    </table>
  )
}
