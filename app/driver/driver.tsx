// The driver's page: when to come and where. No account, no name, nothing of health; it follows the ready time by itself.
import { useEffect, useState, type ReactNode } from 'react'
import IconMapPin from '@tabler/icons-react/dist/esm/icons/IconMapPin.mjs'
import IconPhone from '@tabler/icons-react/dist/esm/icons/IconPhone.mjs'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { parseInstant, type Language } from '@chairside/core/shared'
import type { DriverAnswer, DriverView } from '@chairside/core/session'
import { ApiError, read, send } from '../api.ts'
import { useNow } from '../ui/index.ts'
import './driver.css'

const HEADER = 'x-chairside-driver'
const LOOK_AGAIN_MS = 15_000
/** Later than this without an answer, the page says that it may be out of date. */
const STALE_MS = 60_000

const WORDS = {
  en: {
    tab: 'Pick-up', demonstration: 'Demonstration: a fictional place.', between: 'Your passenger will probably be ready between', and: 'and', ready: 'Ready now', readyMore: 'Your passenger can be picked up.', unknown: 'The time is not known yet',
    unknownMore: 'It will stand here as soon as it is.', ended: 'Nobody is waiting any more', endedMore: 'Thank you. You can close this page.', gone: 'This link has ended', goneMore: 'Please call the place that gave it to you.', onTheWay: 'I am on my way', here: 'I am here',
    toldWay: 'They know that you are on the way.', toldHere: 'They know that you are here. Please come to the front desk.', follows: 'This page changes by itself when the time changes.', looked: 'Looked', ago: 's ago', stale: 'No connection: this may have changed.', again: 'Try again', failed: 'That did not arrive. Please try again.', loading: 'Looking',
  },
  es: {
    tab: 'Recoger', demonstration: 'Demostración: un lugar ficticio.', between: 'Su pasajero estará listo probablemente entre las', and: 'y las', ready: 'Listo ahora', readyMore: 'Ya puede recoger a su pasajero.', unknown: 'Todavía no se sabe la hora',
    unknownMore: 'Aparecerá aquí en cuanto se sepa.', ended: 'Ya nadie está esperando', endedMore: 'Gracias. Puede cerrar esta página.', gone: 'Este enlace ya no sirve', goneMore: 'Llame al lugar que se lo dio.', onTheWay: 'Voy en camino', here: 'Ya llegué',
    toldWay: 'Ya saben que usted viene en camino.', toldHere: 'Ya saben que usted llegó. Pase a la recepción.', follows: 'Esta página cambia sola si la hora cambia.', looked: 'Visto hace', ago: 's', stale: 'Sin conexión: esto puede haber cambiado.', again: 'Probar otra vez', failed: 'No llegó. Pruebe otra vez.', loading: 'Buscando',
  },
} as const

const clock = (iso: string, zone: string, language: Language): string => new Intl.DateTimeFormat(language === 'es' ? 'es-US' : 'en-US', { timeZone: zone, hour: 'numeric', minute: '2-digit' }).format(parseInstant(iso) ?? 0)

function Page({ language, demonstration = false, children }: { readonly language: Language; readonly demonstration?: boolean; readonly children: ReactNode }) {
  useEffect(() => { document.title = WORDS[language].tab; document.documentElement.lang = language }, [language])
  return (
    <div className="driver-page">
      {demonstration && <p className="strip" data-kind="demonstration">{WORDS[language].demonstration}</p>}
      <main id="main" lang={language}>{children}</main>
    </div>
  )
}

function When({ view, language }: { readonly view: DriverView; readonly language: Language }) {
  const words = WORDS[language]
  const zone = view.place.time_zone
  if (view.state === 'waiting') return <><p className="driver-lead">{words.between}</p><h1><time dateTime={view.from!}>{clock(view.from!, zone, language)}</time> <small>{words.and}</small> <time dateTime={view.to!}>{clock(view.to!, zone, language)}</time></h1></>
  const [head, more] = view.state === 'ready' ? [words.ready, words.readyMore] : view.state === 'ended' ? [words.ended, words.endedMore] : [words.unknown, words.unknownMore]
  return <><h1>{head}</h1><p className="driver-lead">{more}</p></>
}

export default function Driver() {
  const [token] = useState(() => location.hash.slice(1))
  const [own, setOwn] = useState<Language | null>(null)
  const queries = useQueryClient()
  const now = useNow(5)
  const headers = { [HEADER]: token }
  const { data: view, error, dataUpdatedAt, refetch } = useQuery({
    queryKey: ['driver', token], queryFn: ({ signal }) => read<DriverView>('/api/driver', { signal, headers }), enabled: token !== '', refetchInterval: LOOK_AGAIN_MS, staleTime: 0,
  })
  const answer = useMutation({ mutationFn: (said: DriverAnswer) => send<DriverView>('POST', '/api/driver/answer', { answer: said }, { headers }), onSuccess: (fresh) => queries.setQueryData(['driver', token], fresh) })
  const language: Language = own ?? view?.language ?? (navigator.language.startsWith('es') ? 'es' : 'en')
  const words = WORDS[language]
  if (token === '' || (error instanceof ApiError && error.status === 404)) return <Page language={language}><h1>{words.gone}</h1><p className="driver-lead">{words.goneMore}</p></Page>
  if (!view) return <Page language={language}><p className="driver-lead" role="status">{error ? words.stale : words.loading}</p>{error && <button type="button" className="driver-act" onClick={() => void refetch()}>{words.again}</button>}</Page>
  const { place } = view
  const quiet = Math.max(0, now - dataUpdatedAt)
  const open = view.state === 'waiting' || view.state === 'ready' || view.state === 'unknown'
  return (
    <Page language={language} demonstration={view.is_demonstration}>
      <div aria-live="polite" className="driver-when" data-state={view.state}><When view={view} language={language} /></div>
      {open && (
        <div className="driver-acts">
          {view.answer !== 'here' && <button type="button" className="driver-act" data-quiet={view.answer === 'on-the-way' ? '' : undefined} disabled={answer.isPending || view.answer === 'on-the-way'} onClick={() => answer.mutate('on-the-way')}>{words.onTheWay}</button>}
          <button type="button" className="driver-act" data-quiet={view.answer === 'here' ? '' : undefined} disabled={answer.isPending || view.answer === 'here'} onClick={() => answer.mutate('here')}>{words.here}</button>
          <p role="status">{answer.error ? words.failed : view.answer === 'here' ? words.toldHere : view.answer === 'on-the-way' ? words.toldWay : ''}</p>
        </div>
      )}
      <address className="driver-place">
        <strong>{place.name}</strong>
        {place.address !== null && <a href={`https://www.openstreetmap.org/search?query=${encodeURIComponent(place.address)}`} target="_blank" rel="noreferrer"><IconMapPin size={20} aria-hidden />{place.address}</a>}
        {place.phone !== null && <a href={`tel:${place.phone.replaceAll(/[^\d+]/g, '')}`}><IconPhone size={20} aria-hidden />{place.phone}</a>}
      </address>
      <p className="driver-fresh">{quiet > STALE_MS ? words.stale : words.follows}</p>
      <p className="driver-language">{(['en', 'es'] as const).filter((one) => one !== language).map((one) => <button key={one} type="button" lang={one} onClick={() => setOwn(one)}>{one === 'es' ? 'Español' : 'English'}</button>)}</p>
    </Page>
  )
}
