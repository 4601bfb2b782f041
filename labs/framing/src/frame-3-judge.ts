import { decide, type Judge, select, type TraceRecord } from '@socket-labs/trace'
import { type Round, writtenBytes } from './frame-3-rounds.ts'

/** Bytes of an IPv4 and of a TCP header, without options (RFC 791, RFC 9293). */
const headersBytes = 40
/** A timestamp option with its padding (RFC 7323 Appendix A). */
const timestampsBytes = 12

/** The whole verdict needs the private network and a capture; what was seen is told in any case. */
export const judgeSegmentSizes: Judge = (records) => {
  const loopback = records.find((record) => record.round === 'loopback')
  const mtu = records.find((record) => record.kind === 'instrument.row' && 'mtuBytes' in record)
  const asItIs = seenIn(records, 'as it is')
  const narrow = seenIn(records, 'mtu 1500')
  const stamped = seenIn(records, 'timestamps')
  const offload = seenIn(records, 'offload')
  const all = [asItIs, narrow, stamped, offload]
  const isShown =
    mtu?.mtuBytes === 65_536 &&
    announcedBytes(loopback) === 65_495 &&
    asItIs.optionsBytes.every((bytes) => bytes === 65_495) &&
    [narrow, stamped, offload].every(({ optionsBytes }) =>
      optionsBytes.every((bytes) => bytes === 1460),
    ) &&
    narrow.info?.advertisedMssBytes === 1460 &&
    stamped.info?.advertisedMssBytes === 1448 &&
    narrow.largestBytes === 1460 &&
    stamped.largestBytes === 1448 &&
    [narrow, stamped].every(({ largestPacketBytes }) => largestPacketBytes === 1500) &&
    offload.largestBytes > 1448 &&
    newSegments(offload.info) === Math.ceil(writtenBytes / 1448)
  return [
    decide(
      {
        id: 'frame-3',
        truth: 'K',
        expected:
          'loopback: MTU 65,536 bytes, announced MSS 65,495; MTU 1,500 bytes: announced 1,460, with timestamps too, though they leave 1,448 for data; with segmentation offload a capture shows more',
      },
      [mtu, loopback, ...all.flatMap(({ info, syns, data }) => [info, ...syns, ...data])],
      isShown && all.every(({ syns, data }) => syns.length === 2 && data.length > 0),
      [
        `loopback: MTU ${count(mtu?.mtuBytes)}, announced MSS ${count(announcedBytes(loopback))}`,
        narrow.info ? storyOf(narrow, offload, stamped) : 'an MTU of 1,500 was not to be had here',
      ].join('; '),
    ),
  ]
}

interface Seen {
  info: TraceRecord | undefined
  /** The SYN and the answer to it. */
  syns: TraceRecord[]
  optionsBytes: unknown[]
  /** Segments with data. */
  data: TraceRecord[]
  largestBytes: number
  largestPacketBytes: number
}

function seenIn(records: readonly TraceRecord[], round: Round['round']): Seen {
  const inRound = (kind: string) => select(records, { kind }).filter((one) => one.round === round)
  const segments = inRound('tcp.segment')
  const syns = segments.filter(({ flags }) => Array.isArray(flags) && flags.includes('SYN'))
  const data = segments.filter(({ payloadBytes }) => Number(payloadBytes) > 0)
  return {
    info: inRound('tcp.info')[0],
    syns,
    optionsBytes: syns.map(({ options }) => (options as { mssBytes?: number })?.mssBytes),
    data,
    largestBytes: Math.max(0, ...data.map(({ payloadBytes }) => Number(payloadBytes))),
    largestPacketBytes: Math.max(0, ...data.map(({ packetBytes }) => Number(packetBytes))),
  }
}

/** What stands in the SYN: the kernel's own figure has the room for timestamps taken off already. */
function announcedBytes(info: TraceRecord | undefined): number {
  return Number(info?.advertisedMssBytes) + (info?.hasTimestamps === true ? timestampsBytes : 0)
}

/** ⚠ Bytes, not bits: a packet of 1 500 was captured, 40 of them headers. */
function storyOf(narrow: Seen, offload: Seen, stamped: Seen): string {
  const captured =
    narrow.data.length === 0
      ? 'no capture'
      : `SYN option ${count(narrow.optionsBytes[0])}, ${count(narrow.largestBytes)} bytes of data and ${headersBytes} of headers in a packet of ${count(narrow.largestPacketBytes)}; ` +
        `with timestamps: option ${count(stamped.optionsBytes[0])}, data ${count(stamped.largestBytes)}; ` +
        `with offload the capture shows ${count(offload.largestBytes)} in one piece, where the kernel counts ${newSegments(offload.info)} segments`
  return `MTU 1,500: announced ${count(announcedBytes(narrow.info))}; ${captured}`
}

function newSegments(info: TraceRecord | undefined): number {
  return Number(info?.dataSegmentsOut) - Number(info?.retransmits)
}

function count(bytes: unknown): string {
  return typeof bytes === 'number' ? bytes.toLocaleString('en') : '?'
}
