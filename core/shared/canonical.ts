// One text for one value, whatever the order of its keys: what is hashed must not depend on who wrote it.

/** JSON with object keys sorted by code unit and no white space (RFC 8785 for the values used here). `undefined` fields are left out. Throws on NaN and infinities. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`${value} has no JSON form`)
    return JSON.stringify(value)
  }
  // Texts grow by hand here: every fact is hashed with this, and lists in between cost twice as much.
  if (Array.isArray(value)) {
    let text = ''
    for (const one of value as unknown[]) text += `${text === '' ? '' : ','}${canonicalJson(one === undefined ? null : one)}`
    return `[${text}]`
  }
  if (typeof value === 'object') {
    let text = ''
    for (const name of Object.keys(value).sort()) {
      const field = (value as Readonly<Record<string, unknown>>)[name]
      if (field !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(field)}`
    }
    return `{${text}}`
  }
  throw new TypeError(`a ${typeof value} has no JSON form`)
}
