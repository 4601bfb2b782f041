import type { Socket } from 'node:net'
import type { Broken, Decoded, Ended } from '@socket-labs/framing'
import type { ScenarioContext } from '@socket-labs/lab'
import { toHex, toVisibleText } from '@socket-labs/trace'
import { endsOf, type Pair } from './loopback.ts'

/** What the bytes `[from, to)` of a frame mean, and what they say. */
export interface FrameField {
  from: number
  to: number
  name: string
  value: string
}

export interface FrameLook {
  /** Who sends or reads here: `client`, `server`. */
  at: string
  /** How the frames are told apart, in one word: the codec's name. */
  codec: string
  /** Where one codec has several forms, which it is: `4 bytes, little-endian`. */
  layout?: string
  /** What each byte of a frame is for. With it, records carry whole frames instead of payloads. */
  fieldsOf?(frame: Uint8Array): FrameField[]
}

const longestShownBytes = 64 * 1024

/**
 * Writes into the log where the frames stand in the stream that one end of a connection sends or reads:
 * `frame.sent`, `frame.decoded` and `frame.broken`. Offsets count from the first byte of that direction.
 */
export class FrameRecords {
  readonly #ctx: Pick<ScenarioContext, 'record'>
  readonly #socket: Socket
  readonly #look: FrameLook
  readonly #seen: Omit<FrameLook, 'fieldsOf'> & {
    origin: 'observed'
    local: string
    remote: string
  }
  #sentToByte = 0
  /** What was read and may belong to a frame that is not whole yet; it begins at `#tailByte` of the stream. */
  #tail: Uint8Array = new Uint8Array()
  #tailByte = 0

  /** `socket` is connected. */
  constructor(ctx: Pick<ScenarioContext, 'record'>, socket: Socket, look: FrameLook) {
    const { at, codec, layout } = look
    this.#ctx = ctx
    this.#socket = socket
    this.#look = look
    const words = { at, codec, ...(layout !== undefined && { layout }) }
    this.#seen = { ...words, origin: 'observed', ...endsOf(socket) }
  }

  /**
   * A frame that is about to be written, alone, in pieces, or together with others: call it before the
   * write. It begins where the last one ended, or behind what has been written since.
   */
  sent(frame: Uint8Array, payload: Uint8Array): void {
    const fields = this.#look.fieldsOf?.(frame)
    const draft = { ...this.#seen, ...this.#next(frame), text: shown(payload) }
    this.#ctx.record({ kind: 'frame.sent', ...draft, ...(fields && { fields }) }, frame)
  }

  /** As `sent`, of bytes that are no frame, or one no more: `damage` says in words what was done to it. */
  spoiled(bytes: Uint8Array, damage: string): void {
    const draft = { ...this.#seen, ...this.#next(bytes), damage, text: `damaged: ${damage}` }
    this.#ctx.record({ kind: 'note', ...draft }, bytes)
  }

  #next({ length }: Uint8Array): { fromByte: number; toByte: number } {
    const fromByte = Math.max(this.#sentToByte, this.#socket.bytesWritten)
    this.#sentToByte = fromByte + length
    return { fromByte, toByte: this.#sentToByte }
  }

  /** One read, and what a decoder found in the stream with it. Answers how many frames those were. */
  decoded(chunk: Uint8Array, found: readonly Decoded[]): number {
    this.#take(chunk)
    let frames = 0
    let usedToByte = 0
    for (const one of found) {
      if (one.kind === 'frame') {
        frames += 1
        usedToByte = one.toByte
        this.#frame(one.bytes, one.fromByte, one.toByte)
      } else if (one.kind === 'broken') {
        this.broken(one)
      }
    }
    this.#forget(usedToByte)
    return frames
  }

  /** A frame that cannot be read: a decoder says so, or a program that has lost its patience. */
  broken({
    code,
    message,
    atByte,
    skippedBytes,
  }: Omit<Broken, 'kind' | 'code'> & { code: string }) {
    const draft = { ...this.#seen, code, message, atByte, skippedBytes }
    this.#ctx.record({ kind: 'frame.broken', ...draft })
  }

  /** The stream has ended, in good order or within a frame. */
  ended({ end, pendingBytes, missing }: Ended): void {
    const text =
      end === 'clean'
        ? 'the stream ended between two frames'
        : `the stream ended within a frame, with ${pendingBytes} bytes of it here: missing ${missing}`
    this.#ctx.record({ kind: 'note', ...this.#seen, text, end, pendingBytes })
  }

  #frame(payload: Uint8Array, fromByte: number, toByte: number): void {
    const draft = { kind: 'frame.decoded', ...this.#seen, fromByte, toByte, text: shown(payload) }
    const { fieldsOf } = this.#look
    const from = fromByte - this.#tailByte
    if (fieldsOf && from >= 0) {
      const frame = this.#tail.subarray(from, toByte - this.#tailByte)
      this.#ctx.record({ ...draft, fields: fieldsOf(frame) }, frame)
    } else {
      this.#ctx.record(draft, payload)
    }
  }

  #take(chunk: Uint8Array): void {
    if (this.#look.fieldsOf) this.#tail = Buffer.concat([this.#tail, chunk])
  }

  #forget(usedToByte: number): void {
    const usedBytes = usedToByte - this.#tailByte
    const dropped = Math.max(usedBytes, this.#tail.length - longestShownBytes, 0)
    this.#tail = this.#tail.subarray(dropped)
    this.#tailByte += dropped
  }
}

/** The records of both ends, for frames that go from the client to the server. */
export function recordBoth(
  ctx: Pick<ScenarioContext, 'record'>,
  { client, server }: Pair,
  look: Omit<FrameLook, 'at'>,
): { client: FrameRecords; server: FrameRecords } {
  return {
    client: new FrameRecords(ctx, client, { ...look, at: 'client' }),
    server: new FrameRecords(ctx, server, { ...look, at: 'server' }),
  }
}

/** What is wrong with a frame, without where it stands. */
export function faultOf({ message }: { message: string }): string {
  return message.replace(/^at byte \d+: /, '')
}

/** A payload in a record: its text, the middle left out where it is long. */
export function shown(payload: Uint8Array): string {
  if (payload.length <= 40) return `"${toVisibleText(payload)}"`
  const [head, foot] = [payload.subarray(0, 16), payload.subarray(-8)]
  return `"${toVisibleText(head)}…${toVisibleText(foot)}" (${payload.length} bytes)`
}

export interface LengthField {
  bytes: number
  endian?: 'big' | 'little'
  /** Bytes of the frame in front of it; they are named `type`. */
  offset?: number
}

/** The fields of a frame that begins with a length header, and is payload up to its end. */
export function lengthFields({ bytes, endian = 'big', offset = 0 }: LengthField) {
  return (frame: Uint8Array): FrameField[] => {
    const headerBytes = offset + bytes
    const field = (name: string, from: number, to: number, value: string): FrameField[] =>
      to > from ? [{ from, to, name, value }] : []
    return [
      ...field('type', 0, offset, shown(frame.subarray(0, offset))),
      ...field('length', offset, headerBytes, number(frame.subarray(offset, headerBytes), endian)),
      ...field('payload', headerBytes, frame.length, shown(frame.subarray(headerBytes))),
    ]
  }
}

/** The fields of a checksummed frame. */
export function checksummedFields(frame: Uint8Array): FrameField[] {
  const end = frame.length - 4
  const hex = (from: number, to: number) => toHex(frame.subarray(from, to))
  return [
    { from: 0, to: 2, name: 'sync', value: hex(0, 2) },
    { from: 2, to: 6, name: 'length', value: number(frame.subarray(2, 6)) },
    { from: 6, to: 8, name: 'header checksum', value: hex(6, 8) },
    { from: 8, to: end, name: 'payload', value: shown(frame.subarray(8, end)) },
    { from: end, to: frame.length, name: 'checksum', value: hex(end, frame.length) },
  ]
}

/** An unsigned number of any size, as text. */
function number(bytes: Uint8Array, endian: 'big' | 'little' = 'big'): string {
  const digits = endian === 'big' ? [...bytes] : [...bytes].reverse()
  return String(digits.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n))
}
