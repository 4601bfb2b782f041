import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

const names = ['/usr/bin/chromium', 'chromium', 'chromium-browser', 'google-chrome']

/** A Chromium to test with: what `SOCKET_LABS_CHROMIUM` names, else the first that is there. */
export function findChromium(): string | undefined {
  const wanted = process.env.SOCKET_LABS_CHROMIUM
  const folders = (process.env.PATH ?? '').split(delimiter)
  return (wanted ? [wanted] : names)
    .flatMap((name) => (isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name))))
    .find(canRun)
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
