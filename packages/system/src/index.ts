export { browserNames } from './capabilities/attempts.ts'
export { type Capability, probeCapabilities } from './capabilities.ts'
export { readSocketTable, readWithNetstat, readWithSs } from './instruments.ts'
export { type CommandLine, isolated } from './network/isolated.ts'
export { NetworkNamespace } from './network/namespace.ts'
export { Readiness } from './network/readiness.ts'
export { Tun } from './network/tun.ts'
export { type NetworkCounters, readNetworkCounters } from './network-counters.ts'
export * from './posix/index.ts'
export { type Endian, parseProcNetTcp, SocketTableError } from './proc-net-tcp.ts'
export * from './sock-diag/index.ts'
export { type SocketRow, type Spelling, spellings, type TcpState } from './socket-row.ts'
export {
  type AgreedOptions,
  type CongestionAvoidanceState,
  decodeTcpInfo,
  type TcpInfo,
} from './tcp-info.ts'
export { parseNetstat, parseSs } from './tool-tables.ts'
