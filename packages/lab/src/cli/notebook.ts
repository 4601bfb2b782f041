import { spawn } from 'node:child_process'
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { rootDir } from '../find-labs.ts'
import { findNotebooks, labNames } from '../notebook/find-notebooks.ts'
import { MissingJupyterError, provideJupyter } from '../notebook/jupyter-program.ts'
import { type JupyterServer, startJupyter } from '../notebook/jupyter-server.ts'

const help = `pnpm notebook [<lab>] [--port N] [--no-open]

Opens Jupyter with the TypeScript kernel ready, at the lab's first notebook.
Jupyter is installed into .venv when the machine has none. Ctrl-C ends it.

  --port N     listen on this port of 127.0.0.1 (default 8888, or any free one)
  --no-open    print the address, open no browser
  --help       this text

Exit status: 0 ended, 1 failed, 2 the words were wrong, 3 there is no Jupyter and no way to install it.
`

process.exitCode = await main(process.argv.slice(2))

async function main(words: string[]): Promise<number> {
  const asked = readWords(words)
  if (typeof asked === 'string') {
    console.error(`${asked}\n\n${help}`)
    return 2
  }
  if (asked.isHelp) {
    console.log(help)
    return 0
  }
  try {
    const program = await provideJupyter(rootDir, (line) => console.error(line))
    console.error('Starting Jupyter …')
    const open = whatToOpen(asked.lab)
    const { port } = asked
    return await untilEnded(
      await startJupyter({ root: rootDir, program, open, ...(port === undefined ? {} : { port }) }),
      asked.isOpened,
    )
  } catch (error) {
    console.error((error as Error).message)
    return error instanceof MissingJupyterError ? 3 : 1
  }
}

interface Asked {
  lab?: string
  port?: number
  isOpened: boolean
  isHelp: boolean
}

/** What was asked for, or why the words make no sense. */
function readWords(words: string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    const [lab, ...more] = positionals
    if (more.length > 0) return `one lab at most, got ${positionals.join(' ')}`
    const labs = labNames(rootDir)
    if (lab !== undefined && !labs.includes(lab)) {
      return `there is no lab "${lab}"; there is ${labs.join(', ')}`
    }
    const port = values.port === undefined ? undefined : Number(values.port)
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
      return `--port is a number from 0 to 65535, got ${values.port}`
    }
    const asked = { isOpened: !values['no-open'], isHelp: values.help ?? false }
    return { ...asked, ...(lab && { lab }), ...(port !== undefined && { port }) }
  } catch (error) {
    return (error as Error).message
  }
}

/** The lab's first notebook, or the folder in which they will be. */
function whatToOpen(lab: string | undefined): string {
  if (lab === undefined) return 'labs'
  const first = findNotebooks(rootDir).find((notebook) => notebook.lab === lab)
  return first ? relative(rootDir, first.path) : `labs/${lab}`
}

async function untilEnded(server: JupyterServer, isOpened: boolean): Promise<number> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      console.error('\nEnding Jupyter …')
      server.close()
    })
  }
  console.log(server.url)
  if (server.besideUrl) console.log(server.besideUrl)
  console.error('Ctrl-C ends it.')
  if (isOpened) openInBrowser(server.url)
  return (await server.ended) === 0 ? 0 : 1
}

/** The address is printed anyway, so a machine without a browser needs no message. */
function openInBrowser(url: string): void {
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open'
  const browser = spawn(command, [url], { stdio: 'ignore', detached: true })
  browser.once('error', () => {})
  browser.unref()
}
