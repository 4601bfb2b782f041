/**
 * TCP segments that two Linux 6.18 kernels sent each other over TUN devices, as captured between them; one
 * segment with data was lost. They begin behind the IP header.
 */
import type { Header } from './open-10-headers.ts'

export interface RealSegment {
  what: string
  hex: string
  means: Header
}

const [client, server] = [
  { sourcePort: 36692, destinationPort: 80, urgentPointer: 0 },
  { sourcePort: 80, destinationPort: 36692, urgentPointer: 0 },
]

const dataSegment = '8f540050f8eabc891121c0008018003f692100000101080a2f41f3bbdc2ff227'

export const realSegments: readonly RealSegment[] = [
  {
    what: "a client's SYN",
    hex: '8f540050f8eaa5e800000000a002faf0e7930000020405b40402080a2f41f3ba000000000103030a',
    means: {
      ...client,
      seqNo: 4176127464,
      ackNo: 0,
      flags: ['SYN'],
      window: 64240,
      checksum: 0xe793,
      options: {
        mssBytes: 1460,
        sackPermitted: true,
        timestamp: { value: 792851386, echo: 0 },
        windowScale: 10,
      },
      payloadAt: 40,
    },
  },
  {
    what: "the server's SYN+ACK",
    hex: '00508f541121bffff8eaa5e9a012fe8844720000020405b40402080adc2ff2272f41f3ba0103030a',
    means: {
      ...server,
      seqNo: 287424511,
      ackNo: 4176127465,
      flags: ['SYN', 'ACK'],
      window: 65160,
      checksum: 0x4472,
      options: {
        mssBytes: 1460,
        sackPermitted: true,
        timestamp: { value: 3694129703, echo: 792851386 },
        windowScale: 10,
      },
      payloadAt: 40,
    },
  },
  {
    what: 'a segment with data',
    hex: dataSegment + '78'.repeat(208),
    means: {
      ...client,
      seqNo: 4176133257,
      ackNo: 287424512,
      flags: ['PSH', 'ACK'],
      window: 63,
      checksum: 0x6921,
      options: { timestamp: { value: 792851387, echo: 3694129703 } },
      payloadAt: 32,
    },
  },
  {
    what: 'an ACK that tells of a hole',
    hex: '00508f541121c000f8eaa5e9b0100043eccd00000101080adc2ff2272f41f3bb0101050af8eaab91f8eab139',
    means: {
      ...server,
      seqNo: 287424512,
      ackNo: 4176127465,
      flags: ['ACK'],
      window: 67,
      checksum: 0xeccd,
      options: {
        timestamp: { value: 3694129703, echo: 792851387 },
        sack: [[4176128913, 4176130361]],
      },
      payloadAt: 44,
    },
  },
  {
    what: 'the answer with its text',
    hex: '00508f541121c000f8eabd598018004b0fac00000101080adc2ff2282f41f3bb68656c6c6f2c20776f726c640a',
    means: {
      ...server,
      seqNo: 287424512,
      ackNo: 4176133465,
      flags: ['PSH', 'ACK'],
      window: 75,
      checksum: 0x0fac,
      options: { timestamp: { value: 3694129704, echo: 792851387 } },
      payloadAt: 32,
    },
  },
  {
    what: "the server's FIN",
    hex: '00508f541121c00df8eabd598011004b59ff00000101080adc2ff2282f41f3bb',
    means: {
      ...server,
      seqNo: 287424525,
      ackNo: 4176133465,
      flags: ['FIN', 'ACK'],
      window: 75,
      checksum: 0x59ff,
      options: { timestamp: { value: 3694129704, echo: 792851387 } },
      payloadAt: 32,
    },
  },
]

/** The answer to a SYN for a port on which nobody listened: a header of twenty bytes. */
export const realReset: RealSegment = {
  what: 'a RST: nobody listened',
  hex: '005193b000000000d86878dd50140000b6840000',
  means: {
    sourcePort: 81,
    destinationPort: 37808,
    seqNo: 0,
    ackNo: 3630725341,
    flags: ['RST', 'ACK'],
    window: 0,
    checksum: 0xb684,
    urgentPointer: 0,
    options: {},
    payloadAt: 20,
  },
}
