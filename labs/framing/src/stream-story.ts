import { select, type TraceRecord } from '@socket-labs/trace'
import type { FrameField } from './record-frames.ts'

/** What one connection carried from client to server, by the records alone. */
export interface StreamStory {
  sent: TraceRecord[]
  decoded: TraceRecord[]
  broken: TraceRecord[]
  reads: TraceRecord[]
  /** True when something was sent, and just that was found: the same bytes at the same places. */
  isSame: boolean
}

function streamStory(records: readonly TraceRecord[], conn = 'none'): StreamStory {
  const sent = select(records, { kind: 'frame.sent', at: 'client', conn })
  const decoded = select(records, { kind: 'frame.decoded', at: 'server', conn })
  return {
    sent,
    decoded,
    broken: select(records, { kind: 'frame.broken', at: 'server', conn }),
    reads: select(records, { kind: 'socket.data', at: 'server', conn }),
    isSame: sent.length > 0 && isSame(sent, decoded),
  }
}

/** The stories of all connections on which frames were sent, in order. */
export function streamStories(records: readonly TraceRecord[]): StreamStory[] {
  const sent = select(records, { kind: 'frame.sent', at: 'client' })
  const conns = new Set(sent.map((frame) => frame.conn))
  return [...conns].map((conn) => streamStory(records, conn))
}

/** True when both tell of the same messages at the same places of the stream. */
export function isSame(sent: readonly TraceRecord[], decoded: readonly TraceRecord[]): boolean {
  return (
    sent.length === decoded.length &&
    sent.every((one, i) => isSameMessage(one, decoded[i] as TraceRecord))
  )
}

export function isSameMessage(sent: TraceRecord, decoded: TraceRecord): boolean {
  const { fromByte, toByte, text } = decoded
  return sent.fromByte === fromByte && sent.toByte === toByte && sent.text === text
}

/** The read that ended between byte `from` and byte `to` of the stream, and at neither: the cut. */
export function readThatCut(
  reads: readonly TraceRecord[],
  from: number,
  to: number,
): TraceRecord | undefined {
  let readBytes = 0
  return reads.find((read) => {
    readBytes += read.originalBytes ?? 0
    return readBytes > from && readBytes < to
  })
}

/** The field of a frame with this name. */
export function fieldOf(frame: TraceRecord | undefined, name: string): FrameField | undefined {
  const fields: FrameField[] = Array.isArray(frame?.fields) ? frame.fields : []
  return fields.find((field) => field.name === name)
}
