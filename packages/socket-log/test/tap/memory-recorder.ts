import { performance } from 'node:perf_hooks'
import type { Recorder, Seen } from '../../src/tap/index.ts'

export interface Kept extends Seen {
  bytes?: Buffer
}

/** Keeps what taps see, in the order seen. */
export class MemoryRecorder implements Recorder {
  readonly kept: Kept[] = []
  readonly captureBytes: number

  constructor(captureBytes = 64) {
    this.captureBytes = captureBytes
  }

  now(): number {
    return performance.now()
  }

  record(seen: Seen, bytes?: Uint8Array, originalBytes?: number): void {
    const copy = bytes && Buffer.from(bytes.subarray(0, this.captureBytes))
    this.kept.push({ ...seen, bytes: copy, originalBytes: originalBytes ?? bytes?.length })
  }

  of(kind: string, at?: string): Kept[] {
    return this.kept.filter((one) => one.kind === kind && (at === undefined || one.at === at))
  }
}
