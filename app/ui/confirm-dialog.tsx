// The deliberate second step of a dangerous act.
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Dialog } from './dialog.tsx'

type Props = { readonly open: boolean; readonly title: string; readonly children?: ReactNode; readonly yes: string; readonly danger?: boolean; readonly busy?: boolean; readonly onYes: () => void; readonly onNo: () => void }

export function ConfirmDialog({ open, title, children, yes, danger = false, busy = false, onYes, onNo }: Props) {
  return (
    <Dialog open={open} onClose={onNo} title={title}>
      {children}
      <div className="row" style={{ marginTop: 20, justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onNo}>Back</Button>
        <Button variant="filled" {...(danger ? { color: 'var(--high)' } : {})} loading={busy} onClick={onYes}>{yes}</Button>
      </div>
    </Dialog>
  )
}
