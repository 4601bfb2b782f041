import { type Hub, startHub } from '@socket-labs/socket-log'
import { ensureBuilt } from '@socket-labs/viewer/build'
import { runsFolder } from '../runs-folder.ts'
import { RunControl } from './run-control.ts'

export interface PageOptions {
  /** First port to try; the next free one is taken. 0: any. */
  port?: number
  publicUrl?: string
  runsDir?: string
  /** Words about progress. */
  tell(text: string): void
}

export interface Page {
  url: string
  hub: Hub
  close(): Promise<void>
}

export const defaultPort = 4747

/** Builds the page if its sources are newer, and serves it on 127.0.0.1. */
export async function startPage(options: PageOptions): Promise<Page> {
  const { port = defaultPort, publicUrl, runsDir = runsFolder(), tell } = options
  const pageDir = await ensureBuilt({ log: tell })
  const control = new RunControl(runsDir)
  const hub = await startHub({ runsDir, pageDir, port, publicUrl, control })
  if (port !== 0 && hub.port !== port) tell(`port ${port} is in use: the page takes ${hub.port}`)
  return {
    url: hub.url,
    hub,
    close: async () => {
      await control.close()
      await hub.close()
    },
  }
}
