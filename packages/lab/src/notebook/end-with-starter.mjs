// node end-with-starter.mjs <command> <args…>
// Runs the command until it ends by itself, or until the starter closes standard input, which the
// system also does when the starter dies in any way. Then: SIGTERM, and SIGKILL when that is ignored.

import { spawn } from 'node:child_process'

const patienceMs = 5000

const [command = '', ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
child.once('error', (error) => {
  console.error(error.message)
  process.exit(127)
})
child.once('exit', (code, signal) => {
  process.exit(code ?? (signal === 'SIGTERM' ? 0 : 1))
})

process.stdin.resume()
process.stdin.once('close', () => {
  child.kill('SIGTERM')
  setTimeout(() => child.kill('SIGKILL'), patienceMs)
})
