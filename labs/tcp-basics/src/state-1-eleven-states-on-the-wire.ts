import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import type { PosixSocket } from '@socket-labs/system'
import { decide, type TraceRecord } from '@socket-labs/trace'
import { segments, stateChange } from './seen-on-the-wire.ts'
import {
  allReadings,
  blindWords,
  countSeen,
  finStates,
  isAsExpected,
  reading,
} from './state-1-judge.ts'
import { WireStage } from './state-1-stage-on-the-wire.ts'

/**
 * The same eleven states, each brought to a stand by holding a segment on the wire. A state is what an end
 * knows, and it knows only what has arrived: hold the segment that would tell it more, and it stays.
 * Here each FIN is truly sent, and both ends can be in CLOSING at once.
 */
export default defineScenario({
  id: 'state-1-eleven-states-on-the-wire',
  question: 'Which segment must be held so that a connection stands still in a given state?',
  facts: [{ id: 'state-1', truth: 'W' }],
  needs: ['wire', 'tcp-info', 'sock-diag', 'proc-net-tcp'],
  timeLimitMs: 120_000,

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 5 })
    const stage = new WireStage(ctx, wire)
    const listener = await stage.listen()
    await walk(wire, stage, listener)
    await closeAtOnce(ctx, wire, { stage, listener })
    stage.clear()
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const readings = allReadings(records)
    const inFinStates = finStates.map((state) => reading(records, state, 'TCP_INFO'))
    const [walked = '', crossed = ''] = [inFinStates[0]?.conn, inFinStates[1]?.conn]
    const first = (sender: 'client' | 'server', flags: string[], conn: string) =>
      segments(records, { sender, flags, conn }).find(({ heldMs }) => Number(heldMs) > 0)
    const held = [
      first('server', ['SYN', 'ACK'], walked),
      first('client', ['FIN', 'ACK'], walked),
      first('client', ['ACK'], walked),
    ]
    const one = first('client', ['FIN', 'ACK'], crossed)
    const other = first('server', ['FIN', 'ACK'], crossed)
    const closing = (['client', 'server'] as const).map((at) =>
      stateChange(records, at, { from: 'FIN_WAIT_1', to: 'CLOSING', conn: crossed }),
    )
    const hasCrossed = isBlindTo(one, other) && isBlindTo(other, one)
    const isSent = inFinStates.every((end) => end?.notSentBytes === 0)
    return [
      decide(
        {
          id: 'state-1',
          truth: 'W',
          expected:
            'eleven of eleven states stand still while a segment is held; in FIN_WAIT_1, CLOSING and LAST_ACK the FIN is on the wire; two FINs that cross bring both ends to CLOSING',
        },
        [...readings, ...held, one, other, ...closing],
        isAsExpected(readings) && isSent && hasCrossed,
        `${countSeen(readings)} of 11. ${blindWords(readings)}. SYN_SENT and SYN_RCVD: the SYN+ACK held for ${msHeld(held[0])}; ` +
          `FIN_WAIT_1: the FIN for ${msHeld(held[1])}; LAST_ACK: the last ACK for ${msHeld(held[2])}; ` +
          `CLOSING at both ends: two FINs, neither acknowledges the other`,
      ),
    ]
  },
})

/** True when a FIN does not acknowledge the other end's FIN. */
function isBlindTo(fin: TraceRecord | undefined, other: TraceRecord | undefined): boolean {
  return Number(fin?.relativeAckNo) <= Number(other?.relativeSeqNo)
}

function msHeld(segment: TraceRecord | undefined): string {
  return segment ? `${Number(segment.heldMs).toFixed(0)} ms` : 'no time'
}

/** From CLOSED to TIME_WAIT. One held segment often stops both ends, each in a state of its own. */
async function walk(wire: Wire, stage: WireStage, listener: PosixSocket): Promise<void> {
  const synAck = wire.rule('hold SYN+ACK from server')
  const client = stage.connect()
  await stage.holds(synAck)
  await stage.stands('client', 'SYN_SENT', { client })
  await stage.stands('server', 'SYN_RCVD', { client, server: listener.accept() })
  synAck.remove()
  const server = await stage.accept(listener)
  const ends = { client, server }
  await stage.stands('server', 'ESTABLISHED', ends)

  const fin = wire.rule('hold FIN from client')
  client.shutdown('write')
  await stage.holds(fin)
  await stage.stands('client', 'FIN_WAIT_1', ends)
  fin.remove()
  await stage.stands('server', 'CLOSE_WAIT', ends)
  await stage.stands('client', 'FIN_WAIT_2', ends)

  const lastAck = wire.rule('hold ACK from client')
  server.shutdown('write')
  await stage.holds(lastAck)
  await stage.stands('server', 'LAST_ACK', ends)
  await stage.stands('client', 'TIME_WAIT', ends)
  lastAck.remove()
  await stage.isIn('server', 'CLOSED', client)
}

interface Scene {
  stage: WireStage
  listener: PosixSocket
}

/** Two FINs that cross. Their rules stay to the end: a FIN that is sent again acknowledges the other. */
async function closeAtOnce(ctx: ScenarioContext, wire: Wire, { stage, listener }: Scene) {
  ctx.note('a second connection, c2: both ends close at once')
  const client = stage.connect()
  const ends = { client, server: await stage.accept(listener) }
  const fins = [wire.rule('hold FIN from client'), wire.rule('hold FIN from server')]
  client.shutdown('write')
  ends.server.shutdown('write')
  for (const fin of fins) await stage.holds(fin)

  const acks = wire.rule('hold ACK')
  for (const fin of fins) fin.release()
  await stage.isIn('server', 'CLOSING', client)
  await stage.stands('client', 'CLOSING', ends)
  acks.remove()
  await stage.isIn('client', 'TIME_WAIT', client)
  await stage.isIn('server', 'TIME_WAIT', client)
  for (const fin of fins) fin.remove()
}
