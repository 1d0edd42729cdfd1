// Things that happened, newest first: when, what, by whom, and what became of it.
import type { ReactNode } from 'react'
import { timeText } from './clock.ts'

export type TimelineItem = { readonly id: string; readonly at: number; readonly title: ReactNode; readonly detail?: ReactNode; readonly end?: ReactNode; readonly withdrawn?: boolean }

export function Timeline({ items, zone, label }: { readonly items: readonly TimelineItem[]; readonly zone?: string | undefined; readonly label: string }) {
  return (
    <ol className="timeline" aria-label={label}>
      {items.map((item) => (
        <li key={item.id} data-withdrawn={item.withdrawn === true ? '' : undefined}>
          <time dateTime={new Date(item.at).toISOString()}>{timeText(item.at, zone)}</time>
          <div><div className="title">{item.title}</div>{item.detail !== undefined && <div className="detail">{item.detail}</div>}</div>
          <div>{item.end}</div>
        </li>
      ))}
    </ol>
  )
}
