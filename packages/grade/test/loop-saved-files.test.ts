import { appendFile, mkdir, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SavedFiles } from '../src/loop/saved-files.ts'

let folder: string
let path: string
let files: SavedFiles

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'saved-')), 'exercises')
  path = join(folder, 'a.ts')
  await mkdir(folder)
  await writeFile(path, 'one')
  files = new SavedFiles([path, join(folder, 'b.ts')])
})
afterEach(async () => {
  files.close()
  await rm(join(folder, '..'), { recursive: true })
})

const there = () => ({ path, isGone: false })

test('a file written in several steps is one save, and so is the same text again', async () => {
  const saved = files.next()
  await writeFile(path, '')
  for (const part of ['tw', 'o', '!']) {
    await appendFile(path, part)
    await delay(5)
  }
  expect(await saved).toEqual(there())
  await writeFile(path, 'two!')
  expect(await files.next()).toEqual(there())
})

test('a save by rename is a save, not a deletion', async () => {
  await rm(path)
  await delay(30)
  await writeFile(`${path}~`, 'two')
  await rename(`${path}~`, path)
  expect(await files.next()).toEqual(there())
})

test('a deleted file is told as gone, and its return as a save', async () => {
  await rm(path)
  expect(await files.next()).toEqual({ path, isGone: true })
  await writeFile(path, 'back')
  expect(await files.next()).toEqual(there())
})

test('a file that is new, one left empty, and others beside them', async () => {
  await writeFile(join(folder, 'other.ts'), 'x')
  await writeFile(join(folder, 'b.ts'), 'x')
  expect(await files.next()).toEqual({ path: join(folder, 'b.ts'), isGone: false })
  await truncate(path)
  expect(await files.next()).toEqual(there())
})

test('a folder that was replaced is still looked at', async () => {
  await rename(folder, `${folder}-old`)
  await mkdir(folder)
  await writeFile(path, 'from another folder')
  expect(await files.next()).toMatchObject({ path })
  await writeFile(path, 'and saved there')
  expect(await files.next()).toEqual(there())
})

test('after close there are no more saves', async () => {
  const next = files.next()
  files.close()
  expect(await next).toBe(undefined)
  expect(await files.next()).toBe(undefined)
})
