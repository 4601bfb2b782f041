import type { Socket } from 'node:net'
import type { CaseWatch } from './case-run.ts'
import type { LearnerEvent } from './learner-protocol.ts'
import type { Step } from './result.ts'

/** One thing that the grader did, or that its end of a connection saw. Milliseconds as the learner's. */
export interface GraderEvent {
  tMs: number
  at: 'client' | 'server'
  kind: string
  /** The grader's own name for its socket. */
  socket: string
  bytes?: Uint8Array
  fields?: Record<string, unknown>
}

/** A connection of the grader's: its two addresses, and the learner's socket where it is known. */
export interface PeerEnd {
  socket: string
  at: 'client' | 'server'
  local: string
  remote: string
  learnerSocket: string | undefined
}

const mostEvents = 2000
const mostBytes = 4096

/**
 * Notes what the grader does in one case: its steps, and its ends of the connections. A socket's own
 * methods are wrapped; no listener is added, so nothing about the connection changes.
 */
export class CaseRecorder implements CaseWatch {
  readonly startedMs = nowMs()
  readonly steps: { tMs: number; step: Step }[] = []
  readonly peers: PeerEnd[] = []
  readonly events: GraderEvent[] = []
  /** What the learner's process told until the case failed. */
  told: LearnerEvent[] = []
  /** When the case failed; undefined while it runs. */
  failedMs: number | undefined
  /** Events of the grader's that were not kept. */
  lost = 0

  onStep(step: Step): void {
    this.steps.push({ tMs: nowMs(), step })
  }

  onPeer(peer: Socket, at: 'client' | 'server', learnerSocket?: string): void {
    const socket = `grader${this.peers.length + 1}`
    const local = endpoint(peer.localAddress, peer.localPort)
    const remote = endpoint(peer.remoteAddress, peer.remotePort)
    this.peers.push({ socket, at, local, remote, learnerSocket })
    const saw: Saw = (kind, bytes, fields) =>
      this.#note({ at, kind, socket, bytes, fields, tMs: fields?.tMs ?? nowMs() })
    saw(at === 'server' ? 'socket.accept' : 'socket.connect', undefined, { local, remote })
    watchCalls(peer, saw)
    watchEvents(peer, saw)
  }

  /** The case has failed: what happens from now on is the clearing up. */
  close(told: readonly LearnerEvent[]): void {
    this.failedMs = nowMs()
    this.told = [...told]
  }

  #note(event: GraderEvent): void {
    if (this.failedMs !== undefined) return
    if (this.events.length >= mostEvents) this.lost++
    else this.events.push({ ...event, bytes: event.bytes && Buffer.from(event.bytes) })
  }
}

/** `tMs` where it happened earlier than now. */
type Fields = Record<string, unknown> & { tMs?: number }
type Saw = (kind: string, bytes?: Uint8Array, fields?: Fields) => void

function watchCalls(peer: Socket, saw: Saw): void {
  const { write, end, resetAndDestroy } = peer
  peer.write = (...args: unknown[]) => {
    const tMs = nowMs()
    const returned = Reflect.apply(write, peer, args) as boolean
    const queuedBytes = peer.writableLength
    saw('socket.write', bytesOf(args[0]), { ...sizeOf(args[0]), tMs, returned, queuedBytes })
    return returned
  }
  peer.end = (...args: unknown[]) => {
    const bytes = bytesOf(args[0])
    if (bytes) saw('socket.write', bytes, sizeOf(args[0]))
    saw('socket.shutdown')
    return Reflect.apply(end, peer, args) as Socket
  }
  peer.resetAndDestroy = () => {
    saw('note', undefined, { text: 'the peer resets the connection (RST)' })
    return Reflect.apply(resetAndDestroy, peer, []) as Socket
  }
}

function watchEvents(peer: Socket, saw: Saw): void {
  const { emit } = peer
  peer.emit = (name: string | symbol, ...args: unknown[]) => {
    const [first] = args
    if (name === 'data') saw('socket.data', bytesOf(first), sizeOf(first))
    else if (name === 'end') saw('socket.end')
    else if (name === 'close') saw('socket.close', undefined, { hadError: first === true })
    else if (name === 'error') {
      const { code, message, syscall } = first as NodeJS.ErrnoException
      saw('socket.error', undefined, { code, message, syscall })
    }
    return Reflect.apply(emit, peer, [name, ...args]) as boolean
  }
}

function bytesOf(chunk: unknown): Uint8Array | undefined {
  if (typeof chunk === 'string') return Buffer.from(chunk.slice(0, mostBytes))
  return chunk instanceof Uint8Array ? chunk.subarray(0, mostBytes) : undefined
}

function sizeOf(chunk: unknown): { originalBytes: number } {
  const isBytes = chunk instanceof Uint8Array
  return { originalBytes: isBytes ? chunk.length : Buffer.byteLength(String(chunk)) }
}

function endpoint(address: string | undefined, port: number | undefined): string {
  return `${address?.includes(':') ? `[${address}]` : address}:${port}`
}

/** The clock that the learner's process tells by. */
function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
