import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'

/** A message of the Jupyter protocol, without its routing prefix and signature. */
export interface WireMessage {
  header: { msg_id: string; msg_type: string }
  /** The header of the request that this message belongs to; `{}` in a request itself. */
  parent: { msg_id?: string }
  content: Record<string, unknown>
}

/** A message whose frames are not what the protocol asks for, or whose signature is wrong. */
class WireMessageError extends Error {
  readonly code = 'ERR_JUPYTER_MESSAGE'
  constructor(why: string) {
    super(`not a Jupyter message: ${why}`)
    this.name = 'WireMessageError'
  }
}

const delimiter = '<IDS|MSG>'

/**
 * A request as frames, signed with `key` (HMAC-SHA256 over the four JSON frames):
 *
 *     <IDS|MSG> | signature | header | parent header | metadata | content
 */
export function encodeRequest(
  key: string,
  session: string,
  type: string,
  content: Record<string, unknown>,
): { id: string; frames: string[] } {
  const id = randomUUID()
  const header = {
    msg_id: id,
    msg_type: type,
    session,
    username: 'socket-labs',
    date: new Date().toISOString(),
    version: '5.3',
  }
  const parts = [header, {}, {}, content].map((part) => JSON.stringify(part))
  return { id, frames: [delimiter, sign(key, parts), ...parts] }
}

/** Reads a message behind any routing prefix. A WireMessageError for every other input. */
export function decodeMessage(key: string, frames: readonly Buffer[]): WireMessage {
  const start = frames.findIndex((frame) => frame.toString() === delimiter)
  if (start < 0) throw new WireMessageError(`no ${delimiter} in ${frames.length} frames`)
  const [signature, ...parts] = frames.slice(start + 1)
  const [header, parent, , content] = parts
  if (!signature || !header || !parent || !content) {
    throw new WireMessageError(`expected 5 frames after ${delimiter}, got ${parts.length + 1}`)
  }
  const expected = Buffer.from(sign(key, parts))
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
    throw new WireMessageError('the signature does not fit the key')
  }
  return { header: parsed(header), parent: parsed(parent), content: parsed(content) }
}

function sign(key: string, parts: readonly (string | Buffer)[]): string {
  const hmac = createHmac('sha256', key)
  for (const part of parts) hmac.update(part)
  return hmac.digest('hex')
}

function parsed<T>(frame: Buffer): T {
  try {
    return JSON.parse(frame.toString()) as T
  } catch {
    throw new WireMessageError('a frame is not JSON')
  }
}
