import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { decide } from '@socket-labs/trace'
import { Conversation } from './conversation.ts'
import { dissectedRecords, valueIn, widthOf } from './dissect/dissected-records.ts'
import { fieldBytes } from './dissect/dissector.ts'
import { httpMessages } from './dissect/http.ts'
import { shownText } from './dissect/shown-text.ts'

/** 12 is c in hex, and 26 is 1a. */
const parts = ['the cellar, ', 'then the stairs, at last, ', 'the door']
const body = parts.join('')

/**
 * A server that does not know yet how long its answer will be cannot say so in front. So it says it piece
 * by piece: a length in hex, so many bytes, and at last a piece of length 0.
 */
export default defineScenario({
  id: 'frame-10-http-chunked',
  question: 'Where does an answer end whose length nobody knew when it began?',
  facts: [{ id: 'frame-10', truth: 'K' }],

  async run(ctx) {
    // The real program is Node's HTTP. It counts what it was sent and sends each piece back as it comes.
    ctx.note(`the server is a real one: the HTTP of Node ${process.version}`, {
      program: 'node:http',
      version: process.version,
    })
    const server = createServer((request, response) => {
      let bytes = 0
      response.writeHead(200, { 'Content-Type': 'text/plain', Trailer: 'Body-Bytes' })
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        response.write(chunk)
      })
      request.on('end', () => {
        // Only now can it know: what stands behind the body is called a trailer.
        const asked = String(request.trailers['body-bytes'])
        response.addTrailers({ 'Body-Bytes': `${bytes} of ${asked}` })
        response.end()
      })
    })
    // Node's parser takes the bytes straight from the kernel, unless somebody else listens as well. Then
    // the log sees them too.
    server.on('connection', (peer) => peer.on('data', () => {}))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')

    const { port } = server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    const http = new Conversation(ctx, socket, {
      codec: 'http',
      sent: httpMessages,
      received: httpMessages,
    })

    // The request by hand, chunked as well. What stands behind a size is an extension, which any
    // program may put there and any other may ignore. This server does, and rightly.
    http.send('POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n')
    for (const [i, part] of parts.entries()) {
      const extension = i === 0 ? ';note="by hand"' : ''
      http.send(`${part.length.toString(16)}${extension}\r\n${part}\r\n`)
    }
    http.send(`0\r\nBody-Bytes: ${body.length}\r\n\r\n`)

    let got = ''
    for (let name = ''; name !== 'last chunk'; ) {
      const frame = await http.next('the next piece of the answer')
      got += Buffer.from(fieldBytes(frame, 'data')).toString('latin1')
      name = frame.name
    }
    ctx.note(`the body, put together again: ${got}`, { body: got })

    socket.end()
    await http.closed
    server.close()
    await once(server, 'close')
  },

  judge(records) {
    const { sent, decoded, program, isCovered } = dissectedRecords(records, 'http')
    const [head, ...pieces] = decoded
    const chunks = pieces.slice(0, -1)
    const last = pieces.at(-1)
    const whole = records.find((record) => typeof record.body === 'string')
    const extended = sent.find((record) => widthOf(record, 'extension') > 0)
    const isChunked = valueIn(head, 'Transfer-Encoding') === 'chunked'
    // The server may put two pieces into one. Each must have the size that it says.
    const areSizesTrue = chunks.every(
      (record) =>
        record.frame === 'chunk' && valueIn(record, 'size') === `${widthOf(record, 'data')}`,
    )
    const dataBytes = chunks.reduce((sum, record) => sum + widthOf(record, 'data'), 0)
    const trailer = valueIn(last, 'Body-Bytes')
    const sizes = chunks.map((record) => valueIn(record, 'size'))
    return [
      decide(
        {
          id: 'frame-10',
          truth: 'K',
          expected:
            'each chunk says its size in hex, a chunk of size 0 ends the body, and trailers may follow; every byte has its place',
        },
        [program, head, ...chunks, last, extended, whole],
        isCovered &&
          isChunked &&
          areSizesTrue &&
          dataBytes === body.length &&
          valueIn(extended, 'extension') === shownText(Buffer.from(';note="by hand"')) &&
          last?.frame === 'last chunk' &&
          valueIn(last, 'size') === '0' &&
          trailer === `${body.length} of ${body.length}` &&
          whole?.body === body,
        `chunks of ${sizes.join(', ')} and ${valueIn(last, 'size')} bytes, then the trailer "${trailer}"`,
      ),
    ]
  },
})
