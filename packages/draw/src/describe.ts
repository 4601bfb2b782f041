import type { TraceRecord } from '@socket-labs/trace'
import { errorMeaning } from './error-words.ts'
import { formatBytes, formatCount, formatDuration } from './quantities.ts'
import { bytesOf, countOf, isListeners, textOf } from './record-fields.ts'
import { safeText } from './safe-text.ts'
import { isPacket, packetOf } from './segment-packet.ts'
import { packetStory } from './segment-words.ts'

/**
 * One record as one plain phrase: `wrote 5 bytes`, `the peer's end of stream was read`.
 * One line, no control characters, at most about 4 000 characters. A kind that is not known is named.
 */
export function describe(record: TraceRecord): string {
  if (isPacket(record)) return safeText(packetStory(packetOf(record, { from: 'client' })))
  const story = stories.get(record.kind)
  return safeText(story ? story(record) : unknownStory(record))
}

type Story = (record: TraceRecord) => string

const stories = new Map<string, Story>(
  Object.entries<Story>({
    'run.started': (record) => `the run starts${after(': ', textOf(record, 'question'))}`,
    'run.ended': (record) => {
      const durationMs = countOf(record, 'durationMs')
      const took = durationMs === undefined ? '' : ` after ${formatDuration(durationMs)}`
      return `the run ended: ${textOf(record, 'outcome') || '?'}${took}${after(': ', textOf(record, 'why'))}`
    },
    note: (record) => textOf(record, 'text'),
    gap: (record) => {
      const count = countOf(record, 'count')
      const missing = count === undefined ? 'records are missing' : missingWords(count)
      return `${missing}${after(': ', textOf(record, 'why'))}`
    },
    'socket.listening': (record) => `listens${after(' on ', textOf(record, 'local'))}`,
    'socket.connecting': (record) => `called connect()${after(' to ', textOf(record, 'remote'))}`,
    'socket.connect': (record) => `is connected${after(' to ', textOf(record, 'remote'))}`,
    'socket.accept': (record) =>
      `accepted a connection${after(' from ', textOf(record, 'remote'))}`,
    'socket.write': writeStory,
    'socket.written': (record) => {
      const code = textOf(record, 'code')
      return code ? `the write failed: ${errorStory(record)}` : 'the write was handed to the kernel'
    },
    'socket.data': (record) => `read ${bytesWords(record)}`,
    'socket.drain': () => 'drain: nothing waits in the program any more',
    'socket.shutdown': () => 'called end(): this end will write no more',
    'socket.end': () => 'read the end of the stream: the peer will write no more',
    'socket.timeout': () => 'timeout: nothing happened for as long as the program had set',
    'socket.error': errorStory,
    'socket.close': (record) =>
      isListeners(record)
        ? 'listens no more'
        : record.hadError === true
          ? 'closed, after an error'
          : 'closed',
    'udp.datagram': (record) => {
      const isSent = record.direction === 'sent'
      const peer = textOf(record, isSent ? 'to' : 'from')
      const bytes = after(' of ', bytesWords(record))
      const way = isSent ? 'sent' : 'received'
      return `${way} a datagram${bytes}${after(isSent ? ' to ' : ' from ', peer)}`
    },
    'frame.sent': (record) => `means ${rangeWords(record)} as one message${payloadWords(record)}`,
    'frame.decoded': (record) => `found a frame: ${rangeWords(record)}${payloadWords(record)}`,
    'frame.broken': brokenStory,
    'tcp.state': (record) => {
      const from = textOf(record, 'from')
      const to = textOf(record, 'to') || '?'
      const move = from && from !== to ? `${from} → ${to}` : to
      const trigger = textOf(record, 'trigger')
      return `state ${move}${trigger ? ` (${trigger})` : ''}`
    },
    'state.reading': readingStory,
    'tcp.queues': (record) => {
      const send = countOf(record, 'sendQueueBytes') ?? 0
      const receive = countOf(record, 'receiveQueueBytes') ?? 0
      return `in the kernel: ${formatBytes(send)} to send, ${formatBytes(receive)} not read yet`
    },
    syscall: (record) => {
      const outcome = textOf(record, 'errno') || textOf(record, 'result')
      const name = textOf(record, 'name')
      return `${name ? `${name}()` : 'a system call'}${after(' = ', outcome)}`
    },
    'program.ended': (record) => {
      const failure = textOf(record, 'failure')
      const name = textOf(record, 'command') || 'the program'
      return failure ? `did not start: ${failure}` : `${name} ended with status ${record.status}`
    },
    'ip.packet': (record) => `a packet of ${textOf(record, 'protocol') || 'an unknown protocol'}`,
    fact: (record) => {
      const { id, expected, seen, held } = record
      const mark = held === true ? '✓' : '✗'
      return `${mark} ${safeText(id)}: expected ${safeText(expected)}; seen: ${safeText(seen)}`
    },
  }),
)

/** What an instrument said of an end that stood still in a state. */
function readingStory(record: TraceRecord): string {
  const instrument = textOf(record, 'instrument') || 'an instrument'
  const wanted = textOf(record, 'wanted') || '?'
  if (record.seen === true)
    return `${instrument} says ${wanted}${after(': ', textOf(record, 'word'))}`
  return `${instrument} cannot see ${wanted}${after(': ', textOf(record, 'why'))}`
}

function writeStory(record: TraceRecord): string {
  const queuedBytes = countOf(record, 'queuedBytes') ?? 0
  if (record.returned !== false) return `wrote ${bytesWords(record)}`
  const wait = `${formatBytes(queuedBytes)} ${queuedBytes === 1 ? 'waits' : 'wait'} in the program`
  return `wrote ${bytesWords(record)}, write returned false: ${wait}`
}

/** `12 bytes from offset 40`. */
function rangeWords(record: TraceRecord): string {
  const from = countOf(record, 'fromByte')
  const to = countOf(record, 'toByte')
  if (from === undefined || to === undefined || to < from) return bytesWords(record)
  return `${formatBytes(to - from)} from offset ${formatCount(from)}`
}

function payloadWords(record: TraceRecord): string {
  return after(': ', textOf(record, 'text'))
}

function brokenStory(record: TraceRecord): string {
  const at = countOf(record, 'atByte')
  const place = at === undefined ? '' : ` at offset ${formatCount(at)}`
  const skippedBytes = countOf(record, 'skippedBytes') ?? 0
  const skipped = skippedBytes > 0 ? `; ${formatBytes(skippedBytes)} skipped` : ''
  const code = textOf(record, 'code')
  const why = code === '' ? '' : ` (${code})`
  return `found no frame${place}${why}${after(': ', textOf(record, 'message'))}${skipped}`
}

function errorStory(record: TraceRecord): string {
  const code = textOf(record, 'code')
  const meaning = errorMeaning(record)
  if (meaning === '') return `error ${code || 'without a code'}`
  return code === '' || meaning.includes(code) ? meaning : `${meaning} (${code})`
}

function bytesWords(record: TraceRecord): string {
  const bytes = bytesOf(record)
  return bytes === undefined ? 'bytes' : formatBytes(bytes)
}

function missingWords(count: number): string {
  return count === 1 ? '1 record is missing' : `${formatCount(count)} records are missing`
}

function unknownStory(record: TraceRecord): string {
  const text = ['text', 'message', 'name', 'state']
    .map((field) => textOf(record, field))
    .find(Boolean)
  return `${safeText(record.kind)}${after(': ', text ?? '')}`
}

function after(prefix: string, text: string): string {
  return text === '' ? '' : prefix + text
}
