// What a screen shows when it has nothing to show yet: waiting, nothing there, a "no", no network. Each says what to do next.
import { Component, type ReactNode } from 'react'
import { Button } from '@mantine/core'
import { ApiError } from '../api.ts'

export function Loading({ what = 'Loading', lines = 4 }: { readonly what?: string; readonly lines?: number }) {
  return (
    <div className="stack" role="status" aria-label={what}>
      {Array.from({ length: lines }, (_, i) => <div key={i} className="skeleton" style={{ height: i === 0 ? 44 : 72 }} />)}
      <span className="sr-only">{what}</span>
    </div>
  )
}

export function EmptyState({ title, children, action }: { readonly title: string; readonly children?: ReactNode; readonly action?: ReactNode }) {
  return <div className="empty"><h2>{title}</h2>{children !== undefined && <div>{children}</div>}{action !== undefined && <div style={{ marginTop: 16 }}>{action}</div>}</div>
}

/** The clinic's "no", with its field and its rule. Nothing when `error` is null. */
export function Refusal({ error, retry }: { readonly error: unknown; readonly retry?: (() => void) | undefined }) {
  if (error === null || error === undefined) return null
  const known = error instanceof ApiError ? error : null
  return (
    <div className="refusal" role="alert">
      <p><b>{known?.kind === 'offline' ? 'No connection' : 'Not done'}</b> {known?.message ?? (error instanceof Error ? error.message : 'Something went wrong on this device.')}</p>
      {known?.path != null && <p className="small soft">Field: {known.path}</p>}
      {known?.rule != null && <p className="small soft">Rule {known.rule}</p>}
      {retry && <Button mt="sm" onClick={retry}>Try again</Button>}
    </div>
  )
}

/** Around a part that a screen can do without: when it breaks, `instead` stands there and the rest of the screen goes on. */
export class PartGuard extends Component<{ readonly instead: ReactNode; readonly children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }
  static getDerivedStateFromError(): { broken: boolean } { return { broken: true } }
  override render(): ReactNode { return this.state.broken ? this.props.instead : this.props.children }
}

/** The last net: a screen that broke says so, and what was saved stays saved. */
export class ScreenGuard extends Component<{ readonly children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }
  static getDerivedStateFromError(error: Error): { error: Error } { return { error } }
  override render(): ReactNode {
    if (!this.state.error) return this.props.children
    return (
      <main className="main" id="main">
        <h1>This screen stopped</h1>
        <p className="soft">What was saved is kept on this tablet. Load the screen again; if it stops again, use another tablet or paper.</p>
        <p className="small soft">{this.state.error.message}</p>
        <Button mt="md" onClick={() => location.reload()}>Load again</Button>
      </main>
    )
  }
}
