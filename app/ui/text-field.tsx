// One line of text, in the browser's own field.
import { useId } from 'react'

type Props = { readonly label: string; readonly quiet?: boolean; readonly placeholder?: string; readonly value: string; readonly onChange: (value: string) => void; readonly maxLength: number; readonly grow?: boolean }

/** `quiet`: the label is for screen readers only. */
export function TextField({ label, quiet = false, placeholder, value, onChange, maxLength, grow = false }: Props) {
  const id = useId()
  return (
    <div className="text-field" style={grow ? { flex: '1 1 180px' } : undefined}>
      <label htmlFor={id} className={quiet ? 'sr-only' : undefined}>{label}</label>
      <input id={id} value={value} placeholder={placeholder} maxLength={maxLength} autoComplete="off" onChange={(event) => onChange(event.currentTarget.value)} />
    </div>
  )
}
