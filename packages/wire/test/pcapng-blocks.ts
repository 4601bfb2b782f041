/** Blocks of pcapng in either byte order, built the plainest way, to be read in the tests. */
export class Blocks {
  readonly isLittleEndian: boolean

  constructor(isLittleEndian: boolean) {
    this.isLittleEndian = isLittleEndian
  }

  u16(value: number): number[] {
    return this.#number(BigInt(value), 2)
  }

  u32(value: number): number[] {
    return this.#number(BigInt(value), 4)
  }

  i64(value: bigint): number[] {
    return this.#number(BigInt.asUintN(64, value), 8)
  }

  #number(value: bigint, size: number): number[] {
    const bytes = Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn))
    return this.isLittleEndian ? bytes : bytes.reverse()
  }

  option(code: number, value: number[]): number[] {
    return [...this.u16(code), ...this.u16(value.length), ...padded(value)]
  }

  block(type: number, body: number[]): number[] {
    const length = this.u32(12 + body.length)
    return [...this.u32(type), ...length, ...body, ...length]
  }

  section(options: number[] = [], major = 1): number[] {
    const magic = this.u32(0x1a2b3c4d)
    const version = [...this.u16(major), ...this.u16(0)]
    return this.block(0x0a0d0d0a, [...magic, ...version, ...this.i64(-1n), ...options])
  }

  interface(options: number[] = [], snapBytes = 0): number[] {
    return this.block(1, [...this.u16(101), ...this.u16(0), ...this.u32(snapBytes), ...options])
  }

  packet(ticks: bigint, bytes: number[], options: number[] = [], interfaceNo = 0): number[] {
    return this.block(6, [
      ...this.u32(interfaceNo),
      ...this.u32(Number(ticks >> 32n)),
      ...this.u32(Number(ticks & 0xffff_ffffn)),
      ...this.u32(bytes.length),
      ...this.u32(bytes.length + 1),
      ...padded(bytes),
      ...options,
    ])
  }

  simplePacket(originalBytes: number, bytes: number[]): number[] {
    return this.block(3, [...this.u32(originalBytes), ...padded(bytes)])
  }

  obsoletePacket(ticks: bigint, bytes: number[], interfaceNo = 0): number[] {
    return this.block(2, [
      ...this.u16(interfaceNo),
      ...this.u16(7),
      ...this.u32(Number(ticks >> 32n)),
      ...this.u32(Number(ticks & 0xffff_ffffn)),
      ...this.u32(bytes.length),
      ...this.u32(bytes.length),
      ...padded(bytes),
    ])
  }
}

function padded(bytes: number[]): number[] {
  return [...bytes, ...Array.from({ length: (4 - (bytes.length % 4)) % 4 }, () => 0)]
}

export const ascii = (text: string) => [...text].map((character) => character.charCodeAt(0))

export function joined(parts: readonly (Uint8Array | number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}
