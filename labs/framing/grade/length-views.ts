/** By what it is recognised that a decoder keeps the memory of its caller, who uses it again. */
import { answersOf, isSameAnswer, type Push, push, type Sign, type WrongAnswer } from './framing.ts'
import { overwritten } from './length-header.ts'
import { handedAtFault, waitingBytes } from './length-mistakes.ts'

/** The pieces of what waited before the last push, in the pushes in which they came. */
function waitingPieces(wrong: WrongAnswer): Uint8Array[] {
  const before = wrong.happenings.slice(0, -1)
  let left = waitingBytes({ ...wrong, happenings: before })
  const pieces: Uint8Array[] = []
  for (const { bytes } of before.filter((one) => one.do === 'push').reverse()) {
    if (left === 0) break
    const piece = bytes.subarray(-Math.min(left, bytes.length))
    if (piece.length > 0) pieces.unshift(piece)
    left -= piece.length
  }
  return pieces
}

/** True when the answer is right for what waited with some of its pieces overwritten. */
function isOfOverwritten(wrong: WrongAnswer): boolean {
  const { framing, happenings, got } = wrong
  const pieces = waitingPieces(wrong).slice(0, 5)
  const last = happenings.at(-1) as Push
  return Array.from({ length: 2 ** pieces.length - 1 }, (_, i) => i + 1).some((chosen) => {
    const seen = pieces.map((piece, i) =>
      chosen & (1 << i) ? new Uint8Array(piece.length).fill(overwritten) : piece,
    )
    const [answer] = answersOf(framing.right(), [push(...seen, last.bytes)])
    return answer !== undefined && isSameAnswer(answer, got)
  })
}

function isMemoryUsedAgain({ happenings }: WrongAnswer): boolean {
  const last = happenings.at(-1)
  return last?.do === 'push' && last.isOverwritten === true
}

/** Forgetting what waits can look the same, so it is one of the suspects. */
export const keepsViews: Sign = {
  mistake: 'keeps-views',
  isSeen: (wrong) => isMemoryUsedAgain(wrong) && isOfOverwritten(wrong),
  say: () =>
    'What waited for the rest of its frame changed when the caller used its memory again (it wrote X, 58, there): it was kept as a view of the bytes that were pushed. Copy what you keep.',
}

export const handsOverViews: Sign = {
  mistake: 'hands-over-views',
  isSeen: (wrong) => isMemoryUsedAgain(wrong) && handedAtFault(wrong)?.at(-1) === overwritten,
  say: () =>
    'What was handed over changed when the caller used its memory again (it wrote X, 58, there): it is a view of the bytes that were pushed, not a copy. subarray gives a view, of a Buffer also slice; slice of a Uint8Array gives a copy.',
}
