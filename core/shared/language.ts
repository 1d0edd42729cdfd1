// The languages in which patients are spoken to.

export const LANGUAGES = ['en', 'es'] as const
export type Language = (typeof LANGUAGES)[number]
/** The same words in each language. */
export type Said = Readonly<Record<Language, string>>
