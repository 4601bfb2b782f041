import { describe, expect, it } from 'vitest'
import { HexLineReader } from '../src/commands/hex-lines.ts'

/** What comes of a text that arrives in these pieces: the lines, and why it ends there. */
function read(...pieces: Uint8Array[]): string[] {
  const reader = new HexLineReader()
  const lines: string[] = []
  const keep = (found: Iterable<Uint8Array>) => {
    for (const bytes of found) lines.push(Buffer.from(bytes).toString('hex'))
  }
  try {
    for (const piece of pieces) keep(reader.lines(piece))
    keep(reader.lastLine())
  } catch (error) {
    lines.push((error as Error).message)
  }
  return lines
}

describe('lines of hex', () => {
  it.each([
    ['61 62\n\n63', ['6162', '', '63']],
    ['61 62\r\n\r\nAbCd\r', ['6162', '', 'abcd']],
    ['\n', ['']],
    ['', []],
    ['  61\t 62  \n', ['6162']],
    ['61\n6\n', ['61', 'line 2, column 1: a byte is two hex digits, and this is one']],
    ['61\n626 3', ['61', 'line 2, column 3: a byte is two hex digits, and this is one']],
    ['616\r\n', ['line 1, column 3: a byte is two hex digits, and this is one']],
    ['61\r62', ['line 1, column 3: a carriage return ends no line by itself']],
    ['61\r\r\n', ['line 1, column 3: a carriage return ends no line by itself']],
    ['61\n\n62-63', ['61', '', 'line 3, column 3: expected hex digits, got "-"']],
    ['é', ['line 1, column 1: expected hex digits, got the byte 0xc3']],
  ])('are the same however the text was cut: %j', (text, expected) => {
    const bytes = Buffer.from(text)
    expect(read(bytes)).toEqual(expected)
    expect(read(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(expected)
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(read(bytes.subarray(0, cut), bytes.subarray(cut)), `cut at ${cut}`).toEqual(expected)
    }
  })

  it('are as long as they come', () => {
    const long = Buffer.from('0123456789abcdef'.repeat(100_000))
    expect(read(...[long, long, Buffer.from('\n00')])).toEqual([`${long}${long}`, '00'])
  })
})
