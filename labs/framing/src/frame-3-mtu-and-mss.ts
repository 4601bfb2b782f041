import { readFileSync } from 'node:fs'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { judgeSegmentSizes } from './frame-3-judge.ts'
import { type Round, rounds, writtenBytes } from './frame-3-rounds.ts'
import { endPair, Loopback } from './loopback.ts'
import { inPrivateNetwork } from './private-network.ts'
import type { CapturedSegment } from './segment-capture.ts'
import { recordTcpInfo, type TcpInfo } from './tcp-info.ts'

/**
 * ⚠ "The MTU is 1 500 bits." ⚠ "A write of 1 460 bytes is one packet." The interface says how long a packet
 * may be, each end announces from that how much data it takes in a segment, and options take their part.
 * Here are the loopback that you have, and a private one that is as narrow as an Ethernet.
 */
export default defineScenario({
  id: 'frame-3-mtu-and-mss',
  question: 'How much of what you write goes into one segment, and who decides that?',
  facts: [{ id: 'frame-3', truth: 'K' }],
  needs: ['ss'],
  wants: ['user-namespaces', 'tshark'],
  timeLimitMs: 60_000,

  async run(ctx) {
    await loopbackAsItIs(ctx)
    await narrowLoopback(ctx)
  },

  judge: judgeSegmentSizes,
})

/** Packets that never leave the machine may be long: nothing needs to be cut. */
async function loopbackAsItIs(ctx: ScenarioContext): Promise<void> {
  const file = '/sys/class/net/lo/mtu'
  const mtuBytes = Number(readFileSync(file, 'utf8'))
  const row = { kind: 'instrument.row', at: 'wire', origin: 'polled' } as const
  ctx.record({ ...row, instrument: file, mtuBytes, text: `MTU ${mtuBytes}` })
  ctx.note(`the loopback's MTU is ${mtuBytes} bytes: the longest IP packet that it carries`)

  const loopback = await Loopback.listen()
  const pair = await loopback.dial()
  const info = await recordTcpInfo(ctx, pair.client, { round: 'loopback' })
  if (info) ctx.note(announcement(info))
  await endPair(pair)
  await loopback.close()
}

/** The MTU is 65 536, but the length of an IPv4 packet has 16 bits (RFC 791 §3.1): 65 535 is the longest. */
function announcement({ advertisedMssBytes, hasTimestamps }: TcpInfo): string {
  const mss = hasTimestamps ? advertisedMssBytes + 12 : advertisedMssBytes
  const told = `announced MSS: ${mss}, the longest packet's 65 535 bytes less 40 of headers`
  return hasTimestamps ? `${told}; timestamps leave ${advertisedMssBytes} for data` : told
}

/** The same in a network of our own, where we may set the MTU, and look at the packets without privilege. */
async function narrowLoopback(ctx: ScenarioContext): Promise<void> {
  const offset = ctx.now() - Date.now()
  const inside = new URL('./frame-3-namespace.ts', import.meta.url)
  const { isDone, why } = await inPrivateNetwork(inside, (line) =>
    recordLine(ctx, line as Line, offset),
  )
  if (!isDone) {
    ctx.note('the MTU of 1 500 is not shown, for this reason:')
    ctx.note(String(why))
  }
}

type Line =
  | { kind: 'capture'; isThere: boolean }
  | ({ kind: 'info'; round: string; localPort: number; remotePort: number } & TcpInfo)
  | ({ kind: 'segment'; round: string } & CapturedSegment)

/** `offset` brings the capture's time of day onto the run's clock. */
function recordLine(ctx: ScenarioContext, line: Line, offset: number): void {
  if (line.kind === 'capture') {
    ctx.note(
      line.isThere
        ? 'a private loopback, and a capture of its packets'
        : 'a private loopback; its packets are not shown: install tshark',
    )
  } else if (line.kind === 'info') {
    const { kind: _, localPort, remotePort, ...told } = line
    const round = rounds.find((one) => one.round === line.round)
    if (round) ctx.note(storyOf(round, line))
    const { mtuBytes } = round ?? {}
    const ends = { local: `127.0.0.1:${localPort}`, remote: `127.0.0.1:${remotePort}` }
    const seen = { at: 'client', origin: 'polled', ...ends, instrument: 'ss' } as const
    ctx.record({ kind: 'tcp.info', ...seen, ...told, mtuBytes })
  } else {
    const { kind: _, epochMs, fromPort, toPort, mssOptionBytes, ...told } = line
    const ends = { from: `127.0.0.1:${fromPort}`, to: `127.0.0.1:${toPort}` }
    const options = mssOptionBytes === undefined ? {} : { options: { mssBytes: mssOptionBytes } }
    const times = { tMs: epochMs + offset, tObservedMs: ctx.now() }
    const seen = { kind: 'tcp.segment', at: 'wire', origin: 'observed' } as const
    ctx.record({ ...seen, ...ends, ...times, ...told, ...options, fate: 'delivered' })
  }
}

function storyOf({ mtuBytes, hasTimestamps, isOffloaded }: Round, info: TcpInfo): string {
  const settings = `MTU ${mtuBytes}, timestamps ${hasTimestamps ? 'on' : 'off'}, offload ${isOffloaded ? 'on' : 'off'}`
  const { mssBytes, dataSegmentsOut } = info
  return `${settings}: ${writtenBytes} bytes left in ${dataSegmentsOut} segments of at most ${mssBytes}`
}
