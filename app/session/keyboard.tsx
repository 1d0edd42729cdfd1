// The Chair's keys, loaded after the first picture: a tablet has none, and whoever has them finds them a moment later.
import { useEffect } from 'react'
import { keyOf } from './keys.ts'
import type { Open } from './panel.tsx'
import type { Chair } from './use-chair.ts'

export default function Keyboard({ chair, open }: { readonly chair: Chair; readonly open: Open }) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const act = keyOf(event, chair)
      if (act === null) return
      event.preventDefault()
      if (act === 'undo') chair.undo()
      else if (act === 'pause') void chair.record('infusion-paused', {}, 'Paused', true)
      else open(act)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [chair, open])
  return null
}
