// The long runs of outage.test.ts.
import { test } from 'node:test'
import { startProduct } from './product.ts'
import { doubleTaps, infusing, killTabletLoop } from './outage-acts.ts'
import { clinicWithVisit } from './visit.ts'

test('[OFF8] a browser that is killed 100 times in the middle of an entry loses nothing that its screen called saved', { timeout: 1_800_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  await infusing(product, visit)
  await killTabletLoop(product, visit, 100, (line) => t.diagnostic(line))
})

test('[OFF10] a hundred double taps are a hundred acts', { timeout: 900_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  await infusing(product, visit)
  const page = await product.page('tablet', { locale: 'en-GB' })
  await page.context().addCookies([{ name: 'chairside', value: visit.nurse.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await page.goto(`${product.url}/chair/${visit.session}`)
  await page.getByRole('heading', { level: 2, name: 'Rowan Testwell' }).waitFor()
  await doubleTaps(product, visit, page, 100)
})
