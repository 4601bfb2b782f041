import { expect, test } from 'vitest'
import { Gate, newToken, parsePublicUrl } from '../../src/hub/security.ts'
import { type HubUnderTest, hubUnderTest } from './hub-under-test.ts'
import { RawConnection, requestText, sendRaw, upgradeText } from './raw-http.ts'
import { allowed, cookieOf, expectAnswering, hostOf, originOf } from './stranger.ts'
import { until } from './until.ts'

type Headers = (hub: HubUnderTest) => string[]

const strangers: [string, number, Headers][] = [
  ['without a Host', 400, (hub) => [cookieOf(hub)]],
  ['with two Hosts', 400, (hub) => [hostOf(hub), 'Host: evil.example', cookieOf(hub)]],
  ['with two Hosts, the good one last', 400, (hub) => ['Host: evil.example', ...allowed(hub)]],
  ['with the Host of another site', 403, (hub) => ['Host: evil.example', cookieOf(hub)]],
  [
    'with a foreign name that was pointed at 127.0.0.1',
    403,
    (hub) => [`Host: rebound.evil.example:${hub.port}`, cookieOf(hub)],
  ],
  [
    'with a name that only begins as ours',
    403,
    (hub) => [`${hostOf(hub)}.evil.example`, cookieOf(hub)],
  ],
  ['with a Host without its port', 403, (hub) => ['Host: 127.0.0.1', cookieOf(hub)]],
  ['with an empty Host', 403, (hub) => ['Host:', cookieOf(hub)]],
  [
    'with the Origin of another site',
    403,
    (hub) => [...allowed(hub), 'Origin: http://evil.example'],
  ],
  ['with the Origin null', 403, (hub) => [...allowed(hub), 'Origin: null']],
  [
    'with the Origin of another port of this machine',
    403,
    (hub) => [...allowed(hub), `Origin: http://127.0.0.1:${hub.port + 1}`],
  ],
  [
    'with two Origins',
    403,
    (hub) => [...allowed(hub), originOf(hub), 'Origin: http://evil.example'],
  ],
  ['without a token', 401, (hub) => [hostOf(hub), originOf(hub)]],
  [
    'with an empty token',
    401,
    (hub) => [
      hostOf(hub),
      originOf(hub),
      `Cookie: socket-labs-${hub.port}=`,
      'Authorization: Bearer ',
    ],
  ],
  [
    'with the token under the name of another port',
    401,
    (hub) => [hostOf(hub), originOf(hub), `Cookie: socket-labs-1=${hub.token}`],
  ],
]

test.each(strangers)('a GET %s is refused with %i', async (_what, status, headers) => {
  const hub = await hubUnderTest()
  const answer = await sendRaw(hub.port, requestText('GET /runs', headers(hub)))
  expect(answer.status).toBe(status)
  expect(answer.text).toContain('{"error":{"code":"ERR_')
  await expectAnswering(hub)
})

test.each(strangers)(
  'an upgrade %s is refused with %i and its socket closed',
  async (_what, status, headers) => {
    const hub = await hubUnderTest()
    const given = headers(hub)
    const hasOrigin = given.some((header) => header.startsWith('Origin:'))
    const answer = await sendRaw(
      hub.port,
      upgradeText(hasOrigin ? given : [...given, originOf(hub)]),
    )
    expect(answer.status).toBe(status)
    expect(answer.text).toContain('{"error":{"code":"ERR_')
    await expectAnswering(hub)
  },
)

test('an upgrade and a POST without Origin are refused, unless they carry the Bearer token', async () => {
  const hub = await hubUnderTest()
  const json = 'Content-Type: application/json'
  const postText = (headers: string[]) => requestText('POST /runs/x/stop', [...headers, json])
  expect((await sendRaw(hub.port, upgradeText(allowed(hub)))).status).toBe(403)
  expect((await sendRaw(hub.port, postText(allowed(hub)))).status).toBe(403)
  const bearer = [hostOf(hub), `Authorization: Bearer ${hub.token}`]
  expect((await sendRaw(hub.port, postText(bearer))).status).toBe(404)
  const upgrade = new RawConnection(hub.port)
  upgrade.socket.write(upgradeText(bearer))
  await until('the upgrade is answered', () => upgrade.status === 101)
})

test('a browser’s upgrade, with our Origin and the cookie, is let in', async () => {
  const hub = await hubUnderTest()
  const upgrade = new RawConnection(hub.port)
  upgrade.socket.write(upgradeText([...allowed(hub), originOf(hub)]))
  await until('the upgrade is answered', () => upgrade.status === 101)
  const other = new RawConnection(hub.port)
  const names = [`Host: localhost:${hub.port}`, `Origin: http://localhost:${hub.port}`]
  other.socket.write(upgradeText([...names, cookieOf(hub)]))
  await until('the upgrade is answered', () => other.status === 101)
})

test('a token of an earlier start opens nothing', async () => {
  const earlier = await hubUnderTest()
  await earlier.close()
  const hub = await hubUnderTest({ port: earlier.port })
  expect(hub.token).not.toBe(earlier.token)
  const withToken = (token: string) => [hostOf(hub), `Cookie: socket-labs-${hub.port}=${token}`]
  expect((await sendRaw(hub.port, requestText('GET /runs', withToken(earlier.token)))).status).toBe(
    401,
  )
  const query = `GET /?token=${earlier.token}`
  expect((await sendRaw(hub.port, requestText(query, [hostOf(hub)]))).status).toBe(401)
  await expectAnswering(hub)
})

test('the token in the address is exchanged for a cookie and leaves the address', async () => {
  const hub = await hubUnderTest()
  const text = requestText(`GET /?token=${hub.token}&next=//evil.example`, [hostOf(hub)])
  const answer = await sendRaw(hub.port, text)
  expect(answer.status).toBe(303)
  const cookie = `socket-labs-${hub.port}=${hub.token}; HttpOnly; SameSite=Strict; Path=/`
  expect(answer.text).toContain(`\r\nSet-Cookie: ${cookie}\r\n`)
  expect(answer.text).toContain('\r\nLocation: ./\r\n')
})

test('the token in the address of anything but the page opens nothing', async () => {
  const hub = await hubUnderTest()
  const text = requestText(`GET /runs?token=${hub.token}`, [hostOf(hub)])
  expect((await sendRaw(hub.port, text)).status).toBe(401)
})

test('every answer, a refusal too, carries the security headers', async () => {
  const hub = await hubUnderTest()
  const headers = allowed(hub)
  const requests = [
    'GET /',
    'GET /assets/page-1a2b.js',
    'GET /runs',
    'GET /nothing',
    'PUT /',
    'CONNECT x:1',
  ]
  const texts = requests.map((firstLine) => requestText(firstLine, headers))
  for (const text of [...texts, upgradeText(headers), 'garbage\r\n\r\n']) {
    const answer = await sendRaw(hub.port, text)
    expect(answer.text).toContain("Content-Security-Policy: default-src 'none'; script-src 'self';")
    expect(answer.text).toContain('X-Content-Type-Options: nosniff')
    expect(answer.text).toContain('Referrer-Policy: no-referrer')
    expect(answer.text).toContain('Cross-Origin-Opener-Policy: same-origin')
    expect(answer.text).toContain('Cross-Origin-Resource-Policy: same-origin')
    expect(answer.text).toContain('Cache-Control: no-')
  }
})

test('a person whose token is old gets a page with a sentence; what he sent is not made into HTML', async () => {
  const hub = await hubUnderTest()
  const accept = 'Accept: text/html'
  const old = await sendRaw(hub.port, requestText('GET /', [hostOf(hub), accept]))
  expect(old.text).toContain('<p>the token of this start is missing or from an earlier start')
  const evil = await sendRaw(hub.port, requestText('GET /', ['Host: <b>evil</b>', accept]))
  expect(evil.text).toContain('Host &#60;b&#62;evil&#60;/b&#62; is not one of')
})

test('tokens have 128 bits and are new every time', () => {
  const tokens = Array.from({ length: 100 }, newToken)
  expect(new Set(tokens).size).toBe(100)
  for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(16)
})

test('a token is told from any other text, of whatever length', () => {
  const token = newToken()
  const gate = new Gate({ port: 1, token, publicUrl: undefined })
  expect(gate.isToken(token)).toBe(true)
  for (const other of ['', token.slice(1), `${token}x`, token.toUpperCase() + token]) {
    expect(gate.isToken(other)).toBe(false)
  }
})

test.each([
  'ftp://x.example/',
  'x.example',
  'https://a:b@x.example/',
  'https://x.example/?a',
  'https://x.example/#a',
  '',
])('the public URL %j is refused at the start', (text) => {
  expect(() => parsePublicUrl(text)).toThrow(expect.objectContaining({ code: 'ERR_PUBLIC_URL' }))
})
