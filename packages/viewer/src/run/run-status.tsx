import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { RunSession } from '../log/run-session.ts'
import { keyInvalidText } from '../log/server.ts'
import { formatDuration } from '../words.ts'

const silentAfterMs = 700
const askAfterMs = 4000

/** How the run stands, in a few words; silence of a run is told apart from a lost line. */
export function RunStatus({ session }: { session: RunSession }) {
  const { ended } = session.store
  if (ended) return <Ended outcome={String(ended.outcome)} record={ended} />
  if (session.link.value === 'refused') {
    return (
      <p class="status status-bad" role="alert">
        {keyInvalidText}
      </p>
    )
  }
  if (session.isBroken.value) {
    return (
      <p class="status">
        <span class="dot" /> cut short: its program went away before the run was closed
      </p>
    )
  }
  if (session.link.value !== 'open') {
    const isFirst = session.link.value === 'connecting'
    return (
      <p class="status" role="status">
        <span class="dot" /> {isFirst ? 'connecting …' : 'reconnecting … nothing is lost'}
      </p>
    )
  }
  return <Running session={session} />
}

function Ended({ outcome, record }: { outcome: string; record: Record<string, unknown> }) {
  const took =
    typeof record.durationMs === 'number' ? ` after ${formatDuration(record.durationMs)}` : ''
  const why = typeof record.why === 'string' ? `: ${record.why}` : ''
  const isBad = outcome === 'failed' || outcome === 'timed out'
  return (
    <p class={isBad ? 'status status-bad' : 'status'}>
      {outcome}
      {took}
      {why}
    </p>
  )
}

function Running({ session }: { session: RunSession }) {
  const silentMs = useSignal(0)
  useEffect(() => {
    let askedAtMs = 0
    const timer = setInterval(() => {
      const now = performance.now()
      const silence = now - session.lastHeardMs
      silentMs.value = silence < silentAfterMs ? 0 : silence
      if (silence > askAfterMs && now - askedAtMs > askAfterMs) {
        askedAtMs = now
        void session.checkAlive()
      }
    }, 100)
    return () => clearInterval(timer)
  }, [session, silentMs])
  return (
    <p class="status">
      <span class="dot dot-live" /> running
      {silentMs.value > 0 && (
        <span class="soft">, silent for {(silentMs.value / 1000).toFixed(1)} s</span>
      )}
    </p>
  )
}
