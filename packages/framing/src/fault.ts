/** What can be wrong with the bytes of a stream. Each has one cause. */
export type FaultCode =
  /** Longer than `maxFrameBytes`. */
  | 'frame-too-long'
  /** The length, with its adjustment, is less than the header that it stands in, or than what is stripped. */
  | 'length-negative'
  /** A varint of more than ten bytes, or of more than 64 bits. */
  | 'varint-too-long'
  /** A varint that has a shorter form. */
  | 'varint-not-minimal'
  /** The length of a netstring is not a decimal number without leading zeros. */
  | 'netstring-length'
  /** The comma behind a netstring is missing. */
  | 'netstring-comma'
  /** A group of a COBS frame reaches past the frame's end. */
  | 'cobs-group'
  /** No frame begins where one should. */
  | 'sync-lost'
  /** The header's checksum does not fit. */
  | 'header-damaged'
  /** The payload's checksum does not fit. */
  | 'payload-damaged'

/** A broken frame, as a decoder tells it. */
export interface Broken {
  kind: 'broken'
  code: FaultCode
  /** What was expected, what came, where in the stream, and the limit. */
  message: string
  /** Offset in the stream of the first byte that belongs to no frame. */
  atByte: number
  /**
   * How many bytes are passed over because of it; null where that cannot be known yet.
   * 0 where the decoder stops instead.
   */
  skippedBytes: number | null
}

/** A payload that cannot be put into a frame. */
export class EncodeError extends Error {
  readonly code: EncodeErrorCode
  constructor(code: EncodeErrorCode, message: string) {
    super(message)
    this.name = 'EncodeError'
    this.code = code
  }
}

export type EncodeErrorCode =
  /** Longer than the header can tell, or than `maxFrameBytes`. */
  | 'ERR_FRAME_TOO_LONG'
  /** Of another size than all frames have. */
  | 'ERR_FRAME_SIZE'
  /** The payload holds a delimiter, and there is no escape. */
  | 'ERR_FRAME_DELIMITER'
  /** Shorter than what the options say that a frame holds. */
  | 'ERR_FRAME_TOO_SHORT'
  /** The payload begins with a length of its own, and it is another one. */
  | 'ERR_FRAME_LENGTH'

/** Options of a codec or a decoder that make no sense; `field` is the one to mend. */
export class OptionError extends Error {
  readonly code = 'ERR_FRAMING_OPTION'
  readonly field: string
  constructor(field: string, message: string) {
    super(`${field}: ${message}`)
    this.name = 'OptionError'
    this.field = field
  }
}
