/**
 * Wrong: takes one record from each read.
 * Must get: go on for as long as a whole record is there
 */
export function createRecords(recordBytes: number) {
  let waiting: Uint8Array = new Uint8Array(0)
  return {
    push(bytes: Uint8Array) {
      waiting = Buffer.concat([waiting, bytes])
      const records: Uint8Array[] = []
      if (waiting.length >= recordBytes) {
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
