// Things that happened, newest first: when, what, by whom, and what became of it.
import type { ReactNode } from 'react'
import { timeText } from './clock.ts'

export type TimelineItem = { readonly at: number; readonly title: ReactNode; readonly detail?: ReactNode; readonly end?: ReactNode; readonly withdrawn?: boolean }

export function TimelineRow({ item, zone }: { readonly item: TimelineItem; readonly zone?: string | undefined }) {
  return (
    <li data-withdrawn={item.withdrawn === true ? '' : undefined}>
      <time dateTime={new Date(item.at).toISOString()}>{timeText(item.at, zone)}</time>
      <div><div className="title">{item.title}</div>{item.detail !== undefined && <div className="detail">{item.detail}</div>}</div>
      <div>{item.end}</div>
    </li>
  )
}

/** Holds TimelineRows: each a component of its own, so that one that did not change is not made again. */
export function Timeline({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return <ol className="timeline" aria-label={label}>{children}</ol>
}
