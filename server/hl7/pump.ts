/*
What an infusion pump says in one message: volume, rate, status, alarm, drug. Read only: nothing here, or anywhere in this program, speaks to a pump (rule DEV40).

A rack holds several pumps. Each is a branch of OBX-4 (`1.2.x.y`: the second pump), and each is read for itself.
*/
import type { Observation } from './observations.ts'
import { convert } from './units.ts'

export type PumpStatus = 'running' | 'paused' | 'stopped' | 'alarm'
export type PumpSays = {
  /** The branch of OBX-4 that is this pump; empty where the sender numbers nothing. */
  readonly place: string
  /** The drug's name as the pump gives it; null where it gives none, or says that it does not know. */
  readonly drug: string | null
  /** Millilitres given, as the pump counts them. */
  readonly volume_mL: number | null
  /** Since when it counts: a zero of its own, or the container that hangs. */
  readonly of: 'counter' | 'bag'
  readonly rate_mL_per_h: number | null
  readonly status: PumpStatus | null
  /** In plain words where it is a known one, else in the pump's. */
  readonly alarm: string | null
  /** The row that the volume, or else the rate or the status, stands in: its time is the reading's. */
  readonly row: Observation
}

const ALARMS: readonly (readonly [RegExp, string])[] = [
  [/occl/i, 'occlusion'], [/\bair\b|bubble/i, 'air in the line'], [/near.?(?:end|empty)|pre.?alarm/i, 'near the end'],
  [/(?:syringe|bag|container|vial|reservoir).?(?:is.)?(?:empty|end)|\bempty\b|end.of.(?:the.)?(?:infusion|dose|program)|(?:infusion|dose|vtbi|program).?(?:end|ended|complete|completed|done|finished)/i, 'end of the infusion'],
  [/batter/i, 'battery'], [/door/i, 'door open'], [/disconnect/i, 'line disconnected'], [/pressure/i, 'pressure'], [/free.?flow/i, 'free flow'], [/malfunction|fault|failure/i, 'fault of the pump'],
]
/** `pump-status-infusing` without its separators, so that words are words. */
const plain = (text: string): string => text.replace(/^MDC_(?:EVT_|PUMP_)*/i, '').replace(/[\^_.-]+/g, ' ').replace(/\s+/g, ' ').trim()
const alarmIn = (text: string): string | null => ALARMS.find(([words]) => words.test(text))?.[1] ?? null
const UNKNOWN_DRUG = /unknown|unnamed|not.?(?:set|selected|specified)|no.?drug|^[-?]*$/i

function statusIn(text: string): PumpStatus | null {
  if (/alarm(?!s? (?:off|none|inactive))/i.test(text) || alarmIn(text) !== null) return 'alarm'
  if (/\bnot\b|stop|\boff\b|standby|idle|complete|delivered\b/i.test(text)) return 'stopped'
  if (/paus|hold/i.test(text)) return 'paused'
  return /infus|deliver|running|kvo|bolus|active/i.test(text) ? 'running' : null
}
/** The worst of what several rows say: one that stands still in one row does not run because another says so. */
const WORST: readonly PumpStatus[] = ['alarm', 'stopped', 'paused', 'running']

const isEvent = (row: Observation): boolean => /^MDC_EVT_/i.test(row.label)
const isOver = (row: Observation): boolean => row.text === '' || /^0$|inactive|\boff\b|\bend\b|none|false|cleared|\bno\b/i.test(row.text)

/** The pump of one branch; null when its rows say nothing of a pump. */
function pumpIn(place: string, rows: readonly Observation[]): PumpSays | null {
  const of = (...parts: readonly Observation['pump'][]): Observation[] => rows.filter((row) => row.pump !== null && parts.includes(row.pump))
  const numbers = (found: readonly Observation[], unit: string): { row: Observation; value: number }[] => found.flatMap((row) => {
    const value = row.value === null || row.unit === null ? null : convert(row.value, row.unit, unit)
    return value === null || value < 0 ? [] : [{ row, value }]
  })
  const total = numbers(of('delivered'), 'mL')
  const bag = numbers(of('delivered-bag'), 'mL')
  // Two volumes that differ are two channels: nobody knows which one is meant.
  const one = (found: readonly { value: number }[]): boolean => found.length > 0 && new Set(found.map((f) => f.value)).size === 1
  const volume = one(total) ? total[0]! : total.length === 0 && one(bag) ? bag[0]! : null
  const rates = numbers(of('rate'), 'mL/h')
  const rate = one(rates) ? rates[0]! : null
  const said = of('status', 'reason')
  const events = rows.filter((row) => isEvent(row) && !isOver(row))
  const statuses = [...said.flatMap((row) => statusIn(plain(row.text)) ?? []), ...(events.some((row) => alarmIn(plain(row.label)) !== null) ? ['alarm' as const] : [])]
  const alarm = [...said.map((row) => row.text), ...events.flatMap((row) => [row.label, row.text])].map(plain).map(alarmIn).find((words) => words !== null) ?? null
  const status = WORST.find((s) => statuses.includes(s)) ?? null
  const row = volume?.row ?? rate?.row ?? said.find((r) => r.text !== '')
  if (row === undefined) return null
  const drug = of('drug').map((r) => plain(r.text)).find((text) => text !== '') ?? ''
  return {
    place, drug: UNKNOWN_DRUG.test(drug) ? null : drug.slice(0, 120), volume_mL: volume?.value ?? null, of: volume !== null && total.length === 0 ? 'bag' : 'counter', rate_mL_per_h: rate?.value ?? null,
    status, alarm: alarm ?? (status === 'alarm' ? 'alarm' : null), row,
  }
}

/** Every pump that a message speaks of. */
export function pumpsOf(observations: readonly Observation[]): PumpSays[] {
  if (!observations.some((row) => row.pump !== null)) return []
  const branches = new Map<string, Observation[]>()
  for (const row of observations) {
    const branch = /^\d+\.\d+/.exec(row.place)?.[0] ?? ''
    branches.set(branch, [...(branches.get(branch) ?? []), row])
  }
  return [...branches].flatMap(([place, rows]) => pumpIn(place, rows) ?? [])
}

/** Whether a message is a pump's: it says something of a pump, and no vital sign. */
export const isPump = (observations: readonly Observation[]): boolean => observations.some((row) => row.pump !== null) && !observations.some((row) => row.vital !== null)

/** Whether the name means racemic ketamine, the drug of this clinic. Esketamine is another one. */
export const isKetamine = (drug: string): boolean => /ketamin|ketalar/i.test(drug) && !/esketamin|\bs[ (+)-]*ketamin|spravato|ketanest s/i.test(drug)
