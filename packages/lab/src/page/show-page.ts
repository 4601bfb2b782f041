import { openBrowser } from './open-browser.ts'
import { defaultPort, type Page, startPage } from './start-page.ts'

/** The page of a command that runs something on it. */
export interface LivePage {
  /** Says where a run is. */
  tellRun(run: string): void
  /** On a terminal the page stays until `stopped`; then, and anywhere else at once, it ends. */
  close(stopped: Promise<void>): Promise<void>
}

/** Starts the page, and opens it where somebody sits at a terminal. Words go to `tell`. */
export async function showPage(tell: (text: string) => void): Promise<LivePage> {
  const page: Page = await startPage({ port: defaultPort, tell })
  tell(`live on the page: ${page.url}`)
  if (process.stdin.isTTY) openBrowser(page.url)
  let isStopped = false
  return {
    tellRun: (run) => tell(`${page.url.replace(/\?.*/, '')}#run=${run}`),
    close: async (stopped) => {
      void stopped.then(() => {
        isStopped = true
      })
      await Promise.resolve()
      if (process.stdin.isTTY && !isStopped) {
        tell(`\nThe page stays open: ${page.url}\nCtrl-C ends it.`)
        await stopped
      }
      await page.close()
    },
  }
}
