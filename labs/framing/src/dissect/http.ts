import type { ByteReader, Reading } from './byte-reader.ts'

interface Head {
  isChunked: boolean
  contentBytes: number
}

/**
 * HTTP/1.1 messages of one direction: a frame for each head, then one for each chunk (RFC 9112 §7.1), or
 * one for the body where its length is in the head. A body that ends with the connection has no frame.
 */
export function* httpMessages(reader: ByteReader): Reading {
  for (;;) {
    const head = yield* readHead(reader)
    yield reader.frame('head')
    if (head.isChunked) yield* readChunks(reader)
    else if (head.contentBytes > 0) {
      yield* reader.take(head.contentBytes, 'body')
      yield reader.frame('body')
    }
  }
}

/** A start line and header lines up to the empty line. Its frame is for the caller to end. */
export function* readHead(reader: ByteReader): Reading<Head> {
  const start = yield* reader.peekLine()
  if (!start.startsWith('HTTP/1.') && !/^[A-Z]+ \S+ HTTP\/1\.\d$/.test(start)) {
    yield* reader.broken('expected a request line or a status line')
  }
  yield* reader.take(start.length, 'start line')
  yield* reader.crlf()
  const headers = yield* readHeaders(reader)
  const length = headers.get('content-length') ?? '0'
  if (!/^\d{1,16}$/.test(length)) yield* reader.broken('expected a Content-Length in decimal')
  const isChunked = /\bchunked$/i.test(headers.get('transfer-encoding') ?? '')
  return { isChunked, contentBytes: Number(length) }
}

/** Lines `Name: value` up to the empty one, which is read too. A trailer looks the same. */
function* readHeaders(reader: ByteReader): Reading<Map<string, string>> {
  const headers = new Map<string, string>()
  for (;;) {
    const line = yield* reader.peekLine()
    if (line === '') break
    const [, name, value] = /^([!#-'*+.^-z|~\w-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? []
    if (name === undefined || value === undefined) {
      return yield* reader.broken('expected a header, "Name: value"')
    }
    headers.set(name.toLowerCase(), value)
    yield* reader.take(line.length, name, () => value)
    yield* reader.crlf()
  }
  yield* reader.crlf()
  return headers
}

/**
 * ```
 *   1a;name=value CRLF  26 bytes of data CRLF      a size in hex, perhaps with an extension
 *   0 CRLF  Name: value CRLF  CRLF                 the last chunk, perhaps with trailers
 * ```
 */
function* readChunks(reader: ByteReader): Reading {
  for (;;) {
    const line = yield* reader.peekLine()
    const [, digits, extension] = /^([\da-f]{1,16})([ \t]*(?:;.*)?)$/i.exec(line) ?? []
    if (digits === undefined || extension === undefined) {
      return yield* reader.broken('expected a chunk size in hex, of at most 16 digits')
    }
    const size = Number.parseInt(digits, 16)
    yield* reader.take(digits.length, 'size', () => String(size))
    yield* reader.take(extension.length, 'extension')
    yield* reader.crlf()
    if (size === 0) break
    yield* reader.take(size, 'data')
    yield* reader.crlf()
    yield reader.frame('chunk')
  }
  yield* readHeaders(reader)
  yield reader.frame('last chunk')
}
