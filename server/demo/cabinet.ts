// The cabinets of the demonstration: a delivery, what was drawn, given and wasted for every infusion of the last days, counts and closed days; today's day is still open.
import { amountIn, minus, NOTHING, shareOf, type Account, type Amount, type EntryBody } from '@chairside/core/pharmacy'
import { PROPOSED_PROTOCOL } from '@chairside/core/plan'
import { deliveredByBag, fold, parseEvent } from '@chairside/core/session'
import { addDays, atLocal, instant, localDate, MINUTE_MS, parseInstant, toIso, type Instant, type LocalDate } from '@chairside/core/shared'
import { bookLink, linkHash } from '../log/chain.ts'
import { codeOf } from '../pharmacy/preparations.ts'
import { SITES, STAFF, TIME_ZONE } from './names.ts'
import type { Stage } from './patient.ts'
import type { Random } from './random.ts'

const STRENGTH_MG_PER_ML = 50
const FILL_UL = 10_000
const DAYS_BACK = 5
const PRODUCT = { ndc: '0409-2053-10', name: 'Ketamine', labeler: 'Hospira', strength_mg_per_ml: STRENGTH_MG_PER_ML, container_ml: 10 } as const

type Infused = { readonly session: string; readonly startedAt: Instant; readonly stoppedAt: Instant | null; readonly nurse: string; readonly dose_mg: number; readonly volume_mL: number; readonly rate_mL_per_h: number; readonly bags: readonly { readonly charted_mg: number; readonly delivered_mg: number }[] }

/** The infusions of a site since a moment, out of the logs that are told. */
function infusedAt(stage: Stage, site: string, since: Instant): Infused[] {
  const bySession = Map.groupBy(stage.rows.of('session_event'), (row) => String(row['session_id']))
  return stage.rows.of('session').flatMap((row): Infused[] => {
    if (row['site_id'] !== site) return []
    const view = fold((bySession.get(String(row['session_id'])) ?? []).flatMap((event) => { const parsed = parseEvent(event['body']); return parsed.ok ? [parsed.value] : [] }))
    const { infusion } = view
    if (!infusion || infusion.startedAt < since) return []
    const started = view.facts.find(({ event }) => event.type === 'infusion-started')!.event
    return [{ session: String(row['session_id']), startedAt: infusion.startedAt, stoppedAt: infusion.stoppedAt, nurse: started.actor, dose_mg: infusion.dose_mg, volume_mL: infusion.volume_mL, rate_mL_per_h: infusion.segments[0]!.rate_mL_per_h, bags: deliveredByBag(infusion, infusion.stoppedAt ?? stage.now) }]
  }).toSorted((a, b) => a.startedAt - b.startedAt)
}

function addBook(stage: Stage, random: Random, siteKey: 'harbor' | 'grove', product: string): void {
  const { rows, organization, now, staff } = stage
  const site = stage.sites[siteKey]!
  const today = localDate(now, TIME_ZONE)
  const begins = atLocal(addDays(today, -DAYS_BACK), '07:40', TIME_ZONE)
  const [address, lot] = [random.id(begins), random.id(begins)]
  const nurses = STAFF.filter((s) => s.site === siteKey && s.roles.includes('nurse')).map((s) => staff[s.key]!)
  const director = staff['northstar']!
  const second = (nurse: string): string => nurses.find((n) => n !== nurse) ?? director
  rows.add('registered_address', { address_id: address, site_id: site, name: siteKey === 'harbor' ? 'Harbor cabinet' : 'Grove cabinet', address: siteKey === 'harbor' ? '12 Quay Street, Demonstration' : '4 Orchard Lane, Demonstration', registration_number: siteKey === 'harbor' ? 'FD0000012' : 'FD0000020', registered_until: addDays(today, 400), created_at: toIso(begins), created_by: director })
  rows.add('drug_lot', { lot_id: lot, product_id: product, lot_number: siteKey === 'harbor' ? 'DM-2041' : 'DM-2042', expires_on: addDays(today, 420), created_at: toIso(begins) })
  const lines: { readonly at: Instant; readonly body: EntryBody }[] = []
  const write = (at: Instant, actor: string, body: Omit<EntryBody, 'id' | 'at' | 'actor' | 'origin' | 'device'> & { readonly id?: string; readonly origin?: 'log' }): void => {
    lines.push({ at, body: { id: random.id(at), actor, origin: 'person', device: 'Cabinet tablet', at: toIso(at), ...body } })
  }
  const account = (kind: Account['kind'], id: string | null = null): Account => ({ kind, id, address })
  const infusions = infusedAt(stage, site, begins)
  const needed_ul = infusions.reduce((n, i) => n + Math.round((i.dose_mg * 1000) / STRENGTH_MG_PER_ML), 0)
  const vials = Array.from({ length: Math.ceil(needed_ul / FILL_UL) + 4 }, (_, i) => ({ vial: random.id(begins), barcode: `${siteKey === 'harbor' ? 'H' : 'G'}50-${String(1001 + i)}`, left_ul: FILL_UL }))
  for (const { vial, barcode } of vials) {
    rows.add('vial', { vial_id: vial, lot_id: lot, barcode, fill_ul: FILL_UL })
    write(begins, nurses[0]!, { kind: 'received', from: account('supplier'), to: account('vial', vial), ...amountIn(FILL_UL, STRENGTH_MG_PER_ML)!, details: { supplier: 'Demonstration Medical Supply', supplier_address: '9 Depot Road, Demonstration', supplier_registration: 'RD0000007', invoice: 'D-5520', received_on: localDate(begins, TIME_ZONE), lot_number: siteKey === 'harbor' ? 'DM-2041' : 'DM-2042', expires_on: addDays(today, 420) } })
  }
  write(instant(begins + 20 * MINUTE_MS), nurses[0]!, { kind: 'inventory-taken', witness: second(nurses[0]!), details: { on: localDate(begins, TIME_ZONE), moment: 'open', lines: [{ name: PRODUCT.name, ndc: PRODUCT.ndc, strength_mg_per_ml: STRENGTH_MG_PER_ML, form: 'solution for injection', container_ml: 10, containers: vials.length, volume_ul: vials.length * FILL_UL, state: 'sealed' }] } })
  for (const { session, startedAt, stoppedAt, nurse, dose_mg, volume_mL, rate_mL_per_h, bags } of infusions) {
    const at = instant(Math.max(begins + 30 * MINUTE_MS, startedAt - 12 * MINUTE_MS))
    const preparation = random.id(at)
    const common = { preparation, session } as const
    let wanted_ul = Math.round((dose_mg * 1000) / STRENGTH_MG_PER_ML / 10) * 10
    const drawn = amountIn(wanted_ul, STRENGTH_MG_PER_ML)!
    write(at, nurse, { id: preparation, kind: 'prepared', ...common, details: { code: codeOf(preparation), ordered_mg: dose_mg, bag_ml: volume_mL, withdraw_equal_volume: true, overfill_ml: 0, line_ml: 20, flush_ml: 25, mass_ug: drawn.mass_ug, volume_ul: drawn.volume_ul, final_ml: volume_mL, concentration_mg_per_ml: Number((dose_mg / volume_mL).toFixed(4)), rate_ml_per_h: rate_mL_per_h, notes: [], start_by: toIso(instant(at + PROPOSED_PROTOCOL.controlled_substance.start_within_min * MINUTE_MS)) } })
    for (const vial of vials) {
      const take = Math.min(wanted_ul, vial.left_ul)
      if (take === 0) continue
      vial.left_ul -= take
      wanted_ul -= take
      write(at, nurse, { kind: 'drawn', ...common, from: account('vial', vial.vial), to: account('preparation', preparation), ...amountIn(take, STRENGTH_MG_PER_ML)! })
    }
    if (stoppedAt === null) continue
    const given: Amount = bags[0] ? shareOf(drawn, bags[0]) : NOTHING
    const rest = minus(drawn, given)
    if (given.mass_ug > 0) write(stoppedAt, nurse, { kind: 'given', origin: 'log', ...common, from: account('preparation', preparation), to: account('patient', session), ...given, reason: 'as the chair log says' })
    const wastedAt = instant(stoppedAt + 8 * MINUTE_MS)
    if (rest.mass_ug > 0 && wastedAt < now) write(wastedAt, nurse, { kind: 'wasted', witness: second(nurse), ...common, from: account('preparation', preparation), to: account('waste'), ...rest, reason: 'Stopped early', details: { method: 'Solidified with gel, then into the drug waste' } })
  }
  closeDays(stage, addDays(today, -DAYS_BACK), today, infusions, (day, at) => {
    const moved = lines.filter((l) => l.at < at)
    const held = vials.map((v) => ({ v, ul: moved.reduce((n, { body }) => n + (body.to?.kind === 'vial' && body.to.id === v.vial ? body.volume_ul! : 0) - (body.from?.kind === 'vial' && body.from.id === v.vial ? body.volume_ul! : 0), 0) })).filter(({ ul }) => ul > 0)
    for (const { v, ul } of held) write(at, nurses[0]!, { kind: 'count-taken', witness: second(nurses[0]!), vial: v.vial, details: { counted_ul: ul, book_ul: ul } })
    write(instant(at + 6 * MINUTE_MS), nurses[0]!, { kind: 'day-closed', details: { day, infusions: infusions.filter((i) => localDate(i.startedAt, TIME_ZONE) === day).length, given_ug: moved.filter(({ body }) => body.kind === 'given' && localDate(parseInstant(body.at)!, TIME_ZONE) === day).reduce((n, { body }) => n + body.mass_ug!, 0) } })
  })
  let [seq, hash] = [0, '']
  for (const { at, body } of lines.toSorted((a, b) => a.at - b.at)) {
    const previous = hash
    seq += 1
    const recordedAt = toIso(instant(Math.min(now, at + 400)))
    hash = linkHash(previous, bookLink(organization, address, seq, recordedAt, body))
    rows.add('drug_entry', { address_id: address, seq, entry_id: body.id, recorded_at: recordedAt, body, previous_hash: previous, hash })
  }
  rows.add('drug_head', { address_id: address, seq, hash })
}

/** The evenings of the days before today on which something was given. */
function closeDays(stage: Stage, from: LocalDate, today: LocalDate, infusions: readonly Infused[], close: (day: LocalDate, at: Instant) => void): void {
  for (let day = from; day < today; day = addDays(day, 1)) {
    const own = infusions.filter((i) => localDate(i.startedAt, TIME_ZONE) === day)
    const last = Math.max(...own.map((i) => i.stoppedAt ?? Infinity))
    if (day !== from && own.length === 0) continue
    const at = Math.max(atLocal(day, '18:20', TIME_ZONE), own.length === 0 ? 0 : last + 20 * MINUTE_MS)
    if (at + 10 * MINUTE_MS < Math.min(stage.now, atLocal(addDays(day, 1), '00:00', TIME_ZONE))) close(day, instant(at))
  }
}

/** Both sites' cabinets, once all visits are told. */
export function addCabinets(stage: Stage, random: Random): void {
  const opened = instant(stage.now - 40 * 86_400_000)
  const product = random.id(opened)
  stage.rows.add('drug_product', { product_id: product, ...PRODUCT, form: 'solution for injection', schedule: 'CIII', label_read_at: toIso(opened), label_read_by: stage.staff['northstar'], created_at: toIso(opened) })
  for (const site of SITES) addBook(stage, random, site.key, product)
}
