/*
The public page over HTTP, outside of /api: anybody reads it. It shows what the clinic has published and nothing else. The self-screen keeps nothing; only who asks for a talk
leaves a name. POSTs are small, limited per address, and answered with a page.
*/
import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { LANGUAGES, type Language } from '@chairside/core/shared'
import { inOrganization } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { appendAudit } from '../log/audit.ts'
import { CHANNEL } from '../log/writer.ts'
import { askPage, frontPage, resultPage, screenPage, type FrontClinic } from './page.ts'
import { missingOf, screened, type Sheet } from './screen.ts'

export const FRONT_PATH = '/clinic/'
const MOST_BYTES = 16_000
const LIMIT = { max: 30, timeWindow: 60_000 }

type Found = { readonly organization: string; readonly clinic: FrontClinic }
async function readClinic(services: Services, page: string, language: Language): Promise<Found | null> {
  const [door] = await services.sql<{ organization: string | null }[]>`select door_public_page(${page}) as organization`
  const organization = door?.organization ?? null
  if (organization === null) return null
  return inOrganization(services.sql, organization, async (tx) => {
    const [[own], sites, texts] = await Promise.all([
      tx<{ name: string; is_demonstration: boolean }[]>`select name, is_demonstration from organization`, tx<FrontClinic['sites'][number][]>`select coalesce(public_name, name) as name, address, phone from site order by name`,
      tx<{ part: string; words: string }[]>`select part, words from public_text where language = ${language}`,
    ])
    return { organization, clinic: { page, ...own!, sites, texts: Object.fromEntries(texts.map(({ part, words }) => [part, words])) } }
  })
}

const isLanguage = (text: string | undefined): text is Language => LANGUAGES.includes(text as Language)
/** The first language of the browser that the page has. */
const languageOf = (header: string | undefined): Language => (header ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en'
const sheetOf = (body: unknown): Sheet => (typeof body === 'object' && body !== null ? (body as Sheet) : {})
const text = (value: string | undefined, max: number): string => (value ?? '').trim().slice(0, max)
// A form without script says where it comes from only under this policy; without it the browser sends `Origin: null`, which is refused.
const page = (reply: FastifyReply, content: string): FastifyReply => reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-store').header('referrer-policy', 'same-origin').send(content)
const gone = (reply: FastifyReply): FastifyReply => page(reply.code(404), '<!doctype html><html lang="en"><title>Not found</title><h1>There is no such page</h1><p>In danger? Call or text <a href="tel:988">988</a>.</p></html>')

export async function frontRoutes(parent: FastifyInstance, services: Services): Promise<void> {
  await parent.register(async (app) => {
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: MOST_BYTES }, (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))))
    type Path = { page: string; language: string }
    const open = async (path: Path, reply: FastifyReply, answer: (found: Found, language: Language) => Promise<string> | string): Promise<FastifyReply> => {
      if (!isLanguage(path.language)) return gone(reply)
      const found = await readClinic(services, path.page, path.language)
      return found ? page(reply, await answer(found, path.language)) : gone(reply)
    }
    app.get<{ Params: { page: string } }>('/clinic/:page', async (request, reply) => reply.redirect(`/clinic/${encodeURIComponent(request.params.page)}/${languageOf(request.headers['accept-language'])}`))
    app.get<{ Params: Path }>('/clinic/:page/:language', (request, reply) => open(request.params, reply, ({ clinic }, language) => frontPage(clinic, language)))
    app.get<{ Params: Path }>('/clinic/:page/:language/check', (request, reply) => open(request.params, reply, ({ clinic }, language) => screenPage(clinic, language, {}, [])))
    app.post<{ Params: Path }>('/clinic/:page/:language/check', { config: { rateLimit: LIMIT } }, (request, reply) => open(request.params, reply, ({ clinic }, language) => {
      const sheet = sheetOf(request.body)
      const result = screened(sheet)
      // Who says that they are in danger is answered at once, whatever else is open.
      if (result.result === 'help') return resultPage(clinic, language, result)
      const missing = missingOf(sheet)
      const begun = Object.keys(sheet).some((name) => name !== 'scale')
      return missing.length > 0 ? screenPage(clinic, language, sheet, begun ? missing : []) : resultPage(clinic, language, result)
    }))
    app.get<{ Params: Path; Querystring: Record<string, string> }>('/clinic/:page/:language/ask', (request, reply) => open(request.params, reply, ({ clinic }, language) => askPage(clinic, language, request.query, false, false)))
    app.post<{ Params: Path }>('/clinic/:page/:language/ask', { config: { rateLimit: LIMIT } }, (request, reply) => open(request.params, reply, async ({ clinic, organization }, language) => {
      const typed = sheetOf(request.body)
      const [name, contact, words] = [text(typed['name'], 120), text(typed['contact'], 200), text(typed['words'], 2000)]
      if (name === '' || !/\d{6}|@/.test(contact.replaceAll(/[\s().-]/g, ''))) return askPage(clinic, language, typed, true, false)
      const screen = typed['along'] === 'yes' && ['help', 'talk', 'fit', 'low'].includes(typed['result'] ?? '') ? { scale: text(typed['scale'], 10), result: typed['result']! } : null
      await inOrganization(services.sql, organization, async (tx) => {
        const inquiry = randomUUID()
        await appendAudit(tx, organization, [{ actor: 'public', roles: [], action: 'write', what: 'POST /clinic/:page/:language/ask', act: 'front-door', patient: null, record: inquiry, outcome: 'ok', device: null }], services.clock())
        await tx`insert into inquiry (organization_id, inquiry_id, name, contact, language, words, screen, asked_at) values (${organization}, ${inquiry}, ${name}, ${contact}, ${language}, ${words || null}, ${screen === null ? null : tx.json(screen)}, ${services.clock()})`
        await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ organization })})`
      })
      return askPage(clinic, language, {}, false, true)
    }))
  })
}
