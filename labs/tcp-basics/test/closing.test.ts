import path from 'node:path'
import type { TraceRecord } from '@socket-labs/trace'
import { LabUnderTest } from '../../../test/judged-scenarios.ts'
import finByFin from '../src/close-1-fin-by-fin.ts'
import timeWaitTimer from '../src/close-1-time-wait-timer.ts'
import halfClose from '../src/close-3-half-close-on-the-wire.ts'
import lastAckLost from '../src/close-4-last-ack-lost.ts'
import samePorts from '../src/close-4-same-ports-again.ts'
import threeSegments from '../src/close-5-three-segments.ts'
import simultaneous from '../src/close-6-simultaneous-close.ts'
import abort from '../src/close-7-abort.ts'
import abortOnTheWire from '../src/close-7-abort-on-the-wire.ts'
import writeAfterClose from '../src/close-9-write-after-close-on-the-wire.ts'
import threeEndings from '../src/close-10-three-endings.ts'
import threeEndingsOnTheWire from '../src/close-10-three-endings-on-the-wire.ts'
import halfOpen from '../src/close-11-half-open.ts'
import whichRst from '../src/close-11-which-rst-counts.ts'

const scenarios = [
  ...[finByFin, timeWaitTimer, halfClose, lastAckLost, samePorts, threeSegments, simultaneous],
  ...[abort, abortOnTheWire, writeAfterClose, threeEndings, threeEndingsOnTheWire],
  ...[halfOpen, whichRst],
]
const lab = { id: 'tcp-basics', scenarios }
const tcp = new LabUnderTest(lab, path.join(import.meta.dirname, '..'))

tcp.judged({
  scenario: finByFin.id,
  title: 'close-1, close-2: each FIN, and the ACK of it, moves both ends on by one state',
  lies: {
    'an ACK that counts no byte for the FIN': (record) =>
      record.relativeAckNo === 2 ? { ...record, ackNo: Number(record.ackNo) - 1 } : record,
    'a TIME_WAIT that another segment led to': (record) =>
      record.to === 'TIME_WAIT' ? { ...record, triggerPacketNo: 1 } : record,
    'a server that was closed by its own FIN': (record) =>
      record.to === 'CLOSED' ? { ...record, triggerPacketNo: undefined } : record,
  },
})
tcp.judged({
  scenario: timeWaitTimer.id,
  title:
    'close-1: TIME_WAIT lasts 60 s whatever tcp_fin_timeout says, an orphan’s FIN_WAIT_2 as it says',
  lies: {
    'a TIME_WAIT as short as tcp_fin_timeout': (record) =>
      record.state === 'TIME_WAIT' ? { ...record, expiresMs: 2000 } : record,
    'a FIN_WAIT_2 that ends though a program holds it': (record) =>
      record.how === 'held by the program' ? { ...record, timer: 'keepalive' } : record,
    'an orphan that was forgotten at once': (record) =>
      record.to === 'CLOSED' && record.at === 'client' ? { ...record, tMs: 0 } : record,
  },
})
tcp.judged({
  scenario: halfClose.id,
  title: 'close-3: segments with data come after the own FIN, and are acknowledged',
  lies: {
    'an answer that came before the FIN': (record) =>
      record.sender === 'server' && record.payloadBytes !== 0 ? { ...record, packetNo: 0 } : record,
    'a last ACK that counts no FIN': (record) =>
      record.sender === 'client' && typeof record.relativeAckNo === 'number'
        ? { ...record, relativeAckNo: record.relativeAckNo - 1 }
        : record,
  },
})
tcp.judged({
  scenario: lastAckLost.id,
  title: 'close-4: TIME_WAIT acknowledges a second FIN, and begins again',
  lies: {
    'a last ACK that was not lost': (record) =>
      record.fate === 'dropped' ? { ...record, fate: 'delivered' } : record,
    'a 2·MSL that went on': (record) =>
      record.when === 'after it' ? { ...record, expiresMs: 1000 } : record,
  },
})
tcp.judged({
  scenario: samePorts.id,
  title: 'close-4: a newer SYN opens the same four-tuple out of TIME_WAIT',
  lies: {
    'a SYN from another port': (record) =>
      record.kind === 'tcp.segment' && record.conn === 'c2'
        ? { ...record, from: '10.1.0.1:9' }
        : record,
    'a TIME_WAIT that stayed': (record) => (record.from === 'TIME_WAIT' ? undefined : record),
  },
})
tcp.judged({
  scenario: threeSegments.id,
  title: 'close-5: a server that closes at once closes in three segments, one that waits in four',
  lies: {
    'a FIN that acknowledges nothing': (record) =>
      record.sender === 'server' && String(record.flags).includes('FIN')
        ? { ...record, ackNo: 0 }
        : record,
    'a close in three alone': (record) =>
      record.sender === 'server' && String(record.flags) === 'ACK' ? undefined : record,
  },
})
tcp.judged({
  scenario: simultaneous.id,
  title: 'close-6: FINs that cross lead both ends through CLOSING; one that acknowledges, none',
  lies: {
    'one end that did not pass CLOSING': (record) =>
      record.to === 'CLOSING' && record.at === 'server' ? undefined : record,
    'a CLOSING on the way of the second': (record) =>
      record.from === 'FIN_WAIT_1' && record.to === 'TIME_WAIT'
        ? { ...record, from: 'CLOSING' }
        : record,
  },
})
const abortLies = {
  'an error that was told twice': (record: TraceRecord) =>
    record.name === 'recv' && record.result === 0
      ? { ...record, result: undefined, errno: 'ECONNRESET' }
      : record,
  'bytes that were lost': (record: TraceRecord) =>
    record.name === 'recv' && record.result === 3 ? { ...record, result: 0 } : record,
}
tcp.judged({
  scenario: abort.id,
  title: 'close-7: after an abort come the bytes, ECONNRESET once, 0 and EPIPE, and no TIME_WAIT',
  lies: {
    ...abortLies,
    'a close without TIME_WAIT': (record) => (record.to === 'TIME_WAIT' ? undefined : record),
  },
})
tcp.judged({
  scenario: abortOnTheWire.id,
  title: 'close-7: an abort is a RST, and no end waits',
  lies: {
    ...abortLies,
    'an abort with a FIN': (record) =>
      String(record.flags).includes('RST') ? { ...record, flags: ['FIN', 'ACK'] } : record,
  },
})
tcp.judged({
  scenario: writeAfterClose.id,
  title:
    'close-9: the first write to a closed peer is sent and answered by RST, the next is not sent',
  lies: {
    'a RST that came before the data': (record) =>
      String(record.flags) === 'RST' ? { ...record, packetNo: 0 } : record,
    'a second write that succeeded': (record) =>
      record.code === 'EPIPE' ? { ...record, code: undefined } : record,
  },
})
tcp.judged({
  scenario: threeEndings.id,
  title: 'close-10: FIN is the end of stream, RST an error, silence nothing',
  lies: {
    'a stream that ended in the silence': (record) =>
      record.kind === 'socket.write' && record.at === 'client'
        ? { ...record, kind: 'socket.end' }
        : record,
    'a stream that was complete': (record) =>
      record.kind === 'socket.data' ? { ...record, originalBytes: 100 } : record,
  },
})
tcp.judged({
  scenario: threeEndingsOnTheWire.id,
  title: 'close-10: a FIN that is lost tells the reader nothing',
  lies: {
    'a FIN that was not lost': (record) =>
      record.fate === 'dropped' ? { ...record, fate: 'delivered' } : record,
    'a reset without an error': (record) => (record.kind === 'socket.error' ? undefined : record),
  },
})
tcp.judged({
  scenario: halfOpen.id,
  title: 'close-11: who knows of no connection answers data with RST',
  lies: {
    'a RST at another number': (record) =>
      String(record.flags) === 'RST' ? { ...record, seqNo: 0 } : record,
    'a client that knew before it wrote': (record) =>
      record.kind === 'socket.error' ? { ...record, tMs: 0 } : record,
  },
})
tcp.judged({
  scenario: whichRst.id,
  title: 'close-11: a RST counts at exactly RCV.NXT; in the window it is challenged, as a SYN is',
  lies: {
    'a challenge that was not sent': (record) =>
      record.sender === 'client' && String(record.flags) === 'ACK'
        ? { ...record, packetNo: 0 }
        : record,
    'a SYN that ended the connection': (record) =>
      record.synChallenges === 1 ? { ...record, clientState: 'gone' } : record,
  },
})
