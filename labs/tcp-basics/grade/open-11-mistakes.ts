/** Known ways to build a SYN wrongly, each recognised by the very bytes that it gives. */
import type { Failure } from '@socket-labs/grade'
import { addressNumber, type Field, hexOf, turned } from './open-11-fields.ts'
import type { SynPlan } from './open-11-plans.ts'

export type Mistake = Pick<Failure, 'sentence' | 'mistake'>

/** What is known of a field that holds `got` instead of `want`. */
export function explainField(
  { name, bytes }: Field,
  { want, got }: { want: number; got: number },
  { plan, packet }: { plan: SynPlan; packet: Uint8Array },
): Mistake {
  if (got === turned(want, bytes)) {
    const sentence = `The bytes of the field stand in reverse: ${name} was written in little-endian, as it lies in your machine's memory. The network is big-endian.`
    return { sentence, mistake: 'little-endian' }
  }
  return (
    byName[name]?.({ want, got, plan, packet }) ?? {
      sentence: `This is not what stands in the drawing of the assignment, or in the plan: ${name} is ${hexOf(want, bytes)}.`,
    }
  )
}

interface WrongField {
  want: number
  got: number
  plan: SynPlan
  packet: Uint8Array
}

const byName: Record<string, (wrong: WrongField) => Mistake | undefined> = {
  'version and header length': ({ got }) => ({
    sentence: `Version and header length share a byte: the version, 4, is its upper half, and the length in rows of 4 bytes, 5, the lower. Here it is 0x${hexOf(got, 1)}.`,
    mistake: 'version',
  }),
  'total length': ({ want, got }) => totalLength(want, got),
  'from.address': ({ got, plan }) => changedPlaces(got === addressNumber(plan.to.address)),
  'from.port': ({ got, plan }) => changedPlaces(got === plan.to.port),
  isn: ({ got, plan }) =>
    got === (plan.isn + 1) % 2 ** 32
      ? {
          sentence:
            'The SYN itself has the initial sequence number. It takes a number, so the first byte of data has the next one.',
          mistake: 'isn-plus-one',
        }
      : undefined,
  'acknowledgment number': ({ got }) => ({
    sentence: `The acknowledgment number is ${got}. The first SYN of a connection acknowledges nothing: nothing has come yet, ACK is not set, and the field is 0.`,
    mistake: 'ack-not-zero',
  }),
  'data offset': dataOffset,
  flags: ({ got }) => wrongFlags(got),
}

function totalLength(want: number, got: number): Mistake | undefined {
  if (got === 40) {
    const sentence = `The total length is that of two headers without options. The options count too: the packet has ${want} bytes.`
    return { sentence, mistake: 'total-without-options' }
  }
  if (got === want - 20) {
    const sentence = `The total length counts what follows the IP header. In IPv4 the header itself counts too: ${want} bytes. (In IPv6 it does not.)`
    return { sentence, mistake: 'total-without-header' }
  }
  return {
    sentence: `The packet that was returned has ${want} bytes, and its total length says ${got}.`,
  }
}

function changedPlaces(isSo: boolean): Mistake | undefined {
  const sentence = 'The two ends have changed places: the sender comes first, from before to.'
  return isSo ? { sentence, mistake: 'ends-swapped' } : undefined
}

function dataOffset({ want, got, packet }: WrongField): Mistake | undefined {
  const headerBytes = packet.length - 20
  const rows = headerBytes / 4
  if (got === rows) {
    const sentence = `The data offset stands in the upper half of the byte: ${rows} << 4. In the lower half are reserved bits.`
    return { sentence, mistake: 'offset-in-lower-half' }
  }
  if (got === 0x50) {
    const sentence = `The data offset says 5 rows, and with its options the header has ${rows}. Whoever reads it would take the options for data.`
    return { sentence, mistake: 'offset-without-options' }
  }
  if (got === headerBytes || got === ((headerBytes << 4) & 0xff)) {
    const sentence = `The data offset counts rows of 4 bytes, not bytes: ${headerBytes} bytes are ${rows} rows, and the byte is 0x${hexOf(want, 1)}.`
    return { sentence, mistake: 'offset-in-bytes' }
  }
  const sentence = `The byte is 0x${hexOf(got, 1)}. Behind the IP header stand ${headerBytes} bytes, all of them TCP header: ${rows} rows, and 0 in the lower half.`
  return { sentence, mistake: 'offset' }
}

const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR']

function wrongFlags(got: number): Mistake {
  const said = flagNames.filter((_, bit) => got & (1 << bit))
  const names = said.length > 0 ? said.join(' and ') : 'no flag at all'
  const sentence = `0x${hexOf(got, 1)} is ${names}. SYN alone is 0x02, the second bit from the lowest.`
  return { sentence, mistake: 'flags' }
}
