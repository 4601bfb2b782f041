import { FrameDecoder, lengthCodec } from '@socket-labs/framing'

// A TLS record: type, two bytes of version, two of length, the payload. All of it is handed over.
const codec = lengthCodec({ lengthOffset: 3, lengthBytes: 2, stripBytes: 0 })
const alert = Uint8Array.of(0x15, 3, 3, 0, 2, 2, 40)
for (const found of new FrameDecoder(codec).push(alert)) {
  if (found.kind === 'frame') console.log(Buffer.from(found.bytes).toString('hex'))
}

// A length that counts itself as well.
const counting = lengthCodec({ lengthBytes: 2, lengthAdjustment: -2 })
console.log(Buffer.from(counting.encode(Buffer.from('hi'))).toString('hex'))
