import { describe, expect, it } from 'vitest'
import { RecordStore } from '../src/log/store.ts'
import { kindChoices, matcherOf, noFilter } from '../src/records/record-filter.ts'
import { RowIndex } from '../src/records/row-index.ts'
import { rowAfterKey } from '../src/records/row-keys.ts'
import { type Scrolled, StickyScroll } from '../src/records/sticky-scroll.ts'
import { scrollTo, windowOf } from '../src/records/virtual-window.ts'
import { record, records } from './records.ts'

describe('the rows', () => {
  it('are the records, and one row for each gap', () => {
    const store = new RecordStore()
    store.receive(records(1, 3))
    store.miss({ from: 4, to: 90, why: 'w' })
    store.receive(records(91, 92))
    const index = new RowIndex(store)
    index.advance(store.head)
    expect(index.rows).toEqual([1, 2, 3, -4, 91, 92])
    expect(index.rowOf(91)).toEqual({ row: 4, isThere: true })
    expect(index.rowOf(50)).toEqual({ row: 4, isThere: false })
  })

  it('stand again in order when a gap was filled', () => {
    const store = new RecordStore()
    store.miss({ from: 1, to: 4, why: 'w' })
    store.receive(records(5, 6))
    const index = new RowIndex(store)
    index.advance(store.head)
    store.fill(records(1, 4))
    index.restart()
    index.advance(store.head)
    expect(index.rows).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('are looked through in slices, and nothing is left out', () => {
    const store = new RecordStore()
    store.receive(records(1, 5000))
    const index = new RowIndex(store)
    let slices = 1
    while (!index.advance(store.head, () => true)) slices++
    expect(slices).toBe(10)
    expect(index.rows).toHaveLength(5000)
  })

  it('of a paused list end where the pause began', () => {
    const store = new RecordStore()
    store.receive(records(1, 10))
    const index = new RowIndex(store)
    index.advance(7)
    expect(index.rows.at(-1)).toBe(7)
  })
})

describe('the filter', () => {
  const store = new RecordStore()
  store.receive([
    record(1, { kind: 'socket.data', conn: 'c1', originalBytes: 5 }),
    record(2, { kind: 'socket.write', conn: 'c2', originalBytes: 5 }),
    record(3, { kind: 'tcp.state', conn: 'c1', from: 'CLOSED', to: 'ESTABLISHED' }),
    record(4, { text: 'Hello from the server' }),
  ])
  const found = (part: Partial<typeof noFilter>) => {
    const index = new RowIndex(store, matcherOf({ ...noFilter, ...part }))
    index.advance(store.head)
    return index.rows
  }

  it('takes a connection, a kind, a group of kinds, or all of them together', () => {
    expect(found({ conn: 'c1' })).toEqual([1, 3])
    expect(found({ kind: 'socket.write' })).toEqual([2])
    expect(found({ kind: 'socket' })).toEqual([1, 2])
    expect(found({ kind: 'socket', conn: 'c1' })).toEqual([1])
  })

  it('looks for words in what the row says, whatever their case and order', () => {
    expect(found({ text: 'established' })).toEqual([3])
    expect(found({ text: 'server hello' })).toEqual([4])
    expect(found({ text: 'nothing like it' })).toEqual([])
    expect(found({ text: '  ' })).toEqual([1, 2, 3, 4])
  })

  it('says how many records it could not look into', () => {
    const partly = new RecordStore()
    partly.expectFrom(8, 10)
    partly.receive(records(8, 10))
    const index = new RowIndex(partly, matcherOf({ ...noFilter, kind: 'note' }))
    index.advance(partly.head)
    expect([index.rows, index.unsearched]).toEqual([[8, 9, 10], 7])
  })

  it('offers each group before its kinds', () => {
    expect(kindChoices(['tcp.state', 'socket.write', 'note', 'socket.data'])).toEqual([
      'note',
      'socket',
      'socket.data',
      'socket.write',
      'tcp.state',
    ])
  })
})

describe('the window', () => {
  it('holds the rows in view and one on either side', () => {
    const view = windowOf({ count: 1000, rowPx: 20, viewPx: 100, scrollPx: 400 })
    expect(view).toEqual({ totalPx: 20_000, first: 19, end: 26, offsetPx: 380 })
  })

  it('holds nothing of nothing', () => {
    expect(windowOf({ count: 0, rowPx: 20, viewPx: 100, scrollPx: 50 })).toMatchObject({
      totalPx: 0,
      first: 0,
      end: 0,
    })
  })

  it('reaches the first and the last row of a million, though no browser scrolls so far', () => {
    const list = { count: 1_000_000, rowPx: 26, viewPx: 520 }
    const top = windowOf({ ...list, scrollPx: 0 })
    const bottom = windowOf({ ...list, scrollPx: Number.MAX_SAFE_INTEGER })
    expect([top.first, top.offsetPx]).toEqual([0, 0])
    expect(bottom.end).toBe(1_000_000)
    const lastRowTop = bottom.offsetPx + (999_999 - bottom.first) * 26
    expect(lastRowTop).toBeCloseTo(bottom.totalPx - 26, 3)
  })

  it('moves as little as it must to show a row, or puts a far one in the middle', () => {
    const input = { count: 1000, rowPx: 20, viewPx: 100, scrollPx: 400 }
    expect(scrollTo(21, input)).toBe(400)
    expect(scrollTo(19, input)).toBe(380)
    expect(scrollTo(25, input)).toBe(420)
    expect(scrollTo(500, input)).toBe(9960)
    expect(scrollTo(999, input)).toBe(19_900)
  })

  it('shows any row of a million that it is asked for', () => {
    const list = { count: 1_000_000, rowPx: 26, viewPx: 520, scrollPx: 0 }
    for (const row of [0, 17, 400_000, 999_999]) {
      const view = windowOf({ ...list, scrollPx: scrollTo(row, list) })
      expect(view.first <= row && row < view.end).toBe(true)
    }
  })
})

describe('the newest row', () => {
  /** Like an element of a browser, it never scrolls past its end. */
  class List implements Scrolled {
    scrollHeight = 1000
    readonly clientHeight = 100
    #top = 0
    get scrollTop() {
      return this.#top
    }
    set scrollTop(px: number) {
      this.#top = Math.max(0, Math.min(px, this.scrollHeight - this.clientHeight))
    }
  }

  it('stays in view until the reader scrolls up, and again from the end on', () => {
    const [scroll, element] = [new StickyScroll(), new List()]
    scroll.settle(element)
    scroll.heard(element)
    expect([scroll.isStuck.value, element.scrollTop]).toEqual([true, 900])
    element.scrollTop = 700
    scroll.heard(element)
    element.scrollHeight = 2000
    scroll.settle(element)
    expect([scroll.isStuck.value, element.scrollTop]).toEqual([false, 700])
    element.scrollTop = 1900
    scroll.heard(element)
    expect(scroll.isStuck.value).toBe(true)
  })

  it('is not lost because the list became shorter, which no reader did', () => {
    const [scroll, element] = [new StickyScroll(), new List()]
    scroll.settle(element)
    element.scrollHeight = 400
    element.scrollTop = 900
    scroll.heard(element)
    expect([scroll.isStuck.value, scroll.isByReader]).toEqual([true, false])
  })

  it('does not come unstuck because the list grew', () => {
    const [scroll, element] = [new StickyScroll(), new List()]
    scroll.settle(element)
    element.scrollHeight = 5000
    scroll.heard(element)
    expect(scroll.isStuck.value).toBe(true)
  })
})

describe('the keys of the list', () => {
  const rows = [1, 2, -3, 9, 10, 11, 12]
  it('step over gaps', () => {
    expect(rowAfterKey('ArrowDown', 1, rows, 3)).toBe(3)
    expect(rowAfterKey('ArrowUp', 3, rows, 3)).toBe(1)
  })
  it('move by a page, to the first and to the last', () => {
    expect(rowAfterKey('PageDown', 3, rows, 3)).toBe(5)
    expect(rowAfterKey('PageUp', 5, rows, 3)).toBe(3)
    expect(rowAfterKey('Home', 5, rows, 3)).toBe(0)
    expect(rowAfterKey('End', 0, rows, 3)).toBe(6)
  })
  it('stay at the ends, and start somewhere when nothing is selected', () => {
    expect(rowAfterKey('ArrowUp', 0, rows, 3)).toBe(0)
    expect(rowAfterKey('ArrowDown', 6, rows, 3)).toBe(6)
    expect(rowAfterKey('ArrowDown', -1, rows, 3)).toBe(0)
    expect(rowAfterKey('ArrowUp', -1, rows, 3)).toBe(6)
  })
  it('that mean nothing here, or an empty list, move nothing', () => {
    expect(rowAfterKey('x', 1, rows, 3)).toBeUndefined()
    expect(rowAfterKey('ArrowDown', -1, [], 3)).toBeUndefined()
  })
})
