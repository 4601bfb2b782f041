import type { Origin, RecordDraft } from '@socket-labs/trace'
import type { LearnerEvent, Settled } from './learner-protocol.ts'
import { sayValue } from './mishap.ts'
import type { CaseRecorder, GraderEvent, PeerEnd } from './saved-run-recorder.ts'
import { StreamBytes } from './saved-run-stream.ts'

/** A record to be, and the bytes captured with it. */
export interface Draft {
  record: RecordDraft
  bytes?: Uint8Array
}

const mostDrafts = 4000

/**
 * What happened in a case, in order of time: steps, the grader's own ends, and the learner's process.
 * `exports` are the functions that the grader may have called.
 */
export function draftsOf(recorder: CaseRecorder, exports: readonly string[]): Draft[] {
  const { startedMs, steps, events, told, failedMs = startedMs } = recorder
  const learner = new LearnerSide(recorder, exports)
  const all = [
    ...steps.map(({ tMs, step }, i) => {
      const then = step.expectation && ` → ${step.expectation}`
      return draft(tMs, 'note', 'runner', { text: `step ${i + 1}: ${step.action}${then}` })
    }),
    ...events.map(draftOfGrader),
    ...told.flatMap((event) => learner.draftOf(event) ?? []),
  ].filter(({ record }) => record.tMs <= failedMs)
  const sorted = all.sort((a, b) => a.record.tMs - b.record.tMs)
  const left = sorted.length - mostDrafts + recorder.lost
  const kept = left > 0 ? sorted.slice(0, mostDrafts) : sorted
  if (left > 0) {
    const why = 'a saved case keeps its first records'
    kept.push(draft(failedMs, 'gap', 'runner', { count: left, why }))
  }
  // A record is placed in its run by the time since the case began, microseconds at best.
  for (const { record } of kept) record.tMs = sinceMs(startedMs, record.tMs)
  return kept
}

/** Milliseconds since the case began; what the process told of its start lies before it. */
export function sinceMs(startedMs: number, tMs: number): number {
  return Math.max(0, Math.round((tMs - startedMs) * 1000) / 1000)
}

function draft(
  tMs: number,
  kind: string,
  at: RecordDraft['at'],
  fields: Record<string, unknown>,
  origin: Origin = 'observed',
): Draft {
  return { record: { tMs, clock: 'monotonic', kind, at, origin, ...fields } }
}

function draftOfGrader({ tMs, at, kind, socket, bytes, fields }: GraderEvent): Draft {
  return { ...draft(tMs, kind, at, { socket, ...fields }), ...(bytes && { bytes }) }
}

/** Reads what the learner's process told. */
class LearnerSide {
  readonly #ends: Map<string, PeerEnd>
  readonly #stream: StreamBytes
  /** Where what is not a socket's is placed. */
  readonly #usual: 'client' | 'server' | 'runner'
  readonly #startedMs: number
  readonly #callName: string
  readonly #seen = new Set<string>()
  #hasMade = false

  constructor(recorder: CaseRecorder, exports: readonly string[]) {
    const { peers, startedMs } = recorder
    this.#startedMs = startedMs
    this.#callName = exports.length === 1 ? `${exports[0]}()` : 'the call'
    const known = peers.flatMap((end): [string, PeerEnd][] =>
      end.learnerSocket === undefined ? [] : [[end.learnerSocket, end]],
    )
    this.#ends = new Map(known)
    this.#stream = new StreamBytes(recorder)
    this.#usual = peers[0] ? otherEnd(peers[0].at) : 'runner'
  }

  /** Undefined for an event that only answers the grader. */
  draftOf(event: LearnerEvent): Draft | undefined {
    const { tMs, kind } = event
    if (kind === 'socket.inspected') return undefined
    if (kind === 'socket.handed') {
      const { socket, bytes } = event
      return this.#note(tMs, `the next reader was handed ${count(bytes.length)}`, { socket }, bytes)
    }
    if (kind.startsWith('socket.')) return this.#ofSocket(event)
    if (kind === 'call.settled') return this.#ofCall(tMs, this.#nameOf(event.call), event)
    if (kind === 'calls.settled') {
      const last = event.results.at(-1)
      const name = `the last of ${event.results.length} calls`
      return last && this.#ofCall(tMs, name, last)
    }
    if (kind === 'program.crashed' || kind === 'program.load-failed') {
      const what = kind === 'program.crashed' ? 'crashed' : 'could not be loaded'
      return this.#note(tMs, `the program ${what}: ${sayValue(event.error)}`, { place: event.at })
    }
    return undefined
  }

  #note(tMs: number, text: string, fields: Record<string, unknown>, bytes?: Uint8Array): Draft {
    const made = draft(tMs, 'note', this.#usual, { text, ...fields })
    if (!bytes) return made
    made.record.originalBytes = bytes.length
    return { ...made, bytes: bytes.subarray(0, 4096) }
  }

  /** Once something was made the calls may be of its methods, whose names nobody tells. */
  #nameOf(call: string): string {
    if (call.startsWith('made')) this.#hasMade = true
    return this.#hasMade && !call.startsWith('made') ? 'the call' : this.#callName
  }

  #ofCall(tMs: number, name: string, { outcome, value }: Settled): Draft {
    const bytes = value.type === 'bytes' ? value.bytes : undefined
    return this.#note(tMs, `${name} ${outcome}: ${sayValue(value)}`, {}, bytes)
  }

  #ofSocket({ tMs, kind, ...rest }: LearnerEvent): Draft | undefined {
    const fields: Record<string, unknown> = { ...rest }
    const { socket, bytes: told, byteCount, error } = fields
    if (this.#isOfCaseBefore(tMs, kind, String(socket))) return undefined
    for (const name of ['bytes', 'byteCount', 'error']) delete fields[name]
    const end = this.#ends.get(String(socket))
    const at = end ? otherEnd(end.at) : this.#usual
    // The other end's addresses, turned round.
    if (end) Object.assign(fields, { local: end.remote, remote: end.local })
    if (error) Object.assign(fields, errorFields(error))
    const made = draft(tMs, kind, at, fields)
    const counted = typeof byteCount === 'number' ? byteCount : undefined
    const bytes = told instanceof Uint8Array ? told : this.#stream.read(kind, end, counted)
    const originalBytes = counted ?? bytes?.length
    if (originalBytes !== undefined) made.record.originalBytes = originalBytes
    return bytes ? { ...made, bytes: bytes.subarray(0, 4096) } : made
  }

  /** The sockets of the case before are closed at its end, and may tell so in this one. */
  #isOfCaseBefore(tMs: number, kind: string, socket: string): boolean {
    if (tMs < this.#startedMs || (kind === 'socket.close' && !this.#seen.has(socket))) return true
    this.#seen.add(socket)
    return false
  }
}

function otherEnd(at: 'client' | 'server'): 'client' | 'server' {
  return at === 'client' ? 'server' : 'client'
}

function errorFields(error: unknown): Record<string, unknown> {
  const { code, message, text } = error as Record<string, unknown>
  return { code, message: message ?? text }
}

function count(bytes: number): string {
  return bytes === 1 ? '1 byte' : `${bytes} bytes`
}
