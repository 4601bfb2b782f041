import { blockType, optionCode, padded } from './pcapng-block.ts'
import {
  commentsOf,
  optionOf,
  type PcapngBlockView,
  type PcapngOption,
  textOption,
  wrongSize,
} from './pcapng-block-view.ts'
import { isPcapngFault, type PcapngFault, pcapngFault } from './pcapng-fault.ts'
import type { PcapngInterfaceFound, PcapngPacketFound, PcapngSectionFound } from './pcapng-found.ts'
import { nsOfTicks, ticksPerSecondOf } from './pcapng-time.ts'
import type { PcapngDirection } from './write-pcapng.ts'

/** A section header, of at least 28 bytes, whose byte order is known. */
export function parseSection(block: PcapngBlockView): PcapngSectionFound | PcapngFault {
  const options = block.options(24)
  if (isPcapngFault(options)) return options
  const hardware = textOption(options, optionCode.sectionHardware)
  const os = textOption(options, optionCode.sectionOs)
  const application = textOption(options, optionCode.sectionApplication)
  return {
    kind: 'section',
    at: block.at,
    isLittleEndian: block.isLittleEndian,
    ...(hardware !== undefined && { hardware }),
    ...(os !== undefined && { os }),
    ...(application !== undefined && { application }),
    comments: commentsOf(options),
  }
}

export function parseInterface(
  block: PcapngBlockView,
  interfaceNo: number,
): PcapngInterfaceFound | PcapngFault {
  const options = block.shorterThan(8) ?? block.options(16)
  if (isPcapngFault(options)) return options
  const resolution = optionOf(options, optionCode.interfaceResolution)
  const offset = optionOf(options, optionCode.interfaceOffset)
  const fault = wrongSize(resolution, 1) ?? wrongSize(offset, 8)
  if (fault) return fault
  const name = textOption(options, optionCode.interfaceName)
  const description = textOption(options, optionCode.interfaceDescription)
  return {
    kind: 'interface',
    at: block.at,
    interfaceNo,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    linkType: block.uint16(8),
    snapBytes: block.uint32(12),
    ticksPerSecond: ticksPerSecondOf(resolution?.value[0] ?? 6),
    offsetSeconds: offset ? int64Of(offset.value, block.isLittleEndian) : 0n,
    comments: commentsOf(options),
  }
}

function int64Of(value: Uint8Array, isLittleEndian: boolean): bigint {
  return new DataView(value.buffer, value.byteOffset, 8).getBigInt64(0, isLittleEndian)
}

/** A packet in a block of any of the three types; `interfaces` are those that the section has described. */
export function parsePacketBlock(
  block: PcapngBlockView,
  interfaces: readonly (PcapngInterfaceFound | undefined)[],
): PcapngPacketFound | PcapngFault {
  const isSimple = block.type === blockType.simplePacket
  const fault = block.shorterThan(isSimple ? 4 : 20)
  if (fault) return fault
  const interfaceNo = interfaceNoOf(block)
  const from = interfaces[interfaceNo]
  if (!from) {
    const message = `expected an interface that the section has described, of ${interfaces.length}, got number ${interfaceNo}`
    return pcapngFault('unknown-interface', message, block.at + (isSimple ? 0 : 8))
  }
  return isSimple ? parseSimple(block, from) : parseTimed(block, from)
}

function interfaceNoOf(block: PcapngBlockView): number {
  if (block.type === blockType.simplePacket) return 0
  // The obsolete block has a count of drops behind a shorter number.
  return block.type === blockType.packet ? block.uint16(8) : block.uint32(8)
}

function parseTimed(
  block: PcapngBlockView,
  from: PcapngInterfaceFound,
): PcapngPacketFound | PcapngFault {
  const bytes = captured(block, 28, block.uint32(20))
  if (isPcapngFault(bytes)) return bytes
  const options = block.options(28 + padded(bytes.length))
  if (isPcapngFault(options)) return options
  const direction = directionOf(block, options)
  if (isPcapngFault(direction)) return direction
  const ticks = (BigInt(block.uint32(12)) << 32n) | BigInt(block.uint32(16))
  return {
    kind: 'packet',
    at: block.at,
    interface: from,
    atNs: nsOfTicks(ticks, from),
    bytes,
    originalBytes: block.uint32(24),
    ...(direction && { direction }),
    comments: commentsOf(options),
  }
}

/** Its captured length is not written: the smaller one of the packet's and the interface's limit. */
function parseSimple(
  block: PcapngBlockView,
  from: PcapngInterfaceFound,
): PcapngPacketFound | PcapngFault {
  const originalBytes = block.uint32(8)
  const bytes = captured(block, 12, Math.min(originalBytes, from.snapBytes || originalBytes))
  if (isPcapngFault(bytes)) return bytes
  return { kind: 'packet', at: block.at, interface: from, bytes, originalBytes, comments: [] }
}

function captured(
  block: PcapngBlockView,
  at: number,
  capturedBytes: number,
): Uint8Array | PcapngFault {
  const mostBytes = block.end - at
  if (capturedBytes <= mostBytes) return block.bytes.slice(at, at + capturedBytes)
  const message = `expected a packet within the ${mostBytes} bytes left of its block, got ${capturedBytes}`
  return pcapngFault('packet-length', message, block.at + at)
}

function directionOf(
  block: PcapngBlockView,
  options: PcapngOption[],
): PcapngDirection | PcapngFault | undefined {
  const option = optionOf(options, optionCode.packetFlags)
  if (!option) return undefined
  const lowest = option.value[block.isLittleEndian ? 0 : 3] ?? 0
  const direction = [undefined, 'inbound' as const, 'outbound' as const, undefined][lowest & 3]
  return wrongSize(option, 4) ?? direction
}
