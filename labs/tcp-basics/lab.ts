import { defineLab } from '@socket-labs/lab'
import close1 from './src/close-1-fin-by-fin.ts'
import close1TimeWait from './src/close-1-time-wait-timer.ts'
import close3 from './src/close-3-half-close.ts'
import close3OnTheWire from './src/close-3-half-close-on-the-wire.ts'
import close4 from './src/close-4-last-ack-lost.ts'
import close4SamePorts from './src/close-4-same-ports-again.ts'
import close5 from './src/close-5-three-segments.ts'
import close6 from './src/close-6-simultaneous-close.ts'
import close7 from './src/close-7-abort.ts'
import close7OnTheWire from './src/close-7-abort-on-the-wire.ts'
import close8 from './src/close-8-close-wait-leak.ts'
import close9 from './src/close-9-write-after-close.ts'
import close9OnTheWire from './src/close-9-write-after-close-on-the-wire.ts'
import close10 from './src/close-10-three-endings.ts'
import close10OnTheWire from './src/close-10-three-endings-on-the-wire.ts'
import close11 from './src/close-11-half-open.ts'
import close11WhichRst from './src/close-11-which-rst-counts.ts'
import wire from './src/commands/wire.ts'
import segmentsOfWrites from './src/data-3-segments-on-the-wire.ts'
import data3 from './src/data-3-ten-writes.ts'
import echoClient from './src/data-5-echo-client.ts'
import echoServer from './src/data-5-echo-server.ts'
import written from './src/data-5-written-on-the-wire.ts'
import flow2 from './src/flow-2-reader-stops.ts'
import zeroWindow from './src/flow-2-zero-window-on-the-wire.ts'
import handshake from './src/open-1-handshake-on-the-wire.ts'
import listenerStays from './src/open-2-listener-stays.ts'
import open4 from './src/open-4-connect-before-accept.ts'
import beforeAccept from './src/open-4-connect-before-accept-on-the-wire.ts'
import open5 from './src/open-5-refused.ts'
import refusedOnTheWire from './src/open-5-refused-on-the-wire.ts'
import open6 from './src/open-6-nobody-answers.ts'
import addressInUse from './src/open-7-address-in-use.ts'
import outOfPorts from './src/open-7-out-of-ports.ts'
import acceptQueue from './src/open-8-accept-queue.ts'
import acceptQueueOnTheWire from './src/open-8-accept-queue-on-the-wire.ts'
import lastAckDropped from './src/open-8-last-ack-dropped.ts'
import toItself from './src/open-9-connect-to-itself.ts'
import synsCross from './src/open-9-syns-cross-on-the-wire.ts'
import open10 from './src/open-10-syn-options.ts'
import open11 from './src/open-11-syn-by-hand.ts'
import fourTuple from './src/open-12-four-tuple.ts'
import fourTupleOnTheWire from './src/open-12-four-tuple-on-the-wire.ts'
import fourPlaces from './src/open-13-four-places.ts'
import localhost from './src/open-13-localhost.ts'
import unreachable from './src/open-13-unreachable-on-the-wire.ts'
import open14 from './src/open-14-syn-flood.ts'
import state1 from './src/state-1-eleven-states.ts'
import state1OnTheWire from './src/state-1-eleven-states-on-the-wire.ts'
import state3 from './src/state-3-read-states.ts'

export default defineLab({
  id: 'tcp-basics',
  scenarios: [
    handshake,
    listenerStays,
    open5,
    refusedOnTheWire,
    open4,
    beforeAccept,
    open6,
    addressInUse,
    outOfPorts,
    acceptQueue,
    acceptQueueOnTheWire,
    lastAckDropped,
    toItself,
    synsCross,
    open10,
    open11,
    fourTuple,
    fourTupleOnTheWire,
    fourPlaces,
    localhost,
    unreachable,
    open14,
    data3,
    segmentsOfWrites,
    echoClient,
    written,
    flow2,
    zeroWindow,
    close1,
    close1TimeWait,
    close3,
    close3OnTheWire,
    close4,
    close4SamePorts,
    close5,
    close6,
    close7,
    close7OnTheWire,
    close8,
    close9,
    close9OnTheWire,
    close10,
    close10OnTheWire,
    close11,
    close11WhichRst,
    state1,
    state1OnTheWire,
    state3,
    echoServer,
  ],
  commands: [wire],
})
