// The deliberate second step of a dangerous act.
import { Button, Group, Modal } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = { readonly open: boolean; readonly title: string; readonly children?: ReactNode; readonly yes: string; readonly danger?: boolean; readonly busy?: boolean; readonly onYes: () => void; readonly onNo: () => void }

export function ConfirmDialog({ open, title, children, yes, danger = false, busy = false, onYes, onNo }: Props) {
  return (
    <Modal opened={open} onClose={onNo} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      {children}
      <Group mt="lg" justify="flex-end">
        <Button variant="default" onClick={onNo}>Back</Button>
        <Button variant="filled" {...(danger ? { color: 'var(--high)' } : {})} loading={busy} onClick={onYes} data-autofocus>{yes}</Button>
      </Group>
    </Modal>
  )
}
