import type { RecordDraft, TraceRecord } from '@socket-labs/trace'
import { SampleRun } from './sample-runs.ts'

type Fields = Partial<RecordDraft>

/** Writes a small run about messages by hand; time goes on by itself. */
export class StreamRun extends SampleRun {
  #tMs = 3
  #sentTo = new Map<string, number>()

  started(): this {
    return this.listening(1).opened(2)
  }

  /** The sender means the next `bytes` of its stream as one message. */
  message(bytes: number, fields: Fields = {}): this {
    const stream = `${fields.at ?? 'client'} ${fields.conn ?? 'c1'}`
    const fromByte = this.#sentTo.get(stream) ?? 0
    this.#sentTo.set(stream, fromByte + bytes)
    return this.#next('frame.sent', {
      codec: 'length',
      fromByte,
      toByte: fromByte + bytes,
      ...fields,
    })
  }

  writes(bytes: number, fields: Fields = {}): this {
    return this.#next('socket.write', { originalBytes: bytes, returned: true, ...fields })
  }

  reads(bytes: number, fields: Fields = {}): this {
    return this.#next('socket.data', { at: 'server', originalBytes: bytes, ...fields })
  }

  frame(fromByte: number, toByte: number, fields: Fields = {}): this {
    const range = { codec: 'length', fromByte, toByte }
    return this.#next('frame.decoded', { at: 'server', ...range, ...fields })
  }

  broken(atByte: number, skippedBytes: number | null, fields: Fields = {}): this {
    const fault = { codec: 'length', code: 'frame-too-long', atByte, skippedBytes }
    return this.#next('frame.broken', { at: 'server', ...fault, ...fields })
  }

  datagram(at: string, direction: 'sent' | 'received', originalBytes: number, digest?: string) {
    return this.#next('udp.datagram', { at, direction, originalBytes, ...(digest && { digest }) })
  }

  over(): TraceRecord[] {
    return this.ended(this.#tMs + 1).records
  }

  #next(kind: string, { at = 'client', ...fields }: Fields): this {
    this.#tMs += 0.1
    return this.add(this.#tMs, at, kind, { conn: 'c1', ...fields })
  }
}

const run = () => new StreamRun().started()

/** Five messages in one write, three reads that cut them elsewhere, one frame that nobody sent. */
export function sticky(): TraceRecord[] {
  const stream = run()
  for (const bytes of [5, 8, 3, 40, 6]) stream.message(bytes)
  stream.writes(62).reads(6).reads(11).reads(45)
  return stream.frame(0, 5).frame(5, 13).frame(13, 18).broken(18, 20).over()
}

export function tenWrites(): TraceRecord[] {
  const stream = run()
  for (let i = 0; i < 10; i++) stream.writes(5)
  return stream.reads(50).over()
}

export function longAndShort(): TraceRecord[] {
  const stream = run().message(262_144).message(12).writes(262_144).writes(12)
  for (let i = 0; i < 4; i++) stream.reads(65_536)
  return stream.reads(12).over()
}

export function tenThousandReads(): TraceRecord[] {
  const stream = run()
  for (let i = 0; i < 10_000; i++) stream.writes(1000).reads(i % 2 ? 1500 : 500)
  return stream.over()
}

export function endless(): TraceRecord[] {
  const stream = run().message(5_000_000_000).writes(5_000_000_000)
  for (let i = 0; i < 10_000; i++) stream.reads(65_536)
  return stream.records
}

export function bothWays(): TraceRecord[] {
  const stream = run().writes(5).reads(5).writes(5, { at: 'server' }).reads(5, { at: 'client' })
  return stream.writes(90).reads(60).records
}

export function datagrams(): TraceRecord[] {
  const stream = new StreamRun()
  for (const bytes of [5, 12, 0, 30, 8]) stream.datagram('client', 'sent', bytes)
  for (const bytes of [5, 12, 0, 8]) stream.datagram('server', 'received', bytes)
  return stream.over()
}

export function readerOnly(): TraceRecord[] {
  const stream = new StreamRun().reads(6).reads(4).reads(20)
  return stream.frame(0, 8).frame(8, 30).records
}

/** Offsets that cannot be, text that would break out, and a hole in the records. */
export function hostileStream(): TraceRecord[] {
  const text = '</text><script>alert(1)</script>\u001b[2J\u202e'
  const stream = run().writes(20).reads(9)
  const ranges = [
    [5, 2],
    [-4, 3],
    [0, Number.NaN],
    [0, 1e300],
    ['a', 'b'],
    [0, 8],
    [4, 12],
    [8, 8],
  ]
  for (const [fromByte, toByte] of ranges) stream.message(0, { fromByte, toByte, codec: text })
  stream.broken(3, -4, { code: text }).broken(Number.NaN, 4)
  stream.add(9, 'runner', 'gap', { count: 3, why: text })
  return stream.writes(5).writes(Number.POSITIVE_INFINITY).records
}
