import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import type { PosixSocket } from '@socket-labs/system'
import { decide } from '@socket-labs/trace'
import {
  allReadings,
  blindWords,
  countSeen,
  finStates,
  isAsExpected,
  reading,
} from './state-1-judge.ts'
import { endsOf, LoopbackStage } from './state-1-stage-on-loopback.ts'

/**
 * One connection is walked from CLOSED to TIME_WAIT, and stopped in every state on its way; for CLOSING,
 * which needs both ends to close at once, there is a second one. No privilege, nothing but loopback.
 *
 * What stops a connection here: a queue that is full, a listener that waits for data, a reader that does
 * not read. A FIN goes behind the data that waits, so Linux says FIN_WAIT_1 before any FIN was sent.
 */
export default defineScenario({
  id: 'state-1-eleven-states',
  question:
    'TCP has eleven states. Can each be stopped and looked at, and which instrument sees it?',
  facts: [{ id: 'state-1', truth: 'K' }],
  needs: ['tcp-info', 'sock-diag', 'proc-net-tcp'],
  timeLimitMs: 120_000,

  async run(ctx) {
    const stage = new LoopbackStage(ctx)
    try {
      const listener = await listen(stage)
      await walk(ctx, stage, listener)
      await closeAtOnce(ctx, stage, listener)
    } finally {
      stage.clear()
    }
  },

  judge(records) {
    const readings = allReadings(records)
    const waiting = finStates.map((state) => reading(records, state, 'TCP_INFO'))
    const [finWait1, , lastAck] = waiting
    const isUnheard = finWait1?.otherState === 'ESTABLISHED' && lastAck?.otherState === 'FIN_WAIT_2'
    const isUnsent = waiting.every((one) => Number(one?.notSentBytes) > 0)
    const queued = waiting.map((one) => one?.notSentBytes).join(', ')
    return [
      decide(
        {
          id: 'state-1',
          truth: 'K',
          expected:
            'eleven of eleven states stand still; SYN_RCVD and TIME_WAIT have no descriptor, CLOSED is neither in /proc/net/tcp nor in ss -tan; behind a zero window FIN_WAIT_1, CLOSING and LAST_ACK come before their FIN is sent',
        },
        readings,
        isAsExpected(readings) && isUnsent && isUnheard,
        `${countSeen(readings)} of 11. ${blindWords(readings)}. In ${finStates.join(', ')} ` +
          `${queued} bytes are not sent, the FIN the last of them: ` +
          `opposite of FIN_WAIT_1 is still ${finWait1?.otherState}, of LAST_ACK ${lastAck?.otherState}`,
      ),
    ]
  },
})

/** A socket with a port, which is CLOSED, and then LISTEN. */
async function listen(stage: LoopbackStage): Promise<PosixSocket> {
  const socket = stage.socket()
  socket.bind({ address: '127.0.0.1', port: 0 })
  const end = { at: 'server', socket, local: socket.localAddress() } as const
  await stage.read(end, 'CLOSED')
  socket.listen(0) // room for one connection that nobody has accepted: n means n + 1
  await stage.stands(end, 'LISTEN', 'listen()')
  return socket
}

async function walk(ctx: ScenarioContext, stage: LoopbackStage, listener: PosixSocket) {
  const conn = 'walk'
  const address = listener.localAddress()
  const first = stage.connect(listener)
  await stage.queued(listener)
  const client = stage.connect(listener)
  const half = endsOf(conn, client, { address })
  ctx.note('the accept queue is full: the SYN is dropped', { conn })
  await stage.stands(half.client, 'SYN_SENT', 'connect()')

  // The client sends its SYN again after 1 s, and by then there is room.
  listener.listen(8)
  listener.setOption('deferAcceptSeconds', 30)
  ctx.note('a longer queue; TCP_DEFER_ACCEPT: no ACK without data counts', { conn })
  stage.abort(await stage.accept(listener), first)
  await stage.moves(half.server, 'SYN_RCVD', 'SYN from client')
  await stage.moves(half.client, 'ESTABLISHED', 'SYN+ACK from server')
  await stage.read({ ...half.server, socket: listener.accept() }, 'SYN_RCVD')

  client.send(Buffer.from('!'))
  const server = await stage.accept(listener)
  const whole = endsOf(conn, client, { address, server })
  await stage.stands(whole.server, 'ESTABLISHED', 'data from client')

  await stage.fill(client)
  client.shutdown('write')
  ctx.note('the server does not read: the FIN waits behind data', { conn })
  await stage.stands(whole.client, 'FIN_WAIT_1', 'shutdown(): the FIN is queued')
  await stage.drain(server)
  ctx.note('the server reads all: the FIN comes through', { conn })
  await stage.stands(whole.server, 'CLOSE_WAIT', 'FIN from client')
  await stage.stands(whole.client, 'FIN_WAIT_2', 'ACK of the FIN')

  await stage.fill(server)
  server.shutdown('write')
  ctx.note("the client does not read: the server's FIN waits", { conn })
  await stage.stands(whole.server, 'LAST_ACK', 'shutdown(): the FIN is queued')
  await stage.drain(client)
  ctx.note('the client reads all: the FIN comes through', { conn })
  await stage.stands(whole.client, 'TIME_WAIT', 'FIN from server')
  await stage.moves(whole.server, 'CLOSED', 'ACK of the FIN')
}

/** Both ends close before either has heard of it. */
async function closeAtOnce(ctx: ScenarioContext, stage: LoopbackStage, listener: PosixSocket) {
  const conn = 'closing'
  const client = stage.connect(listener)
  await client.connected()
  client.send(Buffer.from('!'))
  const server = await stage.accept(listener)
  const ends = endsOf(conn, client, { address: listener.localAddress(), server })
  await stage.moves(ends.client, 'ESTABLISHED', 'SYN+ACK from server')
  await stage.moves(ends.server, 'ESTABLISHED', 'data from client')

  await stage.fill(client)
  await stage.fill(server)
  client.shutdown('write')
  server.shutdown('write')
  await stage.moves(ends.client, 'FIN_WAIT_1', 'shutdown(): the FIN is queued')
  await stage.moves(ends.server, 'FIN_WAIT_1', 'shutdown(): the FIN is queued')
  await stage.drain(client)
  ctx.note("the client reads: the server's FIN comes, its own waits", { conn })
  await stage.stands(ends.client, 'CLOSING', 'FIN from server')
  await stage.moves(ends.server, 'FIN_WAIT_2', 'ACK of the FIN')
  ctx.note('no two FINs crossed: the other end is not in CLOSING (on the wire it is)', { conn })
}
