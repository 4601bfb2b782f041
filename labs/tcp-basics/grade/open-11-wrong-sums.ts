/** What stands in a checksum's field when it was summed in a way that is known to be wrong. */
import { checksumOf, fold, pseudoSum, sumOf } from './open-11-checksums.ts'
import { hexOf } from './open-11-fields.ts'
import { realChecksums, type SynPlan } from './open-11-plans.ts'

export interface WrongSum {
  mistake: string
  value: number
  sentence: string
}

/** Ways to end the sum that belong to no one checksum. */
function wrongEndings(sum: number, name: string): WrongSum[] {
  const once = (sum % 0x10000) + Math.floor(sum / 0x10000)
  const right = checksumOf(sum)
  return [
    {
      mistake: 'zero-replaced',
      value: right || 0xffff,
      sentence:
        'The checksum is 0, and ffff was sent instead. That is the rule of UDP (RFC 768), in which 0 means that there is none. IP and TCP always have one, and 0 is a value like any other.',
    },
    {
      mistake: 'checksum-turned',
      value: ((right & 0xff) << 8) | (right >> 8),
      sentence: `The ${name} is right, but its two bytes have changed places: it was written in little-endian.`,
    },
    {
      mistake: 'not-turned',
      value: fold(sum),
      sentence: `This is the sum itself. The ${name} is its complement: all bits are turned, ~sum & 0xffff.`,
    },
    {
      mistake: 'folded-once',
      value: 0xffff - (once % 0x10000),
      sentence:
        'What was left over was added once, and then something was left over again. It is added for as long as the sum has more than 16 bits: a loop, not an if.',
    },
    {
      mistake: 'not-folded',
      value: 0xffff - (sum % 0x10000),
      sentence: `What did not fit into 16 bits was cut off. In the ${name} it is added again, at the lower end.`,
    },
    {
      mistake: 'zero',
      value: 0,
      sentence: `The ${name} is 0. Either nothing was written there, or it was summed over bytes that already held the right one: that sum is ffff, and turned it is 0.`,
    },
  ]
}

/** Of the IP header's checksum. */
export function wrongHeaderSums(_: SynPlan, packet: Uint8Array): WrongSum[] {
  const header = withoutField(packet.subarray(0, 20), 10)
  const sum = sumOf(header)
  return [
    ...wrongEndings(sum, 'header checksum'),
    {
      mistake: 'whole-packet',
      value: checksumOf(sum + sumOf(packet.subarray(20))),
      sentence: wholePacket,
    },
    {
      mistake: 'whole-packet',
      value: checksumOf(sum + sumOf(withoutField(packet.subarray(20), 16))),
      sentence: wholePacket,
    },
    fieldNotZero(sum, realChecksums.ip),
  ]
}

const wholePacket =
  'The header checksum was summed over the whole packet. It is over the IP header alone, its first 20 bytes: what is in the packet has a checksum of its own.'

/** Of the TCP checksum. */
export function wrongTcpSums(plan: SynPlan, packet: Uint8Array): WrongSum[] {
  const tcp = withoutField(packet.subarray(20), 16)
  const bare = sumOf(tcp)
  const sum = bare + pseudoSum(plan, tcp.length)
  const lengths = [0, 20, packet.length, tcp.length / 4, tcp.length - 20]
  return [
    ...wrongEndings(sum, 'TCP checksum'),
    { mistake: 'no-pseudo-header', value: checksumOf(bare), sentence: noPseudoHeader },
    {
      mistake: 'no-pseudo-header',
      value: checksumOf(bare + sumOf(withoutField(packet.subarray(0, 20), 10))),
      sentence:
        'The IP header was summed in place of the pseudo header. The pseudo header has only what must not change under way: both addresses, the protocol, and the length of the TCP header.',
    },
    { mistake: 'no-protocol', value: checksumOf(sum - 6), sentence: noProtocol },
    ...lengths.map((length) => ({
      mistake: 'pseudo-length',
      value: checksumOf(bare + pseudoSum(plan, length)),
      sentence: `In the pseudo header stood ${length} as the length. It is that of the TCP header with its options, and without the IP header: ${tcp.length} bytes.`,
    })),
    fieldNotZero(sum, realChecksums.tcp),
  ]
}

const noPseudoHeader =
  'This is the checksum of the TCP header alone. The pseudo header belongs to it: both addresses, the protocol (6) and the length of the TCP header are summed too, though they are not sent.'

const noProtocol =
  'The pseudo header was summed without the protocol: a byte 0 and a byte 6 stand between the addresses and the length.'

function fieldNotZero(sum: number, inField: number): WrongSum {
  return {
    mistake: 'field-not-zero',
    value: checksumOf(sum + inField),
    sentence: `The checksum's own field was not 0 when the sum was made: ${hexOf(inField, 2)} stood there, as in the SYN of the assignment. A template has to be cleaned before it is summed.`,
  }
}

/** A copy in which the field, two bytes, is 0. */
function withoutField(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice()
  copy.fill(0, at, at + 2)
  return copy
}
