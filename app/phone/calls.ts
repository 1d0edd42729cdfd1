// What the phone says to the server. The link's token goes in a header, never in an address, so that it is in no log.
import type { FormAnswers, FormDone, FormView, Readiness } from '@chairside/core/intake'
import { read, write } from '../api.ts'
import type { Answers } from './steps.ts'

const withToken = (token: string) => ({ headers: { 'x-chairside-form': token } })

export const readForm = (token: string, signal: AbortSignal): Promise<FormView> => read<FormView>('/api/form', { ...withToken(token), signal })
export const saveDraft = (token: string, draft: { readonly answers: Answers; readonly readiness?: Readiness }): Promise<unknown> => write('PUT', '/api/form/draft', draft, withToken(token))
export const sendForm = (token: string, answers: FormAnswers, key: string): Promise<FormDone> => write<FormDone>('POST', '/api/form/answers', answers, { ...withToken(token), key })
