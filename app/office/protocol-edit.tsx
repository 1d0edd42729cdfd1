// Changing the protocol: every setting as a field, what was before beside it, the first wrong one named; saved as a new version that waits for its approval.
import { useMemo, useState } from 'react'
import { Button, Checkbox, NativeSelect } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { changedSettings, parseSettings, type Protocol, type ProtocolSettings } from '@chairside/core/plan'
import { write } from '../api.ts'
import { Card, NumberField, Refusal, TextField } from '../ui/index.ts'
import { Changes } from './protocol-changes.tsx'
import { sectionName } from './settings.ts'
import { EDITED, settingsFrom, typedOf, type Field, type Setting } from './settings-edit.ts'
import { orderFrom, orderTyped, StandingOrdersEdit, type OrderTyped } from './standing-orders-edit.tsx'

type Props = { readonly from: Protocol; readonly onDone: () => void }

export default function ProtocolEdit({ from, onDone }: Props) {
  const queries = useQueryClient()
  const before = useMemo(() => typedOf(from.settings), [from])
  const [typed, setTyped] = useState(before)
  const [orders, setOrders] = useState<readonly OrderTyped[]>(() => from.settings.standing_orders.map((order, i) => orderTyped(order, `${i}`)))
  const made = useMemo(() => settingsFrom(typed, orders.map(orderFrom)), [typed, orders])
  const parsed = useMemo(() => parseSettings(made), [made])
  const problem = parsed.ok ? null : parsed.refusal
  const changes = parsed.ok ? changedSettings(from.settings, parsed.value).length : null
  const save = useMutation({
    mutationFn: (settings: ProtocolSettings) => write<Protocol>('POST', '/api/protocol', { based_on: from.version, settings }),
    onSuccess: async () => { await queries.invalidateQueries({ queryKey: ['protocol'] }); onDone() },
  })
  const problemAt = (path: string): string | null => (problem !== null && (problem.path === path || problem.path.startsWith(`${path}.`)) ? `Allowed: ${problem.allowed}` : null)
  const change = (path: string, text: string): void => setTyped((all) => ({ ...all, [path]: text }))
  const input = (setting: Setting, { path, part, kind }: Field) => {
    const label = part
    const said = `${setting.words}${part === '' ? '' : `, ${part}`} (${setting.unit})`
    const was = typed[path] === before[path] ? undefined : `was ${before[path] === '' ? 'none' : before[path]}`
    if (kind === 'flag') return <Checkbox key={path} size="md" label="yes" aria-label={said} checked={typed[path] === 'true'} onChange={(event) => change(path, String(event.currentTarget.checked))} />
    if (kind === 'level') return <NativeSelect key={path} label={<><span aria-hidden="true">{label}</span><span className="sr-only">{said}</span></>} value={typed[path] ?? ''} data={['block', 'warn', 'record']} description={was} onChange={(event) => change(path, event.currentTarget.value)} />
    if (kind === 'list' || path.startsWith('alerts.rass')) return <TextField key={path} quiet={part === ''} label={part === '' ? said : part} maxLength={60} value={typed[path] ?? ''} onChange={(text) => change(path, text)} />
    return <NumberField key={path} label={<>{label !== '' && <span aria-hidden="true">{label}</span>}<span className="sr-only">{said}</span></>} value={typed[path] ?? ''} description={was} error={problemAt(path)} onChange={(text) => change(path, text)} />
  }
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); if (parsed.ok && changes) save.mutate(parsed.value) }}>
      <Card title={`Change version ${from.version}`} actions={<Button variant="default" onClick={onDone}>Leave without saving</Button>}>
        <p className="soft">Saved, this becomes the next version. The approved one goes on counting until a medical director approves the new one.</p>
        {problem && <p className="refusal" role="status"><b>{problem.path}</b> allowed: {problem.allowed}</p>}
        {parsed.ok && changes !== null && changes > 0 && <details open><summary>{changes} {changes === 1 ? 'change' : 'changes'}</summary><Changes before={from.settings} after={parsed.value} /></details>}
        <Refusal error={save.error} />
        <Button type="submit" variant="filled" disabled={!parsed.ok || changes === 0} loading={save.isPending}>{changes === 0 ? 'Nothing is changed yet' : 'Save as a new version'}</Button>
      </Card>
      <div className="settings-edit">
        {EDITED.map(({ section, settings }) => (
          <Card key={section} title={sectionName(section)}>
            {settings.map((setting) => (
              <div key={setting.path} role="group" aria-label={setting.words} className="setting-edit" data-changed={setting.fields.some((f) => typed[f.path] !== before[f.path]) ? '' : undefined} data-bad={setting.fields.some((f) => problem?.path === f.path) ? '' : undefined}>
                <div className="setting-words">{setting.words} <span className="soft">{setting.unit}</span></div>
                <div className="setting-fields">{setting.fields.map((field) => input(setting, field))}</div>
              </div>
            ))}
          </Card>
        ))}
      </div>
      <StandingOrdersEdit orders={orders} onChange={setOrders} problemAt={problemAt} />
    </form>
  )
}
