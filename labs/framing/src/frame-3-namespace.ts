import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { type Round, rounds, writtenBytes } from './frame-3-rounds.ts'
import { endPair, Loopback } from './loopback.ts'
import { type CapturedSegment, SegmentCapture } from './segment-capture.ts'
import { type Ports, readTcpInfo } from './tcp-info.ts'

/**
 * Runs in a network namespace of its own: sets the loopback's MTU and what else a round asks for, sends
 * through a connection, and prints what the kernel and the capture tell, one JSON object a line.
 */
ip('up')
const capture = await SegmentCapture.start()
const loopback = await Loopback.listen()
tell({ kind: 'capture', isThere: capture !== undefined })
const connections: Ports[] = []
for (const round of rounds) connections.push(await play(round))
await loopback.close()
for (const [i, ports] of connections.entries()) {
  for (const segment of (await capture?.segmentsOf(ports, isEnded)) ?? [])
    tell({ kind: 'segment', round: rounds[i]?.round, ...segment })
}
await capture?.stop()
process.exit(0)

/** Answers the client's ports, by which its segments are found in the capture. */
async function play({ round, mtuBytes, hasTimestamps, isOffloaded }: Round): Promise<Ports> {
  ip('mtu', String(mtuBytes))
  // How many segments the kernel may hand to the interface in one piece, for the hardware to cut.
  ip('gso_max_segs', isOffloaded ? '65535' : '1')
  writeFileSync('/proc/sys/net/ipv4/tcp_timestamps', hasTimestamps ? '1' : '0')

  const pair = await loopback.dial()
  const { client, server } = pair
  const { localPort = 0, remotePort = 0 } = client
  let readBytes = 0
  const isRead = new Promise<void>((resolve) => {
    server.on('data', (bytes) => {
      readBytes += bytes.length
      if (readBytes === writtenBytes) resolve()
    })
  })
  client.write(Buffer.alloc(writtenBytes, 'x'))
  await isRead
  tell({
    kind: 'info',
    round,
    localPort,
    remotePort,
    ...(await readTcpInfo({ localPort, remotePort })),
  })
  await endPair(pair)
  return { localPort, remotePort }
}

/** Both FINs were captured, and with them all that came before. */
function isEnded(segments: readonly CapturedSegment[]): boolean {
  const fins = segments.filter((segment) => segment.flags.includes('FIN'))
  return new Set(fins.map((fin) => fin.fromPort)).size === 2
}

function ip(...words: string[]): void {
  execFileSync('ip', ['link', 'set', 'lo', ...words], { timeout: 5000 })
}

function tell(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
