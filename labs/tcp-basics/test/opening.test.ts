import path from 'node:path'
import type { TraceRecord } from '@socket-labs/trace'
import { vi } from 'vitest'
import { LabUnderTest } from '../../../test/judged-scenarios.ts'
import listenerStays from '../src/open-2-listener-stays.ts'
import beforeAccept from '../src/open-4-connect-before-accept-on-the-wire.ts'
import refused from '../src/open-5-refused-on-the-wire.ts'
import inUse from '../src/open-7-address-in-use.ts'
import outOfPorts from '../src/open-7-out-of-ports.ts'
import acceptQueue from '../src/open-8-accept-queue.ts'
import acceptQueueOnTheWire from '../src/open-8-accept-queue-on-the-wire.ts'
import lastAck from '../src/open-8-last-ack-dropped.ts'
import toItself from '../src/open-9-connect-to-itself.ts'
import synsCross from '../src/open-9-syns-cross-on-the-wire.ts'
import fourTuple from '../src/open-12-four-tuple.ts'
import fourTupleOnTheWire from '../src/open-12-four-tuple-on-the-wire.ts'
import fourPlaces from '../src/open-13-four-places.ts'
import localhost from '../src/open-13-localhost.ts'
import unreachable from '../src/open-13-unreachable-on-the-wire.ts'

const scenarios = [
  ...[listenerStays, beforeAccept, refused, inUse, outOfPorts],
  ...[acceptQueue, acceptQueueOnTheWire, lastAck, toItself, synsCross],
  ...[fourTuple, fourTupleOnTheWire, fourPlaces, localhost, unreachable],
]
const tcp = new LabUnderTest({ id: 'tcp-basics', scenarios }, path.join(import.meta.dirname, '..'))

// Each starts a runner; some wait for TCP to send something again.
vi.setConfig({ testTimeout: 60_000 })

tcp.judged({
  scenario: 'open-2-listener-stays',
  title: 'open-2: the new connection is in SYN_RCVD, and the listener stays in LISTEN',
  lies: {
    'a listener that went on to SYN_RCVD itself': (record) =>
      record.look === 'after the SYN' ? withRows(record, (rows) => rows.slice(1)) : record,
    'a connection that a program holds before the handshake is over': (record) =>
      record.look === 'after the SYN'
        ? withRows(record, (rows) => rows.map((row) => ({ ...row, inode: 1 })))
        : record,
  },
})
tcp.judged({
  scenario: 'open-4-connect-before-accept-on-the-wire',
  title: 'open-4: the client is connected, and its data acknowledged, before anybody accepts',
  lies: {
    'an accept before the data came': (record) =>
      record.kind === 'socket.accept' ? { ...record, tMs: 0 } : record,
    'a client that was open before the SYN+ACK came': (record) =>
      record.kind === 'tcp.state' && record.to === 'ESTABLISHED' && record.at === 'client'
        ? { ...record, triggerPacketNo: 1 }
        : record,
  },
})
tcp.judged({
  scenario: 'open-5-refused-on-the-wire',
  title: "open-5: a SYN to a closed port is answered by RST+ACK, seq 0, ack the SYN's number + 1",
  lies: {
    'an ACK of the SYN itself, without the 1 that it takes': (record) =>
      hasFlag(record, 'RST') ? { ...record, ackNo: Number(record.ackNo) - 1 } : record,
    'a RST with a sequence number of its own': (record) =>
      hasFlag(record, 'RST') ? { ...record, seqNo: 1 } : record,
    'a client that waits on': (record) =>
      record.kind === 'tcp.state' && record.to === 'CLOSED' ? undefined : record,
  },
})
tcp.judged({
  scenario: 'open-7-address-in-use',
  title: 'open-7: TIME_WAIT keeps a port from a new listener unless both set SO_REUSEADDR',
  lies: {
    'a TIME_WAIT at the other side': (record) =>
      record.to === 'TIME_WAIT'
        ? { ...record, at: record.at === 'client' ? 'server' : 'client' }
        : record,
    'a port that is free although only one has set SO_REUSEADDR': (record) =>
      record.errno === 'EADDRINUSE' ? { ...record, errno: undefined, result: 0 } : record,
  },
})
tcp.judged({
  scenario: 'open-7-out-of-ports',
  title: 'open-7: a client whose ports are all in TIME_WAIT towards a server gets EADDRNOTAVAIL',
  lies: {
    'an attempt that was refused by the server': (record) =>
      record.code === 'EADDRNOTAVAIL' ? { ...record, code: 'ECONNREFUSED' } : record,
    'one more SYN than there are ports': (record) =>
      hasFlag(record, 'SYN') && hasFlag(record, 'ACK') && record.conn === 'c1'
        ? { ...record, sender: 'client', flags: ['SYN'] }
        : record,
  },
})
tcp.judged({
  scenario: 'open-8-accept-queue',
  title: 'open-8: a backlog of 2 holds three connections, and one more is not refused but waits',
  lies: {
    'a queue of two': (record) => (record.look === 'queue' ? { ...record, queued: 2 } : record),
    'a kernel that did not count': (record) =>
      record.look === 'dropped' ? { ...record, overflows: 0 } : record,
    'a client that was connected before there was room': (record) =>
      record.kind === 'socket.connect' ? { ...record, tMs: 0 } : record,
  },
})
tcp.judged({
  scenario: 'open-8-accept-queue-on-the-wire',
  title: 'open-8: a SYN to a full accept queue arrives and gets no answer, and comes again',
  lies: {
    'a SYN that was lost on its way': (record) =>
      hasFlag(record, 'SYN') && record.packetNo === 1 ? { ...record, fate: 'dropped' } : record,
    'an answer before there was room': (record) =>
      hasFlag(record, 'SYN') && hasFlag(record, 'ACK') ? { ...record, tMs: 0 } : record,
    'a server that did not count': (record) =>
      record.drops === undefined ? record : { ...record, drops: 0, overflows: 0 },
  },
})
tcp.judged({
  scenario: 'open-8-last-ack-dropped',
  title: 'open-8: the last ACK finds the queue full: client ESTABLISHED, server SYN_RCVD',
  lies: {
    'a server that took the ACK': (record) =>
      record.there === 'SYN_RCVD' ? { ...record, there: 'ESTABLISHED' } : record,
    'a SYN+ACK that did not come again': (record) =>
      hasFlag(record, 'SYN') && record.retransmissionOf !== undefined ? undefined : record,
  },
})
tcp.judged({
  scenario: 'open-9-connect-to-itself',
  title:
    'open-9: a socket that connects to its own port is connected to itself, without a listener',
  lies: {
    'a listener in the list': (record) =>
      record.states === undefined ? record : { ...record, states: ['LISTEN', 'ESTABLISHED'] },
    'a peer with another port': (record) =>
      record.kind === 'socket.connect' ? { ...record, remote: '127.0.0.1:1' } : record,
    'bytes that went elsewhere': (record) => (record.kind === 'socket.data' ? undefined : record),
  },
})
tcp.judged({
  scenario: 'open-9-syns-cross-on-the-wire',
  title: 'open-9: SYNs that cross make one connection, and both ends pass SYN_RCVD',
  lies: {
    'a SYN that was sent only when the other had arrived': (record) =>
      hasFlag(record, 'SYN') && record.packetNo === 2 ? { ...record, tMs: 1e9 } : record,
    'an end that was open at once': (record) =>
      record.kind === 'tcp.state' && record.to === 'SYN_RCVD' && record.at === 'server'
        ? undefined
        : record,
    'two connections': (record) =>
      record.at === 'server' && record.kind === 'socket.connect'
        ? { ...record, conn: 'c2' }
        : record,
  },
})
tcp.judged({
  scenario: 'open-12-four-tuple',
  title:
    'open-12: twenty connections share one port of the server, and two servers one of a client',
  lies: {
    'an accepted socket with a port of its own': (record) =>
      record.kind === 'socket.accept' ? { ...record, local: '127.0.0.1:1' } : record,
    'a four-tuple that came twice': (record) =>
      record.errno === 'EADDRNOTAVAIL' ? { ...record, errno: undefined, result: 0 } : record,
  },
})
tcp.judged({
  scenario: 'open-12-four-tuple-on-the-wire',
  title: "open-12: a client's ports are used up towards one server, not the server's",
  lies: {
    'an answer from a new port of the server': (record) =>
      hasFlag(record, 'SYN') && hasFlag(record, 'ACK')
        ? { ...record, from: '10.1.0.2:50000' }
        : record,
    'another client that needed a port of its own': (record) =>
      String(record.from).startsWith('10.1.0.3:') ? { ...record, from: '10.1.0.3:9' } : record,
  },
})
tcp.judged({
  scenario: 'open-13-four-places',
  title: 'open-13: 127.0.0.1, 0.0.0.0, ::1 and :: are four places, and listen(port) is ::',
  lies: {
    'a server that nobody could reach over IPv6': (record) =>
      record.kind === 'socket.connect' && String(record.remote).startsWith('[::1]')
        ? { ...record, kind: 'socket.error', code: 'ECONNREFUSED' }
        : record,
    'listen(port) that is IPv4 alone': (record) =>
      record.kind === 'socket.listening' && String(record.local).startsWith('[::]')
        ? { ...record, local: String(record.local).replace('[::]', '0.0.0.0') }
        : record,
    'one server that got the calls of both': (record) =>
      record.answers === undefined ? record : { ...record, answers: ['127.0.0.1', '127.0.0.1'] },
  },
})
tcp.judged({
  scenario: 'open-13-localhost',
  title:
    'open-13: localhost is two addresses, and only who tries both finds the server at the second',
  lies: {
    'a client that did not try ::1': (record) =>
      record.kind === 'socket.connecting' && record.conn === 'c1'
        ? { ...record, remote: String(record.remote).replace('[::1]', '127.0.0.1') }
        : record,
    'a client that found it at once': (record) =>
      record.kind === 'socket.error' ? undefined : record,
  },
})
tcp.judged({
  scenario: 'open-13-unreachable-on-the-wire',
  title: 'open-13: what listens at 127.0.0.1 is reached from its own machine, and by nobody else',
  lies: {
    'a loopback that answers the world': (record) =>
      hasFlag(record, 'RST') ? { ...record, flags: ['SYN', 'ACK'] } : record,
    'a server that was down': (record) =>
      record.atHome === undefined ? record : { ...record, atHome: 'CLOSED' },
  },
})

function hasFlag({ flags }: TraceRecord, flag: string): boolean {
  return Array.isArray(flags) && flags.includes(flag)
}

/** The same record with other rows of the kernel's list. */
function withRows(record: TraceRecord, change: (rows: object[]) => object[]): TraceRecord {
  return { ...record, rows: change(Array.isArray(record.rows) ? record.rows : []) }
}
