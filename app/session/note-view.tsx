// The note to be read: sections, lines and the table, made from the text that is or will be signed, so that what is read is what is signed.
import { noteParts, type Standing } from '@chairside/core/session'

export function NoteView({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <section className="note-view" aria-label={label}>
      {noteParts(text).map(({ title, lines, table, caption }) => (
        <section key={title}>
          <h3>{title}</h3>
          {lines.length > 0 && <ul>{lines.map((line, i) => <li key={`${i}${line}`}>{line}</li>)}</ul>}
          {table.length > 0 && (
            // A wide table scrolls in its own frame, also with the keyboard.
            <div className="note-table" tabIndex={0} role="region" aria-label={caption}>
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
