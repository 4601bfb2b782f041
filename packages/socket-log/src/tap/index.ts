export { LogPipe, type LogPipeOptions } from './log-pipe.ts'
export type { Recorder, Seen } from './recorder.ts'
export { tapDgram } from './tap-dgram.ts'
export { tapNet } from './tap-net.ts'
