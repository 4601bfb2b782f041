import { randomUUID } from 'node:crypto'
import { on, once } from 'node:events'
import { WebSocket } from 'ws'
import type { JupyterServer } from '../../src/notebook/jupyter-server.ts'

/** What a Jupyter server's REST API answers to `path`, below `/api/`. */
export async function ask<T>(
  { port, token }: JupyterServer,
  path: string,
  body?: object,
): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `token ${token}` },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (answer.status === 204 ? undefined : await answer.json()) as T
}

/** Executes one cell in a running kernel, as Jupyter's own page does, and gives what it printed. */
export async function executeInJupyter(
  { port, token }: JupyterServer,
  kernel: string,
  code: string,
): Promise<{ status: string; text: string }> {
  const url = `ws://127.0.0.1:${port}/api/kernels/${kernel}/channels?token=${token}`
  const socket = new WebSocket(url)
  try {
    await once(socket, 'open')
    const id = randomUUID()
    socket.send(JSON.stringify(executeRequest(id, code)))
    return await answerTo(socket, id)
  } finally {
    socket.close()
  }
}

function executeRequest(id: string, code: string) {
  const header = { msg_id: id, msg_type: 'execute_request', session: 's', username: 'u' }
  return {
    header: { ...header, date: new Date().toISOString(), version: '5.3' },
    parent_header: {},
    metadata: {},
    content: { code, silent: false, store_history: true, allow_stdin: false },
    channel: 'shell',
    buffers: [],
  }
}

/** The status in the reply, and all text until the kernel is idle again. */
async function answerTo(socket: WebSocket, id: string): Promise<{ status: string; text: string }> {
  const answer = { status: '', text: '' }
  let isIdle = false
  for await (const [data] of on(socket, 'message')) {
    const message = JSON.parse(String(data))
    if (message.parent_header?.msg_id !== id) continue
    const { content } = message
    if (message.msg_type === 'stream') answer.text += content.text
    if (message.msg_type === 'display_data') answer.text += Object.values(content.data).join()
    if (message.msg_type === 'execute_reply') answer.status = content.status
    if (content.execution_state === 'idle') isIdle = true
    if (isIdle && answer.status) break
  }
  return answer
}
