import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { loadKoffi } from '../libc.ts'
import { MissingError, needLinux, run } from './attempts.ts'
import { explainRefusal, readRestrictions } from './refusal.ts'

/** Runs a command as an ordinary user's own root over a network of its own, which ends with the command. */
async function inPrivateNetwork(...command: string[]): Promise<void> {
  try {
    await run('unshare', ['-Ucn', '--keep-caps', '--', ...command])
  } catch (error) {
    const { why, enable } = explainRefusal((error as Error).message, readRestrictions())
    throw new MissingError(why, enable)
  }
}

export async function tryNamespaces(): Promise<void> {
  needLinux()
  // To make the namespaces is not enough: AppArmor lets that pass and forbids what it is for.
  await inPrivateNetwork('ip', 'link', 'set', 'lo', 'up')
}

/** Opens the device, then really makes an interface in a private network. */
export async function tryTun(): Promise<void> {
  needLinux()
  openTun()
  await inPrivateNetwork('ip', 'tuntap', 'add', 'dev', 'probe0', 'mode', 'tun')
}

const device = '/dev/net/tun'

function openTun(): void {
  const inContainer = 'in a container: start it with --device /dev/net/tun'
  if (!existsSync(device))
    throw new MissingError(`there is no ${device}`, `sudo modprobe tun; ${inContainer}`)
  try {
    closeSync(openSync(device, 'r+'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES')
      throw new MissingError(`${device} is closed to this user`, `sudo chmod 666 ${device}`)
    if (code === 'EPERM') throw new MissingError(`${device} may not be opened here`, inContainer)
    throw new MissingError(`${device} does not open: ${code}`, 'sudo modprobe tun')
  }
}

export async function trySysctl(): Promise<void> {
  await tryNamespaces()
  try {
    await run('unshare', [
      ...['-Ucn', '--keep-caps', '--'],
      ...['sh', '-c', 'echo 0 > /proc/sys/net/ipv4/tcp_sack'],
    ])
  } catch (error) {
    const words = (error as Error).message
    throw new MissingError(
      `/proc/sys cannot be written in a private network (${words})`,
      'in a container: start it with --security-opt systempaths=unconfined',
    )
  }
}

export function tryKoffi(): void {
  loadKoffi()
}

/** All that two kernels with our own link between them need; the first that is missing is told. */
export async function tryWire(): Promise<void> {
  needLinux()
  tryKoffi()
  await tryNamespaces()
  await tryTun()
  await run('setpriv', ['--pdeathsig', 'KILL', '--', 'true'])
}

/** Whether the kernel has a congestion control, compiled in or loaded. */
export function tryCongestion(name: string): void {
  needLinux()
  const file = '/proc/sys/net/ipv4/tcp_available_congestion_control'
  const names = readFileSync(file, 'utf8').trim().split(/\s+/)
  if (!names.includes(name))
    throw new MissingError(`the kernel has only ${names.join(', ')}`, `sudo modprobe tcp_${name}`)
}
