import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select } from '@socket-labs/trace'
import { segments, stateChange } from './seen-on-the-wire.ts'

/**
 * A SYN is forty bytes that anybody can write. This program writes them one after the other, on the lab's
 * own wire, and the kernel at the other end answers as it would answer another kernel. With one bit of a
 * checksum wrong it says nothing at all: to a kernel that is a packet that was damaged on the way.
 */
export default defineScenario({
  id: 'open-11-syn-by-hand',
  question: 'Can forty bytes that you wrote yourself open a connection? And with one bit wrong?',
  facts: [{ id: 'open-11', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 20 })
    wire.server.listener(80)
    const syn = bytesOfSyn()

    const damaged = Uint8Array.from(syn)
    damaged[37] = Number(damaged[37]) ^ 1
    ctx.note('a SYN written by hand, the last bit of its TCP checksum turned')
    wire.inject('client', damaged)
    const badSums = await ctx.waitFor(
      'a wrong checksum to be counted',
      () => wire.server.counters()[counter] || undefined,
    )
    ctx.note(`the server says nothing; its kernel counts: ${counter} ${badSums}`, { badSums })

    ctx.note('the same SYN with the bit put right')
    wire.inject('client', syn)
    await ctx.waitFor(
      'the answer to that, and the answer to the answer',
      () => wire.packetsSent >= 4,
    )
    ctx.note("RST: the client's kernel has sent no SYN, and wants no answer to one")
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const [damaged, syn] = segments(records, { sender: 'client', flags: ['SYN'] })
    const answers = segments(records, { sender: 'server' })
    const [answer] = answers
    const counted = select(records, { kind: 'note' }).find(({ badSums }) => badSums !== undefined)
    const received = stateChange(records, 'server', { from: 'LISTEN', to: 'SYN_RCVD' })
    const [reset] = segments(records, { sender: 'client', flags: ['RST'] })
    const next = Number(syn?.seqNo) + 1
    const isAnswer = answer?.ackNo === next && String(answer.flags) === 'SYN,ACK'
    const isAfter = Number(answer?.packetNo) > Number(syn?.packetNo) && answers.length === 1
    const isCause = received?.triggerPacketNo === syn?.packetNo
    return [
      decide(
        {
          id: 'open-11',
          truth: 'W',
          expected:
            'no answer to the damaged SYN, which is counted; to the right one SYN+ACK with ack = its sequence number + 1, and SYN_RCVD',
        },
        [damaged, counted, syn, received, answer, reset],
        counted?.badSums === 1 && isAnswer && isAfter && isCause && reset?.seqNo === next,
        `wrong checksums counted: ${counted?.badSums}; then SYN+ACK from the kernel, ack ${answer?.ackNo}, window ${answer?.window}; ${received?.to}`,
      ),
    ]
  },
})

const counter = 'Tcp.InCsumErrors'

/** RFC 791 §3.1 and RFC 9293 §3.1: 20 bytes of IP header, 20 bytes of TCP header, every number big-endian. */
function bytesOfSyn(): Uint8Array {
  const client = [10, 1, 0, 1]
  const server = [10, 1, 0, 2]
  const ip = [
    ...[0x45, 0], // version 4, a header of 5 rows of 4 bytes; nothing special
    ...[0, 40], // length of the whole packet
    ...[0xca, 0xfe], // identification: any number
    ...[0x40, 0], // Don't Fragment
    ...[64, 6], // routers that may pass it on; TCP follows
    ...[0, 0], // header checksum, below
    ...client,
    ...server,
  ]
  const tcp = [
    ...[0x9c, 0x40], // from port 40000
    ...[0, 80], // to port 80
    ...[0x12, 0x34, 0x56, 0x78], // initial sequence number: any number
    ...[0, 0, 0, 0], // acknowledges nothing
    ...[0x50, 0x02], // a header of 5 rows of 4 bytes; SYN
    ...[0xff, 0xff], // window
    ...[0, 0], // checksum, below
    ...[0, 0], // nothing urgent
  ]
  ip.splice(10, 2, ...checksum(ip))
  // The pseudo header is summed and never sent: a segment at a wrong address has a wrong checksum.
  const pseudo = [...client, ...server, 0, 6, 0, tcp.length]
  tcp.splice(16, 2, ...checksum([...pseudo, ...tcp]))
  return Uint8Array.from([...ip, ...tcp])
}

/** RFC 1071: the words of 16 bits summed, what does not fit added at the lower end, all bits turned. */
function checksum(bytes: readonly number[]): [number, number] {
  let sum = 0
  for (const [i, byte] of bytes.entries()) sum += i % 2 === 0 ? byte << 8 : byte
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16)
  return [(~sum >> 8) & 0xff, ~sum & 0xff]
}
