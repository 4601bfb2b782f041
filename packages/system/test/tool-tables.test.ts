import { describe, expect, it } from 'vitest'
import { parseNetstat, parseSs, type SocketRow, spellings } from '../src/index.ts'

const ss = `LISTEN     0      511             127.0.0.1:38167            0.0.0.0:*    
LISTEN     1      511                     *:43409                  *:*    
LISTEN     0      128                  [::]:22                  [::]:*    
LISTEN     0      4096        127.0.0.53%lo:53               0.0.0.0:*    
SYN-SENT   0      1               10.0.0.2:40112          192.0.2.1:80
SYN-RECV   0      0              127.0.0.1:38167          127.0.0.1:40558
ESTAB      0      5              127.0.0.1:54758          127.0.0.1:43409
ESTAB      0      0      [::ffff:127.0.0.1]:43409 [::ffff:127.0.0.1]:54758
FIN-WAIT-1 0      7              127.0.0.1:40554          127.0.0.1:38167
FIN-WAIT-2 0      0              127.0.0.1:40556          127.0.0.1:38167
CLOSE-WAIT 3      0              127.0.0.1:38167          127.0.0.1:40556
CLOSING    0      1              127.0.0.1:40560          127.0.0.1:38167
LAST-ACK   0      1              127.0.0.1:38167          127.0.0.1:40562
TIME-WAIT  0      0    [fe80::1%br-0.100]:40564           [fe80::2]:22
UNCONN     0      0                0.0.0.0:0              0.0.0.0:*
`

const linux = `Active Internet connections (servers and established)
Proto Recv-Q Send-Q Local Address           Foreign Address         State      
tcp        0      0 127.0.0.1:38167         0.0.0.0:*               LISTEN     
tcp        0      0 127.0.0.1:38167         127.0.0.1:40558         SYN_RECV   
tcp        3      0 127.0.0.1:38167         127.0.0.1:40556         CLOSE_WAIT 
tcp        0      0 127.0.0.1:40556         127.0.0.1:38167         FIN_WAIT2  
tcp        0      7 127.0.0.1:40554         127.0.0.1:38167         FIN_WAIT1  
tcp6       0      0 :::43409                :::*                    LISTEN     
tcp6       0      0 ::1:43409               ::1:41370               ESTABLISHED
udp        0      0 0.0.0.0:68              0.0.0.0:*                          
Active UNIX domain sockets (servers and established)
Proto RefCnt Flags       Type       State         I-Node   Path
unix  3      [ ]         STREAM     CONNECTED     1169     /run/tcp
`

const macos = `Active Internet connections (including servers)
Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)    
tcp4       0      0  192.168.1.5.51234      17.57.146.20.5223      ESTABLISHED
tcp4       0      0  127.0.0.1.8080         127.0.0.1.51300        SYN_RCVD   
tcp4       0      0  127.0.0.1.51300        127.0.0.1.8080         FIN_WAIT_2 
tcp6       0      0  fe80::1%lo0.62078      fe80::1%lo0.51301      TIME_WAIT  
tcp6       0      0  ::1.631                *.*                    LISTEN     
tcp46      0      0  *.3000                 *.*                    LISTEN     
udp4       0      0  *.5353                 *.*                               
Active LOCAL (UNIX) domain sockets
`

const windows = [
  '',
  'Active Connections',
  '',
  '  Proto  Local Address          Foreign Address        State',
  '  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING',
  '  TCP    [::]:135               [::]:0                 LISTENING',
  '  TCP    192.168.1.5:50122      203.0.113.7:443        SYN_RECEIVED',
  '  TCP    [::1]:50123            [::1]:135              FIN_WAIT_1',
  '  UDP    0.0.0.0:500            *:*                    ',
  '',
].join('\r\n')

/** `LISTEN 127.0.0.1 80 < * 0`, which is shorter to compare. */
function short(rows: readonly SocketRow[]): string[] {
  return rows.map(
    (row) =>
      `${row.state} ${row.localAddress} ${row.localPort} < ${row.remoteAddress} ${row.remotePort}`,
  )
}

describe('ss -Htan', () => {
  it('state-3: gives every socket with its state as the RFC spells it', () => {
    expect(short(parseSs(ss))).toEqual([
      'LISTEN 127.0.0.1 38167 < 0.0.0.0 0',
      'LISTEN * 43409 < * 0',
      'LISTEN :: 22 < :: 0',
      'LISTEN 127.0.0.53 53 < 0.0.0.0 0',
      'SYN_SENT 10.0.0.2 40112 < 192.0.2.1 80',
      'SYN_RCVD 127.0.0.1 38167 < 127.0.0.1 40558',
      'ESTABLISHED 127.0.0.1 54758 < 127.0.0.1 43409',
      'ESTABLISHED ::ffff:127.0.0.1 43409 < ::ffff:127.0.0.1 54758',
      'FIN_WAIT_1 127.0.0.1 40554 < 127.0.0.1 38167',
      'FIN_WAIT_2 127.0.0.1 40556 < 127.0.0.1 38167',
      'CLOSE_WAIT 127.0.0.1 38167 < 127.0.0.1 40556',
      'CLOSING 127.0.0.1 40560 < 127.0.0.1 38167',
      'LAST_ACK 127.0.0.1 38167 < 127.0.0.1 40562',
      'TIME_WAIT fe80::1 40564 < fe80::2 22',
      'CLOSED 0.0.0.0 0 < 0.0.0.0 0',
    ])
  })

  it('keeps its own spelling, and both queues the right way round', () => {
    const rows = parseSs(ss)
    expect(rows.find((row) => row.state === 'CLOSE_WAIT')).toMatchObject({
      word: 'CLOSE-WAIT',
      receiveQueueBytes: 3,
      sendQueueBytes: 0,
    })
    expect(rows.find((row) => row.state === 'FIN_WAIT_1')).toMatchObject({
      word: 'FIN-WAIT-1',
      receiveQueueBytes: 0,
      sendQueueBytes: 7,
    })
  })

  it("counts a listener's waiting connections as the kernel's table does, its limit not at all", () => {
    const listener = parseSs(ss).find((row) => row.localPort === 43409)
    expect(listener).toMatchObject({ state: 'LISTEN', receiveQueueBytes: 1, sendQueueBytes: 0 })
  })
})

describe('netstat -an', () => {
  it('state-3: on Linux (net-tools), TCP lines alone', () => {
    expect(short(parseNetstat(linux))).toEqual([
      'LISTEN 127.0.0.1 38167 < 0.0.0.0 0',
      'SYN_RCVD 127.0.0.1 38167 < 127.0.0.1 40558',
      'CLOSE_WAIT 127.0.0.1 38167 < 127.0.0.1 40556',
      'FIN_WAIT_2 127.0.0.1 40556 < 127.0.0.1 38167',
      'FIN_WAIT_1 127.0.0.1 40554 < 127.0.0.1 38167',
      'LISTEN :: 43409 < :: 0',
      'ESTABLISHED ::1 43409 < ::1 41370',
    ])
    expect(parseNetstat(linux)[2]).toMatchObject({ receiveQueueBytes: 3, sendQueueBytes: 0 })
    expect(parseNetstat(linux)[4]).toMatchObject({ receiveQueueBytes: 0, sendQueueBytes: 7 })
  })

  it('state-3: on macOS, where a dot stands before the port', () => {
    expect(short(parseNetstat(macos))).toEqual([
      'ESTABLISHED 192.168.1.5 51234 < 17.57.146.20 5223',
      'SYN_RCVD 127.0.0.1 8080 < 127.0.0.1 51300',
      'FIN_WAIT_2 127.0.0.1 51300 < 127.0.0.1 8080',
      'TIME_WAIT fe80::1 62078 < fe80::1 51301',
      'LISTEN ::1 631 < * 0',
      'LISTEN * 3000 < * 0',
    ])
  })

  it('state-3: on Windows, which shows no queues', () => {
    expect(short(parseNetstat(windows))).toEqual([
      'LISTEN 0.0.0.0 135 < 0.0.0.0 0',
      'LISTEN :: 135 < :: 0',
      'SYN_RCVD 192.168.1.5 50122 < 203.0.113.7 443',
      'FIN_WAIT_1 ::1 50123 < ::1 135',
    ])
  })
})

describe('hostile text', () => {
  it.each([
    ['ss', parseSs, ss],
    ['netstat on Linux', parseNetstat, linux],
    ['netstat on macOS', parseNetstat, macos],
    ['netstat on Windows', parseNetstat, windows],
  ] as const)('%s cut at any byte never gives more than was there', (_, parse, text) => {
    const whole = parse(text).length
    for (let end = 0; end <= text.length; end++) {
      expect(parse(text.slice(0, end)).length).toBeLessThanOrEqual(whole)
    }
  })

  it('a port that is none makes the line none', () => {
    expect(parseSs('ESTAB 0 0 127.0.0.1:70000 127.0.0.1:1\n')).toEqual([])
    expect(parseNetstat('tcp 0 0 127.0.0.1:1 127.0.0.1:99999999 ESTABLISHED\n')).toEqual([])
  })
})

describe('spellings', () => {
  it('state-3: each of the eleven states is there once, and no tool has one word for two', () => {
    expect(spellings).toHaveLength(11)
    for (const column of ['state', 'number', 'ss', 'netstat', 'windows'] as const) {
      expect(new Set(spellings.map((spelling) => spelling[column])).size).toBe(11)
    }
  })

  it('state-3: SYN_RCVD has a spelling of its own in ss, netstat and Windows', () => {
    expect(spellings.find(({ state }) => state === 'SYN_RCVD')).toMatchObject({
      ss: 'SYN-RECV',
      netstat: 'SYN_RECV',
      windows: 'SYN_RECEIVED',
    })
  })
})
