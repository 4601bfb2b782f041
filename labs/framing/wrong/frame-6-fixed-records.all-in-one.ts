/**
 * Wrong: hands over all whole records of a read in one piece.
 * Must get: were handed over as one
 */
export function createRecords(recordBytes: number) {
  let waiting: Uint8Array = new Uint8Array(0)
  return {
    push(bytes: Uint8Array) {
      waiting = Buffer.concat([waiting, bytes])
      const records: Uint8Array[] = []
      const wholeBytes = waiting.length - (waiting.length % recordBytes)
      if (wholeBytes > 0) records.push(waiting.subarray(0, wholeBytes))
      waiting = waiting.subarray(wholeBytes)
      return records
    },
    end() {
      return waiting.length
    },
  }
}
