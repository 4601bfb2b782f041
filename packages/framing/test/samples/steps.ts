import { FrameDecoder, netstringCodec } from '@socket-labs/framing'

const decoder = new FrameDecoder(netstringCodec())
decoder.feed(Buffer.from('1:a,1:b,1:c,'))

let wanted = 2
while (wanted > 0 && decoder.next() === 'frame') {
  const { bytes, start, end } = decoder
  console.log(String.fromCharCode(...bytes.subarray(start, end)))
  wanted--
}
console.log(`${decoder.pendingBytes} bytes have not been looked at`)
