/** Finds the records in a stream of bytes. */
export interface Records {
  /** The bytes of one read, any number of them. Answers the records that are complete with them, in order. */
  push(bytes: Uint8Array): Uint8Array[]
  /** The stream has ended. Answers how many bytes have come of a record that is not finished; 0 if none. */
  end(): number
}

/**
 * Cuts a stream into records of `recordBytes` bytes each, a whole number from 1. Both ends know the size,
 * so nothing else has to be sent: the simplest framing there is.
 *
 *     recordBytes = 4      reads:    a b c   d e f g h i   j
 *                          records:  a b c d│e f g h│i j … (2 bytes of the third have come)
 *
 * What must hold:
 *
 * - Where a read ends says nothing about where a record ends. Every record is handed over whole, by the
 *   `push` that brings its last byte: no earlier and no later.
 * - One read may complete no record (half packets, 半包), or one, or many (sticky packets, 粘包). It may
 *   also bring no bytes at all.
 * - Nothing is lost and nothing added: put together, the records and what is left are the stream.
 * - They are bytes, not text. Any of the 256 values may come.
 * - Two objects know nothing of each other.
 *
 * Nobody writes to `bytes` after the call, so records may be views of it.
 */
export function createRecords(recordBytes: number): Records {
  return {
    // TODO: this is right for as long as every read brings whole records.
    push(bytes) {
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
