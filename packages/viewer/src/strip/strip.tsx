import { useSignal } from '@preact/signals'
import type { Scene } from '@socket-labs/draw'
import type { ComponentChildren } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { recordNear } from '../ladder/places-in-scene.ts'
import { SceneShapes } from '../ladder/scene-shapes.tsx'
import type { RunSession } from '../log/run-session.ts'
import { Choice } from '../records/filter-bar.tsx'
import { useSize } from '../use-size.ts'
import { formatCount } from '../words.ts'
import { blockOf, stepInStrip } from './blocks.ts'
import { StripView } from './strip-view.ts'

interface Props {
  session: RunSession
  selectedN: number | undefined
  onSelect(n: number): void
  /** What stands before the choice of a connection. */
  children: ComponentChildren
}

export const stripId = 'strip'

/** The layout leaves so much at the left, which the page has no use for. */
const marginPx = 6

/** The bytes of each direction: which messages were meant, and which reads brought them. */
export function Strip({ session, selectedN, onSelect, children }: Props) {
  const view = useMemo(() => new StripView(session), [session])
  useEffect(() => () => view.close(), [view])
  const { element, size } = useSize<HTMLDivElement>()
  useEffect(() => {
    const { width } = size.value
    view.width.value = width === 0 ? 0 : width + marginPx
    view.selectedN.value = selectedN
  })
  const picture = view.picture.value
  return (
    <>
      <StripHead session={session} view={view}>
        {children}
      </StripHead>
      <section
        id={stripId}
        class="strip-scroll"
        ref={element}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys step only in what can take the focus
        tabIndex={0}
        aria-label={picture ? picture.label : 'The bytes'}
        onKeyDown={(event) => {
          const n = picture && stepInStrip(picture, selectedN, event.key)
          if (n === undefined) return
          event.preventDefault()
          onSelect(n)
        }}
      >
        {picture && <Picture scene={picture} selectedN={selectedN} onSelect={onSelect} />}
      </section>
    </>
  )
}

interface HeadProps {
  session: RunSession
  view: StripView
  children: ComponentChildren
}

function StripHead({ session, view, children }: HeadProps) {
  const { conns } = session.store
  const stoppedAt = view.stoppedAt.value
  const progress = view.progress.value
  return (
    <div class="ladder-head strip-head">
      {children}
      {conns.size > 1 && view.width.value > 0 && (
        <Choice
          label="Connection in the bytes"
          all="all connections"
          value={view.conn.value}
          choices={[...conns]}
          onChange={(conn) => {
            view.conn.value = conn
          }}
        />
      )}
      {progress && (
        <span class="soft">
          {formatCount(progress.counted)} of {formatCount(progress.of)} records counted
        </span>
      )}
      {stoppedAt !== undefined && (
        <span class="soft">
          Bytes are counted up to record {formatCount(stoppedAt - 1)}.{' '}
          <button type="button" class="quiet" onClick={() => view.countOn()}>
            Count on
          </button>
        </span>
      )}
    </div>
  )
}

interface PictureProps {
  scene: Scene
  selectedN: number | undefined
  onSelect(n: number): void
}

function Picture({ scene, selectedN, onSelect }: PictureProps) {
  const { width, height } = scene
  const selected = selectedN === undefined ? undefined : blockOf(scene, selectedN)
  const overN = useSignal<number | undefined>(undefined)
  // The layout marks what its window is around; the page marks what is selected now.
  const painted = useMemo(() => scene.shapes.filter((shape) => !isSelectionMark(shape)), [scene])
  const nearTo = (event: MouseEvent & { currentTarget: Element }) => {
    const box = event.currentTarget.getBoundingClientRect()
    return recordNear(painted, event.clientX - box.left, event.clientY - box.top, 6)
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys of the box around it do the same
    <svg
      class={overN.value === undefined ? 'strip-picture' : 'strip-picture is-over'}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={scene.label}
      onMouseMove={(event) => {
        overN.value = nearTo(event)
      }}
      onClick={(event) => {
        const n = nearTo(event)
        if (n !== undefined) onSelect(n)
      }}
    >
      {selected && (
        <rect
          class="ladder-selected"
          x={selected.x - 4}
          y={selected.y - 4}
          width={selected.width + 8}
          height={selected.height + 8}
        />
      )}
      <SceneShapes shapes={painted} markedN={selectedN} />
    </svg>
  )
}

function isSelectionMark(shape: Scene['shapes'][number]): boolean {
  return shape.kind === 'rect' && shape.tint === undefined && !shape.isOutline
}
