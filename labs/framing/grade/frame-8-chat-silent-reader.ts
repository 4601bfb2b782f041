import type { Socket } from 'node:net'
import { type CaseRun, type Failure, sayMs } from '@socket-labs/grade'
import { kernelBuffersBytes } from './frame-8-chat-kernel-buffers.ts'
import { frameOf } from './frame-8-chat-misheard.ts'
import { type Guest, roomCase, word } from './frame-8-chat-room.ts'

const mebibyte = 1024 * 1024
const textBytes = 64 * 1024 - 100
/** Less than may wait in memory: a listener who reads is never cut off. */
const framesAtOnce = 12
/** More than the kernel holds for one who does not read, and than may wait in memory. */
const saidBytes = kernelBuffersBytes() + 4 * mebibyte

export const silentReader = roomCase(
  'one that reads nothing neither stops the others nor fills the memory',
  async (room, run) => {
    const [ann, bo, cleo] = await room.joinThree()
    const frame = frameOf('x'.repeat(textBytes))
    const rounds = Math.ceil(saidBytes / (framesAtOnce * frame.length))
    const heardBytes =
      rounds * framesAtOnce * frameOf(`${ann.name}: ${'x'.repeat(textBytes)}`).length
    await run.step(
      `${ann.name} says ${sayMebibytes(saidBytes)}; ${cleo.name} reads nothing`,
      `${bo.name} hears all of it`,
      () => sayAll(run, { speaker: ann, listener: bo, silent: cleo }, frame, rounds),
    )
    await run.step(`${cleo.name} reads`, `not all of it was kept for ${cleo.name}`, async () => {
      const { bytes } = await cleo.peer.receive(heardBytes, run.limits.settleMs)
      await run.quiet()
      return bytes.length >= heardBytes ? keptAll(cleo, heardBytes) : undefined
    })
    await bo.says(word(run), [ann])
  },
)

interface Three {
  speaker: Guest
  listener: Guest
  silent: Guest
}

async function sayAll(
  run: CaseRun,
  { speaker, listener, silent }: Three,
  frame: Buffer,
  rounds: number,
): Promise<Failure | undefined> {
  const heardFrameBytes = frame.length + speaker.name.length + 2
  const ear = new Ear(await listener.peer.socket)
  const piece = Buffer.concat(Array.from({ length: framesAtOnce }, () => frame))
  for (let round = 1; round <= rounds; round++) {
    await speaker.peer.write(piece)
    const wantedBytes = round * framesAtOnce * heardFrameBytes
    if (await ear.hears(wantedBytes, run.limits.settleMs)) continue
    await run.quiet()
    return {
      expected: { words: `${wantedBytes} bytes for ${listener.name}` },
      got: { words: `${ear.heardBytes} bytes, then nothing in ${sayMs(run.limits.settleMs)}` },
      sentence: `${listener.name} reads, and hears no more since ${silent.name}'s buffers are full: the server waits for the one that does not read, and with it everybody waits.`,
      mistake: 'waits-for-the-slowest',
    }
  }
  return undefined
}

/** Counts what comes on a socket, and keeps nothing. */
class Ear {
  heardBytes = 0
  #wake: () => void = () => {}

  constructor(socket: Socket) {
    socket.on('data', (bytes: Buffer) => {
      this.heardBytes += bytes.length
      this.#wake()
    })
  }

  /** False when so many bytes have not come, and none did for `withinMs`. */
  hears(byteCount: number, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), withinMs)
      this.#wake = () => {
        if (this.heardBytes < byteCount) return void timer.refresh()
        clearTimeout(timer)
        resolve(true)
      }
      this.#wake()
    })
  }
}

function keptAll({ name }: Guest, heardBytes: number): Failure {
  return {
    expected: { words: `less than the ${sayMebibytes(heardBytes)} that were said` },
    got: { words: `all ${heardBytes} bytes` },
    sentence: `All that was said while ${name} read nothing had been kept in memory. Whoever connects and does not read fills all of it. write tells what waits: socket.writableLength.`,
    mistake: 'keeps-everything',
  }
}

function sayMebibytes(bytes: number): string {
  return `${Math.round(bytes / mebibyte)} MiB`
}
