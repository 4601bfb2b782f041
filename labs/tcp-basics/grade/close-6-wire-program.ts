/**
 * A process of its own, in networks of its own: closes both ends of a connection on the lab's wire, with a
 * rule, and prints the states of each. Arguments: the rule, and how much later the server closes, in ms.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Wire, type WireContext } from '@socket-labs/lab/wire'
import { type Closing, closeTimes, type Side } from './close-6-two-ends.ts'

const [rule = '', serverMs = ''] = process.argv.slice(2)

const walks: Closing['walks'] = { client: [], server: [] }
const ctx: WireContext = {
  now: () => performance.now(),
  note: () => {},
  seed: 1,
  record({ kind, at, to }) {
    if (kind === 'tcp.state') walks[at as Side].push(String(to))
  },
}

const wire = Wire.open(ctx, { delayMs: closeTimes.travelMs })
const listener = wire.server.listener(80)
const client = wire.client.socket()
client.connect({ address: wire.server.address, port: 80 })
const server = await listener.accepted()
await until(() => wire.packetsUnderWay === 0)
for (const side of ['client', 'server'] as const) walks[side].length = 0

const { release } = wire.rule(rule)
client.shutdown('write')
await pause(Number(serverMs))
server.shutdown('write')
await pause(closeTimes.releaseMs - Number(serverMs))
release()
await until(() =>
  Object.values(walks).every((walk) => /TIME_WAIT|CLOSED/.test(String(walk.at(-1)))),
)
process.stdout.write(`told ${JSON.stringify(walks)}\n`, () => process.exit())

/** At most 2 s long. */
async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !isSo(); i++) await pause(5)
}
