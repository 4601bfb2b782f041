import { spawn } from 'node:child_process'
import path from 'node:path'
import { isolated } from '@socket-labs/system'
import type { Figure } from '../run.ts'
import { headerFigures } from './headers.ts'

/** The wire in real time, measured in a process of its own where networks may be made, and the pure parts. */
export async function runWireBench(): Promise<Figure[]> {
  const figures = await inside('on-the-wire.ts')
  return [...figures, ...headerFigures()]
}

/** Runs one of our files in namespaces, and reads the figures that it prints as JSON. */
async function inside(file: string): Promise<Figure[]> {
  const program = path.join(import.meta.dirname, file)
  const plain = {
    command: process.execPath,
    args: ['--import', import.meta.resolve('tsx'), program],
  }
  const { command, args } = isolated(plain)
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  const status = await new Promise((resolve) => child.once('close', resolve))
  if (status !== 0) throw new Error(`${file} ended with ${status}`)
  return JSON.parse(text) as Figure[]
}
