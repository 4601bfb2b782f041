/**
 * Wrong: waits for a byte behind the record.
 * Must get: not with one more
 */
export function createRecords(recordBytes: number) {
  let waiting: Uint8Array = new Uint8Array(0)
  return {
    push(bytes: Uint8Array) {
      waiting = Buffer.concat([waiting, bytes])
      const records: Uint8Array[] = []
      while (waiting.length > recordBytes) {
        records.push(waiting.subarray(0, recordBytes))
        waiting = waiting.subarray(recordBytes)
      }
      return records
    },
    end() {
      return waiting.length
    },
  }
}
