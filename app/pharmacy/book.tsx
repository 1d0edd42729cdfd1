// The book, line by line, latest first. Nothing in it is changed: what was wrong is taken back by two people, and both lines stay.
import { useState } from 'react'
import { Button, NativeSelect } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { EntryPage, EntryRow } from '@chairside/core/pharmacy'
import { newId, read, useMay, write } from '../api.ts'
import { Card, dateText, dayText, Dialog, Loading, NumberField, Refusal, TextField, timeText } from '../ui/index.ts'
import type { PartProps } from './cabinet.tsx'
import { LateDraw } from './late-draw.tsx'
import { TwoPeople, type Proofs } from './two-people.tsx'
import { useStockChanged } from './use-cabinet.ts'
import { KIND_WORDS, mgText, mlText, ulOf } from './words.ts'

const GROUPS = [{ value: '', label: 'Everything' }, { value: 'received returned transferred', label: 'In and out' }, { value: 'drawn given wasted prepared', label: 'Bags' }, { value: 'counted count-taken inventory-taken day-closed lost found', label: 'Counts and closes' }, { value: 'corrected', label: 'Taken back' }]

function TakeBack({ address, line, onDone }: { readonly address: string; readonly line: EntryRow; readonly onDone: () => void }) {
  const left_ul = line.volume_ul! - line.undone_ul
  const [entry] = useState(newId)
  const [volume, setVolume] = useState(String(left_ul / 1000))
  const [reason, setReason] = useState('')
  const changed = useStockChanged()
  const volume_ul = ulOf(volume)
  const fits = volume_ul !== null && volume_ul > 0 && volume_ul <= left_ul
  const mass_ug = fits ? Math.round((line.mass_ug! * volume_ul) / line.volume_ul!) : null
  const record = !fits || reason.trim().length < 3 ? null : { address, entry, act: 'corrected', corrects: line.entry, volume_ul, mass_ug, reason: reason.trim() }
  const book = async (proofs: Proofs): Promise<void> => {
    const { address: _address, ...body } = record!
    await write('POST', `/api/addresses/${address}/movements`, { ...body, proofs })
    await changed()
  }
  return (
    <div className="stock-form">
      <div className="stock-fields">
        <NumberField label="Volume to take back, mL" value={volume} onChange={setVolume} first error={fits ? undefined : `Up to ${mlText(left_ul)}.`} description={mass_ug === null ? undefined : mgText(mass_ug)} />
        <TextField label="Why" value={reason} onChange={setReason} maxLength={500} />
      </div>
      <TwoPeople act="movement" record={record} verb="Take it back" says={`Take back ${fits ? `${mgText(mass_ug!)} (${mlText(volume_ul)})` : 'part'} of line ${line.seq}, ${KIND_WORDS[line.kind].toLowerCase()}.`} book={book} onDone={onDone} />
    </div>
  )
}

/** What a line that moves nothing says. */
const detailOf = ({ kind, details }: EntryRow): string => (kind === 'count-taken' ? ` ${mlText(Number(details?.['counted_ul']))}` : kind === 'day-closed' ? `: ${dayText(String(details?.['day']))}` : '')

/** What a person booked and what still stands can be taken back; what follows from a chair's log is corrected there. */
const mayTakeBack = (line: EntryRow): boolean => line.volume_ul !== null && line.origin === 'person' && line.kind !== 'corrected' && line.undone_ul < line.volume_ul

export default function Book({ cabinet }: PartProps) {
  const { address } = cabinet
  const mayMove = useMay('stock.move')
  const [group, setGroup] = useState('')
  const [back, setBack] = useState<EntryRow | null>(null)
  const [more, setMore] = useState<EntryRow | null>(null)
  const pages = useInfiniteQuery({
    queryKey: ['book', address.address], initialPageParam: null as number | null, getNextPageParam: (last: EntryPage) => last.before,
    queryFn: ({ pageParam, signal }) => read<EntryPage>(`/api/addresses/${address.address}/entries${pageParam === null ? '' : `?before=${pageParam}`}`, { signal }),
  })
  const lines = (pages.data?.pages.flatMap((p) => p.entries) ?? []).filter((l) => group === '' || group.split(' ').includes(l.kind))
  return (
    <Card title="Book" actions={<NativeSelect aria-label="Which lines" value={group} data={GROUPS} onChange={(event) => setGroup(event.currentTarget.value)} />}>
      {pages.isPending && <Loading what="Opening the book" />}
      <Refusal error={pages.error} retry={() => void pages.refetch()} />
      {pages.data && lines.length === 0 && <p className="soft">No such line{pages.hasNextPage ? ' among the latest' : ''}.</p>}
      <div className="book-table" role="region" aria-label="Lines of the book" tabIndex={0}>
        <table className="plain">
          <thead><tr><th scope="col">Line</th><th scope="col">When</th><th scope="col">What</th><th scope="col" className="num">mL</th><th scope="col" className="num">mg</th><th scope="col">Of</th><th scope="col">By, witness</th><th scope="col"><span className="sr-only">Acts</span></th></tr></thead>
          <tbody>
            {lines.map((l) => (
              <tr key={l.entry} data-undone={(l.volume_ul ?? 0) > 0 && l.undone_ul >= l.volume_ul! ? '' : undefined}>
                <td>{l.seq}</td><td>{dateText(Date.parse(l.at), address.time_zone)}<small>{timeText(Date.parse(l.at), address.time_zone)}</small></td>
                <td>{KIND_WORDS[l.kind]}{detailOf(l)}{l.origin === 'log' && <small>by the chair's log</small>}{l.reason !== null && <small>{l.reason}</small>}</td>
                <td className="num">{l.volume_ul === null ? '' : l.volume_ul / 1000}</td><td className="num">{l.mass_ug === null ? '' : l.mass_ug / 1000}</td>
                <td>{[l.barcode, l.code].filter((t) => t !== null).join(', ')}{l.session !== null && <small><Link href={`/chair/${l.session}`}>{l.patient}</Link></small>}</td>
                <td>{l.by}{l.witness !== null && <small>{l.witness}</small>}</td>
                <td>{mayMove && mayTakeBack(l) && <button type="button" className="mini" onClick={() => setBack(l)} aria-label={`Take back line ${l.seq}`}>Take back</button>}{mayMove && l.kind === 'drawn' && <button type="button" className="mini" onClick={() => setMore(l)} aria-label={`More was drawn than line ${l.seq}`}>More</button>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages.hasNextPage && <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>Older lines</Button>}
      <Dialog open={back !== null} title={back ? `Take back line ${back.seq}` : ''} onClose={() => setBack(null)}>{back && <TakeBack address={address.address} line={back} onDone={() => setBack(null)} />}</Dialog>
      <Dialog open={more !== null} title={more ? `More was drawn for bag ${more.code}` : ''} onClose={() => setMore(null)}>{more && <LateDraw address={address.address} line={more} vials={cabinet.vials.filter((v) => v.volume_ul > 0)} onDone={() => setMore(null)} />}</Dialog>
    </Card>
  )
}
