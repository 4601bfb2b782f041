import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { type AddressInfo, connect } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { decide } from '@socket-labs/trace'
import { WebSocketServer } from 'ws'
import { Conversation } from './conversation.ts'
import { dissectedRecords, valueIn, widthOf } from './dissect/dissected-records.ts'
import { shownText } from './dissect/shown-text.ts'
import { maskedFrame, websocketStream } from './dissect/websocket.ts'

const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 }
const last = 0x80
/** Payload, and how many bytes there are for its length behind the first two. */
const sizes = [
  { bytes: 5, lengthBytes: 0 },
  { bytes: 200, lengthBytes: 2 },
  { bytes: 70_000, lengthBytes: 8 },
]
/** What the two ends must say, frame by frame. */
const three = 'last, binary; last, binary; last, binary'
const asks = `${three}; more follow, text; more follow, continuation; last, ping; last, continuation; last, close`
const says = `${three}; last, pong; last, text; last, close`
/** RFC 6455 §1.3: with this a server proves that it knows what a WebSocket is. */
const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

export default defineScenario({
  id: 'frame-10-websocket',
  question: 'A browser has no sockets, it has WebSockets. What stands on the wire?',
  facts: [{ id: 'frame-10', truth: 'K' }],

  async run(ctx) {
    const { version } = createRequire(import.meta.url)('ws/package.json') as { version: string }
    ctx.note(`the server is a real one: ws ${version}`, { program: 'ws', version })
    const server = createServer()
    // Node's HTTP takes the bytes of the upgrade straight from the kernel, unless somebody else listens
    // as well. Then the log sees them too.
    server.on('connection', (peer) => peer.on('data', () => {}))
    new WebSocketServer({ server }).on('connection', (peer) => {
      peer.on('message', (message, isBinary) => peer.send(message, { binary: isBinary }))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')

    const { port } = server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    const ws = new Conversation(ctx, socket, {
      codec: 'websocket',
      sent: websocketStream,
      received: websocketStream,
    })

    // It begins as HTTP, so that it may pass where HTTP passes.
    const key = Buffer.from(randomBytes(ctx, 16)).toString('base64')
    const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13']
    const head = ['GET / HTTP/1.1', `Host: 127.0.0.1:${port}`, ...upgrade]
    ws.send([...head, `Sec-WebSocket-Key: ${key}`, '', ''].join('\r\n'))
    await ws.next('the answer to the upgrade')

    // And now frames. What a client sends is masked, with a new key for each frame.
    for (const { bytes } of sizes) {
      ws.send(masked(ctx, last | opcode.binary, payload(bytes)))
      await ws.next(`${bytes} bytes back`)
    }

    // One message in three frames, and a ping in between, which need not wait for the message's end.
    ws.send(masked(ctx, opcode.text, Buffer.from('one mes')))
    ws.send(masked(ctx, opcode.continuation, Buffer.from('sage in ')))
    ws.send(masked(ctx, last | opcode.ping, Buffer.from('are you there?')))
    await ws.next('the pong')
    ws.send(masked(ctx, last | opcode.continuation, Buffer.from('three')))
    await ws.next('the message in one piece')

    // 1000 is "normal closure". The other end answers with the same, and then ends the connection.
    ws.send(masked(ctx, last | opcode.close, Buffer.from('\x03\xe8bye', 'latin1')))
    await ws.next('the close')
    await ws.closed
    server.close()
    await once(server, 'close')
  },

  judge(records) {
    const { sent, decoded, program, isCovered } = dissectedRecords(records, 'websocket')
    const [asked, ...questions] = sent
    const [answered, ...answers] = decoded
    const key = valueIn(asked, 'Sec-WebSocket-Key')
    const isUpgraded =
      valueIn(answered, 'Sec-WebSocket-Accept') ===
      createHash('sha1').update(`${key}${magic}`).digest('base64')
    const areSizesRight = sizes.every(({ bytes, lengthBytes }, i) =>
      [questions[i], answers[i]].every(
        (record) =>
          widthOf(record, 'length') === lengthBytes &&
          widthOf(record, 'payload') === bytes &&
          valueIn(record, 'payload') === shownText(payload(bytes)),
      ),
    )
    const isMaskedRight =
      questions.every((record) => widthOf(record, 'masking key') === 4) &&
      answers.every((record) => widthOf(record, 'masking key') === 0)
    const [pong, message, close] = answers.slice(sizes.length)
    const isInOrder =
      questions.map((record) => valueIn(record, 'FIN and opcode')).join('; ') === asks &&
      answers.map((record) => valueIn(record, 'FIN and opcode')).join('; ') === says
    const widths = sizes.map(({ bytes }, i) => `${bytes}: ${widthOf(answers[i], 'length')}`)
    return [
      decide(
        {
          id: 'frame-10',
          truth: 'K',
          expected:
            'a length up to 125 stands in the second byte, up to 65 535 in two more, beyond in eight; a client masks, a server does not',
        },
        [program, asked, ...questions, answered, ...answers, message, close],
        isCovered &&
          isUpgraded &&
          areSizesRight &&
          isMaskedRight &&
          isInOrder &&
          valueIn(pong, 'payload') === '"are you there?"' &&
          valueIn(message, 'payload') === '"one message in three"' &&
          valueIn(close, 'close code') === '1000',
        `bytes more for the length of a frame of ${widths.join(', of ')}; three frames came back as one message, ${valueIn(message, 'payload')}`,
      ),
    ]
  },
})

function masked(ctx: ScenarioContext, first: number, bytes: Uint8Array): Uint8Array {
  return maskedFrame(first, bytes, randomBytes(ctx, 4))
}

function randomBytes(ctx: ScenarioContext, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, () => Math.floor(ctx.random() * 256))
}

function payload(bytes: number): Uint8Array {
  return Buffer.alloc(bytes, 'hello')
}
