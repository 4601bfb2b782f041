import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'

/** A value that changes at most once in `pauseMs`, and ends as the latest one. */
export function useCalm<T>(value: T, pauseMs: number): T {
  const calm = useSignal(value)
  const latest = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => {
    latest.current = value
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      calm.value = latest.current
    }, pauseMs)
  }, [value, pauseMs, calm])
  useEffect(() => () => clearTimeout(timer.current), [])
  return calm.value
}
