import { delimiterCodec, FrameDecoder } from '@socket-labs/framing'

const codec = delimiterCodec({ delimiters: [Buffer.from('\r\n'), Buffer.from(';')], escape: 0x5c })
const frame = codec.encode(Buffer.from('a;b\\'))
console.log(`${Buffer.from(frame)}`.trimEnd())

for (const found of new FrameDecoder(codec).push(Buffer.from('x\\;y;z\r\n'))) {
  if (found.kind === 'frame') console.log(`${Buffer.from(found.bytes)}`)
}
