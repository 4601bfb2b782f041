/**
 * What travels between the grader and the process in which a learner's code runs. The grader orders
 * one thing at a time; the process answers with events, which are all it ever says. What is expected
 * is never part of an order.
 */
import type { Plain } from './plain-copy.ts'

/** A plain value, or something the process made earlier, by the name it was given. */
export type Argument = { value: unknown } | { ref: string }

export type Order =
  /** Loads the learner's file. Every event after this one carries `token`. */
  | { do: 'load'; file: string; token: string }
  /** Opens a socket to a port of this machine and keeps it under the name `as`. */
  | { do: 'connect'; as: string; port: number }
  /** Calls one of the learner's exports; what becomes of it is told, and with `keep` kept, under the name `as`. */
  | { do: 'call'; as: string; name: string; args: Argument[]; keep?: boolean }
  /** Reads a property of something that was kept; told as a call that returned it. */
  | { do: 'get'; as: string; ref: string; name: string }
  /** Calls a method of something that was kept. */
  | { do: 'callOn'; as: string; ref: string; call: MethodCall }
  /** The same for many calls, one after the other; a promise is awaited before the next call. */
  | { do: 'callMany'; as: string; ref: string; calls: MethodCall[] }
  /** Asks how a socket stands. */
  | { do: 'inspect'; ref: string }
  /** Reads a socket as the next reader would, and tells what it is handed. */
  | { do: 'read'; ref: string }
  /** Destroys every socket that was opened, and forgets all names. */
  | { do: 'release' }
  /** Asks what keeps the process alive. */
  | { do: 'list' }
  /** Answered when the event loop comes round. */
  | { do: 'ping' }

/** A call of a method of an object that was kept. */
export interface MethodCall {
  method: string
  args: Argument[]
  /** The caller uses its memory again: the bytes among `args` are overwritten before the result is seen. */
  overwritesBytes?: boolean
}

/** A value as the process saw it, in a form that can travel. */
export type SeenValue =
  /** `originalBytes` is how many there were; at most 1 MiB of them travel. */
  | { type: 'bytes'; bytes: Uint8Array; isBuffer: boolean; originalBytes: number }
  /** At most 64 Ki characters of it. */
  | { type: 'text'; text: string }
  | { type: 'error'; name: string; message: string; code?: string; syscall?: string; path?: string }
  /** A copy of everything that is plain data, whole; see `copyPlain` for the bounds. */
  | { type: 'data'; data: Plain }
  /** What cannot be copied, in a few words. */
  | { type: 'other'; text: string }

/** Kinds are those of the trace record where there is one (`socket.*`). */
export type LearnerEvent = {
  tMs: number
} /** The process is up, and begins to load the file. */ & (
  | { kind: 'program.started' }
  | { kind: 'program.loaded'; exports: Record<string, string> }
  | { kind: 'program.load-failed'; error: SeenValue; at?: string }
  | { kind: 'program.crashed'; by: 'exception' | 'rejection'; error: SeenValue; at?: string }
  | { kind: 'program.answered' }
  | { kind: 'socket.connect'; socket: string }
  /** These bytes were read from the kernel, and whoever listens has been handed them. */
  | { kind: 'socket.data'; socket: string; byteCount: number }
  | { kind: 'socket.end'; socket: string }
  | { kind: 'socket.error'; socket: string; error: SeenValue }
  | { kind: 'socket.close'; socket: string }
  | { kind: 'socket.inspected'; socket: string; standing: SocketStanding }
  /** The reader that `read` installed was handed these. */
  | { kind: 'socket.handed'; socket: string; bytes: Uint8Array }
  | { kind: 'sockets.released' }
  /** Counts by Node's names, without what the process itself needs. */
  | { kind: 'resources.listed'; resources: Record<string, number> }
  | ({ kind: 'call.settled'; call: string } & Settled)
  /** The next results of a `callMany`, in order. */
  | { kind: 'calls.settled'; call: string; results: Settled[] }
)

/** How a call ended. */
export interface Settled {
  outcome: Outcome
  value: SeenValue
}

/** `returned` and `threw` for a plain function, `resolved` and `rejected` for a promise. */
export type Outcome = 'returned' | 'threw' | 'resolved' | 'rejected'

export interface SocketStanding {
  /** Listeners by the name of their event; events without any are left out. */
  listeners: Record<string, number>
  isDestroyed: boolean
}

type EventOf<Kind extends LearnerEvent['kind']> = Extract<LearnerEvent, { kind: Kind }>

export type { EventOf }
