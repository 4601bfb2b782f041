import { defineLab } from '@socket-labs/lab'
import decode from './src/commands/decode.ts'
import encode from './src/commands/encode.ts'
import endIsTheFrame from './src/frame-1-end-is-the-frame.ts'
import threeArrivals from './src/frame-2-three-arrivals.ts'
import arrivalsOnTheWire from './src/frame-2-three-arrivals-on-the-wire.ts'
import mtuAndMss from './src/frame-3-mtu-and-mss.ts'
import segmentSizesOnTheWire from './src/frame-3-mtu-and-mss-on-the-wire.ts'
import fourOccasions from './src/frame-4-four-occasions.ts'
import occasionsOnTheWire from './src/frame-4-occasions-on-the-wire.ts'
import noDelayIsNoCure from './src/frame-5-nodelay-is-no-cure.ts'
import noDelayOnTheWire from './src/frame-5-nodelay-on-the-wire.ts'
import fixedLength from './src/frame-6-fixed-length.ts'
import delimiters from './src/frame-7-delimiters.ts'
import lengthHeader from './src/frame-8-length-header.ts'
import bounds from './src/frame-9-bounds.ts'
import httpChunked from './src/frame-10-http-chunked.ts'
import mqtt from './src/frame-10-mqtt.ts'
import netstringAndCobs from './src/frame-10-netstring-and-cobs.ts'
import redisResp from './src/frame-10-redis-resp.ts'
import websocket from './src/frame-10-websocket.ts'
import udpKeepsBoundaries from './src/frame-11-udp-keeps-boundaries.ts'
import damageAndResync from './src/frame-12-damage-and-resync.ts'

export default defineLab({
  id: 'framing',
  scenarios: [
    endIsTheFrame,
    threeArrivals,
    arrivalsOnTheWire,
    mtuAndMss,
    segmentSizesOnTheWire,
    fourOccasions,
    occasionsOnTheWire,
    noDelayIsNoCure,
    noDelayOnTheWire,
    fixedLength,
    delimiters,
    lengthHeader,
    bounds,
    httpChunked,
    websocket,
    netstringAndCobs,
    redisResp,
    mqtt,
    udpKeepsBoundaries,
    damageAndResync,
  ],
  commands: [decode, encode],
})
