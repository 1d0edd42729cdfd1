// What the people of the demonstration say and write. Plainly fictional; kind, mixed, and never a promise.
import type { Outcome } from './cases.ts'

/** Said in the chair or in recovery, in the patient's own voice. */
export const IN_THE_CHAIR: readonly string[] = [
  'It felt like the room moved a little further away. I was not scared, just surprised.',
  'The music carried me. There was a lake in it somewhere.',
  'I kept waiting for something big. It was mostly quiet, and that was fine.',
  'My hands felt very long. I laughed about it, I think out loud.',
  'I cried a bit, and it was not a bad crying.',
  'Strange and a little uncomfortable in the middle. I was glad you were there.',
  'For a few minutes I could look at the worry instead of being inside it.',
  'I did not like the floating. Next time I would rather have the lights up a bit.',
  'I saw my grandmother’s kitchen, with the yellow tiles. I had forgotten the tiles.',
  'Honestly I am not sure anything happened. Ask me tomorrow.',
  'It was like listening to my own thoughts through a wall. Softer.',
  'I lost track of time completely. Was that really forty minutes?',
  'The second half was easier than the first. I stopped holding on.',
  'A bit seasick at the end. The medicine for it helped.',
  'I thought about my brother, and for once I could think all the way to the end of it.',
  'Colours behind the mask, slow ones. Green mostly.',
  'I was worried about saying something silly. Nobody made me feel silly.',
  'It was too much for a moment, and then you slowed it down and it was all right.',
  'I feel tired and plain. I would call that good, today.',
  'Nothing dramatic. I noticed my shoulders were down.',
  'I would not say fun. I would say useful, maybe.',
  'The blanket was the best part. I mean it.',
]

/** Written on the next day's check-in, by how the course goes. */
export const NEXT_DAY: Readonly<Record<Outcome, readonly string[]>> = {
  remission: ['I got up before the alarm and did not mind.', 'I called my sister. We talked for an hour.', 'Quieter in my head than I can remember.', 'I cooked. Properly, with onions.'],
  response: ['Lighter than last week. Still tired in the evening.', 'I slept through. I am careful about hoping, but I slept through.', 'The mornings are easier. The afternoons not yet.', 'I noticed the rain and liked it.'],
  partial: ['A little better, I think. My partner says so too.', 'Good day yesterday, grey today.', 'Less sharp. Not gone.', 'Some of the weight is off. Some of it stays.'],
  none: ['No real change that I can feel.', 'I wish I could say it was different.', 'The same. I am trying to be patient about it.', 'Tired. I do not know yet what to make of it.'],
  worse: ['A hard night. I told my husband, as we had agreed.', 'Lower than before. I would like to talk with somebody.', 'I am disappointed and I do not want to pretend.'],
}

export const MUSIC: readonly string[] = ['Slow piano', 'Ocean at night', 'Strings without words', 'My own playlist', 'Rain on a roof', 'Quiet, no music']

export const SLOWED: readonly string[] = ['Asked for it to be gentler', 'Felt far away, wanted to stay nearer', 'Mild nausea, slowed before it grew']
export const PAUSED: readonly string[] = ['Needed the restroom', 'Wanted to sit up and talk for a moment', 'Blood pressure at the pause limit: rechecked', 'Arm moved, line checked']
export const STOPPED_EARLY: readonly string[] = ['Patient asked to stop: enough for today', 'Distressing dissociation that did not settle with a slower rate']

/** What only a person can say, added to the note that writes itself from the facts. */
export const NOTES: readonly string[] = [
  'Quiet session. Preferred to keep the eyes closed and not to talk; a hand on the armrest was enough.',
  'Arrived tired after a bad night, settled well with the blanket and low light.',
  'Spoke about family during recovery; asked that this is mentioned to the therapist, with consent.',
  'Wanted the reasons for each step explained again, which helped. Keep doing this.',
  'Anxious before the line was placed, second attempt successful; numbing cream next time.',
  'Asked whether the effect would last. Answered honestly: it differs, we will look at the check-ins together.',
  'Would like the same chair and the same music again.',
  'Escort joined for the last ten minutes and went through the instructions together with us.',
  'Found the middle part uncomfortable but not frightening; the offer to slow down was enough.',
  'In good spirits on leaving, reminded of no driving until tomorrow.',
]

export const ALERT_ACTIONS: readonly string[] = [
  'Called the same afternoon. Passive thoughts without plan or intent; safety plan reviewed, partner informed with consent, seen again in two days.',
  'Spoke in person before the visit. No plan, no intent, means are locked away; 988 card given; visit went ahead as decided together.',
  'Phone call within the hour. Thoughts are old and familiar, not stronger; agreed to a call tomorrow morning.',
]
