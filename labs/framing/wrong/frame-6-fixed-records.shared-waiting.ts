/**
 * Wrong: what waits is kept outside of the function, once for all.
 * Must get: needs variables of its own
 */
let waiting: Uint8Array = new Uint8Array(0)

export function createRecords(recordBytes: number) {
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
      return waiting.length
    },
  }
}
