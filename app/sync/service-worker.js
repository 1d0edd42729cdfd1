// Keeps the program itself (never the clinic's data) on the device: every screen and every part of it, so that a tablet opens with the server and the network gone. VERSION and FILES are written by the build.
/* global VERSION, FILES */
const CACHE = `chairside-${VERSION}`
/** A page that was opened before a new release still asks for its own parts: the release before stays until the next. */
const KEPT_RELEASES = 2
/** A line that is there but says nothing must not hold up a tablet beside a patient. */
const PATIENCE_MS = 3000

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    // The browser gives them in the order in which they were made.
    const before = (await caches.keys()).filter((name) => name.startsWith('chairside-') && name !== CACHE)
    for (const name of before.slice(0, Math.max(0, before.length - (KEPT_RELEASES - 1)))) await caches.delete(name)
    await self.clients.claim()
  })())
})

const keptPage = async () => (await (await caches.open(CACHE)).match('/')) ?? caches.match('/')

/** The page: fresh when the network answers in time with a page of ours, else the kept one. A new release is then never hidden, an outage never blank, and the page of a hotel's Wi-Fi never taken for the clinic's. */
async function page(request) {
  const kept = await keptPage()
  const fresh = fetch(request).then(async (answer) => {
    if (!answer.ok || answer.redirected) return kept ?? answer
    const text = await answer.clone().text()
    if (!text.includes('<div id="root">')) return kept ?? answer
    await (await caches.open(CACHE)).put('/', answer.clone()).catch(() => {})
    return answer
  })
  if (!kept) return fresh
  const late = new Promise((resolve) => { setTimeout(() => resolve(kept), PATIENCE_MS) })
  return Promise.race([fresh.catch(() => kept), late])
}

/** A file of the build: its name changes with its content, so the kept one is the right one. */
async function file(request) {
  return (await caches.match(request)) ?? fetch(request)
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (url.pathname.startsWith('/api/') || url.pathname === '/healthz') return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (url.pathname.startsWith('/assets/') || FILES.includes(url.pathname)) event.respondWith(file(request))
})
