import type { FieldShape, PacketField, ShapeOptions } from './packet-field.ts'

/** Gathers the fields of a packet. One that reaches past `end` is left out: the packet breaks there. */
export class FieldList {
  readonly bytes: Uint8Array
  readonly fields: PacketField[] = []
  /** Behind what may be read. */
  end: number
  /** What stands in front of the names and keys, in a packet that another one quotes. */
  quote = { key: '', name: '' }

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.end = bytes.length
  }

  has(at: number, size: number): boolean {
    return at + size <= this.end
  }

  add(field: PacketField): void {
    if (field.to > this.end) return
    const { key, name } = this.quote
    this.fields.push({ ...field, key: key + field.key, name: name + field.name })
  }

  /** The fields of the header at `at`. */
  addShapes(shapes: readonly FieldShape[], at: number, { told = {} }: ShapeOptions = {}): void {
    for (const shape of shapes) {
      const { key, name, size, say = String, source } = shape
      const from = at + shape.at
      if (!this.has(from, size)) continue
      const raw = bitsOf(this.bytes, from, shape)
      this.add({ key, from, to: from + size, name, value: told[key] ?? say(raw), raw, source })
    }
  }

  /** A stretch of bytes whose inside is not told: nothing where it is empty. */
  addBytes(field: Omit<PacketField, 'value' | 'raw'>): void {
    const to = Math.min(field.to, this.end)
    if (field.from >= to) return
    const count = to - field.from
    this.add({ ...field, to, value: count === 1 ? '1 byte' : `${count} bytes` })
  }
}

function bitsOf(bytes: Uint8Array, from: number, shape: FieldShape): number {
  const { size, shift = 0, bits = 8 * size - shift } = shape
  let all = 0
  for (let i = from; i < from + size; i++) all = all * 256 + (bytes[i] as number)
  return Math.floor(all / 2 ** shift) % 2 ** bits
}

export function hex(digits: number): (raw: number) => string {
  return (raw) => `0x${raw.toString(16).padStart(digits, '0')}`
}

export function inBytes(raw: number): string {
  return raw === 1 ? '1 byte' : `${raw} bytes`
}

export function inWords(raw: number): string {
  return `${raw} words, ${4 * raw} bytes`
}

export function isSet(raw: number): string {
  return raw ? 'set' : 'not set'
}

/** A checksum with its verdict: `0x220d, good`. */
export function checksumText(bytes: Uint8Array, at: number, verdict: string): string {
  const raw = ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
  return `${hex(4)(raw)}, ${verdict}`
}
