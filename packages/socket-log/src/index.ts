export type { HubControl } from './hub/control.ts'
export { type Hub, type HubOptions, startHub } from './hub/hub.ts'
export { PortTakenError } from './hub/port.ts'
export { PublicUrlError } from './hub/security.ts'
export {
  encodeFrame,
  noBytes,
  type PipeFrame,
  PipeFrameDecoder,
  PipeFrameError,
} from './pipe-frame.ts'
export { isBeingWritten, type PruneLimits, pruneRuns } from './prune-runs.ts'
export { RunWriteError, RunWriter, writerFile } from './run-writer.ts'
