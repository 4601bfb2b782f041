import { EncodeError } from '../fault.ts'

/** For encoders: throws when what a decoder's `maxFrameBytes` counts, of which `bytes` there are, is too much. */
export function refuseTooLong(what: string, bytes: number, maxFrameBytes?: number): void {
  if (maxFrameBytes === undefined || bytes <= maxFrameBytes) return
  const message = `expected ${what} of at most ${maxFrameBytes} bytes, got ${bytes}`
  throw new EncodeError('ERR_FRAME_TOO_LONG', message)
}
