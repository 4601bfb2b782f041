import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { whyStale, writePage } from '../../src/facts/page-file.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'facts-page-'))
  mkdirSync(join(root, 'docs'))
})
afterEach(() => rmSync(root, { recursive: true }))

it('a page that was never written is stale', () => {
  expect(whyStale(root, 'a\n')).toBe(
    'docs/curriculum.md is not there; write it with: pnpm facts --write',
  )
})

it('a page just written is not', () => {
  writePage(root, 'a\nb\n')
  expect(whyStale(root, 'a\nb\n')).toBeUndefined()
})

it.each([
  ['a\nc\n', 2],
  ['a\nb\nc\n', 3],
  ['a\nb', 3],
])('a page that differs is stale, and the first differing line is named', (text, line) => {
  writePage(root, 'a\nb\n')
  expect(whyStale(root, text)).toContain(`not what the labs now show, first in line ${line};`)
})
