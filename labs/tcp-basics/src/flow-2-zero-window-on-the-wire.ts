import { once } from 'node:events'
import { connect } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import type { PosixSocket } from '@socket-labs/system'
import { decide, inOrder, select, type TraceRecord } from '@socket-labs/trace'
import { CallRecords } from './call-records.ts'
import { arrivedMs, segments } from './seen-on-the-wire.ts'

const writeBytes = 1000
const patienceMs = 15_000

/**
 * ⚠ "If the reader does not read, write waits, or fails." Nobody reads here, and for long nothing seems to
 * be wrong: first the reader's kernel fills, which its window tells; then the writer's own kernel; only then
 * is the writer stopped. The last part depends on how it writes: a blocking write sleeps, a non-blocking one
 * says EAGAIN, and Node's never does either. It keeps the bytes, and returns false.
 */
export default defineScenario({
  id: 'flow-2-zero-window-on-the-wire',
  question: 'The reader has stopped. In which order do the window, the kernel and write() say so?',
  facts: [{ id: 'flow-2', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    // A send buffer of 16 KiB that does not grow is soon full.
    const wire = Wire.open(ctx, {
      delayMs: 5,
      settings: { 'net.ipv4.tcp_wmem': '4096 16384 16384' },
    })
    const listener = wire.server.listener(80)
    listener.setOption('receiveBufferBytes', 4096)
    await bareCalls(ctx, wire, listener)
    await nodesWrite(ctx, wire, listener)
    listener.close()
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const [bare, node] = select(records, { kind: 'note' }).filter(({ part }) => part !== undefined)
    const calls = select(records, { kind: 'syscall', at: 'client', conn: bare?.conn ?? 'none' })
    const zero = zeroWindow(records, bare?.conn)
    const full = calls.find(({ errno }) => errno === 'EAGAIN')
    const [queues] = select(records, { kind: 'tcp.queues', at: 'client', conn: bare?.conn ?? '' })
    const takenBytes = calls.reduce((sum, { result }) => sum + Math.max(0, Number(result)), 0)
    const ackedBytes = Number(zero?.relativeAckNo) - 1
    const keptBytes = Number(queues?.notSentBytes)

    const no = select(records, {
      kind: 'socket.write',
      at: 'client',
      conn: node?.conn ?? 'none',
    }).find(({ returned }) => returned === false)
    const [drain] = select(records, { kind: 'socket.drain', at: 'client' })
    const highWaterMarkBytes = Number(node?.highWaterMarkBytes)
    const queuedBytes = Number(no?.queuedBytes)
    return [
      decide(
        {
          id: 'flow-2',
          truth: 'W',
          expected:
            "first the window falls to 0, then write fills the send buffer and nothing leaves, then EAGAIN, where a blocking write would sleep; Node's write returns false at highWaterMark",
        },
        [zero, full, queues, no, zeroWindow(records, node?.conn), drain],
        arrivedMs(zero) <= Number(full?.tMs) &&
          sentWhileClosed(records, bare?.conn, zero).length === 0 &&
          keptBytes > 0 &&
          keptBytes === takenBytes - ackedBytes &&
          queuedBytes >= highWaterMarkBytes &&
          queuedBytes - (no?.originalBytes ?? 0) < highWaterMarkBytes &&
          inOrder(no, drain),
        `window 0 after ${count(ackedBytes)} bytes; write took ${count(keptBytes)} more, of which none left; then ${full?.errno ?? 'nothing'}. ` +
          `Node's write returned false with ${count(queuedBytes)} bytes kept (highWaterMark ${count(highWaterMarkBytes)})`,
      ),
    ]
  },
})

/** The bare calls: whoever had a blocking socket would sleep where this one is told EAGAIN. */
async function bareCalls(ctx: ScenarioContext, wire: Wire, listener: PosixSocket): Promise<void> {
  const client = wire.client.socket()
  client.connect({ address: wire.server.address, port: 80 })
  await client.connected(patienceMs)
  const server = await listener.accepted(patienceMs)
  const writer = new CallRecords(ctx, client, 'client')
  const reader = new CallRecords(ctx, server, 'server')

  const here = { ...writer.ends, part: 'bare calls' }
  ctx.note('nobody reads: with each write less room is left in the kernel of the server', here)
  while (windowBytes(client) > 0) {
    writer.send(new Uint8Array(writeBytes))
    await ctx.waitFor(
      'an ACK of all, or a window of 0',
      () => client.unsentBytes() === 0 || windowBytes(client) === 0,
      patienceMs,
    )
    writer.info()
  }
  ctx.note('the window is 0: no more may be sent. Does write know?', writer.ends)
  while (writer.send(new Uint8Array(writeBytes)) !== undefined) {}
  const { notSentBytes } = writer.queues()
  ctx.note(
    `EAGAIN: ${notSentBytes} bytes fill the client's own kernel. A blocking write would sleep now`,
    writer.ends,
  )

  client.shutdown('write')
  ctx.note('the server reads again', writer.ends)
  while ((await reader.receive(65_536)).length > 0) {}
  server.close()
  client.close()
}

/** Node's write never blocks: what the kernel does not take stays in this program. */
async function nodesWrite(ctx: ScenarioContext, wire: Wire, listener: PosixSocket): Promise<void> {
  const client = connect(80, wire.server.address)
  await once(client, 'connect')
  const server = await listener.accepted(patienceMs)
  const reader = new CallRecords(ctx, server, 'server')
  while (client.write(new Uint8Array(writeBytes))) await new Promise(setImmediate)
  await ctx.waitFor(
    'the window to be 0 here too',
    () =>
      wire.client
        .sockets()
        .some(({ local, info }) => local.port === client.localPort && info?.sndWindowBytes === 0),
    patienceMs,
  )
  const { writableLength, writableHighWaterMark: highWaterMarkBytes } = client
  ctx.note(
    `false: ${writableLength} bytes wait in this program; its highWaterMark is ${highWaterMarkBytes}`,
    { part: "Node's write", highWaterMarkBytes, ...reader.ends },
  )

  const drained = once(client, 'drain')
  while (client.writableNeedDrain) await reader.receive(65_536)
  await drained
  client.end().resume()
  while ((await reader.receive(65_536)).length > 0) {}
  server.close()
  await once(client, 'close')
}

function windowBytes(socket: PosixSocket): number {
  return socket.tcpInfo().sndWindowBytes ?? 0
}

function zeroWindow(records: readonly TraceRecord[], conn = 'none'): TraceRecord | undefined {
  return segments(records, { sender: 'server', conn, fate: 'delivered' }).find(
    ({ window, flags }) => window === 0 && !(flags as string[]).includes('RST'),
  )
}

/** Data that left after the client was told of a window of 0, and before it was told of another. */
function sentWhileClosed(records: readonly TraceRecord[], conn = 'none', zero?: TraceRecord) {
  const open = segments(records, { sender: 'server', conn }).find(
    (segment) => Number(segment.window) > 0 && arrivedMs(segment) > arrivedMs(zero),
  )
  return segments(records, { sender: 'client', conn, hasData: true }).filter(
    ({ tMs }) => tMs > arrivedMs(zero) && tMs < arrivedMs(open),
  )
}

function count(bytes: number): string {
  return bytes.toLocaleString('en')
}
