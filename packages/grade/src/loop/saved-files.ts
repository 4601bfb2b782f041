import { type FSWatcher, statSync, watch } from 'node:fs'
import { dirname } from 'node:path'

/** A file that was saved, or is gone. */
export interface Saved {
  path: string
  isGone: boolean
}

/** How long a file must lie still before it counts as saved: an editor may write in several steps. */
const stillMs = 40
/** Gone or empty is what a save by rename or by truncation looks like for a moment. */
const stillGoneMs = 300
const lookAgainMs = 15
/** For what the system does not announce: network folders, a folder that was itself replaced. */
const pollMs = 250

const gone = ''

/** Waits for saves of these files, however the editor makes them. */
export class SavedFiles {
  readonly #known = new Map<string, string>()
  readonly #moving = new Map<string, { mark: string; sinceMs: number }>()
  readonly #saved = new Map<string, Saved>()
  readonly #watchers: FSWatcher[] = []
  readonly #poll: NodeJS.Timeout
  #again: NodeJS.Timeout | undefined
  #wake: (() => void) | undefined
  #isClosed = false

  constructor(paths: readonly string[]) {
    for (const path of paths) this.#known.set(path, markOf(path))
    for (const folder of new Set(paths.map((path) => dirname(path)))) this.#watch(folder)
    this.#poll = setInterval(this.#look, pollMs)
  }

  /** The next save, undefined after `close`. Of several saves of one file only the last is told. */
  async next(): Promise<Saved | undefined> {
    for (;;) {
      if (this.#isClosed) return undefined
      for (const [path, saved] of this.#saved) {
        this.#saved.delete(path)
        return saved
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  close(): void {
    this.#isClosed = true
    clearInterval(this.#poll)
    clearTimeout(this.#again)
    for (const watcher of this.#watchers) watcher.close()
    this.#wake?.()
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, this.#look)
      // The poll goes on without it.
      watcher.on('error', () => watcher.close())
      this.#watchers.push(watcher)
    } catch {
      // The system has no watches left, or the folder is not there (yet).
    }
  }

  #look = (): void => {
    if (this.#isClosed) return
    for (const [path, known] of this.#known) this.#lookAt(path, known)
    clearTimeout(this.#again)
    if (this.#moving.size > 0) this.#again = setTimeout(this.#look, lookAgainMs)
  }

  #lookAt(path: string, known: string): void {
    const mark = markOf(path)
    const moving = this.#moving.get(path)
    if (mark === known) {
      this.#moving.delete(path)
      return
    }
    if (moving?.mark !== mark) {
      this.#moving.set(path, { mark, sinceMs: performance.now() })
      return
    }
    const isThere = mark !== gone && !mark.startsWith('0:')
    if (performance.now() - moving.sinceMs < (isThere ? stillMs : stillGoneMs)) return
    this.#moving.delete(path)
    this.#known.set(path, mark)
    this.#saved.set(path, { path, isGone: mark === gone })
    this.#wake?.()
  }
}

/** Changes with every save, also of the same text: its size, its time, and which file it is. */
function markOf(path: string): string {
  try {
    const { size, mtimeMs, ino } = statSync(path)
    return `${size}:${mtimeMs}:${ino}`
  } catch {
    return gone
  }
}
