// Names, addresses and time zones as people type them into the first run and the Office.
import { badInput, ok, refuse, type BadInput, type Result } from '../shared/index.ts'

const NAME_MAX = 100

/** A name for a person, a clinic, a site or a chair: 1 to 100 characters without control characters; white space around and doubled inside is dropped. */
export function tidyName(text: string, path: string): Result<string, BadInput> {
  const tidy = text.normalize('NFC').replaceAll(/\s+/g, ' ').trim()
  return tidy.length >= 1 && tidy.length <= NAME_MAX && !/\p{Cc}/u.test(tidy) ? ok(tidy) : refuse(badInput(path, text, `1 to ${NAME_MAX} characters`))
}

/** An e-mail address in lower case: the name a person signs in with. Whether mail arrives there is not asked. */
export function tidyEmail(text: string, path: string): Result<string, BadInput> {
  const tidy = text.trim().toLowerCase()
  return tidy.length <= 254 && /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/.test(tidy) ? ok(tidy) : refuse(badInput(path, text, 'an e-mail address'))
}

/** An IANA time zone by its name (`America/Los_Angeles`, `UTC`). An offset is refused: it does not know daylight saving. */
export function tidyTimeZone(text: string, path: string): Result<string, BadInput> {
  const no = refuse(badInput(path, text, 'an IANA time zone, for example America/Los_Angeles'))
  if (!/^[A-Za-z]+(?:[/_+-][A-Za-z0-9]+)*$/.test(text)) return no
  try {
    return ok(new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone)
  } catch {
    return no
  }
}
