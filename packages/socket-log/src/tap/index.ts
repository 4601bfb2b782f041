export { LogPipe, type LogPipeOptions } from './log-pipe.ts'
export type { Recorder, Seen } from './recorder.ts'
export { tapNet } from './tap-net.ts'
