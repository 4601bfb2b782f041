import { cobsCodec } from '@socket-labs/framing'

const frame = cobsCodec().encode(Uint8Array.of(0x11, 0x22, 0, 0x33))
console.log(Buffer.from(frame).toString('hex'))
