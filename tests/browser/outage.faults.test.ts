// The long runs of outage.test.ts.
import { test } from 'node:test'
import { startProduct } from './product.ts'
import { doubleTaps, infusing, killTabletLoop, readyChair } from './outage-acts.ts'
import { clinicWithVisit } from './visit.ts'

test('[OFF8] a browser that is killed 100 times in the middle of an entry loses nothing that its screen called saved', { timeout: 1_800_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  await infusing(product, visit)
  await killTabletLoop(product, visit, 100, (line) => t.diagnostic(line))
})

test('[OFF10] a hundred double taps on a start, a pause, words and a drug are a hundred acts', { timeout: 900000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const { visit, page } = await readyChair(product)
  await doubleTaps(product, visit, page, 100)
})
