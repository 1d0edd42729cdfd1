// The people who work here: invite, change roles, let go, and a new enrolment code for who lost their second proof.
import { useState, type FormEvent } from 'react'
import { ActionIcon, Button, Checkbox, CopyButton, Group, Menu, Modal, TextInput } from '@mantine/core'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ROLES, type Invitation, type Me, type Role, type StaffMember } from '@chairside/core/people'
import { newId, read, useMay, write } from '../api.ts'
import { fieldErrors } from '../ui/field-errors.ts'
import { Card, ConfirmDialog, dateText, Loading, Refusal, timeText } from '../ui/index.ts'
import { ROLE_NAMES, roleNames } from '../welcome/home.ts'

const DOES: Readonly<Record<Role, string>> = {
  'nurse': 'gives infusions, records, discharges', 'front-desk': 'registers, books, sends forms', 'prescriber': 'writes and signs orders', 'medical-director': 'also approves the protocol, reads the audit', 'administrator': 'sites, staff, devices; no charts',
}

function RoleBoxes({ roles, change }: { readonly roles: readonly Role[]; readonly change: (roles: readonly Role[]) => void }) {
  return <Checkbox.Group label="Roles" value={[...roles]} onChange={(values) => change(ROLES.filter((r) => values.includes(r)))}><div className="role-boxes">{ROLES.map((role) => <Checkbox key={role} size="md" value={role} label={ROLE_NAMES[role]} description={DOES[role]} />)}</div></Checkbox.Group>
}

function Code({ invitation, close, zone }: { readonly invitation: Invitation; readonly close: () => void; readonly zone: string }) {
  const until = Date.parse(invitation.expires_at)
  return (
    <div className="stack">
      <p>Give this code to {invitation.member.name} yourself. It is shown once, works once, and ends on {dateText(until, zone)}, {timeText(until, zone)}.</p>
      <p className="secret-code">{invitation.enrolment_code}</p>
      <p className="soft small">They open this address, choose <i>I have an enrolment code</i>, then a password and an authenticator app.</p>
      <Group justify="flex-end"><CopyButton value={invitation.enrolment_code}>{({ copied, copy }) => <Button variant="default" onClick={copy}>{copied ? 'Copied' : 'Copy'}</Button>}</CopyButton><Button variant="filled" onClick={close}>Done</Button></Group>
    </div>
  )
}

function Add({ made, close }: { readonly made: (invitation: Invitation) => void; readonly close: () => void }) {
  const [typed, setTyped] = useState({ name: '', email: '' })
  const [roles, setRoles] = useState<readonly Role[]>(['nurse'])
  const [staff] = useState(newId)
  const add = useMutation({ mutationFn: () => write<Invitation>('POST', '/api/staff', { staff, name: typed.name.trim(), email: typed.email.trim(), roles }), onSuccess: made })
  const wrong = fieldErrors(add.error, ['name', 'email', 'roles'])
  return (
    <form className="stack" noValidate onSubmit={(event: FormEvent) => { event.preventDefault(); add.mutate() }}>
      <TextInput label="Name" data-autofocus autoComplete="off" value={typed.name} error={wrong['name']} onChange={(event) => { const { value } = event.currentTarget; setTyped((t) => ({ ...t, name: value })) }} />
      <TextInput label="Email" type="email" autoComplete="off" value={typed.email} error={wrong['email']} onChange={(event) => { const { value } = event.currentTarget; setTyped((t) => ({ ...t, email: value })) }} />
      <RoleBoxes roles={roles} change={setRoles} />
      {Object.keys(wrong).length === 0 && <Refusal error={add.error} />}
      <Group justify="flex-end"><Button variant="default" onClick={close}>Back</Button><Button type="submit" variant="filled" disabled={roles.length === 0} loading={add.isPending}>Add</Button></Group>
    </form>
  )
}

function ChangeRoles({ member, done, close }: { readonly member: StaffMember; readonly done: () => void; readonly close: () => void }) {
  const [roles, setRoles] = useState(member.roles)
  const save = useMutation({ mutationFn: () => write<StaffMember>('PUT', `/api/staff/${member.staff}`, { roles }), onSuccess: done })
  return (
    <div className="stack"><RoleBoxes roles={roles} change={setRoles} /><Refusal error={save.error} />
      <Group justify="flex-end"><Button variant="default" onClick={close}>Back</Button><Button variant="filled" disabled={roles.length === 0} loading={save.isPending} onClick={() => save.mutate()}>Save</Button></Group>
    </div>
  )
}

type Sheet = { readonly at: 'add' } | { readonly at: 'roles'; readonly member: StaffMember } | { readonly at: 'code'; readonly invitation: Invitation } | null
const TITLES = { add: 'Add a colleague', roles: 'Roles', code: 'Enrolment code' } as const

export default function Staff({ me }: { readonly me: Me }) {
  const mayWrite = useMay('staff.write')
  const queries = useQueryClient()
  const [sheet, setSheet] = useState<Sheet>(null)
  const [leaving, setLeaving] = useState<StaffMember | null>(null)
  const { data: staff, error, isPending, refetch } = useQuery({ queryKey: ['staff'], queryFn: ({ signal }) => read<StaffMember[]>('/api/staff', { signal }) })
  const changed = (): void => { setSheet(null); setLeaving(null); void queries.invalidateQueries({ queryKey: ['staff'] }) }
  const activate = useMutation({ mutationFn: (asked: { staff: string; active: boolean }) => write('PUT', `/api/staff/${asked.staff}`, { active: asked.active }), onSettled: changed })
  const code = useMutation({ mutationFn: (id: string) => write<Invitation>('POST', `/api/staff/${id}/enrolment`), onSuccess: (invitation) => { changed(); setSheet({ at: 'code', invitation }) } })
  if (isPending) return <Loading what="Looking for the staff" />
  if (!staff) return <Refusal error={error} retry={() => void refetch()} />
  return (
    <Card title="Staff" actions={mayWrite && <Button variant="filled" onClick={() => setSheet({ at: 'add' })}>Add a colleague</Button>}>
      <Refusal error={activate.error ?? code.error} />
      <ul className="staff-list">
        {staff.toSorted((a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name)).map((member) => (
          <li key={member.staff} data-active={member.active}>
            <span><strong>{member.name}{member.staff === me.staff ? ' (you)' : ''}</strong><small>{member.email}</small></span>
            <span>{roleNames(member.roles)}<small>{!member.active ? 'no longer works here' : [member.enrolled ? 'second proof set' : 'not enrolled yet', member.hasPin ? 'PIN' : null, member.passkeys > 0 ? `${member.passkeys} passkey${member.passkeys === 1 ? '' : 's'}` : null].filter(Boolean).join(' · ')}</small></span>
            {mayWrite && (
              <Menu position="bottom-end" withinPortal>
                <Menu.Target><ActionIcon color="gray" aria-label={`More for ${member.name}`}><IconDots size={20} /></ActionIcon></Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => setSheet({ at: 'roles', member })}>Change roles</Menu.Item>
                  {member.active && member.staff !== me.staff && <Menu.Item onClick={() => code.mutate(member.staff)}>New enrolment code</Menu.Item>}
                  {member.active ? <Menu.Item onClick={() => setLeaving(member)}>Deactivate</Menu.Item> : <Menu.Item onClick={() => activate.mutate({ staff: member.staff, active: true })}>Activate again</Menu.Item>}
                </Menu.Dropdown>
              </Menu>
            )}
          </li>
        ))}
      </ul>
      <Modal opened={sheet !== null} onClose={() => setSheet(null)} title={sheet ? TITLES[sheet.at] : ''} size="34rem" closeButtonProps={{ 'aria-label': 'Close' }}>
        {sheet?.at === 'add' && <Add made={(invitation) => { void queries.invalidateQueries({ queryKey: ['staff'] }); setSheet({ at: 'code', invitation }) }} close={() => setSheet(null)} />}
        {sheet?.at === 'roles' && <ChangeRoles member={sheet.member} done={changed} close={() => setSheet(null)} />}
        {sheet?.at === 'code' && <Code invitation={sheet.invitation} zone={me.organization.time_zone} close={() => setSheet(null)} />}
      </Modal>
      <ConfirmDialog open={leaving !== null} title={`Deactivate ${leaving?.name ?? ''}?`} yes="Deactivate" busy={activate.isPending} onNo={() => setLeaving(null)} onYes={() => leaving && activate.mutate({ staff: leaving.staff, active: false })}>
        <p>They are signed out everywhere at once. What they recorded keeps their name.</p>
      </ConfirmDialog>
    </Card>
  )
}
