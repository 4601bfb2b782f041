import { signal } from '@preact/signals'

/** The part of an element that scrolling is about. */
export interface Scrolled {
  scrollTop: number
  readonly scrollHeight: number
  readonly clientHeight: number
}

const endPx = 4

/**
 * Keeps the newest row in view until the reader scrolls up, and from then on leaves the scroll
 * position alone until the reader comes back to the end.
 */
export class StickyScroll {
  readonly isStuck = signal(true)

  /** True from the reader's own scrolling until the page moves the list for a reason. */
  isByReader = false
  #lastTop = 0

  /** A picture of something finished starts at its top. */
  constructor(isStuck = true) {
    this.isStuck.value = isStuck
  }

  /** After every drawing. */
  settle(element: Scrolled): void {
    if (this.isStuck.value) element.scrollTop = element.scrollHeight
    this.#lastTop = element.scrollTop
  }

  /** On every scroll event, those that `settle` itself causes included. */
  heard(element: Scrolled): void {
    const movedPx = element.scrollTop - this.#lastTop
    const isAtEnd = element.scrollHeight - element.clientHeight - element.scrollTop < endPx
    this.#lastTop = element.scrollTop
    // Upwards and yet at the end: what is shown has become shorter, nobody scrolled.
    const isShrunk = movedPx < 0 && isAtEnd
    if (isShrunk || Math.abs(movedPx) <= 1) return
    this.isByReader = true
    this.isStuck.value = isAtEnd && movedPx > 0
  }

  /** Goes to a place that the reader asked for. */
  moveTo(element: Scrolled, topPx: number): void {
    this.isStuck.value = false
    this.isByReader = false
    element.scrollTop = topPx
    this.#lastTop = element.scrollTop
  }

  stick(element: Scrolled): void {
    this.isStuck.value = true
    this.settle(element)
  }
}
