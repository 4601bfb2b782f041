import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Each packet stands for itself: nothing is put together again, no number is counted from another. */
const alone = [
  'ip.defragment:FALSE',
  'ipv6.defragment:FALSE',
  'tcp.desegment_tcp_streams:FALSE',
  'tcp.relative_sequence_numbers:FALSE',
  'tcp.check_checksum:TRUE',
  'udp.check_checksum:TRUE',
  'ip.check_checksum:TRUE',
]

/** What tshark prints of a file, in lines. Fails with its words when it finds fault with the file. */
async function tshark(file: Uint8Array, options: string[]): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'socket-labs-tshark-'))
  try {
    const place = path.join(folder, 'file.pcapng')
    await writeFile(place, file)
    const preferences = alone.flatMap((preference) => ['-o', preference])
    const { stdout } = await run('tshark', ['-n', '-r', place, ...preferences, ...options], {
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
      maxBuffer: 64 * 2 ** 20,
    })
    return stdout.split('\n').slice(0, -1)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Of each packet the values of each field, in the order they stand in it. */
export async function tsharkFields<Field extends string>(
  file: Uint8Array,
  fields: readonly Field[],
): Promise<Record<Field, string[]>[]> {
  const shown = fields.flatMap((field) => ['-e', field])
  const lines = await tshark(file, [
    '-T',
    'fields',
    '-E',
    'occurrence=a',
    '-E',
    'aggregator=|',
    ...shown,
  ])
  return lines.map((line) => {
    const columns = line.split('\t').map((column) => (column === '' ? [] : column.split('|')))
    return Object.fromEntries(fields.map((field, n) => [field, columns[n] ?? []])) as Record<
      Field,
      string[]
    >
  })
}

/** Numbers of the packets, from 1, that are malformed or have a wrong checksum, each with what tshark says. */
export function tsharkComplaints(file: Uint8Array): Promise<string[]> {
  const bad = ['ip', 'tcp', 'udp', 'icmp', 'icmpv6'].map((name) => `${name}.checksum.status == 0`)
  return tshark(file, ['-Y', ['_ws.malformed', ...bad].join(' || ')])
}
