export { FrameStream, type FrameStreamOptions } from './frame-stream.ts'
export { FrameWriter } from './frame-writer.ts'
