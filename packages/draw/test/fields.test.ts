import type { TraceRecord } from '@socket-labs/trace'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fieldsToTerminal, layoutFields, readFields, type TextShape, toSvg } from '../src/index.ts'
import { columnsOf, textWidthPx } from '../src/text-width.ts'

const bytes = new TextEncoder().encode('\0\0\0\x05hello')

function frame(fields: unknown, originalBytes = bytes.length): TraceRecord {
  const base = { run: 'r1', n: 12, tMs: 1, clock: 'monotonic', origin: 'observed' } as const
  const range = { fromByte: 0, toByte: originalBytes, originalBytes }
  return { ...base, at: 'server', kind: 'frame.decoded', conn: 'c1', ...range, fields }
}

const helloFields = [
  { from: 0, to: 4, name: 'length', value: '5' },
  { from: 4, to: 9, name: 'payload', value: '"hello"' },
]
const hello = frame(helloFields)

test('frame-10: the bytes of each field are tinted, named and told', () => {
  expect(`\n${fieldsToTerminal(hello, bytes)}`).toMatchInlineSnapshot(`
    "
    #12 server: found a frame: 9 bytes from offset 0
    0000  |00 00 00 05|68 65 6c 6c 6f                        ····hello
           length      payload
      1 length             bytes 0–3      5
      2 payload            bytes 4–8      "hello"
    "
  `)
  const { shapes } = layoutFields(hello, bytes, { width: 700 })
  const texts = shapes.filter((shape) => shape.kind === 'text').map(({ text }) => text)
  expect(texts).toEqual(expect.arrayContaining(['68', 'length', 'payload', 'bytes 4–8', '"hello"']))
  const tints = shapes.filter((shape) => shape.kind === 'rect').map(({ tint }) => tint)
  expect(tints.sort()).toEqual([0, 0, 0, 1, 1, 1])
})

test('fields that cannot be are left out and counted', () => {
  const fields = [
    { from: 5, to: 2, name: 'turned round' },
    { from: 4, to: 99, name: 'beyond' },
    { from: -1, to: 2, name: 'before' },
    { from: 'a', to: {}, name: 'no numbers' },
    { from: 0.5, to: 2, name: 'half' },
    null,
    7,
    { from: 0, to: 4, name: 'length', value: '5' },
    { from: 2, to: 6, name: 'overlapping' },
    { from: 4, to: 4, name: 'nothing', value: '' },
    { from: 4, to: 9 },
  ]
  expect(readFields(frame(fields))).toEqual({
    fields: [
      { index: 0, from: 0, to: 4, name: 'length', value: '5' },
      { index: 1, from: 4, to: 4, name: 'nothing', value: '' },
      { index: 2, from: 4, to: 9, name: 'without a name', value: '' },
    ],
    warnings: [
      '7 fields name bytes that are not here: left out.',
      '1 field overlaps another: left out.',
    ],
  })
  expect(readFields(frame('none')).fields).toEqual([])
})

test('ten thousand fields are the first two hundred, and the rest is counted', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => ({ from: i, to: i + 1, name: `f${i}` }))
  const { fields, warnings } = readFields(frame(many, 10_000))
  expect(fields).toHaveLength(200)
  expect(warnings).toEqual(['9 800 more fields not shown.'])
})

test('what a field says cannot break out of the picture or repaint the terminal', () => {
  const text = '</text><script>alert(1)</script>\u001b[2J\u202e'
  const record = frame([{ from: 0, to: 4, name: text, value: text.repeat(1000) }])
  const svg = toSvg(layoutFields(record, bytes, { width: 700 }))
  expect(svg).not.toContain('<script')
  const said = `${svg}${fieldsToTerminal(record, bytes)}`
  for (const dangerous of ['\u001b', '\u202e']) expect(said).not.toContain(dangerous)
})

test('more bytes than are drawn, or than were captured, are counted', () => {
  const record = frame([{ from: 0, to: 3000, name: 'payload', value: '' }], 3000)
  const { shapes } = layoutFields(record, new Uint8Array(64), { width: 360, maxBytes: 32 })
  const texts = shapes.filter((shape) => shape.kind === 'text').map(({ text }) => text)
  expect(texts).toContain('2 968 bytes more, not drawn here.')
  expect(fieldsToTerminal(record, new Uint8Array(0))).toContain('3 000 bytes more')
})

const anyField = fc.record({
  from: fc.oneof(fc.integer({ min: -3, max: 80 }), fc.constant(Number.NaN)),
  to: fc.integer({ min: -3, max: 80 }),
  name: fc.string({ maxLength: 90 }),
  value: fc.oneof(fc.string({ maxLength: 300 }), fc.integer()),
})

test('whatever the fields are, every text stays inside the picture and every line inside the terminal', () => {
  fc.assert(
    fc.property(
      fc.array(anyField, { maxLength: 30 }),
      fc.integer({ min: 280, max: 1400 }),
      (fields, width) => {
        const record = frame(fields, 64)
        const scene = layoutFields(record, new Uint8Array(64).fill(65), { width })
        for (const { x, text, anchor, mono } of scene.shapes as TextShape[]) {
          if (text === undefined) continue
          const textPx = anchor === 'start' ? textWidthPx(text, mono) : 0
          expect(x + textPx).toBeLessThanOrEqual(width)
        }
        for (const line of fieldsToTerminal(record, new Uint8Array(64), { columns: 60 }).split(
          '\n',
        ))
          expect(columnsOf(line)).toBeLessThanOrEqual(60)
      },
    ),
  )
})
