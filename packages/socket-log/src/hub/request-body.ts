import type { IncomingMessage } from 'node:http'
import { Refusal } from './refusal.ts'

/** The longest body of a POST, 4 KiB. */
const maxBodyBytes = 4096

/**
 * Reads a POST's body as a JSON object; an empty body is `{}`.
 * 415 unless it is declared as JSON (which a foreign page's form cannot do), 413 above 4 KiB,
 * 400 when it is not a JSON object.
 */
export async function readJsonBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    throw new Refusal(415, 'ERR_BODY_TYPE', 'expected Content-Type: application/json')
  }
  const text = (await readBody(request)).toString('utf8')
  if (text === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Refusal(400, 'ERR_BODY', 'the body is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(400, 'ERR_BODY', 'expected a JSON object as body')
  }
  return value as Record<string, unknown>
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const tooLarge = new Refusal(413, 'ERR_BODY_SIZE', `a body may have ${maxBodyBytes} bytes`)
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length
    if (bytes > maxBodyBytes) throw tooLarge
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
