/** Cases that every framing has: they differ in the bytes alone. */
import {
  type CasePlan,
  type CaseRun,
  fc,
  makeFor,
  readsOfRealConnection,
  type ScriptStep,
  tellScript,
  tellSteps,
  tryEach,
  tryGenerated,
} from '@socket-labs/grade'
import { end, type Framing, type Happening, type Push } from './framing.ts'
import { decoding } from './framing-script.ts'

/** A case that is told as it stands: what is done with one object, and after it with others. */
export function told(
  title: string,
  framing: Framing,
  ...objects: readonly (readonly Happening[])[]
): CasePlan {
  return {
    title,
    async run(run) {
      for (const happenings of objects) await tellScript(run, decoding(framing, happenings))
    },
  }
}

/** The stream whole, cut in two at every byte, and one byte at a time; then its end. */
export function everyCut(
  title: string,
  framing: Framing,
  stream: Uint8Array,
  { isOverwritten = false } = {},
): CasePlan {
  const inTwo = Array.from({ length: stream.length - 1 }, (_, i) => cutAt(stream, [i + 1]))
  const byteByByte = cutAt(
    stream,
    Array.from({ length: stream.length - 1 }, (_, i) => i + 1),
  )
  const all = [[whole(stream)], ...inTwo, byteByByte]
  const scripts = all.map((pushes) => {
    const happenings = pushes.map((one) => ({ ...one, isOverwritten }))
    return decoding(framing, [...happenings, end])
  })
  return { title, run: (run) => tryEach(run, scripts) }
}

function whole(bytes: Uint8Array): Push {
  return { do: 'push', bytes }
}

/** Cuts a stream at these offsets, in any order; those that lie in it count, each once. */
export function cutAt(stream: Uint8Array, offsets: readonly number[]): Push[] {
  const inside = offsets.filter((at) => at > 0 && at < stream.length)
  const cuts = [...new Set(inside)].sort((a, b) => a - b)
  return [...cuts, stream.length].map((to, i) => whole(stream.subarray(cuts[i - 1] ?? 0, to)))
}

/** Drawn streams, cut anywhere, an end after them. Shrinks to fewer bytes and fewer cuts. */
export function anyCut(
  title: string,
  streams: { generate: fc.Arbitrary<{ framing: Framing; stream: Uint8Array }>; count?: number },
): CasePlan {
  const generate = fc.record({
    drawn: streams.generate,
    cuts: fc.array(fc.nat({ max: 48 }), { maxLength: 12, size: 'max' }),
  })
  return {
    title,
    run: (run) =>
      tryGenerated(run, {
        generate,
        script: ({ drawn: { framing, stream }, cuts }) =>
          decoding(framing, [...cutAt(stream, cuts), end]),
        count: streams.count ?? 100,
      }),
  }
}

/** A stream in the reads in which a real connection delivered it. */
export function realCut(
  title: string,
  framing: Framing,
  streamFor: (run: CaseRun) => { stream: Uint8Array; pieces: readonly Uint8Array[] },
): CasePlan {
  return {
    title,
    async run(run) {
      const { stream, pieces } = streamFor(run)
      const writes = `a connection on loopback carries ${stream.length} bytes in ${pieces.length} writes`
      const sizes = await run.act(writes, () => readsOfRealConnection(pieces))
      const reads = `the kernel handed them over in reads of ${sizes.join(', ')} bytes`
      await run.act(reads, async () => {})
      const offsets = sizes.map((_, i) => sizes.slice(0, i + 1).reduce((sum, one) => sum + one, 0))
      await tellScript(run, decoding(framing, [...cutAt(stream, offsets), end]))
    },
  }
}

/** After one alone two are told the same, the second while the first is in the middle of it. */
export function twoAtOnce(
  framing: Framing,
  before: readonly Happening[],
  after: readonly Happening[],
): CasePlan {
  return {
    title: 'two objects know nothing of each other',
    async run(run) {
      const script = decoding(framing, [...before, ...after])
      await tellScript(run, script)
      const [early, late] = [
        script.steps.slice(0, before.length),
        script.steps.slice(before.length),
      ]
      const first = await makeFor(run, script)
      await tellSteps(run, first, early)
      const second = await makeFor(run, script)
      await tellSteps(run, second, early.map(asOfTheSecond(framing)))
      await tellSteps(run, first, late.map(asOfTheSecond(framing)))
    },
  }
}

/** Alone it had answered rightly. */
function asOfTheSecond({ maker }: Framing) {
  const sentence = `Two objects were made and told the same, and they got into each other's way: what one is told, the other knows. Each call of ${maker} needs variables of its own.`
  return ({ judge, ...step }: ScriptStep): ScriptStep => ({
    ...step,
    judge(settled) {
      const failure = judge(settled)
      return failure && { ...failure, sentence, mistake: 'shared-state' }
    },
  })
}
