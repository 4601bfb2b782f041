import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'

/**
 * Sends `bytes` over one loopback connection within this process, in writes of 64 KiB with
 * backpressure kept, and resolves to the seconds from the first write to the last byte read.
 */
export async function transfer(bytes: number): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [accepted] = await once(server, 'connection')
  let received = 0
  const startedMs = performance.now()
  const whole = new Promise<void>((resolve) => {
    accepted.on('data', (chunk: Buffer) => {
      received += chunk.length
      if (received >= bytes) resolve()
    })
  })
  const chunk = Buffer.alloc(64 * 1024, 1)
  for (let sent = 0; sent < bytes; sent += chunk.length) {
    if (!client.write(chunk)) await once(client, 'drain')
  }
  await whole
  const seconds = (performance.now() - startedMs) / 1000
  client.destroy()
  accepted.destroy()
  server.close()
  return seconds
}

if (process.argv[1] === import.meta.filename) {
  console.log(await transfer(Number(process.argv[2])))
}
