import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

/** A file of the page, held in memory. */
export interface StaticFile {
  type: string
  body: Buffer
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/**
 * Reads the page's files once, by their paths with `/` below `pageDir`; `index.html` also as the empty path.
 * A request's path is only ever looked up among these, so it can name no other file.
 * Links and files of unknown type are left out; a folder that is not there gives no files.
 */
export async function readStaticFiles(pageDir: string): Promise<Map<string, StaticFile>> {
  const files = new Map<string, StaticFile>()
  const entries = await readdir(pageDir, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const type = types[extname(entry.name)]
    if (!entry.isFile() || !type) continue
    const path = join(entry.parentPath, entry.name)
    const name = relative(pageDir, path).split(sep).join('/')
    files.set(name, { type, body: await readFile(path) })
  }
  const index = files.get('index.html')
  if (index) files.set('', index)
  return files
}
