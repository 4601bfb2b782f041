import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { closeHelp } from './help-state.ts'

/** A dialog at the page's side: Esc and a click beside it close it, and the focus goes back. */
export function SidePanel(props: { isOpen: boolean; title: string; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (props.isOpen && !dialog.current?.open) dialog.current?.showModal()
    if (!props.isOpen && dialog.current?.open) dialog.current.close()
  }, [props.isOpen])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the key for it is Esc, which a dialog knows itself
    <dialog
      ref={dialog}
      class="side-panel"
      aria-label={props.title}
      onClose={closeHelp}
      onClick={(event) => {
        if (event.target === dialog.current) closeHelp()
      }}
    >
      {props.isOpen && (
        <div class="side-panel-inside">
          <div class="side-panel-head">
            <h2>{props.title}</h2>
            <button type="button" class="plain" onClick={closeHelp}>
              Close
            </button>
          </div>
          {props.children}
        </div>
      )}
    </dialog>
  )
}
