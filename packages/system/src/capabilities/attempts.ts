import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Why something cannot be done here, and a remedy where the cause is known better than the probe knows it. */
export class MissingError extends Error {
  readonly enable: string | undefined
  constructor(why: string, enable?: string) {
    super(why)
    this.name = 'MissingError'
    this.enable = enable
  }
}

const attemptMs = 15_000

/** Chromium's names, in the order in which they are looked for. */
export const browserNames = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
]

export async function listen(host: string): Promise<void> {
  const server = createServer()
  server.listen(0, host)
  await once(server, 'listening')
  server.close()
}

/**
 * Fails when the command is not there, takes too long, or is not allowed what it tries. What `says`, where
 * given, finds in its output is good enough, whatever its exit status: some call their own help an error.
 */
export function run(command: string, args: string[], says?: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(
      command,
      args,
      { timeout: attemptMs, maxBuffer: 64 * 2 ** 20 },
      (error, out, words) => {
        if (!error || says?.test(out + words)) resolve()
        else if (error.code === ('ENOENT' as never))
          reject(new MissingError(`there is no command ${command}`))
        else if (error.killed)
          reject(new MissingError(`${command} did not answer in ${attemptMs} ms`))
        else reject(new MissingError(words.trim().split('\n').at(-1) || `${command} failed`))
      },
    )
  })
}

/** For a command that has no harmless way to be tried. */
export function find(command: string): Promise<void> {
  return run('sh', ['-c', `command -v ${command}`]).catch(() => {
    throw new MissingError(`there is no command ${command}`)
  })
}

export async function findBrowser(): Promise<void> {
  for (const name of browserNames) {
    const isThere = await run(name, ['--version']).then(
      () => true,
      () => false,
    )
    if (isThere) return
  }
  throw new MissingError('there is no Chromium or Chrome')
}

/** Everything below is Linux's alone, and says so in the same words. */
export function needLinux(): void {
  if (process.platform !== 'linux')
    throw new MissingError(`this is ${process.platform}, not Linux`, 'run on Linux or in WSL 2')
}
