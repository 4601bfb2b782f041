import { expect, test } from 'vitest'
import { type HubUnderTest, hubUnderTest } from './hub-under-test.ts'
import { RawConnection, requestText, sendRaw, upgradeText } from './raw-http.ts'
import { allowed, expectAnswering, hostOf, originOf } from './stranger.ts'
import { until } from './until.ts'
import { LogClient } from './viewer.ts'

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

test('a POST far longer than it may be is refused before it was sent', async () => {
  const hub = await hubUnderTest()
  const length = 20 << 20
  const headers = [...allowed(hub), originOf(hub), json, `Content-Length: ${length}`]
  const text = requestText('POST /runs', headers, 'x'.repeat(length))
  expect((await sendRaw(hub.port, text)).status).toBe(413)
  await expectAnswering(hub)
})
