import { FrameDecoder, lengthCodec } from '@socket-labs/framing'

const decoder = new FrameDecoder(lengthCodec({ lengthBytes: 1 }))
decoder.push(Uint8Array.of(5, 0x68, 0x65))
for (const found of decoder.finish()) console.log(JSON.stringify(found))
