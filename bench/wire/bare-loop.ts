import { NetworkNamespace, Readiness, Tun } from '@socket-labs/system'

/** Two networks joined by the least that joins them: what is read at one device is written to the other. */
export class BareLoop {
  readonly client = makeEnd('10.1.0.1')
  readonly server = makeEnd('10.1.0.2')
  readonly #readiness = new Readiness([this.client.tun.fd, this.server.tun.fd])
  readonly #buffer = Buffer.alloc(65_536)
  #isStopped = false
  packetsSent = 0

  async run(): Promise<void> {
    while (!this.#isStopped) {
      const isAllRead = [
        this.#forward(this.client.tun, this.server.tun),
        this.#forward(this.server.tun, this.client.tun),
      ].every(Boolean)
      await this.#readiness.wait(isAllRead ? undefined : 0)
    }
    await this.#readiness.close()
    for (const { tun, network } of [this.client, this.server]) {
      tun.close()
      network.close()
    }
  }

  stop(): void {
    this.#isStopped = true
    this.#readiness.wake()
  }

  #forward(from: Tun, to: Tun): boolean {
    for (let i = 0; i < 64; i++) {
      const bytes = from.read(this.#buffer)
      if (bytes === 0) return true
      to.write(this.#buffer.subarray(0, bytes))
      this.packetsSent++
    }
    return false
  }
}

function makeEnd(address: string) {
  const network = NetworkNamespace.create()
  const tun = network.run(() => Tun.open('bare0'))
  network.changeSetting('net.ipv6.conf.bare0.disable_ipv6', 1)
  network.configure([
    'link set bare0 txqueuelen 10000',
    `addr add ${address}/24 dev bare0`,
    'link set bare0 up',
  ])
  return { network, tun, address }
}
