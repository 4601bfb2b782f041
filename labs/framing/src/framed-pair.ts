import { FrameDecoder, lengthCodec } from '@socket-labs/framing'
import type { ScenarioContext } from '@socket-labs/lab'
import { queuesOf, type ReadQueues, recordQueues } from './kernel-queues.ts'
import { endsOf, type Pair } from './loopback.ts'
import { FrameRecords, lengthFields } from './record-frames.ts'

const codec = lengthCodec({ lengthBytes: 4 })
const maxFrameBytes = 256 * 2 ** 20
const look = { codec: codec.name, fieldsOf: lengthFields({ bytes: 4 }) }

export interface FramedPairOptions {
  /** Is told each message that the server has read. */
  onMessage?(message: string): void
  /** Reads what waits in the server's kernel; this process's own kernel unless told. */
  readQueues?: ReadQueues
}

/** Bytes of the header in front of each message. */
export const headerBytes = 4

/**
 * A connection whose client writes messages, each with its length in front, and whose server decodes them.
 * Where each message stands in the stream is written down at both ends: so the reads, which know nothing
 * of messages, can be compared with them.
 */
export class FramedPair {
  readonly pair: Pair
  /** Messages that the server has decoded. */
  received = 0
  /** Bytes of the messages written so far, with their headers. */
  sentBytes = 0
  readonly #ctx: ScenarioContext
  readonly #sent: FrameRecords
  readonly #readQueues: ReadQueues

  constructor(
    ctx: ScenarioContext,
    pair: Pair,
    { onMessage = () => {}, readQueues = queuesOf }: FramedPairOptions = {},
  ) {
    this.#ctx = ctx
    this.pair = pair
    this.#readQueues = readQueues
    this.#sent = new FrameRecords(ctx, pair.client, { at: 'client', ...look })
    const read = new FrameRecords(ctx, pair.server, { at: 'server', ...look })
    const decoder = new FrameDecoder(codec, { maxFrameBytes })
    pair.server.on('data', (chunk) => {
      const found = decoder.push(chunk)
      this.received += read.decoded(chunk, found)
      for (const one of found)
        if (one.kind === 'frame') onMessage(Buffer.from(one.bytes).toString())
    })
  }

  /** One message, one write. */
  write(message: string): void {
    const payload = Buffer.from(message)
    const frame = codec.encode(payload)
    this.#sent.sent(frame, payload)
    this.sentBytes += frame.length
    this.pair.client.write(frame)
  }

  /** Until the server's program has decoded `count` messages in all. */
  async messages(count: number): Promise<void> {
    await this.#ctx.waitFor(`message ${count} to be whole`, () => this.received >= count, 20_000)
  }

  /** Until more than `bytes` lie in the server's kernel, which its program has not read. */
  async unread(bytes: number): Promise<void> {
    const { server } = this.pair
    await this.#ctx.waitFor(
      `${bytes} bytes to wait in the server's kernel`,
      () => this.#readQueues(server).receiveQueueBytes >= bytes,
    )
    recordQueues(this.#ctx, { at: 'server', socket: server }, this.#readQueues)
  }

  /** The fields with which a note belongs to this connection. */
  get ends(): { local: string; remote: string } {
    return endsOf(this.pair.client)
  }
}
