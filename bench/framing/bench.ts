import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Figure } from '../run.ts'
import { dripNs } from './drip.ts'
import { subjects } from './subjects.ts'

const run = promisify(execFile)
const sizes = [64, 1024, 64 * 1024, 16 * 1024 * 1024]

/** Payload bytes a second by the subject's name. */
type Rates = Record<string, number>

/** Frames of four sizes in chunks cut at random, beside what others use for it. */
export async function runFramingBench(): Promise<Figure[]> {
  const figures: Figure[] = []
  let callbackAt64KiB = 0
  for (const size of sizes) {
    const varint = await measure('varint', size)
    const length = await measure('length', size)
    if (size === 64 * 1024) callbackAt64KiB = length.callback as number
    figures.push(...varintFigures(size, varint), ...lengthFigures(size, length))
    if (size === 16 * 1024 * 1024) {
      const ratio = (length.callback as number) / callbackAt64KiB
      const what = 'length header, 16 MiB frames, callback'
      figures.push({ ...figure(what, length.callback as number), peer: 'itself at 64 KiB', ratio })
    }
  }
  for (const size of [64, 1024]) figures.push(...lineFigures(size, await measure('line', size)))
  return [...figures, ...dripFigures()]
}

/** The subjects in turn, twice, each in a process of its own; of its two rates the better one counts. */
async function measure(kind: keyof typeof subjects, size: number): Promise<Rates> {
  process.stderr.write(`framing: ${kind}, ${sayBytes(size)} …\n`)
  const script = path.join(import.meta.dirname, 'measure.ts')
  const rates: Rates = {}
  for (const name of [...Object.keys(subjects[kind]), ...Object.keys(subjects[kind])]) {
    const args = ['--import', 'tsx', script, kind, String(size), name]
    const { stdout } = await run(process.execPath, args)
    rates[name] = Math.max(rates[name] ?? 0, Number(stdout))
  }
  return rates
}

function figure(what: string, bytesPerSec: number) {
  return { what, value: bytesPerSec / 1e6, unit: 'MB/s' }
}

/** One figure for each peer of each of our forms. */
function beside(what: string, rates: Rates, ours: string[], peers: string[]): Figure[] {
  return ours.flatMap((form) =>
    peers.map((peer) => ({
      ...figure(`${what}, ${form}`, rates[form] as number),
      peer: withVersion(peer),
      ratio: (rates[form] as number) / (rates[peer] as number),
      ...(peer === 'it-length-prefixed' && { note: 'which puts no frame together' }),
    })),
  )
}

function varintFigures(size: number, rates: Rates): Figure[] {
  const peers = ['length-prefixed-stream', 'it-length-prefixed']
  const what = `varint header, ${sayBytes(size)}`
  return beside(what, rates, ['callback', 'views', 'FrameStream', 'decodeFrames'], peers)
}

function lengthFigures(size: number, rates: Rates): Figure[] {
  const peers = ['Buffer.copy of each frame', 'Buffer.copy of each chunk', 'concatenation']
  return beside(`length header, ${sayBytes(size)}`, rates, ['callback', 'views'], peers)
}

function lineFigures(size: number, rates: Rates): Figure[] {
  const ours = ['callback', 'views', 'strings']
  return beside(`lines, ${sayBytes(size)}`, rates, ours, ['split2'])
}

function dripFigures(): Figure[] {
  const [short, long] = [dripNs(2 ** 18), dripNs(2 ** 22)]
  return [
    { what: 'one frame of 256 KiB, byte by byte', value: short, unit: 'ns/byte' },
    {
      what: 'one frame of 4 MiB, byte by byte',
      value: long,
      unit: 'ns/byte',
      peer: 'itself at 256 KiB (1: linear)',
      ratio: long / short,
    },
  ]
}

function sayBytes(bytes: number): string {
  if (bytes >= 2 ** 20) return `${bytes / 2 ** 20} MiB`
  return bytes >= 1024 ? `${bytes / 1024} KiB` : `${bytes} B`
}

function withVersion(peer: string): string {
  if (peer.startsWith('Buffer')) return `${peer}, node ${process.versions.node}`
  if (peer === 'concatenation') return 'Buffer.concat and subarray'
  // Some packages do not export their package.json, so the file is looked for beside the entry.
  const entry = createRequire(import.meta.url)
    .resolve.paths(peer)
    ?.map((place) => path.join(place, peer, 'package.json'))
  for (const file of entry ?? []) {
    try {
      return `${peer} ${(JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version}`
    } catch {}
  }
  return peer
}
