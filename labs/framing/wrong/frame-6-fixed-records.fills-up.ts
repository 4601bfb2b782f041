/**
 * Wrong: copies each record into memory of its size, also when only a part of it has come.
 * Must get: which nobody sent
 */
export function createRecords(recordBytes: number) {
  return {
    push(bytes: Uint8Array) {
      const records: Uint8Array[] = []
      for (let at = 0; at < bytes.length; at += recordBytes) {
        const record = new Uint8Array(recordBytes)
        record.set(bytes.subarray(at, at + recordBytes))
        records.push(record)
      }
      return records
    },
    end() {
      return 0
    },
  }
}
