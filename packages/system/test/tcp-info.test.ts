import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeTcpInfo } from '../src/index.ts'
import { tcpInfoHex, unhex } from './golden-kernel-bytes.ts'

const golden = unhex(tcpInfoHex)

/** Where each of these fields ends in include/uapi/linux/tcp.h. */
const ends: Record<string, number> = {
  state: 1,
  caState: 2,
  options: 6,
  rcvWscale: 7,
  rtoMs: 12,
  unackedSegments: 28,
  srttMs: 72,
  cwndSegments: 84,
  totalRetransmits: 104,
  bytesAcked: 128,
  segmentsIn: 144,
  minRttMs: 152,
  deliveryRateBytesPerSec: 168,
  sndbufLimitedMs: 192,
  bytesSent: 208,
  rcvOutOfOrder: 228,
  sndWindowBytes: 232,
  rcvWindowBytes: 236,
  timeoutRecoveryMs: 248,
}

describe('TCP_INFO', () => {
  it('tells what the connection did: 5000 bytes out, 70 in, and the FIN-less SYN counted as acknowledged', () => {
    expect(decodeTcpInfo(golden)).toMatchObject({
      state: 'ESTABLISHED',
      caState: 'open',
      options: { timestamps: true, sack: true, windowScale: true, ecn: false },
      sndWscale: 10,
      rcvWscale: 10,
      retransmits: 0,
      atoMs: 40,
      pathMtuBytes: 65_535,
      advertisedMssBytes: 65_483,
      bytesAcked: 5001,
      bytesReceived: 70,
      bytesSent: 5000,
      dataSegmentsOut: 1,
      dataSegmentsIn: 1,
      segmentsOut: 4,
      segmentsIn: 3,
      notSentBytes: 0,
      rcvOutOfOrder: 0,
    })
  })

  it('times are milliseconds to the microsecond', () => {
    const view = new DataView(golden.buffer)
    const { srttMs, rtoMs, minRttMs } = decodeTcpInfo(golden)
    expect(srttMs).toBe(view.getUint32(68, true) / 1000)
    expect(rtoMs).toBe(view.getUint32(8, true) / 1000)
    expect(minRttMs).toBe(view.getUint32(148, true) / 1000)
  })

  it('what has no limit, or no sample yet, is absent', () => {
    expect(decodeTcpInfo(golden)).not.toHaveProperty('ssthreshSegments')
    expect(decodeTcpInfo(golden)).not.toHaveProperty('maxPacingRateBytesPerSec')
    const bytes = golden.slice()
    bytes.set([7, 0, 0, 0], 76)
    bytes.fill(0xff, 148, 152)
    expect(decodeTcpInfo(bytes).ssthreshSegments).toBe(7)
    expect(decodeTcpInfo(bytes)).not.toHaveProperty('minRttMs')
  })

  it('cut at every byte, a field is there when its last byte is', () => {
    const whole = decodeTcpInfo(golden)
    for (let length = 0; length <= golden.length; length++) {
      const cut = decodeTcpInfo(golden.subarray(0, length))
      expect(whole).toMatchObject(cut)
      for (const [name, end] of Object.entries(ends))
        expect(name in cut, `${name} in ${length} bytes`).toBe(length >= end)
    }
  })

  it('any bytes at any offset give finite numbers or nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 320 }), fc.nat(7), (bytes, from) => {
        const numbers = Object.values(decodeTcpInfo(bytes.subarray(from)))
        for (const value of numbers.filter((one) => typeof one === 'number'))
          expect(Number.isFinite(value) && value >= 0).toBe(true)
      }),
    )
  })
})
