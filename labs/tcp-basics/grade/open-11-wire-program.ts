/**
 * A process of its own, in networks of its own: puts a packet onto the lab's wire, and prints the first
 * packet that the server's kernel sends, in hex. Arguments: the packet in hex, the port that listens there.
 */
import { Wire, type WireContext } from '@socket-labs/lab/wire'

const [packetHex = '', port = ''] = process.argv.slice(2)

let isAnswered = (_: Uint8Array | undefined) => {}
const answered = new Promise<Uint8Array | undefined>((resolve) => {
  isAnswered = resolve
})

const ctx: WireContext = {
  now: () => performance.now(),
  note: () => {},
  seed: 1,
  record(draft, bytes) {
    if (draft.kind === 'tcp.segment' && draft.sender === 'server') isAnswered(bytes)
  },
}

const waitMs = 1000
const wire = Wire.open(ctx)
wire.server.listener(Number(port))
wire.inject('client', Uint8Array.from(Buffer.from(packetHex, 'hex')))
setTimeout(() => isAnswered(undefined), waitMs)
const answer = await answered
process.stdout.write(`told ${Buffer.from(answer ?? []).toString('hex')}\n`, () => process.exit())
