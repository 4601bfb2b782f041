import { WithTerms } from './with-terms.tsx'

/** A sentence of ours: `code` between backticks in monospace, glossary terms one click away. */
export function Prose({ text }: { text: string }) {
  const pieces = text.split('`')
  // Without its partner a backtick is only a backtick.
  if (pieces.length % 2 === 0) return <WithTerms text={text} />
  return (
    <>
      {pieces.map((piece, index) =>
        index % 2 === 1 ? (
          <code class="mono" key={index}>
            {piece}
          </code>
        ) : (
          <WithTerms key={index} text={piece} />
        ),
      )}
    </>
  )
}
