import type { LineShape, Point, RectShape, Role, Shape, TextShape } from '../shapes.ts'
import { fitLabel, textWidthPx } from '../text-width.ts'
import { bowedRoute } from './bowed-route.ts'
import { figureRoutes, routeKey } from './figure-routes.ts'
import { LabelPlaces } from './label-places.ts'
import type { Route } from './route-places.ts'
import { boxShapes } from './state-boxes.ts'
import { type Box, type Figure, pointAlong, seatAfter } from './states-geometry.ts'
import type { StateStep, StatesEnd } from './states-model.ts'
import { arrowSentence, causeLabels, numberWords, stepsSentence } from './states-words.ts'
import { type Transition, transitions } from './transitions.ts'

/** One diagram: what it is drawn from, and where. */
export interface PlacedEnd {
  end: StatesEnd
  figure: Figure
  selectedN: number | undefined
}

/** A way between two states, with the steps that went along it. */
interface Travelled {
  points: Point[]
  steps: StateStep[]
  badge: Point
}

const badgeHeightPx = 14
const longestCausePx = 150

/** The boxes, the figure's arrows pale, and over them the path in the end's colour with its numbers. */
export function diagramShapes(placed: PlacedEnd): Shape[] {
  const { end, figure } = placed
  const routes = figureRoutes(figure)
  const places = new LabelPlaces(figure)
  const onArrows = new Map<Transition, Travelled>()
  for (const arrow of transitions) {
    const route = routes.get(routeKey(arrow.from, arrow.to)) as Route
    const steps = end.steps.filter((step) => step.way === 'figure' && isAlong(step, arrow))
    if (steps.length > 0) onArrows.set(arrow, { ...route, steps })
  }
  const beside = besideArrows(placed)
  const travelled = [...onArrows.values(), ...beside]
  const badges = travelled.flatMap((way) => badgeShapes(placed, way, places))
  const causes = beside.flatMap((way) => causeShapes(placed, way, places))
  const arrows = transitions.flatMap((arrow) => {
    const route = routes.get(routeKey(arrow.from, arrow.to)) as Route
    const role = onArrows.has(arrow) ? end.role : 'faint'
    return [
      ...(onArrows.has(arrow) ? [] : [paleLine(arrow, route.points)]),
      ...arrowLabels(arrow, route, role, places),
    ]
  })
  const paths = travelled.map((way) => pathLine(placed, way))
  return [...boxShapes(end, figure), ...arrows, ...paths, ...badges, ...causes]
}

function isAlong({ from, to }: StateStep, arrow: Transition): boolean {
  return from === arrow.from && to === arrow.to
}

/** Ways that the figure has no arrow for, each bowed past the boxes between. */
function besideArrows({ end, figure }: PlacedEnd): Travelled[] {
  const byWay = new Map<string, StateStep[]>()
  for (const step of end.steps) {
    if (step.way === 'figure' || step.way === 'found') continue
    const key = `${step.way} ${routeKey(step.from, step.to)}`
    byWay.set(key, [...(byWay.get(key) ?? []), step])
  }
  return [...byWay.values()].map((steps) => {
    const { from, to } = steps[0] as StateStep
    const points = bowedRoute(figure, from, seatAfter(from, to))
    return { points, steps, badge: pointAlong(points, 0.5) }
  })
}

function paleLine(arrow: Transition, points: readonly Point[]): LineShape {
  const title = arrowSentence(arrow)
  return { ...lineAlong(points), role: 'faint', origin: 'observed', weight: 'pale', title }
}

function pathLine({ end }: PlacedEnd, { points, steps }: Travelled): LineShape {
  const first = steps[0] as StateStep
  const isLater = steps.every((step) => step.isLater)
  const dash = first.way === 'beside' ? 'dashed' : first.way === 'unseen' ? 'dotted' : undefined
  return {
    ...lineAlong(points),
    role: end.role,
    origin: first.record.origin,
    n: steps.map(({ record }) => record.n),
    title: stepsSentence(steps, end),
    ...(isLater ? {} : { weight: 'heavy' as const }),
    ...(dash && { dash }),
  }
}

function lineAlong(points: readonly Point[]): Pick<LineShape, 'kind' | 'arrow' | 'via'> & Ends {
  const [first, last] = [points[0] as Point, points.at(-1) as Point]
  const ends = { x1: first.x, y1: first.y, x2: last.x, y2: last.y }
  return { kind: 'line', ...ends, via: points.slice(1, -1), arrow: true }
}

type Ends = Pick<LineShape, 'x1' | 'y1' | 'x2' | 'y2'>

/** The numbers of the steps, in a box on their line: filled where travelled, an outline where still to come. */
function badgeShapes(placed: PlacedEnd, way: Travelled, places: LabelPlaces): Shape[] {
  const { end, selectedN } = placed
  const { steps, badge } = way
  const isLater = steps.every((step) => step.isLater)
  const isSelected = steps.some(({ record }) => record.n === selectedN)
  const text = numberWords(steps)
  const width = Math.max(16, Math.round(textWidthPx(text, true)) + 8)
  const box = badgeBox(badge, width, placed.figure)
  places.take(box)
  const n = steps.map(({ record }) => record.n)
  const common = { role: end.role, origin: 'observed' as const, n }
  const title = stepsSentence(steps, end)
  const number: TextShape = {
    ...common,
    kind: 'text',
    x: box.x + box.width / 2,
    y: box.y + 11,
    text,
    anchor: 'middle',
    mono: true,
    strong: true,
    title,
    isOnFill: !isLater,
  }
  const rect: RectShape = { ...common, kind: 'rect', ...box, title, isOutline: isLater }
  return isSelected ? [rect, number, ringAround(rect)] : [rect, number]
}

/** Marks the selected step where nothing else does. */
function ringAround({ n, ...rect }: RectShape): RectShape {
  const box = { x: rect.x - 4, y: rect.y - 4, width: rect.width + 8, height: rect.height + 8 }
  return { ...rect, ...box, role: 'ink', isOutline: true }
}

/** Around a point, but inside the diagram. */
function badgeBox({ x, y }: Point, width: number, { left, right }: Figure): Box {
  const from = Math.min(Math.max(x - width / 2, left), right - width)
  return { x: from, y: y - badgeHeightPx / 2, width, height: badgeHeightPx }
}

/** What led along a way that the figure has no arrow for, in the record's words; where there is room. */
function causeShapes({ end }: PlacedEnd, way: Travelled, places: LabelPlaces): Shape[] {
  const first = way.steps[0] as StateStep
  const labels = causeLabels(first)
  const room = (points: readonly Point[]) => placesAlong(points)
  for (const limitPx of [longestCausePx, 90]) {
    const text = fitLabel(labels, limitPx, textWidthPx)
    for (const place of room(way.points)) {
      const label = { ...place, text }
      if (text === '' || !places.fits(label)) continue
      return [{ kind: 'text', ...label, ...causeLook(way, end) }]
    }
  }
  return []
}

function causeLook({ steps }: Travelled, end: StatesEnd) {
  const n = steps.map(({ record }) => record.n)
  const title = stepsSentence(steps, end)
  return { role: end.role, origin: 'observed' as const, n, title }
}

function placesAlong(points: readonly Point[]): Pick<TextShape, 'x' | 'y' | 'anchor'>[] {
  return [0.5, 0.35, 0.65, 0.2, 0.8].flatMap((share) => {
    const { x, y } = pointAlong(points, share)
    const gap = share === 0.5 ? 12 : 6
    return [
      { x: x + gap, y: y + 4, anchor: 'start' as const },
      { x: x - gap, y: y + 4, anchor: 'end' as const },
      { x, y: y - gap, anchor: 'middle' as const },
      { x, y: y + gap + 8, anchor: 'middle' as const },
    ]
  })
}

/** What the RFC writes beside an arrow; in a narrow picture some of it is left to the arrow's title. */
function arrowLabels(
  arrow: Transition,
  route: Route,
  role: Role,
  places: LabelPlaces,
): TextShape[] {
  const texts = [...arrow.cause, ...(arrow.sends === undefined ? [] : [arrow.sends])]
  const common = { kind: 'text', role, origin: 'observed', title: arrowSentence(arrow) } as const
  const [place] = route.lines
  const whole = texts.join(', ')
  if (place && route.lines.length < texts.length && places.fits({ ...place, text: whole })) {
    return [{ ...common, ...place, text: whole }]
  }
  const shown: TextShape[] = []
  for (const [i, line] of route.lines.entries()) {
    const text = texts[i]
    if (text === undefined || !places.fits({ ...line, text })) break
    shown.push({ ...common, ...line, text })
  }
  return shown
}
