import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
const samples = readdirSync(join(import.meta.dirname, 'samples')).map((file) => file.slice(0, -3))
const sourceOf = (sample: string) =>
  readFileSync(join(import.meta.dirname, 'samples', `${sample}.ts`), 'utf8')

describe('the README', () => {
  afterEach(() => vi.restoreAllMocks())

  it.each(samples)('quotes samples/%s.ts, and shows what it prints', async (sample) => {
    const printed: string[] = []
    vi.spyOn(console, 'log').mockImplementation((...words) => printed.push(words.join(' ')))
    await import(`./samples/${sample}.ts`)
    expect(readme).toContain(
      `\`\`\`ts\n${sourceOf(sample)}\`\`\`\n\n\`\`\`text\n${printed.join('\n')}\n\`\`\``,
    )
  })

  it('has no code but that of the samples', () => {
    const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, source]) => source)
    expect(blocks.sort()).toEqual(samples.map(sourceOf).sort())
  })
})
