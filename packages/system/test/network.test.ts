import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { isolated } from '@socket-labs/system'
import { expect, it } from 'vitest'
import { needs } from '../../../test/capability.ts'

const program = fileURLToPath(new URL('./network-program.ts', import.meta.url))

function inside(): Promise<{ status: number | null; out: string; err: string }> {
  const { command, args } = isolated({
    command: process.execPath,
    args: ['--import', import.meta.resolve('tsx'), program],
  })
  const child = spawn(command, args)
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => {
    said.out += chunk
  })
  child.stderr.on('data', (chunk) => {
    said.err += chunk
  })
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, ...said })))
}

it('a network of its own: what one end sends into its device is read, and what is written arrives', async (context) => {
  await needs(context, 'user-namespaces')
  await needs(context, 'tun')
  const { status, out, err } = await inside()
  expect(err).toBe('')
  expect(JSON.parse(out)).toEqual({
    isBack: true,
    addresses: ['10.1.0.1', '10.1.0.2'],
    settings: ['0', '1'],
    sent: { packetBytes: 33, protocol: 17, text: 'hello' },
    nothingMore: 0,
    isTaken: true,
    // Destination unreachable, port unreachable (RFC 792).
    answer: { answerBytes: 61, protocol: 1, type: 3, code: 3 },
    namesAfterClosing: ['lo'],
    afterClosing: 'this network was closed',
    badName: expect.stringContaining('1 to 15 letters'),
    sameName: 'TUNSETIFF: EBUSY',
  })
  expect(status).toBe(0)
})
