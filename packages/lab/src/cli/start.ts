import { parseArgs } from 'node:util'
import { PortTakenError, PublicUrlError } from '@socket-labs/socket-log'
import { allHeld, notHere, runCommand, UsageError } from '../exit-status.ts'
import { openBrowser } from '../page/open-browser.ts'
import { defaultPort, type Page, startPage } from '../page/start-page.ts'
import { untilStopped } from '../page/until-stopped.ts'

const usage = `pnpm start [--port N] [--no-open] [--public-url URL]

Opens the page with the five labs.
  --port N          first port to try, default ${defaultPort}; 0 takes any free one
  --no-open         do not open a browser
  --public-url URL  the one address outside this machine under which a proxy shows the page`

function tell(text: string): void {
  process.stderr.write(`${text}\n`)
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: String(defaultPort) },
      'no-open': { type: 'boolean', default: false },
      'public-url': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${usage}\n`)
    return allHeld
  }
  const stopped = untilStopped()
  const page = await open(portOf(values.port), values['public-url'])
  if (page === undefined) return notHere
  tell('Socket Labs is ready. Open this page; its key is in the address:')
  process.stdout.write(`${page.url}\n`)
  if (page.hub.publicUrl) tell(`outside this machine: ${page.hub.publicUrl}`)
  tell('Ctrl-C ends it.')
  if (!values['no-open']) openBrowser(page.url)
  await stopped
  tell('ending …')
  await page.close()
  return allHeld
}

/** The page, or undefined where no port could be had; a public URL that is none is a wrong word. */
async function open(port: number, publicUrl: string | undefined): Promise<Page | undefined> {
  try {
    return await startPage({ port, publicUrl, tell })
  } catch (error) {
    if (error instanceof PublicUrlError) throw new UsageError(error.message)
    if (!(error instanceof PortTakenError)) throw error
    tell(error.message)
    return undefined
  }
}

/** A port from 0 to 65535. */
function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65535) {
    throw new UsageError(`--port takes a number from 0 to 65535, not "${text}"`)
  }
  return port
}

await runCommand(main, usage)
