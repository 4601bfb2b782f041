import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeRequest } from '../../src/notebook/wire-message.ts'

const key = 'secret'

function framesOf(content: Record<string, unknown> = { code: '1' }): Buffer[] {
  const { frames } = encodeRequest(key, 'session', 'execute_request', content)
  return frames.map((frame) => Buffer.from(frame))
}

describe('Jupyter messages', () => {
  it('a signed message is read back, whatever routing stands before it', () => {
    const frames = [Buffer.from('route'), Buffer.from('topic'), ...framesOf({ code: 'é' })]
    const message = decodeMessage(key, frames)
    expect(message.header.msg_type).toBe('execute_request')
    expect(message.parent).toEqual({})
    expect(message.content).toEqual({ code: 'é' })
  })

  it('a message signed with another key is refused', () => {
    expect(() => decodeMessage('other', framesOf())).toThrow('the signature does not fit the key')
  })

  it('a changed frame is refused, each of the four', () => {
    for (const place of [2, 3, 4, 5]) {
      const frames = framesOf()
      frames[place] = Buffer.from('{"a":1}')
      expect(() => decodeMessage(key, frames)).toThrow('signature')
    }
  })

  it('frames without the delimiter, or too few, are refused', () => {
    expect(() => decodeMessage(key, [])).toThrow('no <IDS|MSG> in 0 frames')
    expect(() => decodeMessage(key, framesOf().slice(0, 4))).toThrow('expected 5 frames')
  })
})
