/** Cases that nobody wrote down: enumerated, drawn by chance, or taken from a real connection. */
import {
  type CasePlan,
  fc,
  readsOfRealConnection,
  type Script,
  tellScript,
  tryEach,
  tryGenerated,
} from '@socket-labs/grade'
import { happeningsOf, memory, networkCase } from './rel-3-network.ts'
import { type Happening, read, receiving, segment } from './rel-3-receiving.ts'

export const everySplit: CasePlan = {
  title: 'however four bytes are cut, and in whatever order the pieces come',
  run: (run) => tryEach(run, splits(4).flatMap(orders).map(splitScript)),
}

/** Every way to cut so many bytes into pieces, those with the fewest first. */
function splits(byteCount: number): Happening[][] {
  const all = Array.from({ length: 2 ** (byteCount - 1) }, (_, cuts) => {
    const starts = [0]
    for (let no = 1; no < byteCount; no++) if (cuts & (1 << (no - 1))) starts.push(no)
    return starts.map((from, i) => {
      const to = starts[i + 1] ?? byteCount
      return segment(from, to - from, to === byteCount ? 'last' : undefined)
    })
  })
  return all.sort((a, b) => a.length - b.length)
}

function orders<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((first, i) =>
    orders(items.filter((_, j) => j !== i)).map((rest) => [first, ...rest]),
  )
}

function splitScript(pieces: Happening[]): Script {
  return receiving(4, [...pieces, read(4)])
}

const anyHappening = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.nat({ max: 14 }), fc.nat({ max: 6 })) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 8 }) },
)

export const anySegments: CasePlan = {
  title: 'whatever segments come, in whatever order',
  run: (run) =>
    tryGenerated(run, {
      generate: fc.record({
        capacityBytes: memory,
        endNo: fc.integer({ min: 1, max: 14 }),
        drawn: fc.array(anyHappening, { maxLength: 24, size: 'max' }),
      }),
      script: ({ capacityBytes, endNo, drawn }) =>
        receiving(
          capacityBytes,
          drawn.map((one) => (typeof one === 'number' ? read(one) : within(endNo, ...one))),
          endNo % 4 === 0 ? 'all bytes' : 'letters',
        ),
      count: 150,
    }),
}

/** A segment of a stream that ends at `endNo`; what reaches the end ends it. */
function within(endNo: number, seqNo: number, byteCount: number): Happening {
  const fromNo = Math.min(seqNo, endNo)
  const toNo = Math.min(fromNo + byteCount, endNo)
  return segment(fromNo, toNo - fromNo, toNo === endNo ? 'last' : undefined)
}

export const onNetwork: CasePlan = {
  title: 'over a network that loses, reorders and duplicates',
  run: (run) =>
    tryGenerated(run, {
      generate: networkCase,
      script: (drawn) => receiving(drawn.capacityBytes, happeningsOf(drawn)),
      count: 100,
    }),
}

export const realCuts: CasePlan = {
  title: 'a stream cut as a real connection cut it, its pieces in any order and twice',
  async run(run) {
    const byteCount = run.random.between(20_000, 40_000)
    const pieces = run.random.pieces(new Uint8Array(byteCount), 9)
    const sizes = await run.act('a connection on loopback carries the stream in 9 writes', () =>
      readsOfRealConnection(pieces),
    )
    await run.act(`the kernel handed it over in reads of ${sizes.join(', ')} bytes`, async () => {})
    const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0))
    const segments = starts.map((start, i) =>
      segment(start, sizes[i] as number, i === sizes.length - 1 ? 'last' : undefined),
    )
    const twice = [...segments, ...segments].map((one) => ({
      one,
      key: run.random.between(0, 999),
    }))
    const shuffled = twice.sort((a, b) => a.key - b.key).map(({ one }) => one)
    await tellScript(run, receiving(byteCount, [...shuffled, read(byteCount)]))
  },
}
