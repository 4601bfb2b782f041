import { useSignal } from '@preact/signals'
import { shapesWithin } from '@socket-labs/draw'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { RunSession } from '../log/run-session.ts'
import { Choice } from '../records/filter-bar.tsx'
import { StickyScroll } from '../records/sticky-scroll.ts'
import { useSize } from '../use-size.ts'
import { formatCount } from '../words.ts'
import { type LadderPicture, LadderView } from './ladder-view.ts'
import { isStripOf, placeOf, recordNear, type Span } from './places-in-scene.ts'
import { SceneShapes } from './scene-shapes.tsx'

interface Props {
  session: RunSession
  selectedN: number | undefined
  onSelect(n: number): void
}

/** More than the view is painted, so that scrolling never shows an empty edge. */
const marginPx = 300

/** The main picture: one connection, time running down, client left, server right. */
export function Ladder({ session, selectedN, onSelect }: Props) {
  const view = useMemo(() => new LadderView(session), [session])
  useEffect(() => () => view.close(), [view])
  const { element, size } = useSize<HTMLDivElement>()
  useEffect(() => {
    view.width.value = size.value.width
    view.selectedN.value = selectedN
  })
  const scroll = useMemo(() => new StickyScroll(session.isLive), [session])
  const scrollPx = useSignal(0)
  const picture = view.picture.value
  useFollow({ scroll, element, picture, selectedN })

  return (
    <>
      <LadderHead session={session} view={view} />
      <section
        class="ladder-scroll"
        ref={element}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll only what can take the focus
        tabIndex={0}
        aria-label={picture ? picture.scene.label : 'The ladder'}
        onScroll={(event) => {
          scroll.heard(event.currentTarget)
          scrollPx.value = event.currentTarget.scrollTop
        }}
        onKeyDown={(event) => {
          const n = picture && stepInPicture(picture, selectedN, event.key)
          if (n === undefined) return
          event.preventDefault()
          onSelect(n)
        }}
      >
        {picture && session.store.held > 0 ? (
          <Picture
            picture={picture}
            selectedN={selectedN}
            top={scrollPx.value - marginPx}
            bottom={scrollPx.value + size.value.height + marginPx}
            onSelect={onSelect}
          />
        ) : (
          <p class="soft empty">
            {session.hasEnded
              ? 'This run has no records to draw.'
              : 'Waiting for the first record …'}
          </p>
        )}
      </section>
    </>
  )
}

function LadderHead({ session, view }: { session: RunSession; view: LadderView }) {
  const { conns } = session.store
  const picture = view.picture.value
  return (
    <div class="ladder-head">
      {conns.size > 1 && (
        <Choice
          label="Connection in the ladder"
          all="follow the selection"
          value={view.conn.value}
          choices={[...conns, 'all']}
          onChange={(conn) => {
            view.conn.value = conn
          }}
        />
      )}
      {conns.size > 1 && view.conn.value === '' && picture?.conn !== undefined && (
        <span class="soft">
          {picture.conn}, one of {formatCount(conns.size)} connections
        </span>
      )}
      {conns.size === 1 && <span class="soft">connection {[...conns][0]}</span>}
      {picture && <NotDrawn picture={picture} />}
    </div>
  )
}

/** A long run is drawn in part; which part, the reader says by selecting a record. */
function NotDrawn({ picture: { before, after } }: { picture: LadderPicture }) {
  if (before === 0 && after === 0) return null
  const parts = [
    before > 0 && `${formatCount(before)} earlier`,
    after > 0 && `${formatCount(after)} later`,
  ].filter(Boolean)
  return (
    <span class="soft" title="Select a record in the list to draw around it.">
      {parts.join(' and ')} records not drawn
    </span>
  )
}

interface PictureProps {
  picture: LadderPicture
  selectedN: number | undefined
  top: number
  bottom: number
  onSelect(n: number): void
}

function Picture({ picture, selectedN, top, bottom, onSelect }: PictureProps) {
  const { scene } = picture
  const inView = shapesWithin(scene, top, bottom)
  const painted = inView.filter((shape) => !isStripOf(shape, selectedN))
  const selected = selectedN === undefined ? undefined : placeOf(scene, selectedN)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys of the box around it do the same
    <svg
      class="ladder"
      width={scene.width}
      height={scene.height}
      viewBox={`0 0 ${scene.width} ${scene.height}`}
      role="img"
      aria-label={scene.label}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect()
        const n = recordNear(inView, event.clientX - box.left, event.clientY - box.top)
        if (n !== undefined && n > 0) onSelect(n)
      }}
    >
      {selected && (
        <rect
          class="ladder-selected"
          x={0}
          y={selected.top}
          width={scene.width}
          height={selected.bottom - selected.top}
        />
      )}
      <SceneShapes shapes={painted} markedN={selectedN} />
    </svg>
  )
}

/**
 * Follows the newest event; or shows the selected one, when it was selected and again when the picture
 * has grown around it, until the reader scrolls away.
 */
function useFollow(parts: {
  scroll: StickyScroll
  element: { current: HTMLElement | null }
  picture: LadderPicture | undefined
  selectedN: number | undefined
}): void {
  const { scroll, element, picture, selectedN } = parts
  const shown = useRef<{ n?: number; picture?: LadderPicture }>({})
  useLayoutEffect(() => {
    const box = element.current
    if (!box || !picture) return
    const place = selectedN === undefined ? undefined : placeOf(picture.scene, selectedN)
    const isNew = selectedN !== shown.current.n
    const hasGrown = picture !== shown.current.picture && !scroll.isByReader
    if (place && (isNew || (hasGrown && !scroll.isStuck.value))) {
      shown.current = { n: selectedN, picture }
      if (!isInView(place, box)) scroll.moveTo(box, place.top - box.clientHeight / 2)
    }
    scroll.settle(box)
  })
}

function isInView(place: Span, box: HTMLElement): boolean {
  return place.top >= box.scrollTop && place.bottom <= box.scrollTop + box.clientHeight
}

/** The record before or after the selected one, among those that the picture shows. */
function stepInPicture(picture: LadderPicture, selectedN: number | undefined, key: string) {
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined
  const numbers = [...new Set(picture.scene.shapes.flatMap((shape) => shape.n?.slice(0, 1) ?? []))]
  numbers.sort((a, b) => a - b)
  if (selectedN === undefined) return key === 'ArrowDown' ? numbers[0] : numbers.at(-1)
  return key === 'ArrowDown'
    ? numbers.find((n) => n > selectedN)
    : numbers.findLast((n) => n < selectedN)
}
