import type { Socket } from 'node:net'

/**
 * Reads exactly `byteCount` bytes from a connected socket.
 *
 * TCP carries a stream of bytes. Where one `write` ended is not part of that stream: the network may
 * hand you eleven bytes at once, or one, ten times nothing and then ten. Whoever reads has to count.
 *
 * What must hold:
 *
 * - It resolves with exactly the first `byteCount` bytes, in order, however they were cut or joined on
 *   the way. They are bytes, not text: any of the 256 values may come, and a character may be cut.
 * - `byteCount` is a whole number from 0. With 0 it resolves at once, with an empty Buffer.
 * - If the peer ends the stream too early it rejects, and the message says how many of how many bytes
 *   arrived ("7 of 12"). Part of an answer is not an answer.
 * - If the socket reports an error it rejects with that error.
 * - Afterwards the socket is as usable as before: it is not destroyed, none of your listeners is left
 *   on it, and bytes beyond `byteCount` that came along are not lost. The next `collect` on the same
 *   socket gets them first (see `socket.unshift`, and what `socket.pause` and `resume` are for).
 *
 * Nobody calls it a second time before the first call has settled, nor after the stream has ended.
 */
export function collect(socket: Socket, byteCount: number): Promise<Buffer> {
  // TODO: this is what most people write first, and on one machine it even seems to work.
  return new Promise((resolve) => {
    if (byteCount === 0) resolve(Buffer.alloc(0))
    else socket.once('data', resolve)
  })
}
