/** Bytes that are no header. */
import type { CasePlan, CaseRun } from '@socket-labs/grade'
import { any32, anyPlan, bytesOf, mss, nop, sack, timestamps } from './open-10-headers.ts'
import { parses, parsesAll } from './open-10-parsing.ts'
import { realSegments } from './open-10-real-segments.ts'
import { broken, real, type Sample, withOffset, withOptions } from './open-10-samples.ts'

export const cutAnywhere: CasePlan = {
  title: 'a real segment cut at every byte of its header, and behind it',
  async run(run) {
    for (const segment of realSegments.slice(0, 4)) {
      const whole = real(segment)
      const mostBytes = Math.min(segment.means.payloadAt + 1, whole.bytes.length)
      const all = Array.from({ length: mostBytes + 1 }, (_, end) => cut(whole, end))
      await parsesAll(run, `pieces of ${segment.what}`, all)
    }
  },
}

/** A segment of which these bytes alone have come; the header may be whole all the same. */
function cut(whole: Sample, end: number): Sample {
  const bytes = whole.bytes.slice(0, end)
  const { payloadAt } = whole.means as { payloadAt: number }
  const came = end === 1 ? 'one byte' : `${end || 'no'} bytes`
  if (end < 20) return broken('short', `a header of which ${came} have come`, bytes)
  if (end < payloadAt)
    return broken('cut', `a header of ${payloadAt} bytes of which ${came} have come`, bytes)
  return { ...whole, what: `${whole.what}, ${end} bytes of it`, bytes }
}

export const wrongOffsets: CasePlan = {
  title: 'a data offset below 5, or beyond the bytes',
  async run(run) {
    const bytes = bytesOf(anyPlan(run, { options: [mss(1460)], payload: run.random.letters(4) }))
    for (const offset of [4, 3, 2, 1, 0]) {
      const flaw = `a header whose data offset is ${offset}`
      await parses(run, broken('offset', flaw, withOffset(bytes, offset)))
    }
    for (const offset of [8, 15]) {
      const flaw = `a header whose data offset is ${offset}, in ${bytes.length} bytes`
      await parses(run, broken('cut', flaw, withOffset(bytes, offset)))
    }
  },
}

const pastTheHeader: CasePlan = {
  title: 'an option ends within the header, whatever comes behind it',
  async run(run) {
    const plan = anyPlan(run)
    const options = (...bytes: number[]) => withOptions(plan, ...bytes)
    const flaw = (what: string) => `a header in which ${what}`
    await parses(
      run,
      broken(
        'option-end',
        flaw('the last byte is the kind of an option, without a length'),
        options(1, 1, 1, 2),
      ),
    )
    await parses(
      run,
      broken(
        'option-end',
        flaw('an unknown option is longer than what is left'),
        options(1, 1, 254, 3),
      ),
    )
    await parses(
      run,
      broken('option-end', flaw('an option of 255 bytes begins'), options(254, 255, 0, 0)),
    )
    const rest = mss(1460).bytes.slice(2)
    const lured = { ...plan, payload: [...rest, 1, 1] }
    const says = { payloadSays: mss(1460).means }
    await parses(
      run,
      broken(
        'option-end',
        flaw('an MSS option has its last two bytes behind the header'),
        withOptions(lured, 1, 1, 2, 4),
        says,
      ),
    )
    const kind = { ...plan, payload: [4, 5, 180, 0] }
    await parses(
      run,
      broken(
        'option-end',
        flaw('an MSS option has its length behind the header'),
        withOptions(kind, 1, 1, 1, 2),
        says,
      ),
    )
  },
}

const wrongSizes: CasePlan = {
  title: 'a known option has the length that its kind has',
  async run(run) {
    const bytes = (run: CaseRun, option: readonly number[]) => {
      const padding = Array.from({ length: -option.length & 3 }, () => 1)
      return withOptions(anyPlan(run, { payload: [1, 2, 3, 4] }), ...option, ...padding)
    }
    const stamps = timestamps(any32(run), any32(run)).bytes.slice(2)
    const edges = sack([any32(run), any32(run)]).bytes.slice(2)
    const options: [string, number[]][] = [
      ['an MSS option of 3 bytes', [2, 3, 5]],
      ['an MSS option of 6 bytes', [2, 6, 0, 0, 5, 180]],
      ['a window scale of 4 bytes', [3, 4, 7, 0]],
      ['a window scale of 2 bytes', [3, 2]],
      ['a SACK permitted of 3 bytes', [4, 3, 1]],
      ['a SACK option without a block', [5, 2]],
      ['a SACK option of one block and a half', [5, 14, ...edges, 1, 2, 3, 4]],
      ['timestamps of 6 bytes', [8, 6, ...stamps.slice(0, 4)]],
      ['timestamps of 12 bytes', [8, 12, ...stamps, 1, 1]],
    ]
    for (const [what, option] of options) {
      await parses(run, broken('option-size', `a header with ${what}`, bytes(run, option)))
    }
  },
}

const firstBroken: CasePlan = {
  title: 'the first option that is broken decides',
  async run(run) {
    const plan = anyPlan(run)
    const sizeFirst = withOptions(plan, 3, 4, 7, 0, 254, 200, 0, 0)
    await parses(
      run,
      broken('option-size', 'a header with a window scale of 4 bytes first', sizeFirst),
    )
    const endFirst = withOptions(plan, 1, 1, 2, 9)
    await parses(
      run,
      broken('option-end', 'a header with an MSS option of 9 bytes, of which 2 are left', endFirst),
    )
    const good = [...mss(1460).bytes, ...nop.bytes, ...nop.bytes]
    const later = withOptions(plan, ...good, 254, 3)
    await parses(
      run,
      broken(
        'option-end',
        'a header with a right MSS option and, behind it, one that does not end',
        later,
      ),
    )
  },
}

export const brokenOptions: readonly CasePlan[] = [pastTheHeader, wrongSizes, firstBroken]

/** The last case: a program that stands still at it is not started again. */
export const lengthTooSmall: CasePlan = {
  title: 'an option whose length is 0 or 1 leads nowhere',
  async run(run) {
    const plan = anyPlan(run)
    const flaw = (kind: string, length: number) => `a header with ${kind} whose length is ${length}`
    const one = flaw('an unknown option', 1)
    await parses(run, broken('option-length', one, withOptions(plan, 254, 1, 1, 1)))
    await parses(
      run,
      broken('option-length', flaw('an MSS option', 1), withOptions(plan, 2, 1, 5, 180)),
    )
    await parses(
      run,
      broken('option-length', flaw('an MSS option', 0), withOptions(plan, 2, 0, 5, 180)),
    )
    await parses(
      run,
      broken('option-length', flaw('an unknown option', 0), withOptions(plan, 254, 0, 1, 1)),
    )
  },
}
