import { codecFromSpec, FrameDecoder, OptionError } from '@socket-labs/framing'

const { codec, options } = codecFromSpec(
  JSON.parse('{"codec":"delimiter","delimiters":["0d0a","0a"],"maxFrameBytes":1024}'),
)
console.log(new FrameDecoder(codec, options).maxFrameBytes)

try {
  codecFromSpec({ codec: 'fixed', frameBytes: '8' })
} catch (error) {
  if (error instanceof OptionError) console.log(error.field, '|', error.message)
}
