// The rules of the shape as functions of (path, text), so that each can be shown to fail. Run over the sources by architecture.test.ts.

export type Source = { readonly path: string; readonly text: string }
export type Check = (source: Source) => string[]

const WORKSPACES = ['core', 'server', 'app', 'cli'] as const
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = { core: [], server: ['core'], app: ['core'], cli: ['core', 'server'], tests: ['core', 'server', 'app', 'cli', 'scripts'], bench: ['core', 'server', 'app', 'cli', 'scripts', 'tests'], scripts: ['core', 'server', 'app', 'cli'] }
/** Each slice may import those before it. `pk` is apart: it uses shared only, and none of the record uses it (PK12). */
const SLICES = ['shared', 'people', 'intake', 'pharmacy', 'plan', 'schedule', 'session', 'outcomes', 'sync'] as const
const MOST_LINES = 400

/** Source without comments and, where `strings` is false, without the text of strings; as many lines as before. Good enough for our own style: no regular expression holds a quote or `//`. */
export function codeOf(text: string, strings = true): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<![:\\'"`/])\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, (match) =>
    match.startsWith('/') ? match.replace(/[^\n]/g, ' ') : strings ? match : match.charAt(0).repeat(2))
}

/** Every module that a file names: import, export from, import() and require, types included. */
export const importsOf = (text: string): string[] =>
  [...codeOf(text).matchAll(/(?<!['"`.\w])(?:from\s*|import\s*\(?\s*|require\s*\(\s*)(?:'([^'\n]+)'|"([^"\n]+)")/g)].map((m) => (m[1] ?? m[2])!)

const workspaceOf = (path: string): string => path.split('/')[0]!
const isTest = (path: string): boolean => /\.(test|contract)\.tsx?$/.test(path)

/** A relative import as a path from the root. */
function resolved(from: string, target: string): string {
  const parts = from.split('/').slice(0, -1)
  for (const part of target.split('/')) if (part === '..') parts.pop(); else if (part !== '.') parts.push(part)
  return parts.join('/')
}
/** The path from the root of what is imported: `core/session`, `server/db/connect.ts`; null for packages that are not ours. */
function targetOf(path: string, module: string): string | null {
  if (module.startsWith('.')) return resolved(path, module)
  const own = /^@chairside\/([^/]+)(?:\/(.*))?$/.exec(module)
  return own ? [own[1], own[2]].filter(Boolean).join('/') : null
}

export const workspaceArrows: Check = ({ path, text }) => {
  const from = workspaceOf(path)
  return importsOf(text).flatMap((module) => {
    const target = targetOf(path, module)
    if (target === null) return []
    const to = workspaceOf(target)
    const known = (WORKSPACES as readonly string[]).includes(to) || to in MAY_IMPORT
    return to === from || !known || MAY_IMPORT[from]?.includes(to) === true ? [] : [`${path} imports ${module}: ${from} may not use ${to}`]
  })
}

export const sliceOrder: Check = ({ path, text }) => {
  const [workspace, slice] = path.split('/')
  if (workspace !== 'core') return []
  return importsOf(text).flatMap((module) => {
    const [to, other] = targetOf(path, module)?.split('/') ?? []
    if (to !== 'core' || other === undefined || other === slice) return []
    const [own, theirs] = [SLICES.indexOf(slice as 'shared'), SLICES.indexOf(other as 'shared')]
    const isUp = slice === 'pk' ? other === 'shared' : theirs >= 0 && theirs < own
    return isUp ? [] : [`${path} imports ${module}: ${slice} stands above ${other}`]
  })
}

export const doorsOnly: Check = ({ path, text }) => {
  const [workspace, slice] = path.split('/')
  const found = importsOf(text).flatMap((module) => {
    const parts = targetOf(path, module)?.split('/') ?? []
    if (parts[0] !== 'core' || parts.length < 2) return []
    if (workspace === 'core') return parts[1] === slice || (isTest(path) && parts.length === 2) || (parts.length === 3 && parts[2] === 'index.ts') ? [] : [`${path} imports ${module}: not the door of ${parts[1]}`]
    return module.startsWith('@chairside/core/') && parts.length === 2 ? [] : [`${path} imports ${module}: not the door @chairside/core/${parts[1]}`]
  })
  const isDoor = workspace === 'core' && path.split('/').length === 3 && path.endsWith('/index.ts')
  return isDoor && /export\s+\*/.test(codeOf(text)) ? [...found, `${path}: a door exports by name`] : found
}

export const coreIsPure: Check = ({ path, text }) =>
  workspaceOf(path) !== 'core' || isTest(path) ? [] : importsOf(text).filter((module) => !module.startsWith('.')).map((module) => `${path} imports ${module}: core uses no package`)

const CLOCK_OR_CHANCE = /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(?:\(\s*\)|(?![\s(\w]))|(?<!new\s+)(?<![.\w])Date\s*\(|\bMath\s*\.\s*random\b|\bperformance\s*\.|\bcrypto\s*\.|\brandomUUID\b|\bset(?:Timeout|Interval)\b|\bprocess\s*\./g
export const noClockNoChance: Check = ({ path, text }) =>
  workspaceOf(path) !== 'core' || isTest(path) ? [] : [...codeOf(text, false).matchAll(CLOCK_OR_CHANCE)].map((m) => `${path} uses ${m[0]}: time and chance are arguments of core`)

export const plainNames: Check = ({ path }) =>
  path.split('/').filter((part) => /^(.*[-.])?(utils?|helpers?|common|managers?|base)([-.].*)?$/i.test(part)).map((part) => `${path}: ${part} says nothing about the clinic`)

export const longFilesSayWhy: Check = ({ path, text }) => {
  const lines = text.trimEnd().split('\n')
  return lines.length <= MOST_LINES || /long because/i.test(lines.slice(0, 12).join('\n')) ? [] : [`${path} has ${lines.length} lines and does not say why`]
}

// Written so that this file does not find itself.
const SWITCHED_OFF = /@ts-(?:ignore|nocheck)|\b(?:test|it|describe)\.(?:skip|only|todo)\b|\b(?:TOD[O]|FIXM[E]|XX[X])\b/g
const UNTYPED = /\bas any\b/g
export const nothingSwitchedOff: Check = ({ path, text }) => [...text.matchAll(SWITCHED_OFF), ...codeOf(text, false).matchAll(UNTYPED)].map((m) => `${path}: ${m[0]}`)
