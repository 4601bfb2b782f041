import type { Side } from '../ladder-event.ts'
import { otherSide } from '../ladder-event.ts'
import type { ByteStream, Direction } from './byte-streams.ts'
import { Pieces } from './pieces.ts'

export type StripRowKind = 'sent' | 'writes' | 'reads' | 'frames'

/** One line of a strip. */
export interface StripRow {
  kind: StripRowKind
  /** What stands before it. */
  name: string
  pieces: Pieces
}

/** One direction as it is drawn, before anything is measured. */
export interface Strip {
  conn: string
  from: Side
  /** What colours and numbers stand for; none where nobody knows where a message ends. */
  messages: Pieces
  /** One of them in a word. */
  noun: 'message' | 'write' | 'datagram' | 'frame'
  sent: Pieces
  reads: Pieces
  /** So many bytes went in, as far as the sender was seen. */
  sentBytes: number
  rows: StripRow[]
  codec: string
  isSenderSeen: boolean
  isReaderSeen: boolean
  isCut: boolean
  /** Which of several datagrams was received is a guess. */
  isUncertain: boolean
  isOver: boolean
  /** Records that name bytes which cannot be. */
  refused: number
}

/** The row in which a record has a piece of its own. */
export function rowOf({ rows }: Strip, n: number): StripRow | undefined {
  return rows.find(({ pieces }) => pieces.atOrBefore(n)?.n === n)
}

export function stripOf({ isSeen }: ByteStream, direction: Direction, isOver: boolean): Strip {
  const { conn, from, codec, isCut, datagrams } = direction
  const isSenderSeen = isSeen[from]
  const isReaderSeen = isSeen[otherSide(from)]
  const isUncertain = datagrams?.isUncertain === true
  const common = { conn, from, codec, isCut, isUncertain, isOver, isSenderSeen, isReaderSeen }
  if (datagrams) {
    const { sent, received } = datagrams
    const rows: StripRow[] = [
      { kind: 'sent', name: 'sent', pieces: sent },
      { kind: 'reads', name: 'received', pieces: received },
    ]
    const refused = sent.refused + received.refused
    const pairs = { messages: sent, noun: 'datagram', sent, reads: received } as const
    return { ...common, ...pairs, sentBytes: sent.end, rows, refused }
  }
  const { sent, writes, reads } = direction
  const frames = [...direction.frames]
  const messages = sent.count > 0 ? sent : writes.count > 0 ? writes : (frames[0]?.[1] ?? none)
  const noun = messages === sent ? 'message' : messages === writes ? 'write' : 'frame'
  const rows: StripRow[] = [
    ...(sent.count > 0 ? [{ kind: 'sent', name: 'sent', pieces: sent } as const] : []),
    { kind: 'writes', name: 'writes', pieces: writes },
    { kind: 'reads', name: 'reads', pieces: reads },
    ...frames.map(([name, pieces]): StripRow => {
      return { kind: 'frames', name: frames.length > 1 ? name || 'frames' : 'frames', pieces }
    }),
  ]
  const refused = rows.reduce((sum, { pieces }) => sum + pieces.refused, 0)
  const sender = sent.count > 0 ? sent : writes
  const sentBytes = Math.max(sent.end, writes.end)
  return { ...common, messages, noun, sent: sender, reads, sentBytes, rows, refused }
}

const none = new Pieces()
