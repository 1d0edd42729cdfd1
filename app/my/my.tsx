// "My treatment": what a patient needs on a phone between the visits. Opened by a link with its key, no account; four places, one thing at a time.
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import IconHome from '@tabler/icons-react/dist/esm/icons/IconHome.mjs'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import IconFeather from '@tabler/icons-react/dist/esm/icons/IconFeather.mjs'
import IconRoute from '@tabler/icons-react/dist/esm/icons/IconRoute.mjs'
import { useQuery } from '@tanstack/react-query'
import { ApiError } from '../api.ts'
import { EmptyState, Loading, Refusal } from '../ui/index.ts'
import { keyHere, MineProvider, readMine, useChanged, wordsFor } from './calls.ts'
import './my.css'

const Today = lazy(() => import('./today.tsx'))
const Path = lazy(() => import('./path.tsx'))
const Words = lazy(() => import('./my-words.tsx'))
const More = lazy(() => import('./more.tsx'))
const History = lazy(() => import('./history.tsx'))
const Consent = lazy(() => import('./consent.tsx'))
const Feedback = lazy(() => import('./feedback.tsx'))

export type Place = 'today' | 'path' | 'words' | 'more' | 'history' | 'consent' | 'feedback'
const PLACES = [['today', IconHome], ['path', IconRoute], ['words', IconFeather], ['more', IconDots]] as const

export default function My() {
  const [key] = useState(keyHere)
  const [place, setPlace] = useState<Place>('today')
  const changed = useChanged(key)
  const { data: mine, error, isPending, refetch } = useQuery({ queryKey: ['my', key], queryFn: ({ signal }) => readMine(key, signal), enabled: key !== '', staleTime: 20_000 })
  const w = wordsFor(mine)
  useEffect(() => { document.title = w.tab; if (mine) document.documentElement.lang = mine.language }, [w, mine])
  const go = (next: Place): void => { setPlace(next); scrollTo(0, 0) }
  const frame = (content: ReactNode, bar = false): ReactNode => (
    <div className="my">
      {mine?.is_demonstration === true && <p className="strip" data-kind="demonstration">Demonstration: a fictional clinic. Nobody reads this.</p>}
      <header className="my-head"><img src="/icon.svg" alt="" width="28" height="28" /><span>{mine?.clinic ?? 'Chairside'}</span></header>
      <main id="main" tabIndex={-1}>{content}</main>
      {bar && (
        <nav className="my-bar" aria-label={w.tab}>
          {PLACES.map(([name, Icon]) => <button key={name} type="button" aria-current={place === name ? 'page' : undefined} onClick={() => go(name)}><Icon size={24} aria-hidden /><span>{w[name]}</span></button>)}
        </nav>
      )}
    </div>
  )
  if (key === '' || (error instanceof ApiError && error.status === 401)) return frame(<EmptyState title={w.gone}>{w.goneMore}</EmptyState>)
  if (!mine) return frame(isPending && !error ? <Loading what={w.loading} lines={4} /> : <Refusal error={error} retry={() => void refetch()} />)
  return (
    <MineProvider value={{ key, mine, w, changed }}>
      {frame(
        <>
          {error !== null && <p className="strip" data-kind="offline" role="status">{w.offline} <button type="button" className="my-link" onClick={() => void refetch()}>{w.again}</button></p>}
          <Suspense fallback={<Loading lines={3} />}>
            {place === 'today' && <Today go={go} />}
            {place === 'path' && <Path />}
            {place === 'words' && <Words />}
            {place === 'more' && <More />}
            {place === 'history' && <History go={go} />}
            {place === 'consent' && <Consent go={go} />}
            {place === 'feedback' && <Feedback go={go} />}
          </Suspense>
        </>, !['history', 'consent', 'feedback'].includes(place))}
    </MineProvider>
  )
}
