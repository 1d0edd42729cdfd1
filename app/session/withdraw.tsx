// Withdrawing a fact asks for a reason; the fact stays in sight.
import { useState } from 'react'
import { Button } from '@mantine/core'
import { TextField } from '../ui/index.ts'
import type { Chair } from './use-chair.ts'

export function Withdraw({ chair, id, onDone }: { readonly chair: Chair; readonly id: string; readonly onDone: () => void }) {
  const [reason, setReason] = useState('')
  const save = async (): Promise<void> => {
    if (await chair.record('corrected', { corrects: id, reason: reason.trim(), withdrawn: true }, 'Withdrawn')) onDone()
  }
  return (
    <form className="row" style={{ marginTop: 8 }} onSubmit={(event) => { event.preventDefault(); if (reason.trim() !== '') void save() }}>
      <TextField quiet grow label="Why is this withdrawn?" placeholder="Why?" value={reason} onChange={setReason} maxLength={500} />
      <Button type="submit" disabled={reason.trim() === ''}>Withdraw</Button>
      <Button variant="subtle" onClick={onDone}>Keep</Button>
    </form>
  )
}
