import { blockFrameBytes, optionCode, padded } from './pcapng-block.ts'
import { type PcapngFault, pcapngFault } from './pcapng-fault.ts'
import { textOfUtf8 } from './utf8.ts'

export interface PcapngOption {
  code: number
  value: Uint8Array
  /** Offset in the file of its code. */
  at: number
}

/** A whole block. Offsets are within it. */
export class PcapngBlockView {
  readonly type: number
  readonly bytes: Uint8Array
  readonly isLittleEndian: boolean
  /** Offset in the file. */
  readonly at: number
  readonly #view: DataView

  constructor(bytes: Uint8Array, isLittleEndian: boolean, at: number) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.bytes = bytes
    this.isLittleEndian = isLittleEndian
    this.at = at
    this.type = this.uint32(0)
  }

  /** Offset behind the body, where the length is repeated. */
  get end(): number {
    return this.bytes.length - 4
  }

  uint16(at: number): number {
    return this.#view.getUint16(at, this.isLittleEndian)
  }

  uint32(at: number): number {
    return this.#view.getUint32(at, this.isLittleEndian)
  }

  /** A fault where the fixed part of the body is not there. */
  shorterThan(bodyBytes: number): PcapngFault | undefined {
    const leastBytes = blockFrameBytes + bodyBytes
    if (this.bytes.length >= leastBytes) return undefined
    const message = `expected a block of type ${this.type} to have at least ${leastBytes} bytes, got ${this.bytes.length}`
    return pcapngFault('block-length', message, this.at + 4)
  }

  /** The options from `at` on. */
  options(at: number): PcapngOption[] | PcapngFault {
    const options: PcapngOption[] = []
    for (let next = at; next < this.end; ) {
      // Blocks, fixed parts and options are all multiples of 4, so that these four bytes are there.
      const code = this.uint16(next)
      if (code === optionCode.end) break
      const valueBytes = this.uint16(next + 2)
      const valueAt = next + 4
      if (valueAt + padded(valueBytes) > this.end) {
        const message = `expected an option within the ${this.end - next} bytes left of its block, got ${4 + valueBytes}`
        return pcapngFault('option-length', message, this.at + next)
      }
      const value = this.bytes.subarray(valueAt, valueAt + valueBytes)
      options.push({ code, value, at: this.at + next })
      next = valueAt + padded(valueBytes)
    }
    return options
  }
}

/** The first option with the code. */
export function optionOf(options: PcapngOption[], code: number): PcapngOption | undefined {
  return options.find((option) => option.code === code)
}

export function textOption(options: PcapngOption[], code: number): string | undefined {
  const option = optionOf(options, code)
  return option && textOfUtf8(option.value)
}

export function commentsOf(options: PcapngOption[]): string[] {
  const comments = options.filter((option) => option.code === optionCode.comment)
  return comments.map((option) => textOfUtf8(option.value))
}

/** A fault where an option is there and has another size than it must have. */
export function wrongSize(
  option: PcapngOption | undefined,
  valueBytes: number,
): PcapngFault | undefined {
  if (!option || option.value.length === valueBytes) return undefined
  const message = `expected option ${option.code} to hold ${valueBytes} bytes, got ${option.value.length}`
  return pcapngFault('option-length', message, option.at)
}
