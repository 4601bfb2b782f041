import { type TraceRecord, toHex } from '@socket-labs/trace'

/** Bytes of a record that are printed as hex. */
const shownBytes = 64

/** Prints the record as the contract says, one line of JSON, with up to 64 of its bytes as hex. */
export function printRecord(record: TraceRecord, bytes: Uint8Array | undefined): void {
  const { run, n } = record
  const bytesHex = bytes && toHex(bytes.subarray(0, shownBytes))
  const shown = Object.assign({ run, n }, record, { bytesHex })
  process.stdout.write(`${JSON.stringify(shown)}\n`)
}
