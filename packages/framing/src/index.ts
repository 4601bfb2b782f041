export { type Codec, type Found, FrameScanner, type ScanFault } from './codec.ts'
export { type LengthOptions, lengthCodec } from './codecs/length.ts'
export {
  type Broken,
  EncodeError,
  type EncodeErrorCode,
  type FaultCode,
  OptionError,
} from './fault.ts'
export {
  type Decoded,
  type DecoderOptions,
  type Ended,
  type Frame,
  FrameDecoder,
  type FrameSink,
  type NeedMore,
  type Step,
} from './frame-decoder.ts'
