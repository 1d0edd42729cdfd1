// The preparations of a visit: what was drawn for each, what the chair's log says went in, and the lines that make the books agree with it.
import { randomUUID } from 'node:crypto'
import { settleGiven, shareOf, type Amount, type BagGiven, type EntryBody, type PreparationBook, type PreparationRow, type SessionOfDay } from '@chairside/core/pharmacy'
import { deliveredByBag, type SessionView } from '@chairside/core/session'
import { instant, type Instant } from '@chairside/core/shared'
import type { Tx } from '../db/connect.ts'
import { foldedSessions } from '../session/folded.ts'
import { writeLines, type BookHead } from './book.ts'

type Line = { session_id: string; preparation_id: string; entry_id: string; kind: EntryBody['kind']; actor_name: string; mass_ug: number | null; volume_ul: number | null; corrects: string | null; from_kind: string | null; body: EntryBody; barcode: string | null; lot_number: string | null; strength: number | null }
export type PreparationFacts = PreparationBook & { readonly code: string; readonly strength_mg_per_ml: number; readonly wasted: Amount; readonly prepared: Line; readonly draws: readonly Line[] }
export type SessionFacts = { readonly session: string; readonly address: string; readonly preparations: readonly PreparationFacts[] }

const amountOf = (line: Line): Amount => ({ mass_ug: line.mass_ug ?? 0, volume_ul: line.volume_ul ?? 0 })
const sum = (lines: readonly Line[]): Amount => lines.reduce((s, l) => ({ mass_ug: s.mass_ug + (l.mass_ug ?? 0), volume_ul: s.volume_ul + (l.volume_ul ?? 0) }), { mass_ug: 0, volume_ul: 0 })
const less = (a: Amount, b: Amount): Amount => ({ mass_ug: a.mass_ug - b.mass_ug, volume_ul: a.volume_ul - b.volume_ul })

/** The preparations of these visits in the order in which they were made, out of the lines of the book. Two statements for any number of visits. */
export async function readPreparations(tx: Tx, sessions: readonly string[]): Promise<Map<string, PreparationFacts[]>> {
  const bySession = new Map<string, PreparationFacts[]>()
  if (sessions.length === 0) return bySession
  const lines = await tx<Line[]>`
    select e.session_id, e.preparation_id, e.entry_id, e.kind, s.name as actor_name, e.mass_ug::int, e.volume_ul::int, e.corrects, e.from_kind, e.body, v.barcode, l.lot_number, p.strength_mg_per_ml::float8 as strength
    from drug_entry e join staff s on s.organization_id = e.organization_id and s.staff_id = e.actor
    left join vial v on v.organization_id = e.organization_id and v.vial_id = e.vial_id left join drug_lot l on l.organization_id = v.organization_id and l.lot_id = v.lot_id left join drug_product p on p.organization_id = l.organization_id and p.product_id = l.product_id
    where e.session_id = any(${sessions as string[]}::uuid[]) and e.preparation_id is not null order by e.seq`
  const byPreparation = Map.groupBy(lines, (line) => line.preparation_id)
  for (const own of byPreparation.values()) {
    const prepared = own.find((line) => line.kind === 'prepared')
    if (!prepared) continue
    const of = (kind: Line['kind']): Line[] => own.filter((line) => line.kind === kind)
    const undoneOf = (entry: string): Amount => sum(own.filter((line) => line.corrects === entry))
    const net = (kept: readonly Line[]): Amount => kept.reduce((s, line) => { const n = less(amountOf(line), undoneOf(line.entry_id)); return { mass_ug: s.mass_ug + n.mass_ug, volume_ul: s.volume_ul + n.volume_ul } }, { mass_ug: 0, volume_ul: 0 })
    const [drawn, given, wasted] = [net(of('drawn')), net(of('given')), net(of('wasted'))]
    const [lost, found] = [net(of('lost')), net(of('found'))]
    const facts: PreparationFacts = {
      preparation: prepared.preparation_id, code: codeOf(prepared.preparation_id), drawn, wasted, prepared, draws: of('drawn'),
      left: { mass_ug: drawn.mass_ug + found.mass_ug - given.mass_ug - wasted.mass_ug - lost.mass_ug, volume_ul: drawn.volume_ul + found.volume_ul - given.volume_ul - wasted.volume_ul - lost.volume_ul },
      given: of('given').map((line) => ({ id: line.entry_id, amount: amountOf(line), undone: undoneOf(line.entry_id) })),
      strength_mg_per_ml: Math.max(0, ...of('drawn').map((line) => line.strength ?? 0)),
    }
    bySession.set(prepared.session_id, [...(bySession.get(prepared.session_id) ?? []), facts])
  }
  return bySession
}

/** What the log says of the drug: whether it runs, and what each bag held and gave. While it runs nothing is booked as given. */
export function bagsOf(view: SessionView, now: Instant): { readonly state: SessionOfDay['state']; readonly bags: readonly BagGiven[]; readonly endedAt: Instant | null; readonly by: string | null } {
  const { infusion } = view
  if (!infusion) return { state: 'not-started', bags: [], endedAt: null, by: null }
  const runs = view.state === 'infusing' || view.state === 'paused'
  const stop = view.facts.findLast(({ event }) => event.type === 'infusion-stopped')?.event ?? view.facts.find(({ event }) => event.type === 'infusion-started')?.event
  return { state: runs ? 'running' : 'ended', bags: deliveredByBag(infusion, infusion.stoppedAt ?? now), endedAt: infusion.stoppedAt ?? now, by: stop?.actor ?? null }
}

/** The lines that make the books of one visit agree with its log (BAL8); none while it runs. */
export function settlingLines(session: string, address: string, preparations: readonly PreparationBook[], view: SessionView, now: Date): EntryBody[] {
  const { state, bags, endedAt, by } = bagsOf(view, instant(now.getTime()))
  if (state !== 'ended' || by === null) return []
  return settleGiven(preparations, bags).map(({ preparation, act, amount, corrects }): EntryBody => {
    const bag = { kind: 'preparation', id: preparation, address } as const
    const patient = { kind: 'patient', id: session, address } as const
    return {
      id: randomUUID(), kind: act, at: new Date(act === 'given' ? endedAt! : now).toISOString(), actor: by, origin: 'log', device: 'chair log', ...(act === 'given' ? { from: bag, to: patient } : { from: patient, to: bag, corrects: corrects! }),
      ...amount, preparation, session, reason: act === 'given' ? 'as the chair log says' : 'the chair log was corrected',
    }
  })
}

/** Settles one visit in this transaction, which has locked the book. Answers the head of the book after it. */
export async function settleSession(tx: Tx, organization: string, head: BookHead, session: string, now: Date): Promise<BookHead> {
  const preparations = (await readPreparations(tx, [session])).get(session) ?? []
  if (preparations.length === 0) return head
  const view = (await foldedSessions(tx, [session])).get(session)!
  return writeLines(tx, organization, head, settlingLines(session, head.address, preparations, view, now), now)
}

/** A preparation as the Chair and the Cabinet show it, with what the log says of it. */
export function preparationRow(facts: PreparationFacts, bag: BagGiven | undefined): PreparationRow {
  const { prepared, draws, drawn, left, wasted } = facts
  const details = (prepared.body.details ?? {}) as Omit<PreparationRow, 'preparation'>
  const given_ug = facts.given.reduce((n, g) => n + g.amount.mass_ug - g.undone.mass_ug, 0)
  const wanted = bag ? Math.min(shareOf(drawn, bag).mass_ug, given_ug + left.mass_ug) : 0
  return {
    preparation: facts.preparation, code: facts.code, prepared_at: prepared.body.at, by: prepared.actor_name, start_by: details.start_by, dose_mg: drawn.mass_ug / 1000, drawn_ug: drawn.mass_ug, drawn_ul: drawn.volume_ul,
    bag_ml: details.bag_ml, overfill_ml: details.overfill_ml, withdraw_equal_volume: details.withdraw_equal_volume, flush_ml: details.flush_ml, final_ml: details.final_ml, concentration_mg_per_ml: details.concentration_mg_per_ml, rate_ml_per_h: details.rate_ml_per_h,
    vials: draws.map((d) => ({ barcode: d.barcode ?? '', lot_number: d.lot_number ?? '', volume_ul: d.volume_ul ?? 0, strength_mg_per_ml: d.strength ?? 0 })), notes: details.notes ?? [],
    given_ug, wasted_ug: wasted.mass_ug, left_ug: left.mass_ug, left_ul: left.volume_ul, unsettled_ug: wanted - given_ug,
  }
}

/** A code that is short enough to read aloud, from the preparation's id. */
export const codeOf = (preparation: string): string => `K-${preparation.replaceAll('-', '').slice(-6).toUpperCase()}`
/** A moment so many minutes after another. */
export const minutesAfter = (at: Date, minutes: number): string => new Date(at.getTime() + minutes * 60_000).toISOString()
