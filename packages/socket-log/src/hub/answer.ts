import { type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Refusal } from './refusal.ts'

/**
 * On every answer. Scripts and styles come from the hub alone, nothing may frame the page, no other
 * site may load anything of it, and captured bytes are never guessed to be a page.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

export interface Answer {
  status?: number
  type: string
  headers?: OutgoingHttpHeaders
  body: string | Buffer
}

/** Sends a whole answer. Data is not to be stored by anybody; `headers` may say otherwise. */
export function send(
  response: ServerResponse,
  { status = 200, type, headers, body }: Answer,
): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  response.writeHead(status, {
    ...securityHeaders,
    'Content-Type': type,
    'Content-Length': bytes.length,
    'Cache-Control': 'no-store',
    ...headers,
  })
  response.end(bytes)
}

/** `json` is already serialized: ranges of records are joined from their lines. */
export function sendJson(response: ServerResponse, json: string, status = 200): void {
  send(response, { status, type: 'application/json; charset=utf-8', body: json })
}

/**
 * Says no. A person who opened an address gets a sentence and a link that tries again: the cookie is
 * SameSite=Strict, so a browser withholds it when another site's link was followed, but not from this one.
 */
export function sendRefusal(response: ServerResponse, refusal: Refusal, wantsPage = false): void {
  const { status, code, message } = refusal
  if (response.headersSent) return void response.destroy()
  const headers: OutgoingHttpHeaders = status === 413 ? { Connection: 'close' } : {}
  if (status === 405) headers.Allow = 'GET, POST'
  if (!wantsPage) {
    const body = JSON.stringify({ error: { code, message } })
    send(response, { status, type: 'application/json; charset=utf-8', headers, body })
    return
  }
  const body = `<!doctype html><title>Socket Labs</title><p>${escapeHtml(message)}</p><p><a href="./">Try again</a></p>\n`
  send(response, { status, type: 'text/html; charset=utf-8', headers, body })
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Time for a refused client to take its answer before the socket is destroyed, ms. */
const farewellMs = 1_000

/** Says no on a socket that has left HTTP, or never spoke it, and destroys the socket. */
export function refuseSocket(socket: Duplex, { status, code, message }: Refusal): void {
  socket.on('error', () => socket.destroy())
  const body = JSON.stringify({ error: { code, message } })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`,
    ...Object.entries(securityHeaders).map(([name, value]) => `${name}: ${value}`),
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ]
  const timer = setTimeout(() => socket.destroy(), farewellMs)
  socket.once('close', () => clearTimeout(timer))
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
