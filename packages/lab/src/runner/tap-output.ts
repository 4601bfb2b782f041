import type { Recorder } from '@socket-labs/socket-log/tap'

/** Makes each line that the program prints a `note` record, and prints it as before. */
export function tapOutput(recorder: Recorder): void {
  for (const stream of ['stdout', 'stderr'] as const) {
    const output = process[stream]
    const write = output.write as (...args: unknown[]) => boolean
    let rest = ''
    output.write = function (this: typeof output, ...args: unknown[]): boolean {
      const lines = (rest + textOf(args[0])).split('\n')
      rest = lines.pop() ?? ''
      for (const text of lines) {
        recorder.record({ kind: 'note', at: 'program', origin: 'observed', stream, text })
      }
      return write.apply(this, args)
    }
  }
}

function textOf(chunk: unknown): string {
  return typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString()
}
