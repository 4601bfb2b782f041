import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { createServer } from 'node:net'
import { readSocketTable } from './instruments.ts'

/** Something that this machine can do or cannot. */
export interface Capability {
  id: string
  available: boolean
  /** Why not, in words; absent when available. */
  why?: string
  /** What would enable it; absent when available. */
  enable?: string
}

interface Probe {
  id: string
  enable: string
  /** Tries it; fails with the reason. */
  attempt(): Promise<void> | void
}

const attemptMs = 15_000

/** Chromium's names, in the order in which they are looked for. */
export const browserNames = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
]

const probes: readonly Probe[] = [
  {
    id: 'loopback-ipv4',
    enable: 'bring up the loopback interface',
    attempt: () => listen('127.0.0.1'),
  },
  {
    id: 'loopback-ipv6',
    enable: 'enable IPv6 on the loopback interface',
    attempt: () => listen('::1'),
  },
  { id: 'proc-net-tcp', enable: 'run on Linux or in WSL', attempt: () => void readSocketTable() },
  { id: 'ss', enable: 'install iproute2 (Linux only)', attempt: () => run('ss', ['-V']) },
  { id: 'netstat', enable: 'install net-tools', attempt: () => run('netstat', ['-an']) },
  { id: 'nc', enable: 'install netcat-openbsd', attempt: () => find('nc') },
  {
    id: 'user-namespaces',
    enable:
      'Linux with unprivileged user namespaces (Ubuntu 24.04: kernel.apparmor_restrict_unprivileged_userns=0)',
    attempt: () => run('unshare', ['-Ucn', '--keep-caps', 'ip', 'link', 'set', 'lo', 'up']),
  },
  { id: 'tun', enable: 'make /dev/net/tun usable (modprobe tun)', attempt: openTun },
  { id: 'python3', enable: 'install python3', attempt: () => run('python3', ['--version']) },
  {
    id: 'jupyter',
    enable:
      'install Python 3 with venv and pip (Debian: python3-venv); pnpm notebook does the rest',
    attempt: () => run('python3', ['-c', 'import venv, ensurepip']),
  },
  { id: 'chromium', enable: 'install chromium', attempt: findBrowser },
  { id: 'tshark', enable: 'install tshark', attempt: () => run('tshark', ['--version']) },
  {
    id: 'redis-server',
    enable: 'install redis-server (Homebrew: redis)',
    attempt: () => run('redis-server', ['--version']),
  },
  {
    id: 'mosquitto',
    enable: 'install mosquitto, and have its folder in PATH (Debian: /usr/sbin)',
    attempt: () => run('mosquitto', ['-h'], /^mosquitto version /m),
  },
]

/** Tries everything (or what `ids` name), at once, each for at most 15 s. Never fails; unknown ids are left out. */
export function probeCapabilities(ids?: readonly string[]): Promise<Capability[]> {
  return Promise.all(probes.filter(({ id }) => ids?.includes(id) ?? true).map(tryProbe))
}

async function tryProbe({ id, enable, attempt }: Probe): Promise<Capability> {
  try {
    await attempt()
    return { id, available: true }
  } catch (error) {
    return { id, available: false, why: (error as Error).message, enable }
  }
}

async function listen(host: string): Promise<void> {
  const server = createServer()
  server.listen(0, host)
  await once(server, 'listening')
  server.close()
}

/**
 * Fails when the command is not there, takes too long, or is not allowed what it tries. What `says`, where
 * given, finds in its output is good enough, whatever its exit status: some call their own help an error.
 */
function run(command: string, args: string[], says?: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(
      command,
      args,
      { timeout: attemptMs, maxBuffer: 64 * 2 ** 20 },
      (error, out, words) => {
        if (!error || says?.test(out + words)) resolve()
        else if (error.code === ('ENOENT' as never))
          reject(new Error(`there is no command ${command}`))
        else if (error.killed) reject(new Error(`${command} did not answer in ${attemptMs} ms`))
        else reject(new Error(words.trim().split('\n').at(-1) || `${command} failed`))
      },
    )
  })
}

/** For a command that has no harmless way to be tried. */
function find(command: string): Promise<void> {
  return run('sh', ['-c', `command -v ${command}`]).catch(() => {
    throw new Error(`there is no command ${command}`)
  })
}

function openTun(): void {
  if (!existsSync('/dev/net/tun')) throw new Error('there is no /dev/net/tun')
  closeSync(openSync('/dev/net/tun', 'r+'))
}

async function findBrowser(): Promise<void> {
  for (const name of browserNames) {
    const isThere = await run(name, ['--version']).then(
      () => true,
      () => false,
    )
    if (isThere) return
  }
  throw new Error('there is no Chromium or Chrome')
}
