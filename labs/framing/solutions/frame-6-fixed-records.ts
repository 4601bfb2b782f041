export interface Records {
  push(bytes: Uint8Array): Uint8Array[]
  end(): number
}

/** Cuts a stream into records of `recordBytes` bytes each. */
export function createRecords(recordBytes: number): Records {
  let waiting: Uint8Array = new Uint8Array(0)
  return {
    push(bytes) {
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
