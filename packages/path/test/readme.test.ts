import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type PacketKind, parseRule } from '../src/index.ts'

const read = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8')
const readme = read('../README.md')

/** The rows of the table under a heading: what stands in backquotes in each cell. */
function rowsUnder(heading: string): string[][] {
  const [, section = ''] = readme.split(`\n### ${heading}\n`)
  const [table = ''] = section.split(/\n#+ /)
  return table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => [...line.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? ''))
}

describe('the README', () => {
  afterEach(() => vi.restoreAllMocks())

  it('quotes a sample, and shows what it prints', async () => {
    const printed: string[] = []
    vi.spyOn(console, 'log').mockImplementation((...words) => printed.push(words.join(' ')))
    await import('./samples/lost-segment.ts')
    const source = read('samples/lost-segment.ts')
    expect(readme).toContain(
      `\`\`\`ts\n${source}\`\`\`\n\n\`\`\`text\n${printed.join('\n')}\n\`\`\``,
    )
  })

  const examples = rowsUnder('Examples').map(([rule = '']) => rule)
  it.each(examples)('has a rule that is understood: %s', (rule) => {
    expect(parseRule(rule)).toMatchObject({ ok: true, rule: { text: rule } })
  })

  const kinds = rowsUnder('Kinds of packets').map(([kind = '']) => kind)
  it.each(kinds)('has a kind of packet that is understood: %s', (kind) => {
    expect(parseRule(`drop ${kind}`)).toMatchObject({ ok: true, rule: { kind } })
  })

  const refusals = rowsUnder('What is refused')
  it.each(refusals)('has a text that is refused: %s', (text, message) => {
    expect(parseRule(text)).toMatchObject({ ok: false, message })
  })

  it('names every kind of packet', () => {
    const all: Record<PacketKind, true> = {
      SYN: true,
      'SYN+ACK': true,
      ACK: true,
      'data segment': true,
      FIN: true,
      RST: true,
      retransmission: true,
      segment: true,
      datagram: true,
      'ICMP message': true,
      packet: true,
    }
    expect(kinds.sort()).toEqual(Object.keys(all).sort())
    expect([examples.length, refusals.length].every((count) => count >= 5)).toBe(true)
  })
})
