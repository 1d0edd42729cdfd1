// Keeps the program itself (never the clinic's data) on the device: pages and assets from here when the network is away. VERSION and FILES are written by the build.
/* global VERSION, FILES */
const CACHE = `chairside-${VERSION}`

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith('chairside-') && name !== CACHE) await caches.delete(name)
    await self.clients.claim()
  })())
})

/** The page: fresh when the network answers within three seconds, else the kept one. A new release is then never hidden, an outage never blank. */
async function page(request) {
  const kept = await caches.match('/')
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok) await (await caches.open(CACHE)).put('/', answer.clone())
    return answer
  })
  if (!kept) return fresh
  const late = new Promise((resolve) => { setTimeout(() => resolve(kept), 3000) })
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
