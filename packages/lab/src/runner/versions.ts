import { readFileSync } from 'node:fs'
import os from 'node:os'

/** What a run was made with. */
export function versions(): Record<string, string> {
  const manifest = new URL('../../package.json', import.meta.url)
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  return {
    socketLabs: version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    kernel: os.release(),
  }
}
