import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, type TraceRecord } from '@socket-labs/trace'
import { endInEachWay, endings, outcomeOfAbort } from './close-7-ways-to-end.ts'
import { hasFlag } from './closing-segments.ts'
import { inState } from './open-through-wire.ts'
import { segments, stateChange } from './seen-on-the-wire.ts'

/**
 * An abort is one segment: RST. Nobody acknowledges it, and nobody waits. Three programs abort here, one of
 * them without knowing it: it closes with unread data. The fourth only closes.
 */
export default defineScenario({
  id: 'close-7-abort-on-the-wire',
  question: 'A server closes, another aborts. What is the difference on the wire?',
  facts: [{ id: 'close-7', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 10 })
    const listener = wire.server.listener(80)
    await endInEachWay(ctx, {
      listener,
      socket: () => wire.client.socket(),
      look: (trigger) => wire.look(trigger),
    })
    await inState(ctx, wire.server, 'TIME_WAIT')
    await wire.settled()
    listener.close()
    await wire.close()
  },

  judge(records) {
    const all = endings(records).map((ending) => ({
      ...ending,
      rst: fromServer(records, ending.conn, 'RST'),
      fin: fromServer(records, ending.conn, 'FIN'),
      gone: ['client', 'server'].map((at) =>
        stateChange(records, at as 'client' | 'server', { to: 'CLOSED', conn: ending.conn }),
      ),
    }))
    const aborted = all.slice(0, -1)
    const closed = all.at(-1)
    return [
      decide(
        {
          id: 'close-7',
          truth: 'W',
          expected:
            'an abort is a RST, both ends are CLOSED at once and none is in TIME_WAIT; a close is a FIN, and who closed first is in TIME_WAIT',
        },
        [
          ...aborted.flatMap(({ rst, gone, calls }) => [rst, ...gone, ...calls]),
          closed?.fin,
          closed?.timeWait,
        ],
        all.length === 4 &&
          aborted.every(
            ({ fin, timeWait, outcome }) => !fin && !timeWait && outcome === outcomeOfAbort,
          ) &&
          aborted.every(({ rst, gone }) => gone[0]?.triggerPacketNo === rst?.packetNo) &&
          closed?.rst === undefined &&
          closed?.timeWait?.at === 'server',
        all
          .map(({ way, rst, fin, timeWait, outcome }) => {
            const sent = [rst && 'RST', fin && 'FIN'].filter(Boolean).join(' and ') || 'nothing'
            return `${way}: ${sent}${timeWait ? ', TIME_WAIT' : ''}; the client: ${outcome}`
          })
          .join('; '),
      ),
    ]
  },
})

function fromServer(
  records: readonly TraceRecord[],
  conn: string,
  flag: 'FIN' | 'RST',
): TraceRecord | undefined {
  return segments(records, { conn, sender: 'server' }).find((one) => hasFlag(one, flag))
}
