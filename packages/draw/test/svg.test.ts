import { expect, test } from 'vitest'
import { type LineShape, layoutLadder, type Scene, toSvg } from '../src/index.ts'
import { echo, polledStates } from './sample-runs.ts'

const line: LineShape = {
  kind: 'line',
  x1: 0,
  y1: 0,
  x2: 50,
  y2: 0,
  role: 'client',
  origin: 'observed',
  n: [7],
}
const sceneOf = (...shapes: Scene['shapes']): Scene => ({
  width: 60,
  height: 20,
  shapes,
  label: 'A test.',
})
const bodyOf = (scene: Scene) => toSvg(scene).replace(/^.*<rect class="ground"[^>]*>/, '')

test('a picture stands alone: a name, a ground of its own, nothing loaded, no ids', () => {
  const svg = toSvg(layoutLadder(echo(), { width: 800 }))
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" role="img" class="slabs-auto"/)
  expect(svg).toContain('<title>Ladder of connection c1')
  expect(svg).toContain('<desc>server: listens on 127.0.0.1:40123')
  expect(svg).toContain('<rect class="ground"')
  expect(svg).not.toMatch(/ id=| href=|url\(|@import/)
})

test('auto follows the system; light and dark do not', () => {
  const scene = sceneOf(line)
  expect(toSvg(scene, { theme: 'auto' })).toContain('prefers-color-scheme:dark')
  expect(toSvg(scene, { theme: 'light' })).not.toContain('prefers-color-scheme')
  expect(toSvg(scene, { theme: 'dark' })).toContain('#14171a')
})

test('an observed arrow has a filled head, a derived one an open head', () => {
  expect(bodyOf(sceneOf({ ...line, arrow: true }))).toMatchInlineSnapshot(
    `"<g data-n="7"><line class="s-client observed" x1="0" y1="0" x2="50" y2="0"/><path class="f-client" d="M42 3.5L50 0L42 -3.5Z"/></g></svg>"`,
  )
  expect(bodyOf(sceneOf({ ...line, arrow: true, origin: 'derived' }))).toMatchInlineSnapshot(
    `"<g data-n="7"><line class="s-client derived" x1="0" y1="0" x2="50" y2="0"/><path class="open s-client" d="M42 3.5L50 0L42 -3.5"/></g></svg>"`,
  )
})

test('what died has a cross, what is simulated is dashed', () => {
  expect(bodyOf(sceneOf({ ...line, cross: true, origin: 'simulated' }))).toMatchInlineSnapshot(
    `"<g data-n="7"><line class="s-client simulated" x1="0" y1="0" x2="50" y2="0"/><path class="open cross s-lost" d="M45 -5L55 5M45 5L55 -5"/></g></svg>"`,
  )
})

test('a polled state is a band in its own colour with a tick where somebody looked', () => {
  const svg = toSvg(layoutLadder(polledStates(), { width: 800 }))
  expect(svg.match(/class="b-ESTABLISHED"/g)).toHaveLength(2)
  expect(svg).toContain('class="b-ESTABLISHED polled"')
})
