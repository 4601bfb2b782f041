import {
  emitPacket,
  icmpPacket,
  type TcpPacketOptions,
  tcpPacket,
  udpPacket,
} from '@socket-labs/wire'
import type { Side } from '../src/index.ts'

const ends = {
  client: { address: '10.1.0.1', port: 40000 },
  server: { address: '10.1.0.2', port: 80 },
}

const fromTo = (from: Side) => ({
  from: ends[from],
  to: ends[from === 'client' ? 'server' : 'client'],
})

/** A segment as that side sends it, in an IPv4 packet. */
export function segment(from: Side, fields: Partial<TcpPacketOptions>): Uint8Array {
  return emitPacket(tcpPacket({ ...fromTo(from), ...fields }))
}

/** A data segment: `bytes` of them, from `seqNo`. */
export function data(from: Side, seqNo: number, bytes = 10): Uint8Array {
  return segment(from, { flags: ['ACK'], seqNo, payload: new Uint8Array(bytes).map((_, i) => i) })
}

export function datagram(from: Side): Uint8Array {
  return emitPacket(udpPacket({ ...fromTo(from), payload: new Uint8Array(3) }))
}

export function ping(from: Side): Uint8Array {
  const { address } = ends[from]
  const other = fromTo(from).to.address
  return emitPacket(icmpPacket({ from: address, to: other, type: 8 }))
}
