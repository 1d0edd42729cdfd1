// Sending a FHIR file as it is, so that its numbers keep their digits, and the server's answer as the screen lists it.
import { ApiError } from '../api.ts'

type Count = Readonly<Record<string, number>>
export type Imported = {
  readonly patients: readonly { readonly patient: string; readonly record_number: string; readonly name: string; readonly birth_date: string; readonly outcome: 'taken' | 'updated' | 'already' }[]
  readonly taken: Count
  readonly already: Count
  readonly updated: Count
  readonly left_out: readonly { readonly kind: string; readonly count: number; readonly why: string }[]
}

/** What the server takes in one call; larger files go through the command line. */
const MOST_BYTES = 32_000_000

export const totalOf = (count: Count): number => Object.values(count).reduce((sum, n) => sum + n, 0)

/** Sends one FHIR R4 file (JSON, Bundle or NDJSON) unchanged. Throws ApiError. */
export async function sendFile(file: File, site: string | null): Promise<Imported> {
  if (file.size > MOST_BYTES) throw new ApiError(0, { kind: 'bad-input', message: `${file.name} is larger than ${MOST_BYTES / 1_000_000} MB. The command line takes files of any size: chairside import fhir FILE.` })
  let answer: Response
  try {
    answer = await fetch(`/api/patients/import${site === null ? '' : `?site=${site}`}`, { method: 'POST', credentials: 'same-origin', headers: { 'accept': 'application/json', 'content-type': 'application/fhir+json' }, body: await file.text() })
  } catch {
    throw new ApiError(0, { kind: 'offline', message: 'No connection to the clinic\'s server. Nothing was imported; the same file can be sent again.' })
  }
  const json = await answer.json().catch(() => null) as (Imported & { error?: object }) | null
  if (!answer.ok || json === null) throw new ApiError(answer.status, json?.error ?? {})
  return json
}
