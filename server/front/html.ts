// HTML from templates in which every value is escaped, unless it is HTML already.
export class Html { readonly text: string; constructor(text: string) { this.text = text } }
const escaped = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
type Value = string | number | Html | null | false | readonly Value[]
const textOf = (value: Value): string => (value === null || value === false ? '' : value instanceof Html ? value.text : typeof value === 'object' ? value.map(textOf).join('') : escaped(String(value)))
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html => new Html(parts.map((part, i) => `${part}${i < values.length ? textOf(values[i]!) : ''}`).join(''))
