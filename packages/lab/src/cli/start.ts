import { parseArgs } from 'node:util'
import { allHeld, runCommand, UsageError } from '../exit-status.ts'
import { openBrowser } from '../page/open-browser.ts'
import { defaultPort, startPage } from '../page/start-page.ts'
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
  const { stopped } = untilStopped()
  const page = await startPage({ port: portOf(values.port), publicUrl: values['public-url'], tell })
  tell('Socket Labs is ready. Open this page; its key is in the address:')
  process.stdout.write(`${page.url}\n`)
  tell('Ctrl-C ends it.')
  if (!values['no-open']) openBrowser(page.url)
  await stopped
  tell('ending …')
  await page.close()
  return allHeld
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
