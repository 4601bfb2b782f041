import { checkedField } from '../checked-field.ts'
import { blockFrameBytes, blockType, byteOrderMagic, optionCode, padded } from './pcapng-block.ts'
import { utf8Of } from './utf8.ts'

/** LINKTYPE_RAW: a packet begins with its IPv4 or IPv6 header. */
export const linkTypeRaw = 101
/** LINKTYPE_ETHERNET */
export const linkTypeEthernet = 1

export interface PcapngSectionOptions {
  hardware?: string
  os?: string
  application?: string
  comments?: readonly string[]
}

export interface PcapngInterfaceOptions {
  name: string
  description?: string
  /** {@link linkTypeRaw} unless told. */
  linkType?: number
  /** The most that is captured of a packet; 0, no limit, unless told. */
  snapBytes?: number
  comments?: readonly string[]
}

export type PcapngDirection = 'inbound' | 'outbound'

export interface PcapngPacketOptions {
  /** Counts the interfaces of the section from 0, in the order in which they were written. */
  interfaceNo: number
  /** Nanoseconds since 1970, 0 to 2^64 − 1: see `epochNs`. */
  atNs: bigint
  /** What was captured of the packet. */
  bytes: Uint8Array
  /** Size of the whole packet; that of `bytes` unless told. */
  originalBytes?: number
  /** As the interface sees it. */
  direction?: PcapngDirection
  comments?: readonly string[]
}

type Option = [code: number, value: Uint8Array]

/**
 * The block that begins a file, or a new section of it (draft-ietf-opsawg-pcapng §4.1). What is written
 * behind it, one {@link pcapngInterface} after the other and then any {@link pcapngPacket}, makes the file.
 * @throws RangeError for a text of more than 65 535 bytes in UTF-8.
 */
export function pcapngSection(section: PcapngSectionOptions = {}): Uint8Array {
  const body = new DataView(new ArrayBuffer(16))
  body.setUint32(0, byteOrderMagic, true)
  body.setUint16(4, 1, true)
  // How long the section will be nobody knows yet.
  body.setBigInt64(8, -1n, true)
  return block(blockType.section, body, [
    ...comments(section.comments),
    ...text(optionCode.sectionHardware, section.hardware),
    ...text(optionCode.sectionOs, section.os),
    ...text(optionCode.sectionApplication, section.application),
  ])
}

/**
 * Describes the next interface, whose times are in nanoseconds (draft-ietf-opsawg-pcapng §4.2).
 * @throws RangeError for a number or a text that does not fit its field.
 */
export function pcapngInterface(options: PcapngInterfaceOptions): Uint8Array {
  const { linkType = linkTypeRaw, snapBytes = 0 } = options
  const body = new DataView(new ArrayBuffer(8))
  body.setUint16(0, checkedField('pcapng.linkType', linkType, 0xffff), true)
  body.setUint32(4, checkedField('pcapng.snapBytes', snapBytes, 0xffff_ffff), true)
  return block(blockType.interface, body, [
    ...comments(options.comments),
    ...text(optionCode.interfaceName, options.name),
    ...text(optionCode.interfaceDescription, options.description),
    [optionCode.interfaceResolution, Uint8Array.of(9)],
  ])
}

/**
 * A packet, or what was captured of it (draft-ietf-opsawg-pcapng §4.3).
 * @throws RangeError for a number or a text that does not fit its field.
 */
export function pcapngPacket(packet: PcapngPacketOptions): Uint8Array {
  const { bytes, originalBytes = bytes.length } = packet
  const body = new DataView(new ArrayBuffer(20 + padded(bytes.length)))
  body.setUint32(0, checkedField('pcapng.interfaceNo', packet.interfaceNo, 0xffff_ffff), true)
  const atNs = checkedTime(packet.atNs)
  body.setUint32(4, Number(atNs >> 32n), true)
  body.setUint32(8, Number(atNs & 0xffff_ffffn), true)
  body.setUint32(12, bytes.length, true)
  body.setUint32(16, checkedField('pcapng.originalBytes', originalBytes, 0xffff_ffff), true)
  new Uint8Array(body.buffer).set(bytes, 20)
  return block(blockType.enhancedPacket, body, [
    ...comments(packet.comments),
    ...directionOption(packet.direction),
  ])
}

function checkedTime(atNs: bigint): bigint {
  if (atNs >= 0n && atNs < 1n << 64n) return atNs
  throw new RangeError(`pcapng.atNs: expected nanoseconds from 0 to 2^64 - 1, got ${atNs}`)
}

function directionOption(direction: PcapngDirection | undefined): Option[] {
  if (direction === undefined) return []
  return [[optionCode.packetFlags, Uint8Array.of(direction === 'inbound' ? 1 : 2, 0, 0, 0)]]
}

function comments(texts: readonly string[] = []): Option[] {
  return texts.flatMap((comment) => text(optionCode.comment, comment))
}

function text(code: number, value: string | undefined): Option[] {
  return value === undefined ? [] : [[code, utf8Of(value)]]
}

function block(type: number, body: DataView, options: Option[]): Uint8Array {
  const bodyBytes = body.byteLength
  const blockBytes = blockFrameBytes + bodyBytes + optionsBytes(options)
  const bytes = new Uint8Array(blockBytes)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, type, true)
  view.setUint32(4, blockBytes, true)
  bytes.set(new Uint8Array(body.buffer), 8)
  let at = 8 + bodyBytes
  for (const [code, value] of options) {
    view.setUint16(at, code, true)
    view.setUint16(at + 2, checkedField('pcapng: bytes of an option', value.length, 0xffff), true)
    bytes.set(value, at + 4)
    at += 4 + padded(value.length)
  }
  view.setUint32(blockBytes - 4, blockBytes, true)
  return bytes
}

/** Behind the last stands the option that ends them: four zeros. */
function optionsBytes(options: Option[]): number {
  if (options.length === 0) return 0
  return options.reduce((sum, [, value]) => sum + 4 + padded(value.length), 4)
}
