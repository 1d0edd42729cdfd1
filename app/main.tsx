/*
Starts the app: who is signed in decides what is shown. Screens are default exports, loaded when they are first opened:

  /                     welcome/welcome.tsx when nobody is signed in, or the device is locked (me.locked: it asks for the PIN); else the first screen of the role
  /floor  /floor/wall   session/floor.tsx, session/wall.tsx       /chair/:session    session/chair.tsx
  /downtime             downtime/downtime.tsx     /downtime/sheet/:which  downtime/sheet.tsx     /downtime/type/:session  downtime/type-back.tsx
  /floor/equipment      session/equipment.tsx
  /desk                 desk/desk.tsx                             /patients          patients/patients.tsx
  /patients/:patient    chart/chart.tsx                           /office            office/office.tsx
  /cabinet              pharmacy/cabinet.tsx
  /form                 phone/form.tsx        (patient, no account: the link's token stands behind # and goes in a header)
  /treatment            phone/form.tsx        (the same, for coming back)
  /my                   my/my.tsx             (the patient, no account: the key of "My treatment" stands behind # and goes in a header)
  /driver               driver/driver.tsx     (the driver, no account: the link's token likewise)

A screen reads with `useQuery` + `read` of api.ts, writes with `write`, shows a `Refusal`, and wraps itself in `Screen` (ui/index.ts lists the parts). `useMe`, `useMay`, `useSite`: who, may they, where.
After signing in or out, or unlocking: `queryClient.invalidateQueries({ queryKey: ['me'] })`.
*/
import { lazy, StrictMode, Suspense, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { Redirect, Route, Switch } from 'wouter'
import '@mantine/core/styles.layer.css'
import './ui/look.css'
import type { Me } from '@chairside/core/people'
import { ApiError, useMe, whenClosed } from './api.ts'
import { Shell } from './shell.tsx'
import { EmptyState, Loading, Refusal, Screen, ScreenGuard } from './ui/index.ts'
import { homeOf } from './welcome/home.ts'
import { lightManager, theme } from './ui/theme.ts'

const Welcome = lazy(() => import('./welcome/welcome.tsx'))
const Floor = lazy(() => import('./session/floor.tsx'))
const Wall = lazy(() => import('./session/wall.tsx'))
const Equipment = lazy(() => import('./session/equipment.tsx'))
const Chair = lazy(() => import('./session/chair.tsx'))
const Desk = lazy(() => import('./desk/desk.tsx'))
const Patients = lazy(() => import('./patients/patients.tsx'))
const Chart = lazy(() => import('./chart/chart.tsx'))
const Office = lazy(() => import('./office/office.tsx'))
const Cabinet = lazy(() => import('./pharmacy/cabinet.tsx'))
const Downtime = lazy(() => import('./downtime/downtime.tsx'))
const DowntimeSheet = lazy(() => import('./downtime/sheet.tsx'))
const TypeBack = lazy(() => import('./downtime/type-back.tsx'))
const Form = lazy(() => import('./phone/form.tsx'))
const My = lazy(() => import('./my/my.tsx'))
const Driver = lazy(() => import('./driver/driver.tsx'))

const queries = new QueryClient({
  defaultOptions: {
    queries: { networkMode: 'always', staleTime: 5_000, retry: (count, error) => count < 2 && (!(error instanceof ApiError) || error.status >= 500), refetchOnWindowFocus: true },
    mutations: { networkMode: 'always', retry: false },
  },
})

// A device that the server locked while its screen stood open shows the lock, not what it read before.
whenClosed(() => { const me = queries.getQueryData<Me | null>(['me']); if (me && !me.locked) void queries.invalidateQueries({ queryKey: ['me'] }) })

const Wait = ({ children }: { readonly children: ReactNode }) => <Suspense fallback={<div className="main"><Loading /></div>}>{children}</Suspense>

function Staff() {
  const { data: me, error, isPending, refetch } = useMe()
  if (isPending) return <div className="main"><Loading what="Looking who is signed in" /></div>
  if (error && me === undefined) return <main className="main" id="main"><h1>Chairside</h1><Refusal error={error} retry={() => void refetch()} /></main>
  if (!me || me.locked) return <Wait><Welcome /></Wait>
  return (
    <Switch>
      <Route path="/floor/wall"><Shell me={me} bare><Wait><Wall /></Wait></Shell></Route>
      <Route>
        <Shell me={me}>
          <Wait>
            <Switch>
              <Route path="/"><Redirect to={homeOf(me.roles)} replace /></Route>
              <Route path="/floor"><Floor /></Route>
              <Route path="/downtime"><Downtime /></Route>
              <Route path="/downtime/sheet/:which"><DowntimeSheet /></Route>
              <Route path="/downtime/type/:session"><TypeBack /></Route>
              <Route path="/floor/equipment"><Equipment /></Route>
              <Route path="/chair/:session"><Chair /></Route>
              <Route path="/desk"><Desk /></Route>
              <Route path="/patients"><Patients /></Route>
              <Route path="/patients/:patient"><Chart /></Route>
              <Route path="/office"><Office /></Route>
              <Route path="/cabinet"><Cabinet /></Route>
              <Route><Screen title="Nothing here" tab="Not found"><EmptyState title="There is no such screen">Choose one above.</EmptyState></Screen></Route>
            </Switch>
          </Wait>
        </Shell>
      </Route>
    </Switch>
  )
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={lightManager}>
      <QueryClientProvider client={queries}>
        <ScreenGuard>
          <Switch>
            <Route path="/form"><Wait><Form /></Wait></Route>
            <Route path="/treatment"><Wait><Form /></Wait></Route>
            <Route path="/my"><Wait><My /></Wait></Route>
            <Route path="/driver"><Wait><Driver /></Wait></Route>
            <Route><Staff /></Route>
          </Switch>
        </ScreenGuard>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)

if (import.meta.env.PROD && 'serviceWorker' in navigator) void navigator.serviceWorker.register('/sw.js').catch(() => {})
