// A dialog of the browser's own: it holds the focus, closes with Escape and keeps what is behind it out of reach, without a line of code downloaded for that.
import { useEffect, useId, useRef, type ReactNode } from 'react'

export function Dialog({ open, title, onClose, children }: { readonly open: boolean; readonly title: string; readonly onClose: () => void; readonly children: ReactNode }) {
  const box = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const node = box.current
    if (open && node && !node.open) node.showModal()
    if (!open && node?.open) node.close()
  }, [open])
  return (
    <dialog ref={box} className="dialog" aria-labelledby={id} onClose={onClose}>
      {open && <><header><h2 id={id}>{title}</h2><button type="button" className="mini" onClick={onClose}>Close</button></header>{children}</>}
    </dialog>
  )
}
