// The note to be read: sections, lines and the table, made from the text that is or will be signed, so that what is read is what is signed.
import type { Standing } from '@chairside/core/session'

const CELL = ' | '
type Part = { readonly title: string; readonly lines: readonly string[]; readonly table: readonly (readonly string[])[]; readonly caption: string }

/** Cuts the text back into its sections: a blank line between them, the title first, a table as lines with bars after its caption. */
export function partsOf(text: string): readonly Part[] {
  return text.split('\n\n').filter((block) => block.trim() !== '').map((block) => {
    const [title = '', ...lines] = block.split('\n')
    const head = lines.findIndex((line) => line.startsWith(`time${CELL}`))
    return head < 0 ? { title, lines, table: [], caption: '' }
      : { title, lines: lines.slice(0, Math.max(0, head - 1)), table: lines.slice(head).map((line) => line.split(CELL)), caption: head === 0 ? title : lines[head - 1]! }
  })
}

export function NoteView({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <section className="note-view" aria-label={label} tabIndex={0}>
      {partsOf(text).map(({ title, lines, table, caption }) => (
        <section key={title}>
          <h3>{title}</h3>
          {lines.length > 0 && <ul>{lines.map((line, i) => <li key={`${i}${line}`}>{line}</li>)}</ul>}
          {table.length > 0 && (
            <div className="note-table">
              <table>
                <caption>{caption}</caption>
                <thead><tr>{table[0]!.map((cell) => <th key={cell} scope="col">{cell}</th>)}</tr></thead>
                <tbody>{table.slice(1).map((row, i) => <tr key={`${i}${row[0]}`}>{row.map((cell, j) => (j === 0 ? <th key={j} scope="row">{cell}</th> : <td key={j}>{cell}</td>))}</tr>)}</tbody>
              </table>
            </div>
          )}
        </section>
      ))}
    </section>
  )
}

/** What came after the signature: shown beside the signed text, never in it. */
export function ChangedSince({ standing }: { readonly standing: Standing }) {
  if (!standing.changed) return null
  return (
    <div className="note-changed" role="status">
      <h3>The record changed after the signature</h3>
      <p className="soft">The signed text below stays as it was signed.</p>
      {standing.added.length > 0 && <><p>The note would now also say:</p><ul>{standing.added.map((line, i) => <li key={`${i}${line}`}><ins>{line}</ins></li>)}</ul></>}
      {standing.gone.length > 0 && <><p>and no more:</p><ul>{standing.gone.map((line, i) => <li key={`${i}${line}`}><del>{line}</del></li>)}</ul></>}
    </div>
  )
}
