// Alarms of what people judge: sedation, dissociation, nausea, the vein, the pump, and emergencies. A score stands until the next one of its scale.
import type { Instant } from '../shared/index.ts'
import type { ProtocolSettings, Tiers } from '../plan/index.ts'
import { reached, WORDS, type AlarmTier, type REACHES } from './alarms.ts'
import { PRIORITY_OF, type Raised } from './watch-alarm.ts'
import type { WatchFacts } from './watch-facts.ts'

type Tier = Exclude<AlarmTier, 'none'>
const raised = (key: string, what: Raised['what'], tier: Tier, at: Instant, message: string, value: number | null = null): Raised =>
  ({ key, what, tier, priority: PRIORITY_OF[tier], message, since: at, raisedAt: at, at, value, confirmation: 'not-asked', repeatBy: null })

export function scoreAlarms(facts: WatchFacts, { alerts }: ProtocolSettings): Raised[] {
  const { moaas, rass, dissociation, nausea, iv, pumpAlarm, stoppedAt } = facts
  const scored = (key: string, what: Raised['what'], name: string, score: { readonly at: Instant; readonly score: number } | null, tiers: Tiers, how: keyof typeof REACHES, atLeastPause: string | null = null): Raised[] => {
    if (score === null) return []
    const hit = reached(score.score, tiers, how)
    if (atLeastPause !== null && (hit === null || hit.tier === 'warn')) return [raised(key, what, 'pause', score.at, atLeastPause, score.score)]
    return hit === null ? [] : [raised(key, what, hit.tier, score.at, `${name} ${score.score}, ${WORDS[how]} ${hit.limit}`, score.score)]
  }
  const runs = stoppedAt === null
  return [
    // An emergency lasts until it is said to be over; once the infusion is stopped and somebody has answered, the stop has been made.
    ...facts.emergencies.filter(({ id, at }) => runs || !facts.answers.some((a) => a.alarm.startsWith(`emergency.${id}`) && a.answer === 'seen' && a.at >= at)).map(({ id, at, what }) => raised(`emergency.${id}`, 'emergency', 'stop', at, `emergency: ${what}`)),
    ...scored('moaas', 'moaas', 'MOAA/S', moaas, alerts.moaas_at_most, 'atMost'),
    ...scored('rass.low', 'rass', 'RASS', rass, alerts.rass_at_most, 'atMost'),
    ...scored('rass.high', 'rass', 'RASS', rass, alerts.rass_from, 'from'),
    ...scored('dissociation', 'dissociation', 'dissociation', dissociation, alerts.dissociation_from, 'from', dissociation?.distressing === true ? 'the experience is distressing' : null),
    ...scored('nausea', 'nausea', 'nausea', nausea, alerts.nausea_from, 'from', nausea?.vomited === true ? 'vomited' : null),
    ...(iv !== null && runs && (iv.finding === 'infiltrated' || iv.finding === 'occluded') ? [raised('iv', 'iv', iv.finding === 'infiltrated' ? 'pause' : 'warn', iv.at, `vein ${iv.finding}`)] : []),
    ...(pumpAlarm !== null && runs ? [raised('pump', 'pump', 'warn', pumpAlarm.at, `pump: ${pumpAlarm.words}`)] : []),
  ]
}
