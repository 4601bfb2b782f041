import { setTimeout as pause } from 'node:timers/promises'
import { type Codec, lengthCodec, lineCodec } from '@socket-labs/framing'

/** What the server grants to each frame. */
export const maxFrameBytes = 4096

/** What a hostile client sends, and what a server that believed it would have to keep. */
export interface Attack {
  attack: string
  codec: Codec
  /** The error that it must get. */
  code: string
  claimedBytes: number
  bytes(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

const ownLength = lengthCodec({ lengthAdjustment: -4 })

export const attacks: readonly Attack[] = [
  {
    attack: 'an absurd length: ff ff ff ff',
    codec: lengthCodec(),
    code: 'frame-too-long',
    claimedBytes: 2 ** 32 - 1,
    bytes: () => [new Uint8Array(4).fill(0xff)],
  },
  {
    attack: 'an absurd length: 2^64 - 1',
    codec: lengthCodec({ lengthBytes: 8 }),
    code: 'frame-too-long',
    claimedBytes: 2 ** 64,
    bytes: () => [new Uint8Array(8).fill(0xff)],
  },
  {
    attack: 'a length that counts its own 4 bytes, and says 1',
    codec: ownLength,
    code: 'length-negative',
    claimedBytes: -3,
    bytes: () => [Uint8Array.of(0, 0, 0, 1)],
  },
  {
    attack: 'a line that never ends',
    codec: lineCodec(),
    code: 'frame-too-long',
    claimedBytes: Number.MAX_SAFE_INTEGER,
    *bytes() {
      for (;;) yield Buffer.alloc(1024, 'x')
    },
  },
  {
    attack: 'a slow sender: one byte at a time',
    codec: lengthCodec(),
    code: 'frame-too-slow',
    claimedBytes: 1000,
    async *bytes() {
      yield Uint8Array.of(0)
      yield Uint8Array.of(0)
      yield Uint8Array.of(0x03)
      yield Uint8Array.of(0xe8)
      for (;;) {
        await pause(50)
        yield Buffer.from('x')
      }
    },
  },
]
