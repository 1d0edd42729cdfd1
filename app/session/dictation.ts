// Dictation, only where the browser recognizes speech on the device itself. A patient's words are never sent to a speech service: where this cannot be known, there is no button,
// and the keyboard's own microphone remains, which is the device's matter (docs/decisions/0012-giving-and-words.md).

type Alternative = { readonly transcript: string }
type ResultEvent = Event & { readonly resultIndex: number; readonly results: ArrayLike<ArrayLike<Alternative> & { readonly isFinal: boolean }> }
export type Recognition = EventTarget & { lang: string; continuous: boolean; interimResults: boolean; processLocally: boolean; start(): void; stop(): void; abort(): void }
type Scope = { readonly SpeechRecognition?: Recognizer; readonly navigator?: { readonly mediaDevices?: { enumerateDevices(): Promise<readonly { readonly kind: string }[]> } } }
type Recognizer = { new (): Recognition; available?(asked: { readonly langs: readonly string[]; readonly processLocally: boolean }): Promise<string> }

/** A recognizer that works on this device for the language, or null. Never one that could use a server. */
export async function onDevice(lang: string, scope: Scope = globalThis): Promise<(() => Recognition) | null> {
  const { SpeechRecognition, navigator } = scope
  if (!SpeechRecognition || typeof SpeechRecognition.available !== 'function' || !('processLocally' in SpeechRecognition.prototype)) return null
  try {
    // Without a microphone nothing is asked: some browsers end the page when they have no speech service behind the question.
    const devices = (await navigator?.mediaDevices?.enumerateDevices()) ?? []
    if (!devices.some((device) => device.kind === 'audioinput')) return null
    if ((await SpeechRecognition.available({ langs: [lang], processLocally: true })) !== 'available') return null
  } catch {
    return null
  }
  return () => {
    const made = new SpeechRecognition()
    made.processLocally = true
    made.lang = lang
    made.continuous = true
    made.interimResults = false
    return made
  }
}

/** The words of a result event that are final. */
export const finalWords = (event: Event): string => {
  const { results, resultIndex } = event as ResultEvent
  return Array.from(results).slice(resultIndex).filter((r) => r.isFinal).map((r) => r[0]!.transcript.trim()).join(' ')
}
