export type { ProtocolObject, TimeReached } from '@socket-labs/path'
export { default as fc } from 'fast-check'
export { type Luck, luck, type NetworkTape, networkTape, playTape } from './network-tape.ts'
export { readsOfRealConnection } from './real-reads.ts'
export {
  makeFor,
  type Script,
  type ScriptStep,
  tellScript,
  tellSteps,
  tryEach,
} from './script.ts'
export { type BufferSizes, tcpBufferSizes } from './tcp-buffer-sizes.ts'
export {
  type Arrival,
  runVirtually,
  type Sender,
  type SenderEvent,
  type SendPacket,
} from './virtual-connection.ts'
export { type GeneratedCases, tryGenerated } from './virtual-world.ts'
