import { expect, test } from 'vitest'
import { Gate, newToken, parsePublicUrl } from '../../src/hub/security.ts'
import { type HubUnderTest, hubUnderTest } from './hub-under-test.ts'
import { RawConnection, requestText, sendRaw, upgradeText } from './raw-http.ts'
import { until } from './until.ts'
import { LogClient } from './viewer.ts'

/** The process is alive and answers whom it should. */
async function expectAnswering(hub: HubUnderTest): Promise<void> {
  const { status, text } = await sendRaw(hub.port, requestText('GET /runs', allowed(hub)))
  expect(status).toBe(200)
  expect(text).toContain('{"runs":')
  expect(hub.faults).toEqual([])
}

function hostOf({ port }: HubUnderTest): string {
  return `Host: 127.0.0.1:${port}`
}

function cookieOf({ port, token }: HubUnderTest): string {
  return `Cookie: other=1; socket-labs-${port}=${token}`
}

function originOf({ port }: HubUnderTest): string {
  return `Origin: http://127.0.0.1:${port}`
}

function allowed(hub: HubUnderTest): string[] {
  return [hostOf(hub), cookieOf(hub)]
}

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

test.each([
  ['an absolute-form target', 'GET http://127.0.0.1/runs', 400],
  ['a target without a slash', 'GET runs', 400],
  ['a path that climbs', 'GET /../../../../etc/passwd', 404],
  ['a path that climbs, encoded', 'GET /%2e%2e/%2e%2e/etc/passwd', 404],
  ['a path that climbs with backslashes', 'GET /..\\..\\etc\\passwd', 404],
  ['a path below a file of the page', 'GET /assets/../../../../etc/passwd', 404],
  ['a run whose name climbs', 'GET /runs/../records', 400],
  ['a run whose name climbs, encoded', 'GET /runs/%2e%2e/records', 400],
  ['a run whose name has a slash, encoded', 'GET /runs/..%2f..%2fetc/records', 400],
  ['a run whose name is dots', 'GET /runs/../bytes?ref=0:1', 400],
  ['a method that is not served', 'PUT /runs', 405],
  ['a DELETE', 'DELETE /runs/x', 405],
  ['a TRACE', 'TRACE /', 405],
  ['an OPTIONS of everything', 'OPTIONS *', 400],
  ['a CONNECT', 'CONNECT evil.example:80', 405],
])('%s is refused', async (_what, firstLine, status) => {
  const hub = await hubUnderTest()
  const answer = await sendRaw(hub.port, requestText(firstLine, [...allowed(hub), originOf(hub)]))
  expect(answer.status).toBe(status)
  expect(answer.text).not.toContain('root:')
  await expectAnswering(hub)
})

test.each<[string, (hub: HubUnderTest) => string | Buffer, number]>([
  ['garbage bytes', () => Buffer.from([0, 255, 1, 254, 13, 10, 13, 10]), 400],
  ['a TLS greeting', () => Buffer.from('16030100c5010000c10303', 'hex'), 400],
  ['a header without a colon', (hub) => `GET / HTTP/1.1\r\n${hostOf(hub)}\r\nbroken\r\n\r\n`, 400],
  ['a header with a NUL', (hub) => `GET / HTTP/1.1\r\n${hostOf(hub)}\r\nX: a\0b\r\n\r\n`, 400],
  ['a folded header', (hub) => `GET / HTTP/1.1\r\n${hostOf(hub)}\r\nX: a\r\n b: c\r\n\r\n`, 400],
  ['another version of HTTP', () => 'GET / HTTP/9.9\r\n\r\n', 400],
  [
    'a length and chunks at once',
    (hub) =>
      requestText('POST /runs', [hostOf(hub), 'Content-Length: 5', 'Transfer-Encoding: chunked']),
    400,
  ],
  [
    'a length that is no number',
    (hub) => requestText('POST /runs', [hostOf(hub), 'Content-Length: x']),
    400,
  ],
  ['a huge header', (hub) => requestText('GET /', [hostOf(hub), `X: ${'x'.repeat(20_000)}`]), 431],
  [
    'ten thousand headers',
    (hub) => requestText('GET /', [hostOf(hub), ...Array(10_000).fill('X: y')]),
    431,
  ],
])('%s is answered and the connection closed', async (_what, bytes, status) => {
  const hub = await hubUnderTest()
  expect((await sendRaw(hub.port, bytes(hub))).status).toBe(status)
  await expectAnswering(hub)
})

test.each([
  [
    'an upgrade to something else',
    upgradeText([]).replace('Upgrade: websocket', 'Upgrade: h2c'),
    400,
  ],
  ['an upgrade without a key', upgradeText([]).replace(/Sec-WebSocket-Key.*\r\n/, ''), 400],
  ['an upgrade of an old version', upgradeText([]).replace('Version: 13', 'Version: 6'), 400],
  ['an upgrade of another path', upgradeText([], '/runs'), 404],
  ['an upgrade of an absolute-form target', upgradeText([], 'http://evil.example/log'), 400],
])('%s is refused', async (_what, text, status) => {
  const hub = await hubUnderTest()
  const headers = [...allowed(hub), originOf(hub)].join('\r\n')
  const answer = await sendRaw(hub.port, text.replace('\r\n', `\r\n${headers}\r\n`))
  expect(answer.status).toBe(status)
  await expectAnswering(hub)
})

test('half a request and then silence is given up, and holds up nobody', async () => {
  const hub = await hubUnderTest({ limits: { headersTimeoutMs: 300 } })
  const half = new RawConnection(hub.port)
  half.socket.write(`GET /runs HTTP/1.1\r\n${hostOf(hub)}\r\nX-Half: `)
  await expectAnswering(hub)
  expect((await half.closed()).status).toBe(408)
})

test('a client that sends half a request does not keep the hub from closing', async () => {
  const hub = await hubUnderTest()
  const half = new RawConnection(hub.port)
  half.socket.write('POST /runs HTTP/1.1\r\nContent-Le')
  await until('the connection stands', () => half.socket.bytesWritten > 0)
  await expectAnswering(hub)
  await hub.close()
  await half.closed()
})

const json = 'Content-Type: application/json'
const longBody = JSON.stringify({ lab: 'x'.repeat(5_000) })
test.each<[string, string[], string, number]>([
  ['without a JSON type', ['Content-Type: text/plain'], '{}', 415],
  ['of a form', ['Content-Type: application/x-www-form-urlencoded'], 'lab=a', 415],
  ['without any type', [], '{}', 415],
  ['that is too long', [json], longBody, 413],
  ['that is not JSON', [json], '{"lab":', 400],
  ['that is a list', [json], '[]', 400],
  ['without a scenario', [json], '{"lab":"a"}', 400],
  ['whose seed is no whole number', [json], '{"lab":"a","scenario":"b","seed":1.5}', 400],
])('a POST %s is refused', async (_what, headers, body, status) => {
  const hub = await hubUnderTest()
  const fixed = [...allowed(hub), originOf(hub), `Content-Length: ${body.length}`]
  const answer = await sendRaw(hub.port, requestText('POST /runs', [...fixed, ...headers], body))
  expect(answer.status).toBe(status)
  await expectAnswering(hub)
})

test('a POST in chunks that becomes too long is refused', async () => {
  const hub = await hubUnderTest()
  const headers = [...allowed(hub), originOf(hub), json, 'Transfer-Encoding: chunked']
  const chunk = `800\r\n${'x'.repeat(0x800)}\r\n`
  const text = requestText('POST /runs', headers, `${chunk}${chunk}${chunk}0\r\n\r\n`)
  expect((await sendRaw(hub.port, text)).status).toBe(413)
  await expectAnswering(hub)
})

test.each<[string, (client: LogClient) => void, number]>([
  ['a message longer than 4 KiB', (client) => client.socket.send('x'.repeat(4_097)), 1009],
  [
    'a frame of a kind that there is not',
    (client) =>
      void (client.socket as unknown as { _socket: RawConnection['socket'] })._socket.write(
        Buffer.from([0xf3, 0x80, 0, 0, 0, 0]),
      ),
    1002,
  ],
])('%s ends the viewer, and only him', async (_what, send, code) => {
  const hub = await hubUnderTest()
  const other = new LogClient(hub)
  await other.say({ type: 'hello' })
  const client = new LogClient(hub)
  await client.say({ type: 'hello' })
  let closed = 0
  client.socket.on('close', (given) => {
    closed = given
  })
  send(client)
  await until('the viewer is sent away', () => closed === code)
  await other.say({ type: 'hello' })
  await until('the other is answered', () => other.of('welcome').length === 2)
  await expectAnswering(hub)
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
