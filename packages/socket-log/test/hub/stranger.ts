import { expect } from 'vitest'
import type { HubUnderTest } from './hub-under-test.ts'
import { requestText, sendRaw } from './raw-http.ts'

/** The process is alive and answers whom it should. */
export async function expectAnswering(hub: HubUnderTest): Promise<void> {
  const { status, text } = await sendRaw(hub.port, requestText('GET /runs', allowed(hub)))
  expect(status).toBe(200)
  expect(text).toContain('{"runs":')
  expect(hub.faults).toEqual([])
}

export function hostOf({ port }: HubUnderTest): string {
  return `Host: 127.0.0.1:${port}`
}

export function cookieOf({ port, token }: HubUnderTest): string {
  return `Cookie: other=1; socket-labs-${port}=${token}`
}

export function originOf({ port }: HubUnderTest): string {
  return `Origin: http://127.0.0.1:${port}`
}

export function allowed(hub: HubUnderTest): string[] {
  return [hostOf(hub), cookieOf(hub)]
}
