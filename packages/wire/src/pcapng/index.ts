export type { PcapngFault, PcapngFaultCode } from './pcapng-fault.ts'
export type {
  PcapngBlockSkipped,
  PcapngFound,
  PcapngInterfaceFound,
  PcapngPacketFound,
  PcapngSectionFound,
} from './pcapng-found.ts'
export {
  type PcapngFile,
  PcapngReader,
  type PcapngReaderOptions,
  readPcapng,
} from './pcapng-reader.ts'
export { epochNs, type PcapngClock } from './pcapng-time.ts'
export {
  linkTypeEthernet,
  linkTypeRaw,
  type PcapngDirection,
  type PcapngInterfaceOptions,
  type PcapngPacketOptions,
  type PcapngSectionOptions,
  pcapngInterface,
  pcapngPacket,
  pcapngSection,
} from './write-pcapng.ts'
