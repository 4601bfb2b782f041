import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { Wire, type WireContext, type WireOptions } from '@socket-labs/lab/wire'
import { NetworkNamespace } from '@socket-labs/system'
import type { Figure } from '../run.ts'
import { BareLoop } from './bare-loop.ts'

/** Runs in namespaces, see bench.ts; prints its figures as JSON. Records go nowhere: neither the page nor the log is measured. */
const startedMs = performance.now()
const ctx: WireContext = {
  seed: 1,
  now: () => performance.now() - startedMs,
  note: () => {},
  record: () => {},
}
const seconds = 4

const figures: Figure[] = []
const loopbackMbit = await onLoopback()
const bareMbit = await onBareLoop()
figures.push({
  ...{ what: 'goodput, a bare loop of read and write', value: bareMbit, unit: 'Mbit/s' },
  ...{ peer: "the kernel's loopback", ratio: bareMbit / loopbackMbit },
})
for (const [what, options] of [
  ['no delay', { isLogged: false }],
  ['RTT 20 ms', { isLogged: false, delayMs: 10 }],
  ['no delay, every packet written down', {}],
] satisfies [string, WireOptions][]) {
  const { mbit, packetsPerSec } = await onWire(options)
  const against = { peer: 'the bare loop', ratio: mbit / bareMbit }
  figures.push({ what: `goodput, ${what}`, value: mbit, unit: 'Mbit/s', ...against })
  figures.push({ what: `packets, ${what}`, value: packetsPerSec, unit: 'packets/s' })
}
for (const rateMbit of [20, 100]) {
  // What the link carries are IP packets of 1 500 bytes with 1 448 of data (timestamps).
  const most = (rateMbit * 1448) / 1500
  const { mbit } = await onWire({ rateBitsPerSec: rateMbit * 1e6, delayMs: 5, queueBytes: 200_000 })
  const what = `goodput at ${rateMbit} Mbit/s`
  figures.push({
    what,
    value: mbit,
    unit: 'Mbit/s',
    peer: 'what the rate leaves for data',
    ratio: mbit / most,
  })
}
for (const rttMs of [2, 20, 100]) figures.push(...(await roundTrips(rttMs)))
process.stdout.write(JSON.stringify(figures))
process.exit(0)

async function onLoopback(): Promise<number> {
  const network = NetworkNamespace.create()
  network.enter()
  return goodputMbit(network, '127.0.0.1')
}

async function onBareLoop(): Promise<number> {
  const loop = new BareLoop()
  loop.client.network.enter()
  const ended = loop.run()
  const mbit = await goodputMbit(loop.server.network, loop.server.address)
  loop.stop()
  await ended
  return mbit
}

/** Bulk data from the client to the server. */
async function onWire(options: WireOptions): Promise<{ mbit: number; packetsPerSec: number }> {
  const wire = Wire.open(ctx, options)
  const beforePackets = wire.packetsSent
  const mbit = await goodputMbit(wire.server.network, wire.server.address)
  const packetsPerSec = (wire.packetsSent - beforePackets) / seconds
  await wire.close()
  return { mbit, packetsPerSec }
}

/** Source and sink are processes of their own; what the sink counted between its first byte and its last. */
async function goodputMbit(server: NetworkNamespace, host: string): Promise<number> {
  let sink: ChildProcess | undefined
  server.run(() => {
    sink = program('sink.ts', host)
  })
  const port = await nextLine(sink)
  const source = program('source.ts', host, port, String(seconds))
  const mbit = Number(await nextLine(sink))
  source.kill()
  return mbit
}

/** One byte there and back, again and again. */
async function roundTrips(rttMs: number): Promise<Figure[]> {
  const wire = Wire.open(ctx, { delayMs: rttMs / 2 })
  let echo: ChildProcess | undefined
  wire.server.network.run(() => {
    echo = program('echo.ts', wire.server.address)
  })
  const port = await nextLine(echo)
  const pinger = program('round-trips.ts', wire.server.address, port)
  const times = JSON.parse(await nextLine(pinger)) as number[]
  await wire.close()
  times.sort((a, b) => a - b)
  const at = (part: number) => times[Math.floor(part * (times.length - 1))] as number
  const peer = 'asked'
  const what = `round trip of ${rttMs} ms`
  return [
    { what: `${what}, median`, value: at(0.5), unit: 'ms', peer, ratio: at(0.5) / rttMs },
    { what: `${what}, 95 % below`, value: at(0.95), unit: 'ms', peer, ratio: at(0.95) / rttMs },
  ]
}

function program(file: string, ...args: string[]): ChildProcess {
  const script = path.join(import.meta.dirname, file)
  return spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** The next line that it prints. */
function nextLine(child: ChildProcess | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    child?.stdout?.once('data', (line) => resolve(String(line).trim()))
    child?.once('exit', (status) =>
      reject(new Error(`a program of the bench ended with ${status}`)),
    )
  })
}
