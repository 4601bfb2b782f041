import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Answer, takeMessage } from '../src/sock-diag/answer.ts'
import { decodeDiagSocket, encodeDiagRequest } from '../src/sock-diag/diag-message.ts'
import {
  encodeNetlink,
  type NetlinkMessage,
  NLM_F_DUMP_INTR,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
  netlinkErrno,
  readAttributes,
  splitNetlink,
} from '../src/sock-diag/netlink.ts'
import {
  connectionHex,
  doneHex,
  listenerHex,
  noSuchSocketHex,
  tcpInfoHex,
  unhex,
} from './golden-kernel-bytes.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const only = (text: string) => splitNetlink(unhex(text)).messages[0] as NetlinkMessage

describe('requests', () => {
  it('for one connection: header, addresses in network order, no cookie', () => {
    const payload = encodeDiagRequest({
      family: 4,
      withInfo: true,
      local: { address: '127.0.0.1', port: 57_638 },
      remote: { address: '127.0.0.1', port: 49_609 },
    })
    const request = { type: 20, flags: NLM_F_REQUEST, sequenceNo: 7, payload }
    expect(hex(encodeNetlink(request))).toBe(
      '48000000140001000700000000000000' +
        '02060a00ffffffffe126c1c9' +
        '7f000001000000000000000000000000' +
        '7f000001000000000000000000000000' +
        '00000000ffffffffffffffff',
    )
  })

  it('for states: a bit each, and CLOSED also asks for bound sockets that do nothing', () => {
    const mask = (states: Parameters<typeof encodeDiagRequest>[0]['states']) =>
      new DataView(
        encodeDiagRequest({ family: 6, ...(states ? { states } : {}) }).buffer,
      ).getUint32(4, true)
    expect(mask(['LISTEN'])).toBe(1 << 10)
    expect(mask(['ESTABLISHED', 'TIME_WAIT'])).toBe((1 << 1) | (1 << 6))
    expect(mask(['CLOSED'])).toBe((1 << 7) | (1 << 13))
    expect(mask(undefined)).toBe(0xffffffff)
  })
})

describe('answers', () => {
  it('a connection: addresses, queues, timer, TCP_INFO, congestion control', () => {
    const socket = decodeDiagSocket(only(connectionHex).payload)
    expect(socket).toMatchObject({
      state: 'ESTABLISHED',
      family: 4,
      local: { address: '127.0.0.1' },
      remote: { address: '127.0.0.1' },
      receiveQueueBytes: 0,
      sendQueueBytes: 0,
      uid: 0,
      timer: { kind: 'none', retries: 0 },
      congestion: 'bbr',
      info: { state: 'ESTABLISHED', bytesSent: 5000, bytesReceived: 70 },
    })
    expect(socket).not.toHaveProperty('listen')
    expect(connectionHex).toContain(tcpInfoHex.slice(0, 80))
  })

  it('a listener: what waits is the receive queue, its backlog no bytes', () => {
    expect(decodeDiagSocket(only(listenerHex).payload)).toMatchObject({
      state: 'LISTEN',
      remote: { address: '0.0.0.0', port: 0 },
      receiveQueueBytes: 0,
      sendQueueBytes: 0,
      listen: { queued: 0, backlog: 5 },
    })
  })

  it('an error carries its errno, and the end of a list none', () => {
    expect(only(noSuchSocketHex).type).toBe(NLMSG_ERROR)
    expect(netlinkErrno(only(noSuchSocketHex).payload)).toBe(2)
    expect(only(doneHex).type).toBe(NLMSG_DONE)
    expect(netlinkErrno(only(doneHex).payload)).toBe(0)
    expect(netlinkErrno(new Uint8Array(3))).toBe(0)
  })

  it('cut at every byte, a read keeps its whole messages and says where it breaks', () => {
    const parts = [listenerHex, connectionHex, doneHex].map(unhex)
    const ends = parts.map((_, i) => parts.slice(0, i + 1).reduce((sum, p) => sum + p.length, 0))
    const bytes = Uint8Array.from(parts.flatMap((part) => [...part]))
    for (let length = 0; length <= bytes.length; length++) {
      const { messages, broken } = splitNetlink(bytes.subarray(0, length))
      const whole = ends.filter((end) => end <= length)
      expect(messages).toHaveLength(whole.length)
      const start = whole.at(-1) ?? 0
      expect(broken?.offset).toBe(length === start ? undefined : start)
    }
  })

  it.each([0, 15, 17 + 3, 0xffffffff])('a length of %i in the header breaks there', (claimed) => {
    const bytes = unhex(doneHex).slice(0, 19)
    new DataView(bytes.buffer).setUint32(0, claimed, true)
    expect(splitNetlink(bytes)).toEqual({
      messages: [],
      broken: { offset: 0, why: `expected a length from 16 to 19, got ${claimed}` },
    })
  })

  it('cut at every byte, a socket is undefined or has what its bytes reach', () => {
    const { payload } = only(connectionHex)
    for (let length = 0; length <= payload.length; length++) {
      const socket = decodeDiagSocket(payload.subarray(0, length))
      expect(socket !== undefined).toBe(length >= 72)
      if (length === payload.length) expect(socket?.congestion).toBe('bbr')
    }
  })

  it('an unknown family and an unknown state are no socket', () => {
    for (const [offset, value] of [
      [0, 1],
      [1, 0],
      [1, 99],
    ] as const) {
      const payload = only(listenerHex).payload.slice()
      payload[offset] = value
      expect(decodeDiagSocket(payload)).toBeUndefined()
    }
  })

  it.each(['0000', '03000200', '0500020041', 'ffff020041'])(
    'attributes end where a length is absurd: %s',
    (bytes) => {
      const found = readAttributes(unhex(`0500040041000000${bytes}`))
      expect([...found.keys()]).toEqual(bytes === '0500020041' ? [4, 2] : [4])
    },
  )

  it('no bytes make it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const { messages } = splitNetlink(bytes)
        for (const { payload } of messages) decodeDiagSocket(payload)
        decodeDiagSocket(bytes)
        expect(messages.length).toBeLessThanOrEqual(bytes.length / 16)
      }),
    )
  })
})

describe('an answer', () => {
  const empty = (): Answer => ({ sockets: [] })

  it('grows by a socket a message, and ends with the end of the list', () => {
    const answer = empty()
    expect(takeMessage(answer, only(listenerHex))).toBe(false)
    expect(takeMessage(answer, only(connectionHex))).toBe(false)
    expect(takeMessage(answer, only(doneHex))).toBe(true)
    expect(answer.sockets.map(({ state }) => state)).toEqual(['LISTEN', 'ESTABLISHED'])
    expect(answer.flaw).toBeUndefined()
  })

  it('is interrupted when any message says so, the last one too', () => {
    for (const text of [listenerHex, doneHex]) {
      const answer = empty()
      takeMessage(answer, { ...only(text), flags: NLM_F_DUMP_INTR })
      expect(answer.flaw).toBe('interrupted')
    }
  })

  it('is refused with an errno, and what is no socket is an error', () => {
    expect(() => takeMessage(empty(), only(noSuchSocketHex))).toThrow('sock_diag: ENOENT')
    const strange = { ...only(listenerHex), type: 21 }
    expect(() => takeMessage(empty(), strange)).toThrow('got type 21, 108 bytes')
    const short = { ...only(listenerHex), payload: new Uint8Array(71) }
    expect(() => takeMessage(empty(), short)).toThrow('got type 20, 71 bytes')
  })
})
