import type { TraceRecord } from '@socket-labs/trace'
import { portOf, textOf } from './record-fields.ts'

/** What an error means, in a beginner's words, without its code: `refused: nobody listens on port 4000`. */
export function errorMeaning(record: TraceRecord): string {
  const words = meanings.get(textOf(record, 'code'))
  if (words) return words(record)
  return textOf(record, 'message')
}

/** The same, short enough for a margin: `nobody listens on port 4000`. */
export function errorMeaningShort(record: TraceRecord): string {
  return errorMeaning(record).replace(/^[a-z ]+: /, '')
}

type Meaning = (record: TraceRecord) => string

const meanings = new Map<string, Meaning>(
  Object.entries<Meaning>({
    ECONNREFUSED: (record) => `refused: nobody listens on ${portWords(record)}`,
    ECONNRESET: () => 'reset: the other end aborted the connection',
    EPIPE: () => 'broken pipe: this end may not send any more',
    ETIMEDOUT: () => 'timeout: no answer came',
    EADDRINUSE: (record) => `address in use: another socket has ${portWords(record)}`,
    EADDRNOTAVAIL: () => 'no such address: it cannot be used on this machine',
    EHOSTUNREACH: () => 'unreachable: no way to that host',
    ENETUNREACH: () => 'unreachable: no way to that network',
    EACCES: () => 'not allowed: this program may not do that',
    ENOTFOUND: () => 'not found: no address for that name',
    EMFILE: () => 'out of descriptors: this program has too many open',
    ECONNABORTED: () => 'aborted: this end gave the connection up',
    ERR_STREAM_WRITE_AFTER_END: () => 'write after end: end() was called before',
    ERR_STREAM_DESTROYED: () => 'write after destroy: the socket is gone',
    ABORT_ERR: () => 'aborted: the program cancelled it',
  }),
)

function portWords(record: TraceRecord): string {
  const named = portOf(textOf(record, 'remote')) || portOf(textOf(record, 'message').trim())
  return named === '' ? 'that port' : `port ${named}`
}
