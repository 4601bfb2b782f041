import { varintCodec } from '@socket-labs/framing'

const frame = varintCodec().encode(new Uint8Array(300))
console.log(Buffer.from(frame.subarray(0, 2)).toString('hex'))
