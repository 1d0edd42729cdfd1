// The monitors of the demonstration clinic: they send what simulated-vitals.ts says over MLLP to our own listener, as real ones would. Nothing of it can reach a real clinic: place.ts.
import { createHash } from 'node:crypto'
import { inOrganization } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { composeObservations, type SentRow } from '../hl7/index.ts'
import { openSender, type Sender } from '../devices/sender.ts'
import { seated } from '../devices/charting.ts'
import { SIMULATION } from '../devices/place.ts'
import { refreshSummaries, type Summary } from '../session/summary.ts'
import { simulatedVitals, type Phase } from './simulated-vitals.ts'

/** Continuous signs, as a monitor's gateway sends them. */
const SEND_EVERY_MS = 5000
/** The cuff by phase, in minutes: close while the drug runs. Close to the proposed protocol's default of 10 min, so that the demonstration shows several. */
const CUFF_EVERY_MIN: Readonly<Record<Phase, number>> = { preparing: 5, infusing: 5, paused: 5, recovering: 10 }

type Row = { chair: string; session_id: string; patient_id: string; head_seq: number; summary_seq: number; summary: Summary | null }
export type Simulated = { readonly chair: string; readonly session: string; readonly seed: number; readonly phase: Phase; readonly since: Date; readonly infused_min: number }

const PHASES: readonly string[] = ['preparing', 'infusing', 'paused', 'recovering'] satisfies readonly Phase[]
/** Also who waits: two visits of one chair are told apart by both their states. */
const PRESENT = ['arrived', ...PHASES]

/** Who sits in the chairs of the demonstration clinic now, and since when in this phase. Empty without a demonstration clinic. */
export async function seatedNow(services: Services): Promise<Simulated[]> {
  const [demonstration] = (await services.sql<{ organization_id: string; is_demonstration: boolean }[]>`select organization_id, is_demonstration from door_organizations()`).filter((o) => o.is_demonstration)
  if (!demonstration) return []
  const now = services.clock()
  return inOrganization(services.sql, demonstration.organization_id, async (tx) => {
    const rows = await tx<Row[]>`
      select c.name as chair, s.session_id, s.patient_id, s.head_seq, s.summary_seq, s.summary from chair c join session s on s.organization_id = c.organization_id and s.site_id = c.site_id and s.chair_id = c.chair_id
      where s.cancelled_at is null and s.head_seq > 0 and s.last_event_at > ${new Date(now.getTime() - 12 * 3_600_000)} and (s.summary_seq < s.head_seq or s.state = any(${PRESENT}))`
    const fresh = await refreshSummaries(tx, rows.filter((r) => r.summary_seq < r.head_seq))
    const visits = rows.flatMap((row) => { const summary = fresh.get(row.session_id) ?? row.summary; return summary ? [{ ...row, summary }] : [] })
    return [...new Set(visits.map((v) => v.chair))].toSorted().flatMap((chair): Simulated[] => {
      const row = seated(visits.filter((v) => v.chair === chair), (v) => v.summary.state)
      if (!row || !PHASES.includes(row.summary.state)) return []
      const { summary } = row
      const { infusion } = summary
      const ran = (infusion?.segments ?? []).reduce((ms, s) => ms + (s.to === null ? now.getTime() : Date.parse(s.to)) - Date.parse(s.from), 0)
      const since = summary.state === 'infusing' && infusion ? new Date(now.getTime() - ran) : new Date(summary.since ?? now)
      return [{ chair: row.chair, session: row.session_id, seed: createHash('sha256').update(row.patient_id).digest().readUInt32BE(0), phase: summary.state as Phase, since, infused_min: Math.min(ran / 60_000, 120) }]
    })
  })
}

/** One message of the monitor at a chair. A cuff reading is sent with the time at which it was taken: the last multiple of its cycle in this phase. */
export function monitorMessage(who: Simulated, at: Date): string {
  const minutes = Math.max(0, (at.getTime() - who.since.getTime()) / 60_000)
  const signs = simulatedVitals(who.seed, who.phase, minutes, who.infused_min)
  const cycle = CUFF_EVERY_MIN[who.phase]
  const cuffMinute = Math.floor(minutes / cycle) * cycle
  const cuff = simulatedVitals(who.seed, who.phase, cuffMinute, who.phase === 'infusing' ? 40 : Math.round(who.infused_min))
  const cuffAt = new Date(who.since.getTime() + cuffMinute * 60_000)
  const rows: SentRow[] = [
    { vital: 'spo2_pct', value: signs.spo2_pct }, { vital: 'pulse_per_min', value: signs.pulse_per_min }, { vital: 'rr_per_min', value: signs.rr_per_min }, { vital: 'etco2_mmHg', value: signs.etco2_mmHg },
    { vital: 'sbp_mmHg', value: cuff.sbp_mmHg, at: cuffAt }, { vital: 'dbp_mmHg', value: cuff.dbp_mmHg, at: cuffAt }, { vital: 'map_mmHg', value: cuff.map_mmHg, at: cuffAt },
  ]
  return composeObservations({ application: SIMULATION, facility: who.chair, bed: who.chair, controlId: `${who.session.slice(0, 8)}-${at.getTime()}`, at, rows })
}

/** Starts the monitors; they follow the demonstration clinic as it comes and goes. A silent listener is tried again at the next turn. */
export function startSimulation(services: Services, { hl7Port }: { hl7Port: number }): { close(): Promise<void> } {
  let sender: Sender | null = null
  let closed = false
  let busy: Promise<void> = Promise.resolve()

  async function turn(): Promise<void> {
    const seated = await seatedNow(services)
    for (const who of seated) {
      if (closed) return
      if (!sender?.open) sender = await openSender('127.0.0.1', hl7Port)
      await sender.send(monitorMessage(who, services.clock()))
    }
  }
  let running = false
  const timer = setInterval(() => {
    if (running || closed) return
    running = true
    busy = turn().catch(() => { sender?.close(); sender = null }).finally(() => { running = false })
  }, SEND_EVERY_MS)
  timer.unref()
  return {
    async close() {
      closed = true
      clearInterval(timer)
      sender?.close()
      await busy
      sender?.close()
    },
  }
}
