export { encodeFrame, type PipeFrame, PipeFrameDecoder, PipeFrameError } from './pipe-frame.ts'
export { isBeingWritten, type PruneLimits, pruneRuns } from './prune-runs.ts'
export { RunWriteError, RunWriter, writerFile } from './run-writer.ts'
