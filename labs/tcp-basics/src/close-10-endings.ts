import { select, type TraceRecord } from '@socket-labs/trace'

/** How many bytes the server says that it will send, and how many it does send. */
export const promisedBytes = 100
export const sentBytes = 40

/** What a reader got from one connection before `untilMs`, and how it was told of the end, if it was. */
export interface Ending {
  bytes: number
  read: TraceRecord | undefined
  /** The first of `socket.end`, `socket.error` and `socket.close`. */
  told: TraceRecord | undefined
}

/** Of the `index`th connection of the run. */
export function endingOf(
  records: readonly TraceRecord[],
  index: number,
  untilMs = Number.POSITIVE_INFINITY,
): Ending {
  const opened = select(records, { kind: 'socket.connect', at: 'client' })[index]
  const mine = select(records, { at: 'client', conn: opened?.conn ?? 'none' }).filter(
    ({ tMs }) => tMs <= untilMs,
  )
  const reads = mine.filter(({ kind }) => kind === 'socket.data')
  return {
    bytes: reads.reduce((sum, { originalBytes = 0 }) => sum + originalBytes, 0),
    read: reads[0],
    told: mine.find(({ kind }) => ['socket.end', 'socket.error', 'socket.close'].includes(kind)),
  }
}

export function sayEnding({ bytes, told }: Ending): string {
  const words = !told ? 'nothing' : told.kind === 'socket.end' ? 'end of stream' : told.code
  return `${words} after ${bytes} of ${promisedBytes} bytes`
}
