import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { isolated, probeCapabilities } from '@socket-labs/system'

/** What became of a program in a network of its own. */
export interface Ended {
  /** True when it ran and ended by itself, in good order. */
  isDone: boolean
  /** Why not, in words. */
  why?: string
}

/**
 * Runs one of our modules isolated, where it may change everything without touching the machine's network,
 * and hands over each line of JSON that it prints. Where that is not allowed: why, and what would enable it.
 */
export async function inPrivateNetwork(
  module: URL,
  onLine: (line: unknown) => void,
  limitMs = 45_000,
): Promise<Ended> {
  const [namespaces] = await probeCapabilities(['user-namespaces'])
  if (!namespaces?.available) {
    const why = `this machine allows no private network (${namespaces?.why})`
    return { isDone: false, why: `${why}; to enable it: ${namespaces?.enable}` }
  }
  const { command, args } = isolated({
    command: process.execPath,
    args: ['--import', import.meta.resolve('tsx'), module.pathname],
  })
  const child = spawn(command, args, { timeout: limitMs, killSignal: 'SIGKILL' })
  const words: string[] = []
  linesOf(child.stderr, (line) => words.push(line))
  linesOf(child.stdout, (line) => onLine(JSON.parse(line)))
  const [status] = await once(child, 'close').catch((error) => {
    words.push(String(error)) // It could not be started.
    return [null]
  })
  if (status === 0) return { isDone: true }
  return {
    isDone: false,
    why: words.find((line) => /error/i.test(line)) ?? `it ended with ${status}`,
  }
}

function linesOf(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream }).on('line', onLine)
}
