// The clinic's "not yet": every finding with its rule and numbers, and the way past it for those whose role may go.
import { useState } from 'react'
import { NativeSelect, TextInput } from '@mantine/core'
import { unlifted, type GateFinding } from '@chairside/core/session'
import type { Me, Role } from '@chairside/core/people'
import { TierMark, type TierName } from '../ui/index.ts'

export type Override = { readonly role: string; readonly reason: string }
const TIER: Readonly<Record<GateFinding['level'], TierName>> = { block: 'high', warn: 'medium', record: 'none' }
const WORD: Readonly<Record<GateFinding['level'], string>> = { block: 'Blocks', warn: 'Mind', record: 'Noted' }
const roleWord = (role: string): string => role.replace('-', ' ')

export function Findings({ findings, empty }: { readonly findings: readonly GateFinding[]; readonly empty: string }) {
  if (findings.length === 0) return <p><TierMark tier="none" word="Clear" /> {empty}</p>
  return (
    <ul aria-label="What speaks against it">
      {findings.map((f) => (
        <li key={`${f.rule}${f.message}`} className="finding">
          <TierMark tier={TIER[f.level]} word={WORD[f.level]} />
          <div><div>{f.message.charAt(0).toUpperCase() + f.message.slice(1)}</div><div className="rule">Rule {f.rule}{f.level === 'block' ? (f.overridableBy.length > 0 ? `; ${f.overridableBy.map(roleWord).join(' or ')} may override` : '; no override') : ''}</div></div>
        </li>
      ))}
    </ul>
  )
}

/** The override that would lift the blocks, if one of this person's roles may. `override` is null until a reason stands. */
export function useOverride(me: Me, findings: readonly GateFinding[]) {
  const blocks = findings.filter((f) => f.level === 'block')
  const roles = me.roles.filter((role: Role) => blocks.length > 0 && unlifted(blocks, { role, reason: 'any reason' }).length === 0)
  const [role, setRole] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const chosen = roles.find((r) => r === role) ?? roles[0]
  const override: Override | null = chosen !== undefined && reason.trim().length >= 3 ? { role: chosen, reason: reason.trim() } : null
  const left = unlifted(blocks, override)
  const field = blocks.length === 0 ? null : chosen === undefined
    ? <p className="soft">{blocks.some((f) => f.overridableBy.length === 0) ? 'These have to be put right first.' : `Somebody who may override (${[...new Set(blocks.flatMap((f) => f.overridableBy))].map(roleWord).join(' or ')}) can take over this tablet with the lock at the top.`}</p>
    : (
      <div className="form">
        <TextInput label={`Override as ${roleWord(chosen)}: why?`} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={500} />
        {roles.length > 1 && <NativeSelect label="In which role" value={chosen} data={roles.map((r) => ({ value: r, label: roleWord(r) }))} onChange={(event) => setRole(event.currentTarget.value)} />}
      </div>
    )
  return { blocked: left.length > 0, override: blocks.length > 0 ? override : null, field }
}
