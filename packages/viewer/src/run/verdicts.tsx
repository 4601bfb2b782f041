import type { FactRecord } from '@socket-labs/trace'
import { hashOf } from '../hash-link.ts'
import { Prose } from '../help/prose.tsx'
import type { RunSession } from '../log/run-session.ts'
import { formatCount } from '../words.ts'

const mostLinks = 12
/** More verdicts than this start closed, one line each. */
const mostOpen = 4

const truthInWords = {
  K: 'on the kernel’s sockets',
  W: 'on the lab’s own wire',
  M: 'in the model',
}

/** What the run has shown: each fact, whether it held, what was seen, and the records that show it. */
export function Verdicts({ session }: { session: RunSession }) {
  const { facts } = session.store
  const isOpen = facts.length <= mostOpen
  return (
    <section class="verdicts" aria-label="Verdicts">
      <div role="status" class="unseen">
        {facts.map((fact) => `${fact.id} ${fact.held ? 'held' : 'did not hold'}. `)}
      </div>
      {facts.map((fact) => (
        <VerdictRow key={fact.n} fact={fact} run={session.run} isOpen={isOpen} />
      ))}
      <Undecided session={session} />
    </section>
  )
}

/** The facts that the run set out to show and has not decided. */
function Undecided({ session }: { session: RunSession }) {
  const { started, facts } = session.store
  if (!Array.isArray(started?.facts)) return null
  const open = started.facts.filter((id) => !facts.some((fact) => fact.id === id))
  if (open.length === 0) return null
  return (
    <p class="soft">
      <span class="mono">{open.join(', ')}</span>{' '}
      {session.hasEnded ? 'not decided by this run' : 'will be decided at the end'}
    </p>
  )
}

function VerdictRow(props: { fact: FactRecord; run: string; isOpen: boolean }) {
  const { fact, run, isOpen } = props
  return (
    <details class="verdict" open={isOpen}>
      <summary>
        <span class={fact.held ? 'held' : 'not-held'}>{fact.held ? '✓ held' : '✗ not held'}</span>
        <span class="mono">{fact.id}</span>
        <span class="soft">{truthInWords[fact.truth]}</span>
      </summary>
      <dl>
        <dt>expected</dt>
        <dd>
          <Prose text={fact.expected} />
        </dd>
        <dt>seen</dt>
        <dd>
          <Prose text={fact.seen} />
        </dd>
        <dt>evidence</dt>
        <dd class="evidence mono">
          <Evidence fact={fact} run={run} />
        </dd>
      </dl>
    </details>
  )
}

function Evidence({ fact, run }: { fact: FactRecord; run: string }) {
  const more = fact.evidence.length - mostLinks
  if (fact.evidence.length === 0) return <span class="soft">none was found</span>
  return (
    <>
      {fact.evidence.slice(0, mostLinks).map((n) => (
        <a key={n} href={hashOf({ run, n })}>
          #{formatCount(n)}
        </a>
      ))}
      {more > 0 && <span class="soft">and {formatCount(more)} more</span>}
    </>
  )
}
