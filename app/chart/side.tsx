// Who this is: the weight that doses are made of, who takes them home, and what is known of their health.
import { Button } from '@mantine/core'
import { DAY_MS, parseInstant } from '@chairside/core/shared'
import { CHECK_IN } from '@chairside/core/intake'
import type { PatientDetails, Site } from '@chairside/core/people'
import type { ChartView } from '@chairside/core/session'
import { useMay } from '../api.ts'
import { Card, dateText, Figure, useNow } from '../ui/index.ts'

export const weightSource: Readonly<Record<NonNullable<PatientDetails['weight']>['source'], string>> = { measured: 'measured', imported: 'from another system', reported: 'as told, not measured' }

/** "measured today", "measured 3 days ago, as told": how old the weight is and where it comes from. */
export function weightNote(weight: NonNullable<PatientDetails['weight']>, now: number): string {
  const days = Math.max(0, Math.floor((now - (parseInstant(weight.measured_at) ?? now)) / DAY_MS))
  return `${weightSource[weight.source]}, ${days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`}`
}

export function Person({ person, sites, weigh }: { readonly person: PatientDetails; readonly sites: readonly Site[]; readonly weigh: () => void }) {
  const now = useNow(60)
  const mayWeigh = useMay('patient.write')
  const row = (label: string, value: string | null) => (value === null ? null : <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)
  return (
    <Card>
      <div className="figures">
        {person.weight ? <Figure label="Weight" value={person.weight.weight_kg} unit="kg" note={weightNote(person.weight, now)} /> : <Figure label="Weight" value="–" note="not known" />}
        <Figure label="Height" value={person.height_cm ?? '–'} {...(person.height_cm === null ? {} : { unit: 'cm' })} />
      </div>
      {mayWeigh && <Button mt="sm" onClick={weigh}>Record a weight</Button>}
      <dl className="facts">
        {row('Likes to be called', person.preferred_name)}
        {row('Phone', person.phone)}
        {row('Email', person.email)}
        {row('Address', person.address)}
        {row('Escort home', person.escort_name === null ? null : `${person.escort_name}${person.escort_phone === null ? '' : `, ${person.escort_phone}`}`)}
        {row('Site', sites.find((s) => s.site === person.site)?.name ?? null)}
      </dl>
    </Card>
  )
}

const CHECK_INS_SHOWN = 3

/** How it was the day after, in the person's own sliders; the newest first. Their words stand with the session. */
export function CheckIns({ scores, zone }: { readonly scores: ChartView['scores']; readonly zone: string }) {
  const rows = scores.filter((s) => s.check_in !== null).toReversed().slice(0, CHECK_INS_SHOWN)
  if (rows.length === 0) return null
  return (
    <Card title="Check-ins">
      <div className="stack">
        {rows.map((row) => (
          <div key={row.score}>
            <p className="soft small">{dateText(Date.parse(row.answered_at), zone)}</p>
            <dl className="sliders">
              {CHECK_IN.items.map((item) => {
                const value = row.check_in?.[item.linkId]
                return value === undefined ? null : <div key={item.linkId}><dt>{item.text}</dt><dd><span className="slider" aria-hidden><span style={{ width: `${value * 10}%` }} /></span>{value}<small> of 10</small></dd></div>
              })}
            </dl>
          </div>
        ))}
      </div>
    </Card>
  )
}

const SHOWN = 6
function List({ title, items, none }: { readonly title: string; readonly items: readonly string[]; readonly none: string }) {
  const line = (item: string, i: number) => <li key={`${i}${item}`}>{item}</li>
  return (
    <div>
      <h3>{title}</h3>
      {items.length === 0 ? <p className="soft">{none}</p> : <ul className="records">{items.slice(0, SHOWN).map(line)}</ul>}
      {items.length > SHOWN && <details><summary>{items.length - SHOWN} more</summary><ul className="records">{items.slice(SHOWN).map(line)}</ul></details>}
    </div>
  )
}

export function Records({ records }: { readonly records: ChartView['records'] }) {
  return (
    <Card title="Records">
      <div className="stack">
        <List title="Allergies" items={records.allergies} none="None recorded. That is not the same as none." />
        <List title="Medications" items={records.medications} none="None recorded." />
        <List title="Conditions" items={records.conditions} none="None recorded." />
      </div>
    </Card>
  )
}
