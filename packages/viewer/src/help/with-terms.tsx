import { findTerms } from './glossary.ts'
import { openHelp } from './help-state.ts'

/** A sentence in which each term that the glossary explains is one click away from it. */
export function WithTerms({ text }: { text: string }) {
  return (
    <>
      {findTerms(text).map((piece) => {
        const { term } = piece
        if (!term) return piece.text
        return (
          <button
            type="button"
            class="term"
            key={term.name}
            title={term.means}
            onClick={() => openHelp('glossary', term.name)}
          >
            {piece.text}
          </button>
        )
      })}
    </>
  )
}
