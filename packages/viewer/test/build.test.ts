import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureBuilt } from '../build.ts'

let distDir = ''
beforeAll(async () => {
  distDir = await mkdtemp(join(tmpdir(), 'socket-labs-build-'))
})
afterAll(() => rm(distDir, { recursive: true, force: true }))

describe('the built page', () => {
  it('is built once by two who start at the same time, and not again after that', async () => {
    const lines: string[] = []
    const options = { distDir, log: (line: string) => lines.push(line) }
    const [one, other] = await Promise.all([ensureBuilt(options), ensureBuilt(options)])
    expect(other).toBe(one)
    const builtAt = (await stat(join(one, 'index.html'))).mtimeMs
    const before = lines.length
    expect(await ensureBuilt(options)).toBe(one)
    expect(lines).toHaveLength(before)
    expect((await stat(join(one, 'index.html'))).mtimeMs).toBe(builtAt)
    expect(await readdir(distDir)).toEqual([one.slice(distDir.length + 1)])
  })

  it('asks for nothing but its own files beside it, and carries no script or style inside', async () => {
    const dir = await ensureBuilt({ distDir, log: () => {} })
    const html = await readFile(join(dir, 'index.html'), 'utf8')
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1])
    expect(addresses.length).toBeGreaterThan(2)
    for (const address of addresses) expect(address).toMatch(/^\.\//)
    expect(html).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son\w+=/)
  })
})
