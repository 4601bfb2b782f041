import { once } from 'node:events'
import { connect } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { decide, type TraceRecord } from '@socket-labs/trace'
import { Conversation } from './conversation.ts'
import { dissectedRecords, fieldsOf, valueIn } from './dissect/dissected-records.ts'
import { respValues } from './dissect/resp.ts'
import { shownText } from './dissect/shown-text.ts'
import { startServer } from './real-program.ts'

/** What is asked, and what stands in the reply, without its line ends. */
const dialogue: readonly { words: string[]; reply: string; values: string[] }[] = [
  { words: ['SET', 'greeting', 'hello'], reply: 'simple string', values: ['"OK"'] },
  { words: ['GET', 'greeting'], reply: 'bulk string', values: ['5', '"hello"'] },
  // A length says where the end is: CR LF within the payload is nothing but payload.
  { words: ['SET', 'two lines', 'a\r\nb'], reply: 'simple string', values: ['"OK"'] },
  { words: ['GET', 'two lines'], reply: 'bulk string', values: ['4', '"a␍␊b"'] },
  { words: ['INCR', 'visits'], reply: 'integer', values: ['"1"'] },
  { words: ['GET', 'nothing'], reply: 'null', values: ['-1'] },
  { words: ['MGET', 'greeting', 'nothing'], reply: 'array', values: ['2', '5', '"hello"', '-1'] },
  { words: ['INCR', 'greeting'], reply: 'error', values: [] },
]

/** What of a reply is neither its type nor the end of a line. */
const carrying = ['length', 'count', 'payload', 'number', 'text']

/** Where does a reply of Redis end? Each begins with a letter that says how to find out. */
export default defineScenario({
  id: 'frame-10-redis-resp',
  question: 'How do you see where a reply of Redis ends, when it may hold any bytes?',
  facts: [{ id: 'frame-10', truth: 'K' }],
  needs: ['redis-server'],

  async run(ctx) {
    const server = await startServer(ctx, {
      command: 'redis-server',
      versionArgs: ['--version'],
      args: (port, folder) => [
        ...['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder],
        ...['--save', '', '--appendonly', 'no'],
      ],
      readyWords: /Ready to accept connections/,
    })
    const socket = connect(server.port, '127.0.0.1')
    await once(socket, 'connect')
    const redis = new Conversation(ctx, socket, {
      codec: 'resp',
      sent: respValues,
      received: respValues,
    })

    // Who are you? The version in the reply is the one that the program printed when it was asked.
    redis.send(command(['HELLO', '2']))
    await redis.next('the reply to HELLO')
    for (const { words } of dialogue) {
      redis.send(command(words))
      await redis.next(`the reply to ${words[0]}`)
    }

    // All of it again in one write. The replies may come in one read: framing does not care.
    redis.send(dialogue.map(({ words }) => command(words)).join(''))
    for (const { words } of dialogue) await redis.next(`the reply to ${words[0]}, asked at once`)

    socket.end()
    await redis.closed
    await server.stop()
  },

  judge(records) {
    const { sent, decoded, program, isCovered } = dissectedRecords(records, 'resp')
    const [hello, ...replies] = decoded
    const isRedis = valuesIn(hello, ['payload']).includes(`"${program?.version}"`)
    const asked = [...dialogue, ...dialogue.map(secondTime)]
    const isAsAsked = asked.every(({ words, reply, values }, i) => {
      const question = valuesIn(sent[i + 1], ['payload'])
      const answer = replies[i]
      return (
        question.join() === words.map((word) => shownText(Buffer.from(word))).join() &&
        answer?.frame === reply &&
        valuesIn(answer, carrying).join().startsWith(values.join())
      )
    })
    const error = replies.find(({ frame }) => frame === 'error')
    const kinds = dialogue.map(({ reply }) => reply).join(', ')
    return [
      decide(
        {
          id: 'frame-10',
          truth: 'K',
          expected:
            'every byte of a reply has its place: a type, then a line, or a length and bytes, or a count and values',
        },
        [program, hello, ...replies, error],
        isCovered && isRedis && isAsAsked && replies.length === asked.length,
        `${decoded.length} replies of ${program?.program} ${program?.version}: ${kinds} (${valueIn(error, 'text')})`,
      ),
    ]
  },
})

/** A command is an array of bulk strings. */
function command(words: readonly string[]): string {
  const bulks = words.map((word) => `$${word.length}\r\n${word}\r\n`)
  return `*${words.length}\r\n${bulks.join('')}`
}

/** Only the counter has another answer then. */
function secondTime(one: (typeof dialogue)[number]) {
  return one.words[1] === 'visits' ? { ...one, values: ['"2"'] } : one
}

function valuesIn(record: TraceRecord | undefined, names: readonly string[]): string[] {
  const fields = record ? fieldsOf(record) : []
  return fields.filter(({ name }) => names.includes(name)).map(({ value }) => value)
}
