import { decide, select, type TraceRecord, type Verdict } from '@socket-labs/trace'
import { segments } from './seen-on-the-wire.ts'

interface SynOptions {
  mssBytes?: number
  windowScale?: number
  sackPermitted?: true
  timestamp?: unknown
}

/** IPv4 and TCP, without options. */
const headerBytes = 40

/** Reads off the SYNs, and off what followed them, what the options decided. */
export function judgeSynOptions(records: readonly TraceRecord[]): Verdict[] {
  const both = openingOf(records, 'c1')
  const [refused, unasked] = [openingOf(records, 'c2'), openingOf(records, 'c3')]
  const [v4, v6] = [openingOf(records, 'c4'), openingOf(records, 'c5')]
  const full = openingOf(records, 'c6')
  const opened = [both, refused, unasked]
  const byHand = [v4, v6, full]
  const isOneSided = asked(refused.syn) === 3 && asked(refused.synAck) === 0
  const isUnasked = asked(unasked.syn) === 0 && asked(unasked.synAck) === 0
  const isAgreed = both.agreed === 6 && refused.agreed === 0 && unasked.agreed === 0
  const isByHand = [v4.largest, v6.largest, full.largest].join() === '536,1220,1000'
  return [
    decide(
      {
        id: 'open-10',
        truth: 'W',
        expected:
          'each end keeps to the MSS of the other; window scale, SACK and timestamps hold where both SYNs have them; no window of a SYN is scaled; without MSS 536 bytes, over IPv6 1220; 40 bytes of options are read to the last',
      },
      [
        ...opened.flatMap(({ evidence, infos }) => [...evidence, ...infos]),
        ...byHand.flatMap((one) => one.evidence),
      ],
      both.isAnnounced &&
        isAgreed &&
        isOneSided &&
        isUnasked &&
        isUnscaled(both) &&
        isByHand &&
        isLongest(full.syn),
      `MSS ${both.mss.join(' and ')}, segments of at most ${both.sizes.join(' and ')} with their options; agreed where both SYNs have them: ${both.agreed / 2} of 3, else ${refused.agreed + unasked.agreed}; SYN+ACK with window ${both.synAck?.window}, and so the client took it, scale or not; without MSS ${v4.largest}, over IPv6 ${v6.largest}; an MSS in the last of 40 bytes: ${full.largest}`,
    ),
  ]
}

/** One connection: its first three segments, how its data was cut, and what the kernels then held it to. */
function openingOf(records: readonly TraceRecord[], conn: string) {
  const [syn] = segments(records, { sender: 'client', flags: ['SYN'], conn })
  const [synAck] = segments(records, { sender: 'server', flags: ['SYN', 'ACK'], conn })
  const [ack] = segments(records, { sender: 'client', flags: ['ACK'], conn, hasData: false })
  const ours = segments(records, { sender: 'client', hasData: true, conn })
  const theirs = segments(records, { sender: 'server', hasData: true, conn })
  const infos = select(records, { kind: 'tcp.info', conn })
  const mss = [optionsOf(syn).mssBytes, optionsOf(synAck).mssBytes]
  // An MSS counts the options of the segment too (RFC 9293 §3.7.1).
  const sizes = [
    largestOf(theirs, 'packetBytes') - headerBytes,
    largestOf(ours, 'packetBytes') - headerBytes,
  ]
  return {
    ...{ syn, synAck, ack, infos, mss, sizes },
    largest: largestOf(theirs, 'payloadBytes'),
    /** The larger of two unequal ones was used by one end, the smaller by the other. */
    isAnnounced: mss.join() === sizes.join() && mss[0] !== mss[1],
    /** Of three options at two ends. */
    agreed: infos
      .flatMap(({ sack, windowScale, timestamps }) => [sack, windowScale, timestamps])
      .filter(Boolean).length,
    evidence: [syn, synAck, ack, theirs[0]],
  }
}

function optionsOf(segment: TraceRecord | undefined): SynOptions {
  return (segment?.options ?? {}) as SynOptions
}

/** How many of the three a SYN carries. */
function asked(segment: TraceRecord | undefined): number {
  const { windowScale, sackPermitted, timestamp } = optionsOf(segment)
  return [windowScale, sackPermitted, timestamp].filter((option) => option !== undefined).length
}

/** The client took the SYN+ACK's window as it stands, and the server shifted that of the ACK behind it. */
function isUnscaled({ syn, synAck, ack, infos }: ReturnType<typeof openingOf>): boolean {
  const [client, server] = ['client', 'server'].map((at) => infos.find((info) => info.at === at))
  const scale = Number(optionsOf(syn).windowScale)
  const isShifted = server?.sndWindowBytes === Number(ack?.window) * 2 ** scale
  return scale > 0 && client?.sndWindowBytes === synAck?.window && isShifted
}

/** A header of 60 bytes: its length has four bits, and counts rows of 4 bytes. */
function isLongest(syn: TraceRecord | undefined): boolean {
  return syn?.packetBytes === 20 + 15 * 4
}

function largestOf(all: readonly TraceRecord[], field: 'packetBytes' | 'payloadBytes'): number {
  return Math.max(...all.map((segment) => Number(segment[field])))
}
