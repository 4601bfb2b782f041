export { type Codec, type Found, FrameScanner, type ScanFault } from './codec.ts'
export { codecFromSpec } from './codec-spec.ts'
export { checksummedCodec } from './codecs/checksummed.ts'
export { cobsCodec } from './codecs/cobs.ts'
export { delimiterCodec } from './codecs/delimiter.ts'
export type { DelimiterOptions } from './codecs/delimiter-grammar.ts'
export { type FixedOptions, fixedCodec } from './codecs/fixed.ts'
export { type LengthOptions, lengthCodec } from './codecs/length.ts'
export { type LineOptions, lineCodec } from './codecs/line.ts'
export { netstringCodec } from './codecs/netstring.ts'
export { type VarintOptions, varintCodec } from './codecs/varint.ts'
export { crc16, crc32 } from './crc.ts'
export { BrokenStreamError, type DecodeFramesOptions, decodeFrames } from './decode-frames.ts'
export type { Decoded, Ended, Frame, FrameSink, NeedMore } from './decoded.ts'
export {
  type Broken,
  EncodeError,
  type EncodeErrorCode,
  type FaultCode,
  OptionError,
} from './fault.ts'
export { type DecoderOptions, FrameDecoder, type Step } from './frame-decoder.ts'
