import type { TraceRecord } from '@socket-labs/trace'
import { safeText } from './safe-text.ts'

/** A field that should be text, made harmless; '' where it is missing or something else. */
export function textOf(record: TraceRecord, field: string): string {
  return safeText(record[field])
}

/** A field that should be a count, 0 or more; undefined where it is missing or something else. */
export function countOf(record: TraceRecord, field: string): number | undefined {
  const value = record[field]
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}

/** How many bytes a write or a read was about, captured or not; undefined where nobody said. */
export function bytesOf(record: TraceRecord): number | undefined {
  return countOf(record, 'originalBytes') ?? countOf(record, 'capturedBytes')
}

/** True where a record is about no connection's socket: the listening one said it. */
export function isListeners({ kind, socket, conn }: TraceRecord): boolean {
  return kind.startsWith('socket.') && typeof socket !== 'string' && typeof conn !== 'string'
}

/** The port of `127.0.0.1:4000` or `[::1]:4000`; '' where there is none. */
export function portOf(endpoint: string): string {
  return /:(\d{1,5})$/.exec(endpoint)?.[1] ?? ''
}

/** True for the state of a socket that has no peer: one that listens, or did until now. */
export function isListenersState({ kind, remote }: TraceRecord): boolean {
  return kind === 'tcp.state' && typeof remote === 'string' && /(^|:)[0*]$/.test(remote)
}

/** True where a socket that listens at `listening` takes what comes to `address`: same port, same place or any. */
export function listensFor(listening: string, address: string): boolean {
  const port = portOf(listening)
  if (port !== portOf(address)) return false
  const host = listening.slice(0, -port.length - 1)
  return /^(0\.0\.0\.0|\[?::\]?|\*|)$/.test(host) || listening === address
}
