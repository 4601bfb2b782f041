import { readdir, readFile, readlink } from 'node:fs/promises'

/** What the operating system shows of a process, where it does (Linux); else undefined. */

export function residentBytes(pid: number): Promise<number | undefined> {
  return memoryBytes(pid, 'VmRSS')
}

/** All memory that the process asked for; most of it need not be resident. */
export function reservedBytes(pid: number): Promise<number | undefined> {
  return memoryBytes(pid, 'VmSize')
}

async function memoryBytes(pid: number, row: string): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kibibytes = new RegExp(`^${row}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
}

/** Open files, sockets, pipes: everything that has a number. */
export async function descriptorCount(pid: number): Promise<number | undefined> {
  return (await readdir(`/proc/${pid}/fd`).catch(() => undefined))?.length
}

/** The TCP ports on which this process listens, ascending. */
export async function listeningPorts(pid: number): Promise<number[] | undefined> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'utf8').catch(() => '')),
  )
  const listeners = tables.flatMap((table) => table.split('\n').flatMap(listenerOf))
  if (listeners.length === 0) return tables[0] ? [] : undefined
  const inodes = await socketInodes(pid)
  const ports = listeners.filter(({ inode }) => inodes.has(inode)).map(({ port }) => port)
  return [...new Set(ports)].sort((a, b) => a - b)
}

/** A line of the kernel's table when its state is LISTEN (0A). */
function listenerOf(line: string): { port: number; inode: string }[] {
  const fields = line.trim().split(/\s+/)
  const port = /:([0-9A-F]{4})$/.exec(fields[1] ?? '')?.[1]
  if (fields[3] !== '0A' || port === undefined) return []
  return [{ port: Number.parseInt(port, 16), inode: fields[9] ?? '' }]
}

async function socketInodes(pid: number): Promise<Set<string>> {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => [])
  const links = await Promise.all(
    names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')),
  )
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []))
}
