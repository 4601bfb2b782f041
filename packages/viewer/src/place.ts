import { signal } from '@preact/signals'
import { hashOf, type Place, parseHash } from './hash-link.ts'

/** What the address points at now. Links and the back button change it; so do the two functions below. */
export const place = signal<Place>(parseHash(location.hash))

addEventListener('hashchange', () => {
  place.value = parseHash(location.hash)
})

/** A step that the back button undoes. */
export function go(to: Place): void {
  location.hash = hashOf(to)
}

/** The address follows the selection without filling the history with every arrow key. */
export function follow(to: Place): void {
  history.replaceState(null, '', hashOf(to))
  place.value = to
}
