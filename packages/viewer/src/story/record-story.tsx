import { useSignal } from '@preact/signals'
import { isFact, type TraceRecord } from '@socket-labs/trace'
import { useEffect, useMemo } from 'preact/hooks'
import { hashOf } from '../hash-link.ts'
import { WithTerms } from '../help/with-terms.tsx'
import type { RunSession } from '../log/run-session.ts'
import { useCalm } from '../use-calm.ts'
import { clip, formatCount, formatMs } from '../words.ts'
import { Bytes } from './bytes.tsx'
import { carriesBytes, originInWords, ownFields, sentenceOf } from './record-words.ts'
import { factsFrom, type Relation, relationsOf } from './relations.ts'

const mostSentence = 600
const mostValue = 300
const mostLinks = 16
/** While records pour in, relations are looked for again only so often. */
const pauseMs = 300

/** What the selected record is, what it came from and led to, its fields and its bytes. */
export function RecordStory(props: { session: RunSession; selectedN: number | undefined }) {
  const { session, selectedN } = props
  useEffect(() => {
    if (selectedN !== undefined) void session.want(selectedN)
  })
  if (selectedN === undefined) return <NothingSelected />
  const record = session.store.get(selectedN)
  if (!record) return <NotHere session={session} n={selectedN} />
  return (
    <article class="story" key={record.n}>
      <StoryHead record={record} />
      <p class="story-sentence">
        <WithTerms text={clip(sentenceOf(record), mostSentence)} />
      </p>
      <About record={record} />
      <Relations session={session} record={record} />
      {carriesBytes(record) && <Bytes run={session.run} record={record} />}
      <Fields record={record} />
      {!carriesBytes(record) && <p class="soft">It carries no bytes.</p>}
    </article>
  )
}

function NothingSelected() {
  return (
    <div class="empty soft">
      <p>Select an event in the ladder, or a record in the list, to read its story here.</p>
    </div>
  )
}

function NotHere({ session, n }: { session: RunSession; n: number }) {
  const isBeyond = n > session.store.head
  const words = isBeyond ? `This run has no record ${formatCount(n)}` : 'Fetching the record …'
  const yet = isBeyond && !session.hasEnded ? ' yet.' : isBeyond ? '.' : ''
  return <p class="empty soft">{words + yet}</p>
}

function StoryHead({ record }: { record: TraceRecord }) {
  return (
    <header class="story-head">
      <h2>
        <a href={hashOf({ run: record.run, n: record.n })}>#{formatCount(record.n)}</a>
        <span class="mono">{record.kind}</span>
      </h2>
      <CopyLink />
    </header>
  )
}

function CopyLink() {
  const said = useSignal('')
  return (
    <button
      type="button"
      class="quiet"
      onClick={async () => {
        try {
          await navigator.clipboard.writeText(location.href)
          said.value = 'Copied'
        } catch {
          said.value = 'The link stands in the address bar'
        }
      }}
    >
      {said.value || 'Copy link'}
    </button>
  )
}

function Relations({ session, record }: { session: RunSession; record: TraceRecord }) {
  const calmVersion = useCalm(session.version.value, pauseMs)
  const relations = useMemo(() => {
    const { peers, isWhole } = connectionRecords(session, record)
    return [...relationsOf(record, peers, isWhole), ...factsFrom(record.n, session.store.facts)]
  }, [session, record, calmVersion])
  const evidence = isFact(record) ? [{ words: 'It rests on', records: record.evidence }] : []
  return (
    <>
      {[...relations, ...evidence].map((relation) => (
        <RelationLine key={relation.words} relation={relation} run={record.run} />
      ))}
    </>
  )
}

/** The records of one connection; `isWhole` when none before the selected one is missing. */
function connectionRecords({ store, limit }: RunSession, record: TraceRecord) {
  const peers: TraceRecord[] = []
  let isWhole = true
  if (record.conn === undefined) return { peers, isWhole }
  for (let n = 1; n <= limit; n++) {
    const other = store.get(n)
    if (other?.conn === record.conn) peers.push(other)
    if (!other && n < record.n) isWhole = false
  }
  return { peers, isWhole }
}

function RelationLine({ relation, run }: { relation: Relation; run: string }) {
  const more = relation.records.length - mostLinks
  return (
    <p class="relation">
      {relation.words}{' '}
      {relation.records.slice(0, mostLinks).map((n) => (
        <a key={n} class="mono" href={hashOf({ run, n })}>
          #{formatCount(n)}
        </a>
      ))}
      {more > 0 && ` and ${formatCount(more)} more`}
    </p>
  )
}

/** When it happened, who saw it, and how we know. */
function About({ record }: { record: TraceRecord }) {
  const { tMs, tObservedMs, clock, at, conn } = record
  const learnt = tObservedMs === undefined ? '' : `, learnt at ${formatMs(tObservedMs)} ms`
  return (
    <p class="story-about soft">
      <span>
        {formatMs(tMs)} ms{clock === 'virtual' && ' of the model’s time'}
        {learnt}
      </span>
      <span>{conn === undefined ? at : `${at}, connection ${conn}`}</span>
      <span>{originInWords(record)}</span>
    </p>
  )
}

function Fields({ record }: { record: TraceRecord }) {
  const fields = ownFields(record)
  if (fields.length === 0) return null
  return (
    <dl class="fields">
      {fields.map(([name, value]) => (
        <Field key={name} name={name} value={value} />
      ))}
    </dl>
  )
}

function Field({ name, value }: { name: string; value: string }) {
  const isOpen = useSignal(false)
  const isLong = value.length > mostValue
  return (
    <>
      <dt class="mono">{name}</dt>
      <dd class="mono">
        {isOpen.value ? value : clip(value, mostValue)}
        {isLong && !isOpen.value && (
          <button type="button" class="quiet" onClick={() => (isOpen.value = true)}>
            all {formatCount(value.length)} characters
          </button>
        )}
      </dd>
    </>
  )
}
