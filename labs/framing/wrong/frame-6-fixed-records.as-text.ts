/**
 * Wrong: keeps what waits as a string.
 * Must get: The bytes were made text on the way
 */
export function createRecords(recordBytes: number) {
  let waiting = ''
  return {
    push(bytes: Uint8Array) {
      waiting += new TextDecoder().decode(bytes)
      const records: Uint8Array[] = []
      while (waiting.length >= recordBytes) {
        records.push(Buffer.from(waiting.slice(0, recordBytes)))
        waiting = waiting.slice(recordBytes)
      }
      return records
    },
    end() {
      return waiting.length
    },
  }
}
