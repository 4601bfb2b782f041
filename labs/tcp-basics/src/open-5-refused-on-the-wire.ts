import { once } from 'node:events'
import { connect } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select } from '@socket-labs/trace'
import { segments, stateChange, walk } from './seen-on-the-wire.ts'

/**
 * Nobody listens at port 80, and "no" comes back all the same. On the wire it is one segment, which the
 * kernel of the machine we call has made without asking any program.
 */
export default defineScenario({
  id: 'open-5-refused-on-the-wire',
  question: 'Nobody listens on the port. What does the answer to the SYN look like?',
  facts: [{ id: 'open-5', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 20 })
    const client = connect(80, wire.server.address)
    const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException]
    ctx.note(`connect failed with ${error.code}: somebody answered, and said no`)
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const [syn] = segments(records, { sender: 'client', flags: ['SYN'] })
    const [rst] = segments(records, { sender: 'server' })
    const [error] = select(records, { kind: 'socket.error', at: 'client' })
    const closed = stateChange(records, 'client', { from: 'SYN_SENT', to: 'CLOSED' })
    const isn = Number(syn?.seqNo)
    const flags = Array.isArray(rst?.flags) ? rst.flags.join('+') : 'nothing'
    return [
      decide(
        {
          id: 'open-5',
          truth: 'W',
          expected:
            "the SYN is answered by RST+ACK with seq 0 and ack = the SYN's + 1; the client goes SYN_SENT → CLOSED; connect fails with ECONNREFUSED",
        },
        [syn, rst, closed, error],
        flags === 'RST+ACK' &&
          rst?.seqNo === 0 &&
          rst.ackNo === (isn + 1) % 2 ** 32 &&
          closed?.triggerPacketNo === rst.packetNo &&
          error?.code === 'ECONNREFUSED' &&
          segments(records).length === 2,
        `${flags} with seq ${rst?.seqNo}, ack ${rst?.ackNo} for SYN ${syn?.seqNo}; client: ${walk(records, 'client').join(' → ')}; ${error?.code}`,
      ),
    ]
  },
})
