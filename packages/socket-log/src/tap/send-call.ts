import { endpoint } from './endpoint.ts'

/** What a call of `dgram.Socket.send` means. */
export interface SendCall {
  /** The datagram's payload. */
  bytes: Uint8Array
  /** Where it goes; undefined where the program said nothing that is known yet. */
  remote: string | undefined
  /** Where in the arguments the callback stands. */
  callbackAt: number | undefined
}

/**
 * Reads the arguments of `send(msg[, offset, length][, port][, address][, callback])`. `connected` is
 * whom the socket is connected to, if anybody: then port and address are not there. Undefined for a
 * message that Node refuses.
 */
export function sendCallOf(
  args: readonly unknown[],
  connected: string | undefined,
): SendCall | undefined {
  const callbackAt = args.findIndex((argument) => typeof argument === 'function')
  const words = callbackAt < 0 ? args : args.slice(0, callbackAt)
  const whole = payloadOf(words[0])
  if (!whole) return undefined
  const hasSlice = typeof words[2] === 'number' && (connected !== undefined || words.length > 3)
  const [offset, length] = hasSlice ? (words.slice(1, 3) as [number, number]) : [0, whole.length]
  const [port, address] = words.slice(hasSlice ? 3 : 1)
  return {
    bytes: whole.subarray(offset, offset + length),
    remote: connected ?? remoteOf(port, address),
    callbackAt: callbackAt < 0 ? undefined : callbackAt,
  }
}

/** Without an address Node sends to this machine; a name is kept as it was said. */
function remoteOf(port: unknown, address: unknown): string | undefined {
  if (port === undefined || port === null) return undefined
  return endpoint(typeof address === 'string' ? address : '127.0.0.1', Number(port))
}

function payloadOf(message: unknown): Uint8Array | undefined {
  if (typeof message === 'string') return Buffer.from(message)
  if (ArrayBuffer.isView(message)) return bytesOf(message)
  if (!Array.isArray(message)) return undefined
  const parts = message.map(payloadOf)
  return parts.every((part) => part !== undefined)
    ? Buffer.concat(parts as Uint8Array[])
    : undefined
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}
