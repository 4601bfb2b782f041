import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { allHeld, notHeld, notHere, runCommand, UsageError } from '../exit-status.ts'
import { rootDir } from '../find-labs.ts'
import { findNotebooks, labOf } from '../notebook/find-notebooks.ts'
import { MissingJupyterError, provideJupyter } from '../notebook/jupyter-program.ts'
import { type JupyterServer, startJupyter } from '../notebook/jupyter-server.ts'
import { openBrowser } from '../page/open-browser.ts'
import { startPage } from '../page/start-page.ts'
import { untilStopped } from '../page/until-stopped.ts'

const usage = `pnpm notebook [<lab>] [--port N] [--no-open]

Opens Jupyter with the TypeScript kernel ready, at the lab's first notebook.
The page with the labs is served beside it. Jupyter is installed into .venv when the machine has none.
  --port N    listen on this port of 127.0.0.1 (default: 8888, or any free one)
  --no-open   print the address, open no browser

Exit status: 0 ended; 1 failed; 2 the words were wrong; 3 there is no Jupyter, nor a way to install it`

function tell(text: string): void {
  process.stderr.write(`${text}\n`)
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      'no-open': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${usage}\n`)
    return allHeld
  }
  const open = whatToOpen(labOf(positionals, rootDir))
  const port = portOf(values.port)
  try {
    const program = await provideJupyter(rootDir, tell)
    tell('starting Jupyter …')
    return await untilEnded(
      await startJupyter({ root: rootDir, program, open, port, beside: () => startPage({ tell }) }),
      !values['no-open'],
    )
  } catch (error) {
    tell((error as Error).message)
    return error instanceof MissingJupyterError ? notHere : notHeld
  }
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65535) {
    throw new UsageError(`--port takes a number from 0 to 65535, not "${text}"`)
  }
  return port
}

/** The lab's first notebook, or the folder in which they will be. */
function whatToOpen(lab: string | undefined): string {
  if (lab === undefined) return 'labs'
  const first = findNotebooks(rootDir).find((notebook) => notebook.lab === lab)
  return first ? relative(rootDir, first.path) : `labs/${lab}`
}

async function untilEnded(server: JupyterServer, isOpened: boolean): Promise<number> {
  process.stdout.write(`${server.url}\n`)
  if (server.besideUrl) tell(`the page with the labs: ${server.besideUrl}`)
  tell('Ctrl-C ends it.')
  if (isOpened) openBrowser(server.url)
  const stopped = untilStopped()
  await Promise.race([stopped.then(() => tell('ending …')), server.ended])
  await server.close()
  return (await server.ended) === 0 ? allHeld : notHeld
}

await runCommand(main, usage)
