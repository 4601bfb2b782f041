import { once } from 'node:events'
import { connect } from 'node:net'
import path from 'node:path'
import { varintCodec } from '@socket-labs/framing'
import { defineScenario } from '@socket-labs/lab'
import { decide } from '@socket-labs/trace'
import { Conversation } from './conversation.ts'
import { dissectedRecords, valueIn, widthOf } from './dissect/dissected-records.ts'
import { mqttPackets } from './dissect/mqtt.ts'
import { shownText } from './dissect/shown-text.ts'
import { startServer } from './real-program.ts'

const topic = 'cellar/door'
const versionTopic = '$SYS/broker/version'
/** How many bytes we publish, and how many bytes the remaining length of such a packet then takes. */
const payloads = [
  { bytes: 5, lengthBytes: 1 },
  { bytes: 200, lengthBytes: 2 },
  { bytes: 20_000, lengthBytes: 3 },
]
const connackAccepted = '0'

/**
 * A packet of MQTT begins with two things: what it is, and how long the rest is. A short length takes one
 * byte, a longer one takes more. A sensor that sends five bytes does not pay for gigabytes.
 */
export default defineScenario({
  id: 'frame-10-mqtt',
  question: 'How many bytes does MQTT spend on saying how long a message is?',
  facts: [{ id: 'frame-10', truth: 'K' }],
  needs: ['mosquitto'],

  async run(ctx) {
    const broker = await startServer(ctx, {
      command: 'mosquitto',
      versionArgs: ['-h'],
      config: {
        name: 'mosquitto.conf',
        text: (port) => `listener ${port} 127.0.0.1\nallow_anonymous true\nlog_dest stderr\n`,
      },
      args: (_port, folder) => ['-c', path.join(folder, 'mosquitto.conf')],
      readyWords: /mosquitto version \S+ running/,
    })
    const socket = connect(broker.port, '127.0.0.1')
    await once(socket, 'connect')
    const mqtt = new Conversation(ctx, socket, {
      codec: 'mqtt',
      sent: mqttPackets,
      received: mqttPackets,
    })

    // The protocol's name, version 4 (which is 3.1.1), flags "clean session", 60 s, and who we are.
    const hello = [text('MQTT'), Uint8Array.of(4, 2, 0, 60), text('socket-labs')]
    mqtt.send(packet(0x10, ...hello))
    await mqtt.next('CONNACK')

    // What we publish we also want to hear. And who are you? The broker publishes its own version.
    const filters = [text(topic), Uint8Array.of(0), text(versionTopic), Uint8Array.of(0)]
    mqtt.send(packet(0x82, Uint8Array.of(0, 1), ...filters))
    await mqtt.next('SUBACK')
    await mqtt.next('the version of the broker')

    for (const { bytes } of payloads) {
      mqtt.send(packet(0x30, text(topic), payload(bytes)))
      await mqtt.next(`${bytes} bytes from the broker`)
    }
    mqtt.send(packet(0xe0))
    socket.end()
    await mqtt.closed
    await broker.stop()
  },

  judge(records) {
    const { sent, decoded, program, isCovered } = dissectedRecords(records, 'mqtt')
    const [connack, suback, version, ...heard] = decoded
    const published = sent.filter(({ frame }) => frame === 'PUBLISH')
    const names = decoded.map(({ frame }) => frame).join()
    const isAsAsked = payloads.every(({ bytes, lengthBytes }, i) =>
      [published[i], heard[i]].every(
        (record) =>
          valueIn(record, 'topic') === `"${topic}"` &&
          valueIn(record, 'payload') === shownText(payload(bytes)) &&
          // The topic's own length takes two bytes.
          valueIn(record, 'remaining length') === `${2 + topic.length + bytes}` &&
          widthOf(record, 'remaining length') === lengthBytes,
      ),
    )
    const saidVersion = valueIn(version, 'payload') ?? ''
    const spent = heard.map(
      (record) =>
        `${widthOf(record, 'remaining length')} for ${valueIn(record, 'remaining length')}`,
    )
    return [
      decide(
        {
          id: 'frame-10',
          truth: 'K',
          expected:
            'MQTT puts the length into one byte up to 127, two up to 16 383, three beyond; every byte of a packet has its place',
        },
        [program, connack, suback, version, ...published, ...heard],
        isCovered &&
          isAsAsked &&
          names === 'CONNACK,SUBACK,PUBLISH,PUBLISH,PUBLISH,PUBLISH' &&
          valueIn(connack, 'return code') === connackAccepted &&
          saidVersion.includes(`${program?.version}`),
        `${saidVersion} spent bytes on the length: ${spent.join(', ')}`,
      ),
    ]
  },
})

/** MQTT's remaining length is a varint: one byte says what it is, and then the package's codec does the rest. */
function packet(first: number, ...parts: Uint8Array[]): Uint8Array {
  return Buffer.concat([Uint8Array.of(first), varintCodec().encode(Buffer.concat(parts))])
}

/** A string of MQTT: its length in two bytes, then its bytes. */
function text(words: string): Uint8Array {
  return Uint8Array.of(words.length >> 8, words.length & 0xff, ...Buffer.from(words))
}

function payload(bytes: number): Uint8Array {
  return Buffer.alloc(bytes, 'open ')
}
