// The clinic's public page: its address, and the parts that are the clinic's own to write.
import { useState } from 'react'
import { Button, TextInput, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { PublicPage } from '@chairside/core/plan'
import { read, send, useMay } from '../api.ts'
import { Card, Loading, Refusal } from '../ui/index.ts'

const PARTS = [['intro', 'Introduction'], ['cost', 'What it costs'], ['team', 'Who we are'], ['hours', 'Hours'], ['directions', 'Directions']] as const
const LANGUAGES = [['en', 'English'], ['es', 'Spanish']] as const

function Part({ page, language, part, name }: { readonly page: PublicPage; readonly language: 'en' | 'es'; readonly part: string; readonly name: string }) {
  const queries = useQueryClient()
  const mayWrite = useMay('clinic.write')
  const stored = page.texts[language][part] ?? ''
  const [words, setWords] = useState(stored)
  const save = useMutation({ mutationFn: () => send<PublicPage>('PUT', '/api/public-page/texts', { language, part, words }), onSuccess: (fresh) => queries.setQueryData(['public-page'], fresh) })
  return (
    <div>
      <Textarea label={name} autosize minRows={2} maxRows={12} maxLength={5000} readOnly={!mayWrite} value={words} onChange={(event) => setWords(event.currentTarget.value)} description={stored === '' ? 'Nothing of your own yet' : undefined} />
      <Refusal error={save.error} />
      {mayWrite && words !== stored && <div className="row"><Button variant="subtle" onClick={() => setWords(stored)}>Drop</Button><Button loading={save.isPending} onClick={() => save.mutate()}>Save</Button></div>}
    </div>
  )
}

export default function PublicPagePart() {
  const queries = useQueryClient()
  const mayWrite = useMay('clinic.write')
  const { data, error, refetch } = useQuery({ queryKey: ['public-page'], queryFn: ({ signal }) => read<PublicPage>('/api/public-page', { signal }) })
  const [page, setPage] = useState<string | null>(null)
  const save = useMutation({ mutationFn: () => send<PublicPage>('PUT', '/api/public-page', { page }), onSuccess: (fresh) => { queries.setQueryData(['public-page'], fresh); setPage(null) } })
  if (!data) return error ? <Refusal error={error} retry={() => void refetch()} /> : <Loading lines={3} />
  const typed = page ?? data.page ?? ''
  return (
    <>
      <Card title="Public page">
        <p>What anxiety is, what ketamine does and what is not known, what a visit is like, the risks, other ways, and a self-screen that keeps nothing. What is known about the treatment is written by the product with its sources; these parts are yours.</p>
        {data.url !== null && <p><a href={data.url} target="_blank" rel="noreferrer">{data.url}</a></p>}
        {mayWrite && <div className="row" style={{ alignItems: 'end' }}><TextInput label="Its name in the address" description="small letters, digits, hyphens" value={typed} maxLength={40} onChange={(event) => setPage(event.currentTarget.value)} /><Button variant={data.page === null ? 'filled' : 'light'} disabled={page === null || page === data.page} loading={save.isPending} onClick={() => save.mutate()}>{data.page === null ? 'Publish' : 'Change'}</Button></div>}
        <Refusal error={save.error} />
      </Card>
      {LANGUAGES.map(([language, name]) => <Card key={language} title={name}><div className="stack">{PARTS.map(([part, words]) => <Part key={part} page={data} language={language} part={part} name={words} />)}</div></Card>)}
    </>
  )
}
