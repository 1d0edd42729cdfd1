// Sending a FHIR file as it is, so that its numbers keep their digits, or opened here when it is compressed.
import { ApiError } from '../api.ts'
import type { Imported } from './left-out.ts'

/** What the server takes in one call; larger files go through the command line. */
const MOST_BYTES = 32_000_000

/** Exports are often compressed: a `.gz` is opened here, on the device. */
async function textOf(file: File): Promise<string> {
  if (!file.name.endsWith('.gz')) return file.text()
  try {
    return await new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).text()
  } catch {
    throw new ApiError(0, { kind: 'bad-input', message: `${file.name} could not be opened: it is not a whole gzip file.` })
  }
}

/** Sends one FHIR R4 file (JSON, Bundle or NDJSON) unchanged. Throws ApiError. */
export async function sendFile(file: File, site: string | null): Promise<Imported> {
  if (file.size > MOST_BYTES) throw new ApiError(0, { kind: 'bad-input', message: `${file.name} is larger than ${MOST_BYTES / 1_000_000} MB. The command line takes files of any size: chairside import fhir FILE.` })
  const body = await textOf(file)
  let answer: Response
  try {
    answer = await fetch(`/api/patients/import${site === null ? '' : `?site=${site}`}`, { method: 'POST', credentials: 'same-origin', headers: { 'accept': 'application/json', 'content-type': 'application/fhir+json' }, body })
  } catch {
    throw new ApiError(0, { kind: 'offline', message: 'No connection to the clinic\'s server. Nothing was imported; the same file can be sent again.' })
  }
  const json = await answer.json().catch(() => null) as (Imported & { error?: object }) | null
  if (!answer.ok || json === null) throw new ApiError(answer.status, json?.error ?? {})
  return json
}
