import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { readPdf } from './pdf-text.ts'

test('the reader of PDF gives back every letter, whichever numbers its glyphs have', () => {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:!?()-+=%&/'
  const compiler = NodeCompiler.create()
  // The glyphs are numbered as they come: with more letters before it, another letter gets the number of a parenthesis or a backslash.
  for (let n = 1; n <= letters.length; n += 5) {
    const said = `${letters.slice(0, n)} qZ7x twice ((7)) qZ7x`
    const pdf = compiler.pdf({ mainFileContent: `#set document(title: "letters")\n#set page(width: 60cm)\n#text(${JSON.stringify(said)})` })
    assert.ok(readPdf(new Uint8Array(pdf)).text.includes(said), said)
  }
})
