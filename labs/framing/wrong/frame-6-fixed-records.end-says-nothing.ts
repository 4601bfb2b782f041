/**
 * Wrong: end says 0 however the stream ended.
 * Must get: end says that nothing is left
 */
export function createRecords(recordBytes: number) {
  let waiting: Uint8Array = new Uint8Array(0)
  return {
    push(bytes: Uint8Array) {
      waiting = Buffer.concat([waiting, bytes])
      const records: Uint8Array[] = []
      while (waiting.length >= recordBytes) {
        records.push(waiting.subarray(0, recordBytes))
        waiting = waiting.subarray(recordBytes)
      }
      return records
    },
    end() {
      return 0
    },
  }
}
