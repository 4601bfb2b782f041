import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { RunControl } from '../../../lab/src/page/run-control.ts'
import { type Hub, startHub } from '../../../socket-log/src/hub/hub.ts'
import { ensureBuilt } from '../../build.ts'
import { findChromium } from './find-chromium.ts'

/** Small, so that a short run already falls out of it. */
const ringRecords = 200

const browserArgs = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** The real page, served by the real hub from a folder of runs of its own, in a real browser. */
export class PageUnderTest {
  readonly runsDir: string
  hub: Hub
  readonly page: Page
  /** What the browser complained about: exceptions, refused resources, breaches of the policy. */
  readonly complaints: string[] = []
  #browser: Browser
  #context: BrowserContext
  #control: RunControl

  private constructor(parts: {
    runsDir: string
    hub: Hub
    control: RunControl
    browser: Browser
    context: BrowserContext
    page: Page
  }) {
    this.runsDir = parts.runsDir
    this.hub = parts.hub
    this.page = parts.page
    this.#control = parts.control
    this.#browser = parts.browser
    this.#context = parts.context
    this.page.on('pageerror', (error) => this.complaints.push(error.message))
    this.page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text())
    })
  }

  static async open(): Promise<PageUnderTest> {
    const runsDir = await mkdtemp(join(tmpdir(), 'socket-labs-page-'))
    const control = new RunControl(runsDir)
    const pageDir = await ensureBuilt({ log: () => {} })
    const hub = await startHub({ runsDir, pageDir, port: 0, control, limits: { ringRecords } })
    const browser = await chromium.launch({ executablePath: findChromium(), args: browserArgs })
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    return new PageUnderTest({ runsDir, hub, control, browser, context, page })
  }

  /** Opens the page afresh at a hash, with the key in the address as the terminal prints it. */
  async goto(hash = ''): Promise<void> {
    await this.page.goto('about:blank')
    await this.page.goto(this.hub.url + hash)
  }

  /** The hub goes away and comes back at the same port with the same key. */
  async restartHub(whileAway: () => Promise<void>): Promise<void> {
    const { port, token } = this.hub
    await this.hub.close()
    await whileAway()
    const pageDir = await ensureBuilt({ log: () => {} })
    const { runsDir } = this
    const same = { port, strictPort: true, token }
    this.hub = await startHub({ runsDir, pageDir, control: this.#control, ...same })
  }

  /** The hub comes back with another key. */
  async restartHubWithNewKey(): Promise<void> {
    const { port } = this.hub
    await this.hub.close()
    const pageDir = await ensureBuilt({ log: () => {} })
    const { runsDir } = this
    this.hub = await startHub({ runsDir, pageDir, control: this.#control, port, strictPort: true })
  }

  async close(): Promise<void> {
    await this.#context.close()
    await this.#browser.close()
    await this.#control.close()
    await this.hub.close()
    await rm(this.runsDir, { recursive: true, force: true })
  }
}
