import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { checked, libc } from '../libc.ts'

const unshare = libc<(flags: number) => number>('int unshare(int flags)')
const setns = libc<(fd: number, type: number) => number>('int setns(int fd, int nstype)')

/** `CLONE_NEWNET` of sched.h. */
const newNetwork = 0x40000000

/**
 * A network of its own: interfaces, addresses, routes, ports, sockets and settings that nobody else sees.
 * Linux keeps the network for each thread; this changes the calling thread for as long as {@link run}
 * takes and no longer. The process needs CAP_SYS_ADMIN in its user namespace, as `unshare -Uc
 * --keep-caps` gives it to an ordinary user; without it: SystemCallError EPERM.
 *
 * The network lives while a descriptor, a process or a socket holds it. It is gone with this process.
 */
export class NetworkNamespace {
  #fd: number | undefined

  private constructor(fd: number) {
    this.#fd = fd
  }

  /** A new network, empty but for a loopback, which is up. */
  static create(): NetworkNamespace {
    const before = NetworkNamespace.current()
    askForSmallTable()
    try {
      checked('unshare', unshare(newNetwork))
      const made = NetworkNamespace.current()
      execFileSync('ip', ['link', 'set', 'lo', 'up'], { timeout: commandMs })
      return made
    } finally {
      before.enter()
      before.close()
    }
  }

  /** The network that the calling thread is in. */
  static current(): NetworkNamespace {
    return new NetworkNamespace(openSync('/proc/thread-self/ns/net', 'r'))
  }

  /**
   * Runs `body` in this network. What it opens stays there: sockets, devices, and programs that it starts.
   * It must not be asynchronous: what happens after an `await` would happen outside.
   */
  run<T>(body: () => T extends Promise<unknown> ? never : T): T {
    const before = NetworkNamespace.current()
    this.enter()
    try {
      return body()
    } finally {
      before.enter()
      before.close()
    }
  }

  /** Moves the calling thread here, for good: what it opens from now on is here. */
  enter(): void {
    if (this.#fd === undefined) throw new Error('this network was closed')
    checked('setns', setns(this.#fd, newNetwork))
  }

  /** Runs `ip` with a list of its commands, one a line. Throws with its words when one fails. */
  configure(commands: readonly string[]): void {
    const input = `${commands.join('\n')}\n`
    this.run(() => {
      execFileSync('ip', ['-batch', '-'], { input, timeout: commandMs, stdio: 'pipe' })
    })
  }

  /** A setting of this network, `net.ipv4.tcp_sack`, as it stands under /proc/sys. */
  setting(name: string): string {
    return this.run(() => readFileSync(settingFile(name), 'utf8').trim())
  }

  /** Changes a setting. EROFS where a container mounts /proc/sys read-only. */
  changeSetting(name: string, value: string | number): void {
    this.run(() => writeFileSync(settingFile(name), String(value)))
  }

  /** Lets go of it; the second time does nothing. */
  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
  }
}

const commandMs = 5000

/** Buckets of a new network's own table of connections. */
const tableEntries = 4096

/**
 * A network that shares the machine's table of connections walks through all of it for a list of sockets:
 * some ms where the machine is large. Linux 6.1 and later give it one of its own when asked before.
 */
function askForSmallTable(): void {
  try {
    writeFileSync(settingFile('net.ipv4.tcp_child_ehash_entries'), String(tableEntries))
  } catch {
    // An older kernel, or settings that are read-only: it only takes longer.
  }
}

function settingFile(name: string): string {
  return `/proc/sys/${name.replaceAll('.', '/')}`
}
