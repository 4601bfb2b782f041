import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Refusal } from './refusal.ts'

/** 128 bits in base64url, 22 characters. */
export function newToken(): string {
  return randomBytes(16).toString('base64url')
}

/** The address under which a proxy shows the page is not one. */
export class PublicUrlError extends Error {
  readonly code = 'ERR_PUBLIC_URL'
  constructor(url: string) {
    super(
      `${JSON.stringify(url)} cannot be the public URL: expected http(s)://host[:port]/[path] ` +
        'without a name, password, query or fragment',
    )
    this.name = 'PublicUrlError'
  }
}

/** Checks what `--public-url` says; its path is made to end in `/`. */
export function parsePublicUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isPlain = url && !url.username && !url.password && !url.search && !url.hash
  if (!isPlain || !/^https?:$/.test(url.protocol)) throw new PublicUrlError(text)
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

export interface GateOptions {
  /** Where the hub listens on 127.0.0.1. */
  port: number
  token: string
  publicUrl: URL | undefined
}

/**
 * Decides who may speak to the hub. Every program and every web page on the machine can reach a port on
 * 127.0.0.1, so being reached proves nothing. Three independent checks:
 * Host, against a foreign name that was pointed at 127.0.0.1 (DNS rebinding); Origin, against a foreign
 * page that sends requests with the user's cookie; the token, against other users and programs.
 */
export class Gate {
  readonly cookieName: string
  readonly #tokenDigest: Buffer
  readonly #token: string
  readonly #hosts: Set<string>
  readonly #origins: Set<string>
  readonly #publicUrl: URL | undefined

  constructor({ port, token, publicUrl }: GateOptions) {
    const local = [`127.0.0.1:${port}`, `localhost:${port}`]
    // A browser leaves the port of http away in Host and Origin when it is 80.
    if (port === 80) local.push('127.0.0.1', 'localhost')
    this.cookieName = `socket-labs-${port}`
    this.#token = token
    this.#tokenDigest = digest(token)
    this.#hosts = new Set(local)
    this.#origins = new Set(local.map((host) => `http://${host}`))
    this.#publicUrl = publicUrl
    if (publicUrl) {
      this.#hosts.add(publicUrl.host)
      this.#origins.add(publicUrl.origin)
    }
  }

  /** Refuses a Host that is missing, given twice, or not exactly one of ours (RFC 9110 §7.2): 400, 403. */
  checkHost(request: IncomingMessage): void {
    const given = request.headersDistinct.host ?? []
    if (given.length !== 1) {
      const count = given.length === 0 ? 'no' : `${given.length}`
      throw new Refusal(400, 'ERR_HOST', `expected one Host header, got ${count}`)
    }
    const host = given[0] as string
    if (this.#hosts.has(host.toLowerCase())) return
    const known = [...this.#hosts].join(', ')
    throw new Refusal(403, 'ERR_HOST', `Host ${shown(host)} is not one of ${known}`)
  }

  /**
   * Refuses a request of a foreign page (RFC 6454 §7): 403. An upgrade and a POST must name their Origin
   * unless they carry the Bearer token, which no foreign page knows.
   */
  checkOrigin(request: IncomingMessage, isRequired: boolean): void {
    const given = request.headersDistinct.origin ?? []
    const [origin] = given
    if (origin === undefined) {
      if (!isRequired || this.#hasBearer(request)) return
      const way = 'a program sends "Authorization: Bearer <token>" instead'
      throw new Refusal(403, 'ERR_ORIGIN', `expected an Origin header; ${way}`)
    }
    if (given.length === 1 && this.#origins.has(origin)) return
    const known = [...this.#origins].join(', ')
    throw new Refusal(
      403,
      'ERR_ORIGIN',
      `Origin ${shown(given.join(' and '))} is not one of ${known}`,
    )
  }

  /** Refuses who brings the token neither as cookie nor as Bearer: 401. */
  checkToken(request: IncomingMessage): void {
    if (this.#hasCookie(request) || this.#hasBearer(request)) return
    const message =
      'the token of this start is missing or from an earlier start; open the address that was printed'
    throw new Refusal(401, 'ERR_TOKEN', message)
  }

  /** True for this start's token; takes the same time for every wrong one. */
  isToken(given: string): boolean {
    return timingSafeEqual(digest(given), this.#tokenDigest)
  }

  /** The Set-Cookie that the token is exchanged for. Ports share a browser's cookies, so its name has the port. */
  cookie(request: IncomingMessage): string {
    const isSecure =
      this.#publicUrl?.protocol === 'https:' && request.headers.host === this.#publicUrl.host
    const attributes = `HttpOnly; SameSite=Strict; Path=/${isSecure ? '; Secure' : ''}`
    return `${this.cookieName}=${this.#token}; ${attributes}`
  }

  #hasCookie(request: IncomingMessage): boolean {
    const pairs = (request.headers.cookie ?? '').split(';')
    return pairs.some((pair) => {
      const [name, value = ''] = pair.trim().split('=', 2)
      return name === this.cookieName && this.isToken(value)
    })
  }

  #hasBearer(request: IncomingMessage): boolean {
    const match = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')
    return match !== null && this.isToken(match[1] as string)
  }
}

/** Of equal length whatever was given, as timingSafeEqual demands. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** A stranger's text, short and on one line. */
function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
