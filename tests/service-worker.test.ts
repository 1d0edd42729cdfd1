import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { builtScreens } from '../scripts/screens.ts'

test('[OFF1] the service worker names every file of the build, each of which is there: one that is missing would leave a tablet without the program', async () => {
  const folder = path.resolve(await builtScreens(() => {}))
  const [, list] = /^const FILES = (\[.*\])$/m.exec(readFileSync(path.join(folder, 'sw.js'), 'utf8'))!
  const files = JSON.parse(list!) as string[]
  assert.deepEqual(files.filter((name) => name !== '/' && !existsSync(path.join(folder, name))), [])
  const built = readdirSync(path.join(folder, 'assets'), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|css|svg|png|woff2?|wasm)$/.test(name)).map((name) => `/assets/${name.replaceAll(path.sep, '/')}`)
  assert.deepEqual(built.filter((name) => !files.includes(name)), [])
  for (const name of ['/', '/manifest.webmanifest', '/light.js', '/icon-192.png']) assert.ok(files.includes(name), name)
})
