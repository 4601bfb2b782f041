import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Who may import whom among our own packages. A lab may import every package; nothing imports a lab. */
const allowed: Record<string, string[]> = {
  trace: [],
  draw: ['trace'],
  framing: [],
  wire: [],
  system: [],
  'socket-log': ['trace'],
  viewer: ['trace', 'draw', 'wire'],
  lab: ['trace', 'draw', 'system', 'socket-log', 'path', 'wire', 'viewer'],
  path: ['wire'],
  grade: ['trace', 'socket-log', 'path'],
}

const pure = ['trace', 'draw', 'wire', 'path', 'framing']

function sources(place: string): string[] {
  const files = readdirSync(path.join(root, place), { recursive: true, encoding: 'utf8' })
  return files
    .map((file) => path.join(place, file))
    .filter((file) => /\.(ts|tsx|cjs)$/.test(file) && !/node_modules|\/dist\/|\/test\//.test(file))
}

function imports(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(
    (match) => match[1] as string,
  )
}

function breaches(place: string, isBreach: (imported: string) => boolean): string[] {
  return sources(place).flatMap((file) =>
    imports(file)
      .filter(isBreach)
      .map((imported) => `${file} imports ${imported}`),
  )
}

describe('who may import whom', () => {
  for (const [name, others] of Object.entries(allowed)) {
    it(`packages/${name} imports of ours only: ${others.join(', ') || 'nothing'}`, () => {
      const found = breaches(`packages/${name}`, (imported) => {
        const [, other] = /^@socket-labs\/([^/]+)/.exec(imported) ?? []
        return other !== undefined && other !== name && !others.includes(other)
      })
      expect(found).toEqual([])
    })
  }

  it('no package imports a lab, and no lab another lab', () => {
    expect(breaches('packages', (imported) => /(^|\/)labs\//.test(imported))).toEqual([])
    expect(
      breaches('labs', (imported) => /^(tcp-basics|udp-basics|framing)$/.test(imported)),
    ).toEqual([])
  })

  it('nobody reaches into a package past its exports', () => {
    const isReach = (imported: string) => /^(\.\.\/)+packages\//.test(imported)
    expect([...breaches('packages', isReach), ...breaches('labs', isReach)]).toEqual([])
  })

  for (const name of pure) {
    it(`packages/${name} is pure: no Node, no clock, no randomness, no timer`, () => {
      expect(breaches(`packages/${name}/src`, (imported) => imported.startsWith('node:'))).toEqual(
        [],
      )
      const impure = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bsetTimeout\b|\bperformance\b/
      const found = sources(`packages/${name}/src`).filter((file) =>
        impure.test(readFileSync(path.join(root, file), 'utf8')),
      )
      expect(found).toEqual([])
    })
  }
})
