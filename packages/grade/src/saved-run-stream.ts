import type { CaseRecorder, PeerEnd } from './saved-run-recorder.ts'

/**
 * The learner's process tells how many bytes a read brought, not which. TCP delivers in order, so they
 * are counted off from what the grader's end wrote; where a write was cut they are no longer known.
 */
export class StreamBytes {
  readonly #written = new Map<string, Uint8Array>()
  readonly #readBytes = new Map<string, number>()

  constructor({ events, peers }: CaseRecorder) {
    for (const { socket } of peers) {
      const pieces: Uint8Array[] = []
      for (const event of events) {
        if (event.socket !== socket || event.kind !== 'socket.write' || !event.bytes) continue
        pieces.push(event.bytes)
        if (event.bytes.length !== event.fields?.originalBytes) break
      }
      this.#written.set(socket, Buffer.concat(pieces))
    }
  }

  /** The next bytes of the learner's end of this connection; undefined where nobody knows them. */
  read(kind: string, end: PeerEnd | undefined, byteCount = 0): Uint8Array | undefined {
    if (kind !== 'socket.data' || !end) return undefined
    const from = this.#readBytes.get(end.socket) ?? 0
    this.#readBytes.set(end.socket, from + byteCount)
    const bytes = this.#written.get(end.socket)?.subarray(from, from + byteCount)
    return bytes?.length === byteCount ? bytes : undefined
  }
}
