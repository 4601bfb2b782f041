import { type Codec, lengthCodec, varintCodec } from '@socket-labs/framing'
import { type FrameField, lengthFields } from './record-frames.ts'

/** One way to write a length in front of a message. */
export interface Layout {
  layout: string
  decodedBy: Codec
  /** The codec's name. */
  codec: string
  encode(message: Uint8Array): Uint8Array
  /** Bytes of the frame's front that the reader is not handed. */
  stripBytes(frame: Uint8Array): number
  fieldsOf(frame: Uint8Array): FrameField[]
}

/** Every usual one: 1, 2, 4 and 8 bytes, both orders, a number of varying size, and a header with more in it. */
export const layouts: readonly Layout[] = [
  plain(1),
  ...([2, 4, 8] as const).flatMap((bytes) => [plain(bytes, 'big'), plain(bytes, 'little')]),
  {
    layout: 'varint',
    codec: 'varint',
    decodedBy: varintCodec(),
    encode: (message) => varintCodec().encode(message),
    stripBytes: varintBytes,
    fieldsOf: varintFields,
  },
  typed(3, 'all stripped'),
  typed(0, 'nothing stripped'),
]

export function plain(lengthBytes: 1 | 2 | 4 | 8, endian: 'big' | 'little' = 'big'): Layout {
  const codec = lengthCodec({ lengthBytes, endian })
  return {
    layout: lengthBytes === 1 ? '1 byte' : `${lengthBytes} bytes, ${endian}-endian`,
    codec: 'length',
    decodedBy: codec,
    encode: (message) => codec.encode(message),
    stripBytes: () => lengthBytes,
    fieldsOf: lengthFields({ bytes: lengthBytes, endian }),
  }
}

/** One byte in front of the length, which counts the whole frame: so 3 has to be taken from it. */
function typed(stripBytes: 0 | 3, what: string): Layout {
  const fields = { lengthBytes: 2, lengthOffset: 1, lengthAdjustment: -3 } as const
  const whole = lengthCodec({ ...fields, stripBytes: 0 })
  return {
    layout: `type and length of all, ${what}`,
    codec: 'length',
    decodedBy: lengthCodec({ ...fields, stripBytes }),
    encode: (message) => whole.encode(Buffer.concat([Buffer.from('T\0\0'), message])),
    stripBytes: () => stripBytes,
    fieldsOf: lengthFields({ bytes: 2, offset: 1 }),
  }
}

function varintBytes(frame: Uint8Array): number {
  return frame.findIndex((byte) => byte < 0x80) + 1
}

function varintFields(frame: Uint8Array): FrameField[] {
  const bytes = varintBytes(frame)
  const payload = frame.subarray(bytes)
  return lengthFields({ bytes })(frame).map((field) =>
    field.name === 'length' ? { ...field, value: String(payload.length) } : field,
  )
}
