import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { seededRandom } from '@socket-labs/path'
import { commandLineOf, markedProcesses } from '../test/marked-processes.ts'

const lab = path.join(import.meta.dirname, '../packages/lab/src/cli/lab.ts')
const rounds = Number(process.env.SOAK_ROUNDS ?? 100)
const goneWithinMs = 5000
/** A wire stands after one to two seconds. */
const longestLifeMs = 4000
/** Whoever inherits it is one of ours. */
const mark = `SOCKET_LABS_SOAK=${process.pid}-${Date.now()}`

/** Of the machine's own network, where nothing of a wire may ever be. */
const devicesBefore = devices()

/** What is done to one of the processes of a wire. */
const ends = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const

/**
 * A hundred wires with a server and a client that never end, each of whose processes is killed in some way
 * at some moment, from its first on: nothing may be left, no process, no namespace, no device.
 */
export async function soakWire(): Promise<boolean> {
  const seed = Number(process.env.SOAK_SEED ?? Date.now() % 2 ** 32)
  process.stderr.write(`wire: ${rounds} starts and kills, SOAK_SEED=${seed}\n`)
  const random = seededRandom(seed)
  let failed = 0
  for (let round = 1; round <= rounds; round++) {
    const done = await startAndKill(random)
    const left = await gone(done)
    if (left !== undefined) {
      failed++
      process.stderr.write(`round ${round}: ${done.story}: left behind: ${left}\n`)
      for (const pid of marked()) process.kill(pid, 'SIGKILL')
    } else if (round % 10 === 0)
      process.stderr.write(`wire: ${round} of ${rounds}, ${failed} failed\n`)
  }
  return failed === 0
}

interface Round {
  /** What was done, in words. */
  story: string
  /** The network namespaces that there were besides our own. */
  made: Set<string>
}

async function startAndKill(random: () => number): Promise<Round> {
  const child = startWire()
  const ended = once(child, 'exit')
  const afterMs = Math.round(longestLifeMs * random())
  await pause(afterMs)
  const pids = marked()
  const made = namespacesOf(pids)
  for (const own of namespacesOf([process.pid])) made.delete(own)
  const pid = pids[Math.floor(random() * pids.length)]
  const signal = ends[Math.floor(random() * ends.length)] ?? 'SIGKILL'
  const name = pid === undefined ? 'nobody' : nameOf(pid)
  if (pid !== undefined) killIfThere(pid, signal)
  // One that takes a polite word for no reason to end is ended from outside, as a user would.
  const isOver = await Promise.race([ended.then(() => true), pause(3000, false)])
  if (!isOver) child.kill('SIGINT')
  await Promise.race([ended, pause(goneWithinMs)])
  const story = `${signal} to ${name} after ${afterMs} ms, of ${pids.length} processes`
  return { story, made }
}

/** Short: the beginning of a command line is enough to know it by. */
const nameOf = (pid: number) => commandLineOf(pid).slice(0, 60)
const marked = () => markedProcesses(mark)

function startWire(): ChildProcess {
  const [name, value] = mark.split('=') as [string, string]
  const words = ['tcp-basics', 'wire', '--json', '--delay', '5ms']
  const server = 'sleep 100 | nc -lk 10.1.0.2 80'
  return spawn(
    process.execPath,
    ['--import', 'tsx', lab, ...words, '--server', server, '--', 'nc', '10.1.0.2', '80'],
    { stdio: ['pipe', 'ignore', 'ignore'], env: { ...process.env, [name]: value } },
  )
}

function killIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended by itself just now.
  }
}

function devices(): string {
  return execFileSync('ip', ['-o', 'link'], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.split(':')[1]?.trim())
    .join(' ')
}

/** The network namespaces in which threads of these processes are. */
function namespacesOf(pids: readonly (number | string)[]): Set<string> {
  const seen = new Set<string>()
  for (const pid of pids) {
    for (const tid of threadsOf(pid)) {
      try {
        seen.add(readlinkSync(`/proc/${pid}/task/${tid}/ns/net`))
      } catch {
        // Gone meanwhile, or somebody else's.
      }
    }
  }
  return seen
}

function threadsOf(pid: number | string): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

/** Waits until nothing of a round is left; answers what is, when it stays. Others may have networks too. */
async function gone({ made }: Round): Promise<string | undefined> {
  const untilMs = performance.now() + goneWithinMs
  for (;;) {
    const pids = marked()
    const everybody = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    const left = [...namespacesOf(everybody)].filter((namespace) => made.has(namespace))
    const more = [
      pids.length > 0 && `${pids.length} processes (${pids.map(nameOf).join('; ')})`,
      devices() !== devicesBefore && `devices ${devices()}`,
      left.length > 0 && `${left.length} network namespaces`,
    ].filter(Boolean)
    if (more.length === 0) return undefined
    if (performance.now() > untilMs) return more.join(', ')
    await pause(50)
  }
}
