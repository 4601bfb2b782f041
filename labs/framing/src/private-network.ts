import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { probeCapabilities } from '@socket-labs/system'

/** What became of a program in a network of its own. */
export interface Ended {
  /** True when it ran and ended by itself, in good order. */
  isDone: boolean
  /** Why not, in words. */
  why?: string
}

/**
 * Runs one of our modules in a network namespace of its own, where it may change everything without
 * touching the machine's network, and hands over each line of JSON that it prints. Linux only, without
 * privilege, where user namespaces are allowed: else it says why not, and what would enable them.
 *
 * Nothing stays behind: the program is the first process of its own process namespace, so with it all
 * that it started ends; it ends when its standard input does, which is held by this process; and
 * `unshare`, when it is killed, takes it along.
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
  const isolated = ['-Ucnp', '--keep-caps', '--fork', '--kill-child=SIGKILL', '--']
  const program = [process.execPath, '--import', import.meta.resolve('tsx'), module.pathname]
  const child = spawn('unshare', [...isolated, ...program], {
    timeout: limitMs,
    killSignal: 'SIGKILL',
  })
  const words: string[] = []
  linesOf(child.stderr, (line) => words.push(line))
  linesOf(child.stdout, (line) => onLine(JSON.parse(line)))
  const [status] = (await once(child, 'close')) as [number | null]
  if (status === 0) return { isDone: true }
  return {
    isDone: false,
    why: words.find((line) => /error/i.test(line)) ?? `it ended with ${status}`,
  }
}

/** For the module: ends this process when the one that started it is gone. */
export function endWithStarter(): void {
  process.stdin.resume().once('end', () => process.exit(1))
}

function linesOf(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream }).on('line', onLine)
}
