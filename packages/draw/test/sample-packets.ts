import type { TraceRecord } from '@socket-labs/trace'
import { SampleRun } from './sample-runs.ts'

const ends = { client: '10.1.0.1:40000', server: '10.1.0.2:80' }
const other = { client: 'server', server: 'client' } as const
const firstSeqNo = { client: 4_294_967_290, server: 5000 }
type End = keyof typeof ends

/** A wire written by hand: 20 ms each way, packets numbered as they are sent. */
export class SampleWire {
  readonly run = new SampleRun()
  readonly delayMs: number
  #packetNo = 0

  constructor(delayMs = 20) {
    this.delayMs = delayMs
  }

  get records(): TraceRecord[] {
    return this.run.records
  }

  /** `words` as `SYN ACK seq 0 ack 1 len 5`. */
  segment(tMs: number, sender: End, words: string, fields: Partial<TraceRecord> = {}): this {
    const number = (name: string) => {
      const found = new RegExp(`${name} (\\d+)`).exec(words)?.[1]
      return found === undefined ? undefined : Number(found)
    }
    const payloadBytes = number('len') ?? 0
    const lost = fields.fate === 'dropped'
    this.run.add(tMs, 'wire', 'tcp.segment', {
      conn: 'c1',
      sender,
      from: ends[sender],
      to: ends[other[sender]],
      packetNo: ++this.#packetNo,
      flags: words.split(' ').filter((word) => /^[A-Z]+$/.test(word)),
      seqNo: firstSeqNo[sender] + (number('seq') ?? 0),
      ackNo: firstSeqNo[other[sender]] + (number('ack') ?? 0),
      relativeSeqNo: number('seq'),
      relativeAckNo: number('ack'),
      window: 64240,
      payloadBytes,
      packetBytes: 40 + payloadBytes,
      fate: 'delivered',
      ...(!lost && { arrivedMs: tMs + this.delayMs }),
      ...fields,
    })
    return this
  }

  state(tMs: number, at: End, from: string, to: string): this {
    const place = { local: ends[at], remote: ends[other[at]], conn: 'c1' }
    this.run.add(tMs, at, 'tcp.state', { from, to, trigger: 'segment', ...place })
    return this
  }

  socket(tMs: number, at: End, kind: string, fields: Partial<TraceRecord> = {}): this {
    const place = { local: ends[at], remote: ends[other[at]], conn: 'c1', socket: at }
    this.run.add(tMs, at, `socket.${kind}`, { ...place, ...fields })
    return this
  }

  /** Connection opened from `tMs` on; stands at the client 2 delays later. */
  opened(tMs: number): this {
    const d = this.delayMs
    const options = { mssBytes: 1460, windowScale: 7, sackPermitted: true }
    this.socket(tMs, 'client', 'connecting')
    this.segment(tMs + 0.1, 'client', 'SYN seq 0', { options })
    this.state(tMs + 0.2, 'client', 'CLOSED', 'SYN_SENT')
    this.state(tMs + d + 0.15, 'server', 'LISTEN', 'SYN_RCVD')
    this.segment(tMs + d + 0.2, 'server', 'SYN ACK seq 0 ack 1', { options })
    this.state(tMs + 2 * d + 0.25, 'client', 'SYN_SENT', 'ESTABLISHED')
    this.segment(tMs + 2 * d + 0.3, 'client', 'ACK seq 1 ack 1')
    this.socket(tMs + 2 * d + 0.4, 'client', 'connect')
    this.state(tMs + 3 * d + 0.35, 'server', 'SYN_RCVD', 'ESTABLISHED')
    return this.socket(tMs + 3 * d + 0.5, 'server', 'accept')
  }
}

/** Data lost on the way and sent again, one duplicated, two that changed places, one held. */
export function wireTroubles(): TraceRecord[] {
  const wire = new SampleWire().opened(1)
  wire.socket(61, 'client', 'write', { originalBytes: 5840 })
  wire.segment(61.1, 'client', 'ACK seq 1 ack 1 len 1460', {
    ...{ fate: 'dropped', cause: 'loss', diedMs: 71 },
  })
  wire.segment(61.2, 'client', 'ACK seq 1461 ack 1 len 1460', {
    ...{ fate: 'duplicated', copyArrivedMs: 88 },
  })
  wire.segment(61.3, 'client', 'ACK seq 2921 ack 1 len 1460', { arrivedMs: 95 })
  wire.segment(61.4, 'client', 'PSH ACK seq 4381 ack 1 len 1460')
  wire.segment(81.3, 'server', 'ACK seq 1 ack 1', { options: { sack: [[1461, 2921]] } })
  wire.segment(81.5, 'server', 'ACK seq 1 ack 1')
  wire.segment(95.1, 'server', 'ACK seq 1 ack 1')
  wire.segment(300, 'client', 'ACK seq 1 ack 1 len 1460', { retransmissionOf: 4 })
  wire.socket(320.1, 'server', 'data', { originalBytes: 5840 })
  wire.segment(320.2, 'server', 'ACK seq 1 ack 5841')
  wire.run.add(350, 'wire', 'note', {
    text: 'packet 12 is held: hold FIN for 300 ms',
    packetNo: 12,
  })
  wire.socket(349.9, 'client', 'shutdown')
  wire.segment(350, 'client', 'FIN ACK seq 5841 ack 1', { heldMs: 300, arrivedMs: 670 })
  wire.segment(352, 'client', 'PSH ACK seq 5841 ack 1 len 3', {
    ...{
      fate: 'dropped',
      cause: 'rule',
      rule: 'drop the 3rd data segment from client',
      diedMs: 352,
    },
  })
  return wire.records
}

/** Both ends close at once; each FIN crosses the other. */
export function simultaneousClose(): TraceRecord[] {
  const wire = new SampleWire().opened(1)
  for (const [at, peer] of [
    ['client', 'server'],
    ['server', 'client'],
  ] as const) {
    wire.socket(100, at, 'shutdown').segment(100.1, at, 'FIN ACK seq 1 ack 1')
    wire.state(100.2, at, 'ESTABLISHED', 'FIN_WAIT_1')
    wire.state(120.2, peer, 'FIN_WAIT_1', 'CLOSING').segment(120.3, peer, 'ACK seq 2 ack 2')
    wire.state(140.4, at, 'CLOSING', 'TIME_WAIT')
  }
  return wire.records
}

/** `count` data segments in bursts of ten, each second one acknowledged; each `lostEvery`th is lost. */
export function bulk(count: number, lostEvery = 0): TraceRecord[] {
  const wire = new SampleWire(5).opened(1)
  for (let i = 0; i < count; i++) {
    const tMs = 20 + Math.floor(i / 10) * 10 + (i % 10) / 10
    const isLost = lostEvery > 0 && i % lostEvery === lostEvery - 1
    const lost = isLost ? { fate: 'dropped', cause: 'queue', diedMs: tMs } : {}
    wire.segment(tMs, 'client', `ACK seq ${1 + i * 1460} ack 1 len 1460`, lost)
    if (i % 2) wire.segment(tMs + 5.05, 'server', `ACK seq 1 ack ${1 + (i + 1) * 1460}`)
  }
  return wire.records
}

/** A capture on one machine: each segment was seen once, and nobody said who sent it. */
export function captured(): TraceRecord[] {
  const wire = new SampleWire()
  wire.segment(1, 'client', 'SYN seq 0').segment(1.1, 'server', 'SYN ACK seq 0 ack 1')
  wire.segment(1.2, 'client', 'ACK seq 1 ack 1')
  wire.segment(1.3, 'client', 'PSH ACK seq 1 ack 1 len 100')
  wire.segment(1.4, 'server', 'ACK seq 1 ack 101')
  const unknown = { sender: undefined, arrivedMs: undefined, packetNo: undefined }
  const unread = { relativeSeqNo: undefined, relativeAckNo: undefined }
  return wire.records.map((record) => ({ ...record, ...unknown, ...unread }))
}

/** A SYN over IPv6 to a port that a rule guards: an ICMP message comes back; and a datagram. */
export function messages(): TraceRecord[] {
  const wire = new SampleWire()
  const [here, there] = ['[fd00:1::1]:40000', '[fd00:1::2]:80']
  wire.segment(1, 'client', 'SYN seq 0', { from: here, to: there })
  wire.run.add(21.2, 'wire', 'icmp.message', {
    ...{ conn: 'c1', sender: 'server', from: 'fd00:1::2', to: 'fd00:1::1', packetNo: 2 },
    ...{ type: 1, code: 4, name: 'port unreachable', fate: 'delivered', arrivedMs: 41.2 },
    about: { from: here, to: there },
  })
  wire.run.add(42, 'wire', 'udp.datagram', {
    ...{ conn: 'c1', sender: 'client', from: here, to: there, packetNo: 3, payloadBytes: 12 },
    ...{ fate: 'corrupted', arrivedMs: 62 },
  })
  return wire.records
}
