import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'

/** Delete, asked once more in the same place; the focus goes to the harmless answer. */
export function ConfirmDelete(props: { what: string; onDelete(): void | Promise<void> }) {
  const isAsking = useSignal(false)
  const keep = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isAsking.value) keep.current?.focus()
  }, [isAsking.value])
  if (!isAsking.value) {
    return (
      <button
        type="button"
        class="quiet"
        aria-label={`Delete ${props.what}`}
        onClick={() => {
          isAsking.value = true
        }}
      >
        Delete
      </button>
    )
  }
  return (
    <fieldset class="confirm" aria-label={`Delete ${props.what} for good?`}>
      <span>For good?</span>
      <button type="button" class="quiet not-held" onClick={() => void props.onDelete()}>
        Delete
      </button>
      <button
        type="button"
        class="quiet"
        ref={keep}
        onClick={() => {
          isAsking.value = false
        }}
      >
        Keep
      </button>
    </fieldset>
  )
}
