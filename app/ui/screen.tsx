// The frame of a screen: one h1, a document title without anybody's name, and where the focus goes after moving here.
import { useEffect, useRef, type ReactNode } from 'react'

type Props = {
  /** The h1. May name a patient; the document's title never does. */
  readonly title: ReactNode
  /** For the browser's tab and history: the screen's name only. */
  readonly tab: string
  readonly subtitle?: ReactNode
  readonly actions?: ReactNode
  readonly wide?: boolean
  /** The title is for screen readers only, where the screen shows it in its own way. */
  readonly quietTitle?: boolean
  readonly children: ReactNode
}

export function Screen({ title, tab, subtitle, actions, wide = false, quietTitle = false, children }: Props) {
  const main = useRef<HTMLElement>(null)
  useEffect(() => { document.title = `${tab} - Chairside` }, [tab])
  useEffect(() => { main.current?.focus({ preventScroll: true }) }, [])
  return (
    <main id="main" ref={main} tabIndex={-1} className={wide ? 'main wide' : 'main'}>
      {quietTitle ? <h1 className="sr-only">{title}</h1> : (
        <div className="screen-head">
          <div><h1>{title}</h1>{subtitle !== undefined && <p>{subtitle}</p>}</div>
          {actions !== undefined && <div className="row">{actions}</div>}
        </div>
      )}
      {children}
    </main>
  )
}

export function Card({ title, actions, flat = false, children, className = '' }: { readonly title?: ReactNode; readonly actions?: ReactNode; readonly flat?: boolean; readonly children: ReactNode; readonly className?: string }) {
  return (
    <section className={`card ${className}`.trim()} data-flat={flat ? '' : undefined}>
      {(title !== undefined || actions !== undefined) && <header>{title !== undefined ? <h2>{title}</h2> : <span />}{actions}</header>}
      {children}
    </section>
  )
}

/** A value that is never without its unit. `size` is a CSS length. */
export function Figure({ label, value, unit, note, size }: { readonly label: ReactNode; readonly value: ReactNode; readonly unit?: string; readonly note?: ReactNode; readonly size?: string }) {
  return (
    <div className="figure" style={size === undefined ? undefined : { ['--figure-size' as string]: size }}>
      <div className="label">{label}</div>
      <div className="value">{value}{unit !== undefined && unit !== '' && <small>{unit}</small>}</div>
      {note !== undefined && <div className="note">{note}</div>}
    </div>
  )
}
