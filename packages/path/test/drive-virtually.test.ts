import { expect, test } from 'vitest'
import {
  driveVirtually,
  Link,
  type ProtocolObject,
  seededRandom,
  VirtualClock,
} from '../src/index.ts'

test('a question and its answer cross two links in virtual time', () => {
  const clock = new VirtualClock()
  const seen: string[] = []
  const back = driveVirtually(
    clock,
    new Link<string>({ delayMs: 30 }, seededRandom(1)),
    (effect) => {
      if (effect.kind === 'deliver-packet') seen.push(`${clock.nowMs} ${effect.packet}`)
    },
  )
  const forth = driveVirtually(
    clock,
    new Link<string>({ delayMs: 20 }, seededRandom(2)),
    (effect) => {
      if (effect.kind !== 'deliver-packet') return
      seen.push(`${clock.nowMs} ${effect.packet}`)
      back({ kind: 'packet-sent', packet: 'answer' })
    },
  )
  forth({ kind: 'packet-sent', packet: 'question' })
  expect(clock.run()).toBe('idle')
  expect(seen).toEqual(['20 question', '50 answer'])
})

/** Wants to be woken at the times it was told, whatever their order. */
class Alarms implements ProtocolObject<{ kind: 'set'; atMs: number }, number> {
  #atMs: number[] = []
  on(event: { kind: 'set'; atMs: number } | { kind: 'time-reached' }, nowMs: number): number[] {
    if (event.kind === 'set') this.#atMs.push(event.atMs)
    const due = this.#atMs.filter((atMs) => atMs <= nowMs)
    this.#atMs = this.#atMs.filter((atMs) => atMs > nowMs)
    return due
  }
  nextDeadlineMs = () => (this.#atMs.length === 0 ? undefined : Math.min(...this.#atMs))
  view = () => this.#atMs
}

test('a deadline that moves nearer is met in time, and the one behind it too', () => {
  const clock = new VirtualClock()
  const rung: [number, number][] = []
  const tell = driveVirtually(clock, new Alarms(), (atMs, nowMs) => rung.push([atMs, nowMs]))
  for (const atMs of [50, 20, 70, 20]) tell({ kind: 'set', atMs })
  clock.schedule(30, () => tell({ kind: 'set', atMs: 40 }))
  clock.run()
  expect(rung).toEqual([20, 20, 40, 50, 70].map((atMs) => [atMs, atMs]))
})

test('an event that an effect leads to is told after the effects before it', () => {
  const clock = new VirtualClock()
  const seen: string[] = []
  const echo: ProtocolObject<{ kind: 'say'; words: string }, string> = {
    on: (event) => (event.kind === 'say' ? [event.words, `${event.words}!`] : []),
    nextDeadlineMs: () => undefined,
    view: () => undefined,
  }
  const tell = driveVirtually(clock, echo, (words) => {
    seen.push(words)
    if (words === 'a') tell({ kind: 'say', words: 'b' })
  })
  tell({ kind: 'say', words: 'a' })
  expect(seen).toEqual(['a', 'a!', 'b', 'b!'])
})
