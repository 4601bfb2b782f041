/**
 * Wrong: what is left behind the last record is thrown away.
 * Must get: has to be kept for the next push
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
      waiting = new Uint8Array(0)
      return records
    },
    end() {
      return waiting.length
    },
  }
}
