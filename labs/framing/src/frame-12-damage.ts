import type { Codec } from '@socket-labs/framing'

/** What goes over the line in the place of a frame, or as one. */
export interface Sent {
  bytes: Uint8Array
  /** The message, where its frame is whole. */
  message?: Uint8Array
  /** In words, what was done to it, where it is not. */
  damage?: string
}

/** Turns a frame into what a bad line makes of it. */
interface Damage {
  damage: string
  spoil(frame: Uint8Array, random: () => number): Uint8Array
}

const headerBytes = 8
const trailerBytes = 4

/** Each kind of damage that a line can do, to checksummed frames. */
const kinds: readonly Damage[] = [
  {
    damage: 'a bit of the message is flipped',
    spoil: (frame, random) => {
      const payloadBytes = frame.length - headerBytes - trailerBytes
      return flipped(frame, headerBytes + Math.floor(random() * payloadBytes))
    },
  },
  {
    damage: 'three bytes of the message are lost',
    spoil: (frame) => Buffer.concat([frame.subarray(0, 10), frame.subarray(13)]),
  },
  {
    damage: 'a bit of the length is flipped',
    spoil: (frame) => flipped(frame, 3),
  },
  {
    damage: 'the first byte is lost',
    spoil: (frame) => frame.subarray(1),
  },
  {
    damage: 'two bytes too many within the message',
    spoil: (frame) => Buffer.concat([frame.subarray(0, 12), Buffer.from('??'), frame.subarray(12)]),
  },
  {
    damage: 'noise from elsewhere, which even begins like a frame',
    spoil: () => Uint8Array.of(0xa5, 0xc3, 0, 0, 0, 9, 1, 2, 0xff, 0xa5),
  },
]

/** Messages that arrive whole, and after each one that does not. The last is whole. */
export function onABadLine(codec: Codec, random: () => number): Sent[] {
  const whole = (text: string): Sent => {
    const message = Buffer.from(text)
    return { bytes: codec.encode(message), message }
  }
  const sent = kinds.flatMap(({ damage, spoil }, i) => [
    whole(`whole message ${i + 1}`),
    { bytes: spoil(codec.encode(Buffer.from(`spoiled message ${i + 1}`)), random), damage },
  ])
  return [...sent, whole('the last message')]
}

/** The frame with one bit of one byte changed. */
export function flipped(frame: Uint8Array, at: number): Uint8Array {
  const copy = frame.slice()
  copy[at] = (copy[at] as number) ^ 0x04
  return copy
}
