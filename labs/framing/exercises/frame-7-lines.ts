/** Finds the lines in a stream of bytes. */
export interface Lines {
  /** The bytes of one read, any number of them. Answers the lines that are complete with them, in order. */
  push(bytes: Uint8Array): Uint8Array[]
  /** The stream has ended. Answers the last line where it has no ending, in an array, else an empty array. */
  end(): Uint8Array[]
}

/**
 * Cuts a stream into lines. A line ends with LF (0a) or with CRLF (0d 0a), as in a text file, in Redis'
 * protocol, in HTTP; and what is handed over is the line without its ending.
 *
 *     reads:   o n e CR LF t w   o CR   LF LF
 *     lines:   one               two    and an empty one
 *
 * What must hold:
 *
 * - Every line is handed over by the `push` that brings its LF: no earlier and no later. One read may
 *   bring no LF, or one, or many, and the two bytes of a CRLF may come in two reads.
 * - A CR that no LF follows is a byte of the line like any other; so are spaces. Of `a CR CR LF` the line
 *   is `a CR`. An empty line is a line.
 * - Lines are bytes, not text: any of the 256 values may come, and a character may be cut by the reads.
 * - `end` hands over what has come behind the last LF, if anything has. (Programs differ here: for a text
 *   file it is the last line, for a protocol a message that was cut off. Here it is the last line.)
 * - `maxLineBytes`, 1 or more, is the longest line, without its ending. A longer one is refused, as soon
 *   as it is certain that it is too long, and whether or not its end has come: `push` (or `end`) throws an
 *   Error whose `code` is `'ERR_LINE_TOO_LONG'`. From then on every call throws it.
 * - No line is lost by that: if lines in front of the bad one are complete with the same `push`, it
 *   returns them, and the next call throws.
 * - Two objects know nothing of each other.
 *
 * Nobody writes to `bytes` after the call, so lines may be views of it.
 */
export function createLines(maxLineBytes: number): Lines {
  // TODO: this is what most people write first. Which of the points above does it keep?
  let waiting = ''
  return {
    push(bytes) {
      waiting += new TextDecoder().decode(bytes)
      const lines = waiting.split('\n')
      waiting = lines.pop() ?? ''
      if (lines.some((line) => line.length > maxLineBytes)) throw new LineTooLongError()
      return lines.map((line) => Buffer.from(line))
    },
    end() {
      return []
    },
  }
}

class LineTooLongError extends Error {
  readonly code = 'ERR_LINE_TOO_LONG'
}
