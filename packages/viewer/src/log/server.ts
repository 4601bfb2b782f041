import type { CapabilityListing, LabListing, RunListing, TraceRecord } from '@socket-labs/trace'

/** The server said no. `status` 0: it did not answer at all. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.code = code
  }

  get isKeyInvalid(): boolean {
    return this.status === 401 || this.status === 403
  }
}

export const keyInvalidText =
  'This page’s key is no longer valid: open the URL that the terminal printed.'

export interface RecordsAnswer {
  run: string
  from: number
  to: number
  head: number
  records: TraceRecord[]
}

/** Every address is relative, so the page also works under a proxy's prefix. */
export const server = {
  labs: () => getJson<{ labs: LabListing[] }>('labs').then((answer) => answer.labs),
  capabilities: () =>
    getJson<{ capabilities: CapabilityListing[] }>('capabilities').then(
      (answer) => answer.capabilities,
    ),
  runs: () => getJson<{ runs: RunListing[] }>('runs').then((answer) => answer.runs),
  records: (run: string, from: number, to: number) =>
    getJson<RecordsAnswer>(`${pathOf(run)}/records?from=${from}&to=${to}`),
  bytes: async (run: string, ref: string) => {
    const response = await request(`${pathOf(run)}/bytes?ref=${encodeURIComponent(ref)}`)
    return new Uint8Array(await response.arrayBuffer())
  },
  start: (lab: string, scenario: string) =>
    post<{ run: string }>('runs', { lab, scenario }).then((answer) => answer.run),
  stop: (run: string) => post<object>(`${pathOf(run)}/stop`, {}),
  remove: (run: string) => post<object>(`${pathOf(run)}/delete`, {}),
  downloadAddress: (run: string) => `${pathOf(run)}/download`,
}

function pathOf(run: string): string {
  return `runs/${encodeURIComponent(run)}`
}

async function getJson<T>(path: string): Promise<T> {
  return (await (await request(path)).json()) as T
}

async function post<T>(path: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  const response = await request(path, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await response.json()) as T
}

async function request(path: string, init?: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, init)
  } catch {
    throw new Refusal(0, 'no-answer', 'The lab server does not answer. Is it still running?')
  }
  if (!response.ok) throw await refusalOf(response)
  return response
}

async function refusalOf(response: Response): Promise<Refusal> {
  if (response.status === 401 || response.status === 403) {
    return new Refusal(response.status, 'key', keyInvalidText)
  }
  const body = (await response.json().catch(() => undefined)) as
    | { error?: { code?: string; message?: string } }
    | undefined
  const message = body?.error?.message ?? `The server answered ${response.status}.`
  return new Refusal(response.status, body?.error?.code ?? 'unknown', message)
}
