import type { PcapngFault } from './pcapng-fault.ts'
import type { PcapngClock } from './pcapng-time.ts'
import type { PcapngDirection } from './write-pcapng.ts'

/** The beginning of a section. Each `at` is an offset in the file. */
export interface PcapngSectionFound {
  kind: 'section'
  at: number
  isLittleEndian: boolean
  hardware?: string
  os?: string
  application?: string
  comments: string[]
}

export interface PcapngInterfaceFound extends PcapngClock {
  kind: 'interface'
  at: number
  /** Counts the interfaces of its section from 0. */
  interfaceNo: number
  name?: string
  description?: string
  /** What a packet begins with: 1 Ethernet, 101 the IP header. */
  linkType: number
  /** The most that was captured of a packet; 0 where there is no limit. */
  snapBytes: number
  comments: string[]
}

export interface PcapngPacketFound {
  kind: 'packet'
  at: number
  interface: PcapngInterfaceFound
  /** Nanoseconds since 1970, parts of one cut off; a simple packet has no time. */
  atNs?: bigint
  /** What was captured, in memory of its own. */
  bytes: Uint8Array
  /** Size of the whole packet. */
  originalBytes: number
  direction?: PcapngDirection
  comments: string[]
}

/** A block that is no section, interface or packet. */
export interface PcapngBlockSkipped {
  kind: 'skipped'
  at: number
  type: number
  blockBytes: number
}

export type PcapngFound =
  | PcapngSectionFound
  | PcapngInterfaceFound
  | PcapngPacketFound
  | PcapngBlockSkipped
  | PcapngFault
