import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * The walls around a learner's program, made by the kernel: a network of its own, in which there is
 * nothing but 127.0.0.1, and a view of the file system in which only its folder can be written to.
 */
export interface Enclosure {
  /** True when the program cannot reach any other machine, nor a port outside. */
  isNetworkLimited: boolean
  /** True when the program can write to nothing but its folder. */
  isWritingLimited: boolean
  /** Why not, in words; empty when both hold. */
  why: string
}

export const noEnclosure = (why: string): Enclosure => ({
  isNetworkLimited: false,
  isWritingLimited: false,
  why,
})

const descriptorsAtMost = 1024
const dataKibibytesAtMost = 3 * 1024 * 1024

/** Hard limits of the process itself, behind those that are watched from outside. */
const hardLimits = `
ulimit -c 0 2>/dev/null
ulimit -n ${descriptorsAtMost} 2>/dev/null
ulimit -d ${dataKibibytesAtMost} 2>/dev/null
`

/**
 * Inside new namespaces: brings up 127.0.0.1, makes every mount but the folder read-only (flags that
 * came from outside are locked and must be repeated), and gives up the rights that this took.
 */
const enclose = `
folder=$1; shift
ip link set lo up || exit 120
mount --bind "$folder" "$folder" || exit 121
while read -r id parent device root at flags rest; do
  case "$at" in "$folder"|/proc|/proc/*|/sys|/sys/*|/dev/pts) continue;; esac
  case ",$flags," in *,ro,*) continue;; esac
  keep=
  for flag in nosuid nodev noexec noatime nodiratime relatime; do
    case ",$flags," in *,$flag,*) keep="$keep,$flag";; esac
  done
  mount -o "remount,bind,ro$keep" "$at" || exit 122
done < /proc/self/mountinfo
cd "$folder" || exit 123
${hardLimits}
exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all --ambient-caps=-all -- "$@"
`

const unshare = ['unshare', '-Ucnm', '--keep-caps', '--propagation', 'private', '--']

/** The command that runs `command` in the folder, within the walls that there are. */
export function enclosed(
  enclosure: Enclosure,
  folder: string,
  command: readonly string[],
): [string, ...string[]] {
  if (process.platform === 'win32') return command as [string, ...string[]]
  if (!enclosure.isNetworkLimited) {
    return ['sh', '-c', `${hardLimits}\nexec "$@"`, 'sh', ...command]
  }
  const [first, ...rest] = [...unshare, 'sh', '-c', enclose, 'sh', folder, ...command]
  return [first as string, ...rest]
}

/** The command that runs a program of the grader's own beside the learner's, in the same network. */
export function beside(
  enclosure: Enclosure,
  pid: number,
  command: readonly string[],
): [string, ...string[]] {
  if (!enclosure.isNetworkLimited) return command as [string, ...string[]]
  return ['nsenter', '--preserve-credentials', '-U', '-n', '-t', `${pid}`, '--', ...command]
}

let tried: Promise<Enclosure> | undefined

/** What this machine allows, found by trying; tried once. */
export function tryEnclosure(): Promise<Enclosure> {
  tried ??= attempt()
  return tried
}

async function attempt(): Promise<Enclosure> {
  if (process.platform !== 'linux') return noEnclosure('only Linux has namespaces')
  const folder = await mkdtemp(join(tmpdir(), 'enclosure-'))
  const full = { isNetworkLimited: true, isWritingLimited: true, why: '' }
  const [command, ...args] = enclosed(full, folder, ['true'])
  const why = await new Promise<string>((resolve) => {
    execFile(command, args, { timeout: 5000 }, (error, _stdout, stderr) =>
      resolve(error ? sayWhy(String(error.code), stderr) : ''),
    )
  })
  await rm(folder, { recursive: true, force: true })
  return why === '' ? full : noEnclosure(why)
}

function sayWhy(code: string, stderr: string): string {
  if (code === 'ENOENT') return 'unshare is not installed (it belongs to util-linux)'
  if (code === '120') return 'ip is not installed (it belongs to iproute2)'
  if (code === '127') return 'setpriv is not installed (it belongs to util-linux)'
  const said = stderr.trim().split('\n')[0] ?? ''
  return `this system does not allow user namespaces${said === '' ? '' : `: ${said}`}`
}

/** One sentence about what is not limited and what would limit it; empty when everything is. */
export function sayEnclosure({ isNetworkLimited, why }: Enclosure): string {
  if (isNetworkLimited) return ''
  return `The network and writing to files are not limited here: ${why}. On Linux, user namespaces together with unshare, setpriv and ip would limit both.`
}
