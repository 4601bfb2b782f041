import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** An element's inner size, kept up to date. */
export function useSize<T extends HTMLElement>() {
  const element = useRef<T>(null)
  const size = useSignal({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const watched = element.current
    if (!watched) return
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = watched
      if (width !== size.peek().width || height !== size.peek().height)
        size.value = { width, height }
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(watched)
    return () => observer.disconnect()
  }, [size])
  return { element, size }
}
