// The text of a note, cut back into what it was written as. Screen and document are made from the text itself: what is read is what is signed.

const CELL = ' | '
export type NotePart = {
  readonly title: string
  readonly lines: readonly string[]
  /** The table of the section, its head first; empty where there is none. */
  readonly table: readonly (readonly string[])[]
  readonly caption: string
}

/** A blank line stands between sections, the title first, a table as lines with bars after its caption. Text that is none of ours is one part. */
export function noteParts(text: string): readonly NotePart[] {
  return text.split('\n\n').filter((block) => block.trim() !== '').map((block) => {
    const [title = '', ...lines] = block.split('\n')
    const head = lines.findIndex((line) => line.startsWith(`time${CELL}`))
    return head < 0 ? { title, lines, table: [], caption: '' }
      : { title, lines: lines.slice(0, Math.max(0, head - 1)), table: lines.slice(head).map((line) => line.split(CELL)), caption: head === 0 ? title : lines[head - 1]! }
  })
}
