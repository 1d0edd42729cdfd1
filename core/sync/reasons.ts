// Why a fact did not reach the server's log: a closed list, so that the screen has words for each and nothing is guessed.

/** What the server says about one fact. `other`: a reason this version of the program does not know; shown in the server's own words. */
export const REFUSAL_REASONS = ['bad-input', 'id-reused', 'unknown-session', 'other'] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

export const refusalReason = (text: string): RefusalReason => (REFUSAL_REASONS.includes(text as RefusalReason) ? (text as RefusalReason) : 'other')

/** Why a whole request was not answered. The facts go on waiting, and are sent again. */
export const FAILURES = ['offline', 'busy', 'signed-out', 'locked', 'not-allowed'] as const
export type Failure = (typeof FAILURES)[number]

/** Whether waiting alone can help. The others need a person: to sign in, to enter a PIN, or somebody with the role. */
export const isPassing = (failure: Failure): boolean => failure === 'offline' || failure === 'busy'
