import { parseInterface, parsePacketBlock, parseSection } from './parse-pcapng-block.ts'
import { blockFrameBytes, blockType, byteOrderMagic } from './pcapng-block.ts'
import { PcapngBlockView } from './pcapng-block-view.ts'
import {
  isPcapngFault,
  type PcapngFault,
  type PcapngFaultCode,
  pcapngFault,
} from './pcapng-fault.ts'
import type {
  PcapngFound,
  PcapngInterfaceFound,
  PcapngPacketFound,
  PcapngSectionFound,
} from './pcapng-found.ts'

export interface PcapngReaderOptions {
  /** The longest block, 16 MiB unless told, as other readers have it. */
  maxBlockBytes?: number
}

const sectionHeaderBytes = 28

/**
 * Reads a pcapng file however it was cut on the way: both byte orders, any number of sections
 * (draft-ietf-opsawg-pcapng). It holds no more than the bytes of one block that has not come whole.
 *
 * A block whose inside is broken is told and passed over. Where the next block begins cannot be known
 * after one whose length is broken: that is told, and the reader stops.
 */
export class PcapngReader {
  readonly #maxBlockBytes: number
  /** What has come and is not read: `bytes[start, end)`, of which the first stands at `at` in the file. */
  #bytes: Uint8Array = new Uint8Array()
  #start = 0
  #end = 0
  #at = 0
  #isLittleEndian: boolean | undefined
  #hasStopped = false
  /** Of the section at hand. One that is broken keeps its number. */
  #interfaces: (PcapngInterfaceFound | undefined)[] = []

  constructor({ maxBlockBytes = 16 * 1024 * 1024 }: PcapngReaderOptions = {}) {
    this.#maxBlockBytes = maxBlockBytes
  }

  /** True behind a fault after which nothing can be read. */
  get hasStopped(): boolean {
    return this.#hasStopped
  }

  /** Reads the bytes that follow, any number of them, which are copied. Answers what was found, in order. */
  push(bytes: Uint8Array): PcapngFound[] {
    if (this.#hasStopped) return []
    this.#append(bytes)
    const found: PcapngFound[] = []
    for (let next = this.#next(); next; next = this.#next()) found.push(next)
    return found
  }

  /** The file has ended. Answers a fault where it has not ended behind a block. */
  end(): PcapngFound[] {
    if (this.#hasStopped) return []
    const leftBytes = this.#end - this.#start
    if (leftBytes > 0) {
      return [this.#stop('truncated', `expected a whole block, got ${leftBytes} bytes of it`)]
    }
    if (this.#isLittleEndian !== undefined) return []
    return [this.#stop('no-section', 'expected a section header, got no bytes')]
  }

  #append(bytes: Uint8Array): void {
    const left = this.#bytes.subarray(this.#start, this.#end)
    if (this.#end + bytes.length > this.#bytes.length) {
      // Twice what is needed, so that a block that drips in is not copied for every drop.
      const room = left.length + bytes.length
      this.#bytes = new Uint8Array(left.length === 0 ? room : 2 * room)
      this.#bytes.set(left)
      this.#start = 0
      this.#end = left.length
    }
    this.#bytes.set(bytes, this.#end)
    this.#end += bytes.length
  }

  /** The next block, if it has come whole, or the fault that is seen before it has. */
  #next(): PcapngFound | undefined {
    const leftBytes = this.#end - this.#start
    if (this.#hasStopped || leftBytes < blockFrameBytes) return undefined
    const view = new DataView(this.#bytes.buffer, this.#start, leftBytes)
    const isSection = view.getUint32(0) === blockType.section
    const isLittleEndian = isSection ? byteOrderOf(view.getUint32(8)) : this.#isLittleEndian
    if (isLittleEndian === undefined) {
      return isSection
        ? this.#stop('byte-order', `expected the magic 1a2b3c4d, got ${hex(view.getUint32(8))}`, 8)
        : this.#stop('no-section', `expected a section header, got ${hex(view.getUint32(0))}`)
    }
    const blockBytes = view.getUint32(4, isLittleEndian)
    const fault = this.#faultOfLength(blockBytes, isSection ? sectionHeaderBytes : blockFrameBytes)
    if (fault || leftBytes < blockBytes) return fault
    const behindBytes = view.getUint32(blockBytes - 4, isLittleEndian)
    if (behindBytes !== blockBytes) {
      const message = `expected the block's length, ${blockBytes}, behind it again, got ${behindBytes}`
      return this.#stop('block-length', message, blockBytes - 4)
    }
    const bytes = this.#bytes.subarray(this.#start, this.#start + blockBytes)
    const found = this.#read(new PcapngBlockView(bytes, isLittleEndian, this.#at))
    this.#start += blockBytes
    this.#at += blockBytes
    // What was read is let go: a file handed over whole is not to be held on to.
    if (this.#start === this.#end) {
      this.#bytes = new Uint8Array()
      this.#start = 0
      this.#end = 0
    }
    return found
  }

  #faultOfLength(blockBytes: number, leastBytes: number): PcapngFault | undefined {
    if (blockBytes < leastBytes || blockBytes % 4 > 0) {
      const message = `expected a block of ${leastBytes} bytes or more, a multiple of 4, got ${blockBytes}`
      return this.#stop('block-length', message, 4)
    }
    if (blockBytes <= this.#maxBlockBytes) return undefined
    const message = `expected a block of at most ${this.#maxBlockBytes} bytes, got ${blockBytes}`
    return this.#stop('block-too-long', message, 4)
  }

  #stop(code: PcapngFaultCode, message: string, offset = 0): PcapngFault {
    this.#hasStopped = true
    const fault = pcapngFault(code, message, this.#at + offset)
    this.#bytes = new Uint8Array()
    return fault
  }

  #read(block: PcapngBlockView): PcapngFound {
    switch (block.type) {
      case blockType.section:
        return this.#section(block)
      case blockType.interface: {
        const found = parseInterface(block, this.#interfaces.length)
        this.#interfaces.push(isPcapngFault(found) ? undefined : found)
        return found
      }
      case blockType.packet:
      case blockType.simplePacket:
      case blockType.enhancedPacket:
        return parsePacketBlock(block, this.#interfaces)
      default:
        return { kind: 'skipped', at: block.at, type: block.type, blockBytes: block.bytes.length }
    }
  }

  #section(block: PcapngBlockView): PcapngFound {
    const major = block.uint16(12)
    if (major !== 1) return this.#stop('version', `expected major version 1, got ${major}`, 12)
    this.#isLittleEndian = block.isLittleEndian
    this.#interfaces = []
    return parseSection(block)
  }
}

/** True for little endian, undefined for neither order. */
function byteOrderOf(magicAsBigEndian: number): boolean | undefined {
  if (magicAsBigEndian === byteOrderMagic) return false
  return magicAsBigEndian === 0x4d3c2b1a ? true : undefined
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0')
}

/** What a pcapng file holds, each in the order of the file. */
export interface PcapngFile {
  sections: PcapngSectionFound[]
  interfaces: PcapngInterfaceFound[]
  packets: PcapngPacketFound[]
  faults: PcapngFault[]
}

/** Reads a whole file, as {@link PcapngReader} does. Never throws. */
export function readPcapng(bytes: Uint8Array, options?: PcapngReaderOptions): PcapngFile {
  const reader = new PcapngReader(options)
  const file: PcapngFile = { sections: [], interfaces: [], packets: [], faults: [] }
  for (const found of [...reader.push(bytes), ...reader.end()]) {
    if (found.kind === 'section') file.sections.push(found)
    else if (found.kind === 'interface') file.interfaces.push(found)
    else if (found.kind === 'packet') file.packets.push(found)
    else if (found.kind === 'broken') file.faults.push(found)
  }
  return file
}
