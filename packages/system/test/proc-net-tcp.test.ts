import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Endian, parseProcNetTcp, SocketTableError } from '../src/index.ts'

const header =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'

/** Seen on Linux 6.18: a listener, a half-closed connection with both ends, one in TIME_WAIT. */
const ipv4 = `${header}   0: 00000000:07E8 00000000:0000 0A 00000000:00000001 00:00000000 00000000     0        0 1173 1 000000001ef9183d 100 0 0 10 0                      
   1: 0100007F:9517 0100007F:9E6C 08 00000000:00000005 00:00000000 00000000  1000        0 12651 1 0000000050509af4 20 4 28 10 -1                    
   2: 0100007F:9E6C 0100007F:9517 05 00000003:00000000 00:00000000 00000000  1000        0 12649 1 00000000ad4326c6 20 0 0 12 -1                     
   3: 6401A8C0:D5E6 CB0071C6:01BB 06 00000000:00000000 03:0000176F 00000000     0        0 0 3 00000000d527664c                                      
`

/** Seen on the same machine: what Node's `listen(port)` gives, and what comes to it. */
const ipv6 = `${header}   0: 00000000000000000000000000000000:A991 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12645 1 000000003b08b99b 100 0 0 10 0
   1: 00000000000000000000000001000000:A991 00000000000000000000000001000000:A19A 01 00000000:00000000 00:00000000 00000000     0        0 12650 1 000000002a994aea 20 0 0 10 -1
   2: 0000000000000000FFFF00000100007F:A991 0000000000000000FFFF00000100007F:D5E6 01 00000000:00000000 00:00000000 00000000     0        0 12652 1 0000000062893e1d 20 0 0 10 -1
`

interface LineParts {
  local?: string
  remote?: string
  state?: string
}

function lineOf({ local = '0100007F:0050', remote = '0100007F:1F90', state = '01' }: LineParts) {
  return `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 7 1 0 20 4 0 10 -1\n`
}

function onlyRow(parts: LineParts, endian: Endian = 'little') {
  const [row] = parseProcNetTcp(header + lineOf(parts), endian)
  if (!row) throw new Error('no row was decoded')
  return row
}

/** The kernel's own way of writing: each four bytes as one number of the machine, in hex. */
function asWords(bytes: readonly number[], endian: Endian): string {
  const view = new DataView(Uint8Array.from(bytes).buffer)
  return Array.from({ length: bytes.length / 4 }, (_, word) =>
    view
      .getUint32(4 * word, endian === 'little')
      .toString(16)
      .toUpperCase()
      .padStart(8, '0'),
  ).join('')
}

describe('/proc/net/tcp', () => {
  it('state-3: gives addresses, ports, states, queues, owner and inode', () => {
    const [listener, closeWait, finWait, timeWait] = parseProcNetTcp(ipv4)
    expect(listener).toEqual({
      localAddress: '0.0.0.0',
      localPort: 2024,
      remoteAddress: '0.0.0.0',
      remotePort: 0,
      state: 'LISTEN',
      word: '0A',
      sendQueueBytes: 0,
      receiveQueueBytes: 1,
      uid: 0,
      inode: 1173,
    })
    expect(closeWait).toMatchObject({ state: 'CLOSE_WAIT', receiveQueueBytes: 5, uid: 1000 })
    expect(finWait).toMatchObject({ state: 'FIN_WAIT_2', sendQueueBytes: 3, inode: 12649 })
    expect(timeWait).toMatchObject({
      localAddress: '192.168.1.100',
      remoteAddress: '198.113.0.203',
      remotePort: 443,
      state: 'TIME_WAIT',
      inode: 0,
    })
  })

  it("state-3: tcp6 shows Node's listener as :: and an IPv4 peer as ::ffff:127.0.0.1", () => {
    expect(parseProcNetTcp(ipv6).map((row) => [row.localAddress, row.remoteAddress])).toEqual([
      ['::', '::'],
      ['::1', '::1'],
      ['::ffff:127.0.0.1', '::ffff:127.0.0.1'],
    ])
  })

  it('is read on a big-endian machine too, where the words look the right way round', () => {
    expect(onlyRow({ local: 'C0A80164:0050' }, 'big').localAddress).toBe('192.168.1.100')
    const mapped = '00000000000000000000FFFF7F000001:0050'
    expect(onlyRow({ local: mapped }, 'big').localAddress).toBe('::ffff:127.0.0.1')
  })

  it.each([
    ['2001:db8::1', '20010db8000000000000000000000001', 'one run of zeros is ::'],
    ['2001:db8::1:0:0:1', '20010db8000000000001000000000001', 'of two equal runs the first'],
    ['2001:0:0:1::1', '20010000000000010000000000000001', 'of two runs the longer'],
    ['2001:db8:0:1:1:1:1:1', '20010db8000000010001000100010001', 'a single zero stays'],
    ['fe80::', 'fe800000000000000000000000000000', 'zeros at the end'],
    ['::abcd', '0000000000000000000000000000ABCD', 'lower case'],
  ])('writes %s as RFC 5952 §4 says: %s (%s)', (text, hex) => {
    const bytes = Array.from(Buffer.from(hex, 'hex'))
    const local = `${asWords(bytes, 'little')}:0050`
    expect(onlyRow({ local }).localAddress).toBe(text)
  })

  it('both byte orders of any address are one address, which Node reads back', () => {
    const octets = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 16, maxLength: 16 })
    fc.assert(
      fc.property(octets, (bytes) => {
        const [little, big] = (['little', 'big'] as const).map(
          (endian) => onlyRow({ local: `${asWords(bytes, endian)}:0050` }, endian).localAddress,
        )
        expect(little).toBe(big)
        expect(bytesOf(little as string)).toEqual(bytes)
      }),
    )
  })

  it.each([
    ['01', 'ESTABLISHED'],
    ['02', 'SYN_SENT'],
    ['03', 'SYN_RCVD'],
    ['04', 'FIN_WAIT_1'],
    ['05', 'FIN_WAIT_2'],
    ['06', 'TIME_WAIT'],
    ['07', 'CLOSED'],
    ['08', 'CLOSE_WAIT'],
    ['09', 'LAST_ACK'],
    ['0A', 'LISTEN'],
    ['0B', 'CLOSING'],
    ['0C', 'SYN_RCVD'],
  ])('state-3: %s is %s', (state, name) => {
    expect(onlyRow({ state })).toMatchObject({ state: name, word: state })
  })

  it('has no rows when there is only the header, or nothing', () => {
    expect(parseProcNetTcp(header)).toEqual([])
    expect(parseProcNetTcp('')).toEqual([])
  })

  it('cut at any byte gives the whole lines before the cut', () => {
    for (const text of [ipv4, ipv6]) {
      const whole = parseProcNetTcp(text)
      for (let end = 0; end <= text.length; end++) {
        const cut = text.slice(0, end)
        const lines = Math.max(0, cut.split('\n').length - 2)
        expect(parseProcNetTcp(cut)).toEqual(whole.slice(0, lines))
      }
    }
  })

  it.each([
    ['no state', 'this is no socket\n', /line 2 .*expected addresses/],
    ['state 13', lineOf({ state: '0D' }), /line 2 .*the state 0D/],
    ['state 0', lineOf({ state: '00' }), /the state 00/],
    ['an address of three bytes', lineOf({ local: '00007F:0050' }), /expected addresses/],
    ['an address of 64 bits', lineOf({ local: '0100007F0100007F:0050' }), /expected addresses/],
  ])('refuses a line with %s, and says which', (_, line, message) => {
    const read = () => parseProcNetTcp(header + line)
    expect(read).toThrow(SocketTableError)
    expect(read).toThrow(expect.objectContaining({ code: 'ERR_SOCKET_TABLE' }))
    expect(read).toThrow(message)
  })

  it('never throws anything but its own error, whatever stands in the text', () => {
    const near = fc.stringMatching(/^[ 0-9A-F:]{0,120}\n$/)
    fc.assert(
      fc.property(fc.oneof(fc.string(), near), (text) => {
        try {
          parseProcNetTcp(header + text)
        } catch (error) {
          expect(error).toBeInstanceOf(SocketTableError)
        }
      }),
    )
  })

  it('shortens what it quotes of a line without end', () => {
    const read = () => parseProcNetTcp(`${header}${'A'.repeat(1000)}\n`)
    expect(read).toThrow(/^.{1,200}$/)
  })

  it('reads ten thousand sockets', () => {
    expect(parseProcNetTcp(header + lineOf({}).repeat(10_000))).toHaveLength(10_000)
  })
})

/** A naive reader of IPv6 text, through the parser of URLs. */
function bytesOf(address: string): number[] {
  const groups = new URL(`http://[${address}]/`).hostname.slice(1, -1)
  const [head = '', tail] = groups.split('::')
  const words = (part: string) => part.split(':').filter((group) => group !== '')
  const before = words(head)
  const after = words(tail ?? '')
  const zeros = tail === undefined ? [] : Array(8 - before.length - after.length).fill('0')
  return [...before, ...zeros, ...after].flatMap((group) => {
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 255]
  })
}
