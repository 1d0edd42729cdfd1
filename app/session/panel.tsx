// The frame of a form on the Chair: never a dialog that blocks, so that Stop stays within reach.
import { useEffect, useRef, type ReactNode } from 'react'

export type PanelName = 'vitals' | 'start' | 'rate' | 'pause' | 'stop-details' | 'medication' | 'sedation' | 'dissociation' | 'symptoms' | 'iv' | 'pump' | 'bag' | 'edit' | 'event' | 'comfort' | 'words' | 'discharge' | 'instructions' | 'driver' | 'ready' | 'assess' | 'note' | 'amend' | 'abort' | 'help' | 'connect'

/** Opens a form; `target` is the fact, or the standing order, that it is about. */
export type Open = (panel: PanelName, target?: string) => void

export function Panel({ title, onClose, children }: { readonly title: string; readonly onClose: () => void; readonly children: ReactNode }) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement
    const first = box.current?.querySelector<HTMLElement>('[data-first]')
    ;(first ?? box.current)?.focus()
    return () => { if (before instanceof HTMLElement && before.isConnected) before.focus() }
  }, [])
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => { if (event.key === 'Escape') onClose() }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [onClose])
  return (
    <section className="panel" ref={box} tabIndex={-1} aria-label={title}>
      <header><h2>{title}</h2><button type="button" className="mini" onClick={onClose}>Close</button></header>
      {children}
    </section>
  )
}

/** One of a few, as big options. */
export function Choice<T extends string | number>({ label, value, options, onChange, first = false }: { readonly label: string; readonly value: T | null; readonly options: readonly { readonly value: T; readonly text: ReactNode }[]; readonly onChange: (value: T) => void; readonly first?: boolean }) {
  return (
    <div className="field" role="radiogroup" aria-label={label}>
      <span className="label-text">{label}</span>
      <div className="choice-row">
        {options.map((option, i) => (
          <button key={option.value} type="button" role="radio" aria-checked={value === option.value} className="choice" data-first={first && i === 0 ? '' : undefined} onClick={() => onChange(option.value)}>{option.text}</button>
        ))}
      </div>
    </div>
  )
}
