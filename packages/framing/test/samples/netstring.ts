import { netstringCodec } from '@socket-labs/framing'

console.log(`${Buffer.from(netstringCodec().encode(Buffer.from('hello world!')))}`)
