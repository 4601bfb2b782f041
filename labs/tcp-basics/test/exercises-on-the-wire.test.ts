import { emitPacket, parsePacket, tcpPacket } from '@socket-labs/wire'
import { expect, it, vi } from 'vitest'
import { needs } from '../../../test/capability.ts'
import { askKernels } from '../grade/kernel-process.ts'

// Graded on a machine without a wire, these parts say so and pass: here there is one, and it must answer.
vi.setConfig({ testTimeout: 120_000 })
const patientMs = 60_000

it('open-11: the SYN that the grader sends to a kernel is answered by SYN+ACK', async (context) => {
  await needs(context, 'wire')
  const syn = emitPacket(
    tcpPacket({
      from: { address: '10.1.0.1', port: 40_000 },
      to: { address: '10.1.0.2', port: 7000 },
      flags: ['SYN'],
      seqNo: 0xffff_ffff,
    }),
  )
  const words = [Buffer.from(syn).toString('hex'), '7000']
  const told = await askKernels('./open-11-wire-program.ts', words, patientMs)
  const text = 'text' in told ? told.text : ''
  expect(told).toEqual({ text: expect.stringMatching(/^45/) })
  const answer = parsePacket(Uint8Array.from(Buffer.from(text, 'hex')))
  expect(answer).toMatchObject({
    ok: true,
    packet: { body: { kind: 'tcp', flags: ['SYN', 'ACK'], ackNo: 0 } },
  })
})

it('close-6: two kernels that obey the rule of the solution both pass through CLOSING', async (context) => {
  await needs(context, 'wire')
  const words = ['hold every FIN until released', '200']
  const told = await askKernels('./close-6-wire-program.ts', words, patientMs)
  const walks = 'text' in told ? JSON.parse(told.text) : told
  expect(walks).toEqual({
    client: ['FIN_WAIT_1', 'CLOSING', 'TIME_WAIT'],
    server: ['FIN_WAIT_1', 'CLOSING', 'TIME_WAIT'],
  })
})
