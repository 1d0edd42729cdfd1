// A number that is typed: digits and one decimal point, nothing turned or rounded behind anybody's back. The unit stands in the label.
import type { ReactNode } from 'react'
import { TextInput } from '@mantine/core'

type Props = { readonly label: ReactNode; readonly description?: ReactNode; readonly value: string; readonly onChange: (value: string) => void; readonly first?: boolean; readonly error?: ReactNode }

/** Gives the text as typed; a comma counts as a point. `Number(text)` is what it says. */
export function NumberField({ label, description, value, onChange, first = false, error }: Props) {
  return (
    <TextInput label={label} description={description} error={error} value={value} inputMode="decimal" autoComplete="off" maxLength={9} {...(first ? { 'data-first': '' } : {})}
      onChange={(event) => { const text = event.currentTarget.value.replace(',', '.'); if (/^\d*\.?\d*$/.test(text)) onChange(text) }} />
  )
}
