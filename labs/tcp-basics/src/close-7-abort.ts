import { defineScenario } from '@socket-labs/lab'
import { PosixSocket } from '@socket-labs/system'
import { decide, select } from '@socket-labs/trace'
import { endInEachWay, endings, outcomeOfAbort } from './close-7-ways-to-end.ts'
import { KernelList } from './kernel-list.ts'

/**
 * To abort is not to close. A close delivers what was said before and waits in TIME_WAIT; an abort throws
 * all away and tells the peer so. A program may abort without knowing it: by closing with unread data.
 */
export default defineScenario({
  id: 'close-7-abort',
  question:
    'The server aborts. What do the reads and writes of the client say, one after the other?',
  facts: [{ id: 'close-7', truth: 'K' }],
  needs: ['koffi', 'sock-diag'],

  async run(ctx) {
    const listener = PosixSocket.tcp()
    listener.bind({ address: '127.0.0.1', port: 0 })
    listener.listen(5)
    const list = new KernelList(ctx, listener.localAddress().port)
    list.look('listen()')
    const look = (trigger: string) => void list.look(trigger)
    await endInEachWay(ctx, { listener, socket: () => PosixSocket.tcp(), look })

    const waits = () => list.look('the client has closed too').map(({ state }) => state)
    await ctx.waitFor('TIME_WAIT after the ordinary close', () => waits().includes('TIME_WAIT'))
    listener.close()
    list.close()
  },

  judge(records) {
    const all = endings(records)
    const aborted = all.slice(0, -1)
    const closed = all.at(-1)
    const told = select(records, { kind: 'note' }).slice(0, all.length)
    return [
      decide(
        {
          id: 'close-7',
          truth: 'K',
          expected:
            'after an abort: the bytes that had come, ECONNRESET once, then 0 on read and EPIPE on write, and no TIME_WAIT; after a close: the bytes, then 0, and TIME_WAIT',
        },
        [...told, ...all.flatMap(({ calls }) => calls), closed?.timeWait],
        all.length === 4 &&
          aborted.every(({ outcome, timeWait }) => outcome === outcomeOfAbort && !timeWait) &&
          closed?.outcome === '3, 0, 0',
        all
          .map(({ way, outcome, timeWait }) => {
            return `${way}: ${outcome}${timeWait ? `, TIME_WAIT at the ${timeWait.at}` : ''}`
          })
          .join('; '),
      ),
    ]
  },
})
