// How hard an English text is to read, as a grade of US schools (Flesch-Kincaid, Kincaid 1975). For tests of what patients read, and for whoever writes it.

/** Vowel groups, a silent e apart: near enough for a grade. */
const syllables = (word: string): number => Math.max(1, (word.toLowerCase().replace(/(?:[^laeiouy]es|ed|[^laeiouy]e)$/, '').match(/[aeiouy]{1,2}/g) ?? []).length)

/** The grade of all lines together; NaN without a word. */
export function readingGrade(lines: readonly string[]): number {
  const sentences = lines.flatMap((line) => line.split(/[.:;!?]\s/)).filter((s) => /[a-z]/i.test(s))
  const words = sentences.flatMap((s) => s.match(/[A-Za-z']+/g) ?? [])
  return (0.39 * words.length) / sentences.length + (11.8 * words.reduce((sum, w) => sum + syllables(w), 0)) / words.length - 15.59
}
