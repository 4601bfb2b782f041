import { useSignal } from '@preact/signals'
import { linePath } from '@socket-labs/draw'
import type { ComponentChildren } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { SceneShapes } from '../ladder/scene-shapes.tsx'
import type { RunSession } from '../log/run-session.ts'
import { Choice } from '../records/filter-bar.tsx'
import { useSize } from '../use-size.ts'
import { formatCount } from '../words.ts'
import { InstrumentTable } from './instrument-table.tsx'
import { type StatesPicture, StatesView } from './states-view.ts'
import { stepByKey, stepNear, waysOf } from './ways-in-scene.ts'

interface Props {
  session: RunSession
  selectedN: number | undefined
  onSelect(n: number): void
  /** What stands before the choice of a connection. */
  children: ComponentChildren
}

export const statesId = 'states'

/** The layout leaves so much at the left, which the page has no use for. */
const marginPx = 6
/** So many steps are told in words. */
const toldSteps = 200

/** Both ends in the RFC's state diagram, at the moment of the selected record or now. */
export function States({ session, selectedN, onSelect, children }: Props) {
  const view = useMemo(() => new StatesView(session), [session])
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
      <StatesHead session={session} view={view}>
        {children}
      </StatesHead>
      <section
        id={statesId}
        class="states-scroll"
        ref={element}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys step only in what can take the focus
        tabIndex={0}
        aria-label={picture ? picture.scene.label : 'The state diagrams'}
        onKeyDown={(event) => {
          const n = picture && stepByKey(picture.story, selectedN, event.key)
          if (n === undefined) return
          event.preventDefault()
          onSelect(n)
        }}
      >
        {picture && <Picture picture={picture} selectedN={selectedN} onSelect={onSelect} />}
        {picture && <Story picture={picture} />}
        <InstrumentTable session={session} />
      </section>
    </>
  )
}

interface HeadProps {
  session: RunSession
  view: StatesView
  children: ComponentChildren
}

function StatesHead({ session, view, children }: HeadProps) {
  const picture = view.picture.value
  const { store } = session
  return (
    <div class="ladder-head states-head">
      {children}
      {picture && picture.connections.length > 1 && view.width.value > 0 && (
        <Choice
          label="Connection in the states"
          all="follow the selection"
          value={view.conn.value}
          choices={picture.connections}
          onChange={(conn) => {
            view.conn.value = conn
          }}
        />
      )}
      {picture && picture.missing > 0 && (
        <span class="soft">
          {formatCount(picture.missing)} records are not on this page yet.{' '}
          {store.head <= store.capRecords && (
            <button type="button" class="quiet" onClick={() => void session.wantAll()}>
              Look through them
            </button>
          )}
        </span>
      )}
    </div>
  )
}

interface PictureProps {
  picture: StatesPicture
  selectedN: number | undefined
  onSelect(n: number): void
}

function Picture({ picture: { scene }, selectedN, onSelect }: PictureProps) {
  const { width, height } = scene
  const overN = useSignal<number | undefined>(undefined)
  const nearTo = (event: MouseEvent & { currentTarget: Element }) => {
    const box = event.currentTarget.getBoundingClientRect()
    return stepNear(scene, { x: event.clientX - box.left, y: event.clientY - box.top }, selectedN)
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys of the box around it do the same
    <svg
      class={overN.value === undefined ? 'states-picture' : 'states-picture is-over'}
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
      {waysOf(scene, selectedN).map((way) => (
        <path key={linePath(way)} class="states-selected" d={linePath(way)} />
      ))}
      <SceneShapes shapes={scene.shapes} markedN={undefined} />
    </svg>
  )
}

/** The path in words, for those who do not see it. */
function Story({ picture: { story } }: { picture: StatesPicture }) {
  const left = story.length - toldSteps
  return (
    <ol class="unseen" aria-label="The path of both ends">
      {left > 0 && <li>{formatCount(left)} earlier steps</li>}
      {story.slice(-toldSteps).map(({ n, text }) => (
        <li key={n}>{text}</li>
      ))}
    </ol>
  )
}
