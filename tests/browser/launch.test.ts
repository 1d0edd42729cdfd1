import assert from 'node:assert/strict'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { launchBrowser } from './launch.ts'

test('the browser of the tests shows a page, keeps storage and isolates origins', async (t) => {
  const server = http.createServer((_request, response) => response.setHeader('content-type', 'text/html; charset=utf-8').end('<!doctype html><title>Here</title><h1>Chair 4 · 0.5 mg/kg</h1>'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browser = await launchBrowser()
  t.after(async () => {
    await browser.close()
    server.close()
  })
  const page = await browser.newPage()
  const { port } = server.address() as AddressInfo
  await page.goto(`http://localhost:${port}/`)
  assert.equal(await page.getByRole('heading').textContent(), 'Chair 4 · 0.5 mg/kg')
  const widths = await page.evaluate(() => ['iiii', 'MMMM'].map((letters) => {
    const pen = document.createElement('canvas').getContext('2d')!
    pen.font = '20px sans-serif'
    return pen.measureText(letters).width
  }))
  assert.ok(widths[0]! > 0 && widths[1]! > 2 * widths[0]!, `letters are drawn with the package's fonts: ${widths.join(' and ')} px`)
  assert.equal(await page.evaluate(() => typeof indexedDB === 'object' && 'serviceWorker' in navigator), true)
  await assert.rejects(page.evaluate((address) => fetch(address).then((r) => r.text()), `http://127.0.0.1:${port}/`), /Failed to fetch/)
})
