import { createHash } from 'node:crypto'
import { cobsCodec, FrameDecoder, netstringCodec } from '@socket-labs/framing'
import { describe, expect, it } from 'vitest'
import type { DissectedFrame } from '../src/dissect/byte-reader.ts'
import { dissect, fieldBytes, type Protocol } from '../src/dissect/dissector.ts'
import { maskedFrame, unmasked } from '../src/dissect/websocket.ts'
import { capture, protocolOf, protocols, values } from './captures.ts'

function framesOf(file: string): DissectedFrame[] {
  return dissect(protocolOf(file), capture(file)).frames
}

function table({ fields }: DissectedFrame): [number, number, string, string][] {
  return fields.map(({ from, to, name, value }) => [from, to, name, value])
}

/** Why the bytes are broken. */
function why(protocol: string, text: string): string {
  const { last } = dissect(protocols[protocol] as Protocol, Buffer.from(text, 'latin1'))
  return last?.kind === 'broken' ? `${last.message} (at ${last.atByte})` : `${last?.kind}`
}

function textOf(frames: readonly DissectedFrame[], field: string): string {
  return Buffer.concat(frames.map((frame) => fieldBytes(frame, field))).toString()
}

describe('frame-10: RESP', () => {
  it('a command of redis-cli is an array of bulk strings', () => {
    expect(framesOf('redis-cli.hex').map(table)[0]?.slice(0, 7)).toEqual([
      [0, 1, 'type', 'array'],
      [1, 2, 'count', '3'],
      [2, 4, 'CRLF', '"␍␊"'],
      [4, 5, 'type', 'bulk string'],
      [5, 6, 'length', '3'],
      [6, 8, 'CRLF', '"␍␊"'],
      [8, 11, 'payload', '"SET"'],
    ])
  })

  it('replies of redis-server have the values that were asked for, CR LF in a payload included', () => {
    const [hello, , , , twoLines, visits, nothing, pair, error, , nest] =
      framesOf('redis-server-resp2.hex')
    expect(values(hello, 'payload').slice(0, 4)).toEqual([
      ...['"server"', '"redis"', '"version"', '"7.0.15"'],
    ])
    expect(values(twoLines, 'payload')).toEqual(['"a␍␊b"'])
    expect(values(visits, 'number')).toEqual(['"1"'])
    expect([nothing?.name, ...values(nothing, 'length')]).toEqual(['null', '-1'])
    expect(values(pair, 'length')).toEqual(['5', '-1'])
    expect(values(error, 'text')).toEqual(['"ERR value is not an integer or out of range"'])
    expect(values(nest, 'type').join(', ')).toBe(
      'array, integer, array, integer, array, simple string',
    )
  })

  it('RESP 3 adds maps, sets, doubles and a null of its own', () => {
    const [, nothing, , map, , set, , double, verbatim] = framesOf('redis-server-resp3.hex')
    expect(nothing?.bytes.length).toBe(3)
    expect(values(map)).toEqual(expect.arrayContaining(['map', '1', '"field"', '"value"']))
    expect(values(set, 'payload')).toEqual(['"member"'])
    expect(values(double, 'text')).toEqual(['"1.5"'])
    expect(values(verbatim, 'payload')).toEqual(['"txt:Redis ver. 7.0.15␊"'])
  })

  it('says what is wrong and where', () => {
    expect(why('resp', '+OK\r\nHELLO')).toMatch(/expected one of .* \(at 5\)/)
    expect(why('resp', '$-2\r\n')).toContain('expected a length in decimal')
    expect(why('resp', '*01\r\n')).toContain('expected a count in decimal')
    expect(why('resp', ':1x\r\n')).toContain('expected an integer')
    expect(why('resp', '$2\r\nabc\r\n')).toContain('expected CR LF here')
    expect(why('resp', '+a\nb\r\n')).toContain('LF came alone')
    expect(why('resp', '+a\rb\r\n')).toContain('expected LF behind CR')
  })
})

describe('frame-10: MQTT', () => {
  it('the fixed header says what the packet is, and in one to four bytes how long the rest is', () => {
    const [connack, , version, short, long] = framesOf('mosquitto.hex')
    expect(table(connack as DissectedFrame)).toEqual([
      [0, 1, 'type and flags', 'CONNACK'],
      [1, 2, 'remaining length', '2'],
      [2, 3, 'session present', '0'],
      [3, 4, 'return code', '0'],
    ])
    expect(values(version, 'type and flags')).toEqual(['PUBLISH, QoS 0, retained'])
    expect(values(version, 'payload')).toEqual(['"mosquitto version 2.0.11"'])
    expect(table(short as DissectedFrame).slice(1)).toEqual([
      [1, 2, 'remaining length', '18'],
      [2, 4, 'topic length', '11'],
      [4, 15, 'topic', '"cellar/door"'],
      [15, 20, 'payload', '"hello"'],
    ])
    expect(table(long as DissectedFrame)[1]).toEqual([1, 3, 'remaining length', '213'])
  })

  it('beyond 16 383 the length takes three bytes, and is known before the payload has come', () => {
    const { last } = dissect(
      protocols.mqtt as Protocol,
      capture('mosquitto-20000-first-64-bytes.hex'),
    )
    expect(last).toMatchObject({
      kind: 'need-more',
      fields: [{}, { from: 1, to: 4, name: 'remaining length', value: '20013' }, {}, {}],
    })
  })

  it('a client says who it is, and numbers what must be acknowledged', () => {
    const [connect, publish] = framesOf('mosquitto-pub.hex')
    expect(values(connect, 'protocol')).toEqual(['"MQTT"'])
    expect(values(connect, 'client id')).toEqual(['"socket-labs"'])
    expect(values(connect, 'keep alive')).toEqual(['60 s'])
    expect(values(publish, 'type and flags')).toEqual(['PUBLISH, QoS 1'])
    expect(values(publish, 'packet id')).toEqual(['1'])
  })

  it('says what is wrong and where', () => {
    expect(why('mqtt', '\x00\x00')).toContain('expected a packet type from 1 to 14, got 0')
    expect(why('mqtt', '\x30\x03\x00\x05abc')).toContain('topic: expected 5 bytes, and 1 are left')
    expect(why('mqtt', '\x20\x01\x00')).toContain('return code: expected 1 bytes, and 0 are left')
    expect(why('mqtt', '\x36\x04\x00\x00ab')).toContain('expected QoS 0, 1 or 2, got 3')
  })
})

describe('frame-10: HTTP/1.1 chunked', () => {
  it('the chunks of nginx, Node and curl put together are the body', () => {
    const bodies = ['nginx', 'node-http', 'curl'].map((name) =>
      textOf(framesOf(`${name}-chunked.hex`), 'data'),
    )
    const line = 'the cellar, GET, then the stairs, at last, the door\n'
    expect(bodies).toEqual([
      ...[line + line, 'the cellar, then the stairs, at last, ', 'the cellar, then the stairs'],
    ])
  })

  it('a size is hex, the last is 0, and a trailer may follow', () => {
    const [, , second, last] = framesOf('node-http-chunked.hex')
    expect(table(second as DissectedFrame).slice(0, 2)).toEqual([
      [0, 2, 'size', '26'],
      [2, 4, 'CRLF', '"␍␊"'],
    ])
    expect(table(last as DissectedFrame)).toEqual([
      [0, 1, 'size', '0'],
      [1, 3, 'CRLF', '"␍␊"'],
      [3, 17, 'Body-Bytes', '38'],
      [17, 19, 'CRLF', '"␍␊"'],
      [19, 21, 'CRLF', '"␍␊"'],
    ])
  })

  it('an extension is told apart from the size, and a body of known length is one frame', () => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n'
    const text = `${head}3 ;a="b;c"\r\nabc\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`
    const { frames } = dissect(protocols.http as Protocol, Buffer.from(text))
    expect(values(frames[1], 'extension')).toEqual(['" ;a="b;c""'])
    expect(values(frames[4])).toEqual(['"ok"'])
  })

  it('says what is wrong and where', () => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
    expect(why('http', 'hello\r\n')).toContain('expected a request line or a status line (at 0)')
    expect(why('http', 'GET / HTTP/1.1\r\nno header\r\n')).toContain('"Name: value" (at 16)')
    expect(why('http', `${head}zz\r\n`)).toContain('expected a chunk size in hex')
    expect(why('http', `${head}1\r\nab\r\n`)).toContain('expected CR LF here')
    expect(why('http', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n')).toContain('in decimal')
  })
})

describe('frame-10: WebSocket', () => {
  it('the accept is made from the key, so the server knew what it was asked', () => {
    const [asked] = framesOf('ws-client.hex')
    const [answered] = framesOf('ws-server.hex')
    const [key] = values(asked, 'Sec-WebSocket-Key')
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    expect(values(answered, 'Sec-WebSocket-Accept')).toEqual([accept.digest('base64')])
  })

  it('a client masks, a server does not, and both say the same', () => {
    const [, text, , first, ping, rest, close] = framesOf('ws-client.hex')
    const [, back, , pong, whole, answer] = framesOf('ws-server.hex')
    expect(values(text, 'MASK and length')).toEqual(['masked, 5'])
    expect(values(back, 'MASK and length')).toEqual(['plain, 5'])
    expect(values(text, 'payload')).toEqual(['"hello"'])
    expect(values(back, 'payload')).toEqual(['"hello"'])
    expect(text && fieldBytes(text, 'payload')).not.toEqual(back && fieldBytes(back, 'payload'))
    expect(values(first, 'FIN and opcode')).toEqual(['more follow, text'])
    expect(values(rest, 'FIN and opcode')).toEqual(['last, continuation'])
    expect([ping, pong].flatMap((frame) => values(frame, 'payload'))).toEqual([
      ...['"are you there?"', '"are you there?"'],
    ])
    expect(values(whole, 'payload')).toEqual(['"one message"'])
    for (const frame of [close, answer]) {
      expect(values(frame, 'close code')).toEqual(['1000'])
      expect(values(frame, 'reason')).toEqual(['"bye"'])
    }
  })

  it('a length stands in 7 bits, in 16 or in 64', () => {
    const lengths = framesOf('ws-server.hex')
      .slice(1, 3)
      .map((frame) => table(frame)[2])
    expect(lengths).toEqual([
      [2, 7, 'payload', '"hello"'],
      [2, 4, 'length', '200'],
    ])
    for (const end of ['server', 'client']) {
      const bytes = capture(`ws-${end}-70000-first-64-bytes.hex`)
      expect(dissect(protocols['websocket frame'] as Protocol, bytes).last).toMatchObject({
        fields: expect.arrayContaining([{ from: 2, to: 10, name: 'length', value: '70000' }]),
      })
    }
  })

  it('a frame written here is the frame that ws wrote', () => {
    for (const frame of framesOf('ws-client.hex').slice(1, 3)) {
      const key = fieldBytes(frame, 'masking key')
      const payload = unmasked(fieldBytes(frame, 'payload'), key)
      expect(maskedFrame(frame.bytes[0] as number, payload, key)).toEqual(frame.bytes)
    }
    const ours = maskedFrame(0x82, Buffer.alloc(70_000, 'hello'), Uint8Array.of(0, 0, 0, 0))
    const wanted = capture('ws-client-70000-first-64-bytes.hex')
    expect(ours.length).toBe(2 + 8 + 4 + 70_000)
    expect(ours.subarray(0, 10)).toEqual(wanted.subarray(0, 10))
  })

  it('masking twice gives back what was masked', () => {
    const key = Uint8Array.of(1, 2, 3, 4)
    const bytes = Uint8Array.from(Buffer.from('hello'))
    expect(unmasked(unmasked(bytes, key), key)).toEqual(bytes)
  })

  it('says what is wrong and where', () => {
    const frame = 'websocket frame'
    expect(why(frame, '\xc1\x00')).toContain('expected the three reserved bits to be 0')
    expect(why(frame, '\x83\x00')).toContain('expected a known opcode, got 3')
    expect(why(frame, '\x09\x00')).toContain('expected a ping to be in one piece')
    expect(why(frame, '\x89\x7e\x00\xc8')).toContain('expected a ping of at most 125 bytes')
    expect(why(frame, '\x81\x7e\x00\x05')).toContain('5 has a shorter one')
    expect(why(frame, '\x88\x01\x03')).toContain('close code: expected 2 bytes, and 1 are left')
  })
})

describe('frame-10: netstrings and COBS', () => {
  it('nginx speaks SCGI with a netstring, in which the package finds the same payload', () => {
    const bytes = capture('nginx-scgi-netstring.hex')
    const [frame] = framesOf('nginx-scgi-netstring.hex')
    expect(table(frame as DissectedFrame).map(([from, to, name]) => [from, to, name])).toEqual([
      [0, 3, 'length'],
      [3, 4, 'colon'],
      [4, 107, 'payload'],
      [107, 108, 'comma'],
    ])
    const [found] = new FrameDecoder(netstringCodec()).push(bytes)
    const payload = Uint8Array.from(fieldBytes(frame as DissectedFrame, 'payload'))
    expect(found).toMatchObject({ kind: 'frame', fromByte: 0, toByte: 108 })
    expect(found?.kind === 'frame' && Uint8Array.from(found.bytes)).toEqual(payload)
  })

  it('the package reads the COBS frames of another program, and writes the same', () => {
    const bytes = capture('python-cobs.hex')
    const every = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    const wanted = [
      Buffer.from('hello world!'),
      '',
      'a\0\0b',
      every,
      every.slice(1, 255),
      every.slice(1),
    ]
    const found = new FrameDecoder(cobsCodec()).push(bytes).filter((one) => one.kind === 'frame')
    const hex = (one: string | Uint8Array) => Buffer.from(one as Uint8Array).toString('hex')
    expect(found.map((frame) => hex(frame.bytes))).toEqual(wanted.map(hex))
    expect(found.map((frame) => hex(cobsCodec().encode(frame.bytes)))).toEqual(
      framesOf('python-cobs.hex').map((frame) => hex(frame.bytes)),
    )
  })

  it('a full group of COBS stands for no zero', () => {
    const [, , zeros, , full] = framesOf('python-cobs.hex')
    expect(values(zeros, 'code').map((value) => value.slice(0, 7))).toEqual([
      ...['1 byte,', '0 bytes', '1 byte,'],
    ])
    expect(values(full, 'code')).toEqual(['254 bytes'])
  })

  it('a zero alone stands between two COBS frames', () => {
    const { frames } = dissect(protocols.cobs as Protocol, Uint8Array.of(0, 1, 0))
    expect(frames.map(({ name }) => name)).toEqual(['idle', 'COBS frame'])
  })

  it('says what is wrong and where', () => {
    expect(why('netstring', '05:hello,')).toContain('without leading zeros')
    expect(why('netstring', ':,')).toContain('expected a length in decimal')
    expect(why('netstring', '5:hello;')).toContain('expected a comma behind 5 bytes')
    expect(why('netstring', '12345678901234567:')).toContain('at most 16 digits')
    expect(why('cobs', '\x05\x11\x00')).toContain('expected 4 bytes in the group')
  })
})
