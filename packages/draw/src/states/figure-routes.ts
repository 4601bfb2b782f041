import {
  type Anchor,
  at,
  column,
  type NamedRoute,
  type Places,
  placesOf,
  type Route,
  route,
} from './route-places.ts'
import type { Figure } from './states-geometry.ts'
import type { TcpState } from './tcp-states.ts'

const besideNumberPx = 11
const besidePx = 6

/** The arrows as the RFC draws them: no two cross, and each has a place for its words. */
export function figureRoutes(figure: Figure): ReadonlyMap<string, Route> {
  const place = placesOf(figure)
  const routes = [...openingRoutes(place), ...joiningRoutes(place), ...closingRoutes(place)]
  return new Map(routes)
}

export function routeKey(from: TcpState, to: TcpState): string {
  return `${from} ${to}`
}

function openingRoutes(p: Places): NamedRoute[] {
  const { middle, left, right, down, up } = p
  const between = (p.bottom('CLOSED') + p.top('LISTEN')) / 2
  const outer = right + 12
  const inner = right - 12
  const listen = p.y('LISTEN')
  return [
    route('CLOSED LISTEN', [at(down, p.bottom('CLOSED')), at(down, p.top('LISTEN'))], {
      badge: at(down, between),
      lines: column(down - besideNumberPx, between + 4, 'end', 1),
    }),
    route('LISTEN CLOSED', [at(up, p.top('LISTEN')), at(up, p.bottom('CLOSED'))], {
      badge: at(up, between),
      lines: column(up + besideNumberPx, between + 4, 'start', 1),
    }),
    route(
      'CLOSED SYN_SENT',
      [
        at(p.middleRight, p.y('CLOSED') - 5),
        at(outer, p.y('CLOSED') - 5),
        at(outer, p.top('SYN_SENT')),
      ],
      {
        badge: at(outer, listen),
        lines: column(p.middleRight + 6, p.y('CLOSED') - 10, 'start', 1),
      },
    ),
    route(
      'SYN_SENT CLOSED',
      [
        at(inner, p.top('SYN_SENT')),
        at(inner, p.y('CLOSED') + 6),
        at(p.middleRight, p.y('CLOSED') + 6),
      ],
      {
        badge: at(inner, listen + 24),
        lines: column(inner - besidePx, listen + 4, 'end', 1),
      },
    ),
    route(
      'SYN_RCVD LISTEN',
      [at(left, p.top('SYN_RCVD')), at(left, listen), at(p.middleLeft, listen)],
      { badge: at(left, listen + 24), lines: column(left + 2, listen - 5, 'start', 1) },
    ),
    route('SYN_SENT SYN_RCVD', [at(p.rightIn, p.y('SYN_SENT')), at(p.leftIn, p.y('SYN_SENT'))], {
      badge: at(p.rightIn - 16, p.y('SYN_SENT')),
      lines: [
        { x: middle, y: p.y('SYN_SENT') - 5, anchor: 'middle' },
        { x: middle, y: p.y('SYN_SENT') + 14, anchor: 'middle' },
      ],
    }),
  ]
}

/** From LISTEN to the SYN states, and from them to ESTABLISHED. */
function joiningRoutes(p: Places): NamedRoute[] {
  const { down, up, left } = p
  const upper = p.y('SYN_RCVD') - 24
  const lower = p.y('SYN_RCVD') + 24
  const from = p.bottom('LISTEN')
  const to = p.top('ESTABLISHED')
  const early = from + 16
  const late = lower + 19
  return [
    route('LISTEN SYN_RCVD', [at(down, from), at(down, upper), at(p.leftIn, upper)], {
      badge: at((p.leftIn + down) / 2, upper),
      lines: column(down - besidePx, early, 'end'),
    }),
    route('LISTEN SYN_SENT', [at(up, from), at(up, upper), at(p.rightIn, upper)], {
      badge: at((p.rightIn + up) / 2, upper),
      lines: column(up + besidePx, early, 'start'),
    }),
    route('SYN_RCVD ESTABLISHED', [at(p.leftIn, lower), at(down, lower), at(down, to)], {
      badge: at((p.leftIn + down) / 2, lower),
      lines: column(down - besidePx, late, 'end'),
    }),
    route('SYN_SENT ESTABLISHED', [at(p.rightIn, lower), at(up, lower), at(up, to)], {
      badge: at((p.rightIn + up) / 2, lower),
      lines: column(up + besidePx, late, 'start'),
    }),
    route('SYN_RCVD FIN_WAIT_1', [at(left, p.bottom('SYN_RCVD')), at(left, p.top('FIN_WAIT_1'))], {
      badge: at(left, p.y('ESTABLISHED') + 30),
      lines: column(left + besideNumberPx, p.y('ESTABLISHED') - 2, 'start'),
    }),
  ]
}

function closingRoutes(p: Places): NamedRoute[] {
  const { left, middle, right, down, up } = p
  const first = p.y('FIN_WAIT_1')
  const established = p.bottom('ESTABLISHED')
  return [
    route(
      'ESTABLISHED FIN_WAIT_1',
      [at(down, established), at(down, first - 6), at(p.leftIn, first - 6)],
      {
        badge: at((p.leftIn + down) / 2, first - 6),
        lines: column(down - besidePx, established + 15, 'end'),
      },
    ),
    route('ESTABLISHED CLOSE_WAIT', [at(up, established), at(up, first), at(p.rightIn, first)], {
      badge: at((p.rightIn + up) / 2, first),
      lines: column(up + besidePx, established + 15, 'start'),
    }),
    route(
      'FIN_WAIT_1 CLOSING',
      [at(p.leftIn, first + 6), at(middle, first + 6), at(middle, p.top('CLOSING'))],
      {
        badge: at(p.leftIn + 0.72 * (middle - p.leftIn), first + 6),
        lines: column(middle + besidePx, first + 24, 'start'),
      },
    ),
    straightDown(p, 'FIN_WAIT_1 FIN_WAIT_2', left, 'start'),
    straightDown(p, 'CLOSE_WAIT LAST_ACK', right, 'end'),
    straightDown(p, 'CLOSING TIME_WAIT', middle, 'start'),
    straightDown(p, 'LAST_ACK CLOSED', right, 'end'),
    route(
      'FIN_WAIT_2 TIME_WAIT',
      [
        at(left, p.bottom('FIN_WAIT_2')),
        at(left, p.y('TIME_WAIT')),
        at(p.middleLeft, p.y('TIME_WAIT')),
      ],
      {
        badge: at(left + 0.6 * (p.middleLeft - left), p.y('TIME_WAIT')),
        lines: column(left + besidePx, p.bottom('FIN_WAIT_2') + 16, 'start'),
      },
    ),
    route(
      'TIME_WAIT CLOSED',
      [at(p.middleRight, p.y('TIME_WAIT')), at(p.rightIn, p.y('TIME_WAIT'))],
      {
        badge: at((p.middleRight + p.rightIn) / 2, p.y('TIME_WAIT')),
        lines: column((p.middleRight + p.rightIn) / 2, p.bottom('TIME_WAIT') + 15, 'middle', 1),
      },
    ),
  ]
}

/** Straight down from one box to the one below it. */
function straightDown(p: Places, key: string, x: number, anchor: Anchor): NamedRoute {
  const [from, to] = key.split(' ') as [TcpState, TcpState]
  const y1 = p.bottom(from)
  const y2 = p.top(to === 'CLOSED' ? 'END' : to)
  const gap = anchor === 'end' ? -besideNumberPx : besideNumberPx
  return route(key, [at(x, y1), at(x, y2)], {
    badge: at(x, (y1 + y2) / 2 - 2),
    lines: column(x + gap, (y1 + y2) / 2 - 2, anchor),
  })
}
