import { execFileSync } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { NetworkNamespace, Readiness, Tun } from '@socket-labs/system'

/** Runs where it may make networks, and prints what it saw: see network.test.ts. */
const here = readlinkSync('/proc/thread-self/ns/net')
const [client, server] = ['10.1.0.1', '10.1.0.2'].map(makeEnd) as [End, End]
type End = ReturnType<typeof makeEnd>

function makeEnd(address: string) {
  const network = NetworkNamespace.create()
  const tun = network.run(() => Tun.open('wire0'))
  network.changeSetting('net.ipv6.conf.wire0.disable_ipv6', 1)
  network.configure([`addr add ${address}/24 dev wire0`, 'link set wire0 up'])
  return { network, tun }
}

function namesOf({ network }: End): string[] {
  return network.run(() => Object.keys(networkInterfaces()).sort())
}

client.network.changeSetting('net.ipv4.tcp_sack', 0)
const settings = [client, server].map(({ network }) => network.setting('net.ipv4.tcp_sack'))
const addresses = [client, server].map(({ network }) =>
  network.run(() => networkInterfaces().wire0?.[0]?.address),
)

// Nobody is at 10.1.0.2 as far as the client's kernel knows: it hands the datagram to the device.
client.network.run(() => {
  execFileSync('bash', ['-c', 'echo -n hello > /dev/udp/10.1.0.2/9'])
})
const readiness = new Readiness([client.tun.fd, server.tun.fd])
await readiness.wait(5000)
const packet = Buffer.alloc(65_536)
const packetBytes = client.tun.read(packet)
const nothingMore = client.tun.read(packet.subarray(packetBytes))

// Port 9 is closed at the server: its kernel answers the datagram with an ICMP message.
const isTaken = server.tun.write(packet.subarray(0, packetBytes))
await readiness.wait(5000)
const answer = Buffer.alloc(65_536)
const answerBytes = server.tun.read(answer)

const waiting = readiness.wait()
readiness.wake()
await waiting
await readiness.wait(1)
await readiness.close()

client.tun.close()
client.tun.close()
const namesAfterClosing = namesOf(client)
client.network.close()
const said = {
  isBack: readlinkSync('/proc/thread-self/ns/net') === here,
  addresses,
  settings,
  sent: { packetBytes, protocol: packet[9], text: packet.toString('latin1', 28, packetBytes) },
  nothingMore,
  isTaken,
  answer: { answerBytes, protocol: answer[9], type: answer[20], code: answer[21] },
  namesAfterClosing,
  afterClosing: messageOf(() => namesOf(client)),
  badName: messageOf(() => Tun.open('a name that is too long')),
  sameName: server.network.run(() => messageOf(() => Tun.open('wire0'))),
}
process.stdout.write(JSON.stringify(said))

function messageOf(body: () => unknown): string {
  try {
    body()
    return 'nothing went wrong'
  } catch (error) {
    return (error as Error).message
  }
}
