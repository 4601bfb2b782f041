/**
 * Wrong: what is left at the end of a read is handed over as a record.
 * Must get: The end of a read is not the end of a record
 */
export function createRecords(recordBytes: number) {
  return {
    push(bytes: Uint8Array) {
      const records: Uint8Array[] = []
      for (let at = 0; at < bytes.length; at += recordBytes) {
        records.push(bytes.subarray(at, at + recordBytes))
      }
      return records
    },
    end() {
      return 0
    },
  }
}
