import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** No port could be had. */
export class PortTakenError extends Error {
  readonly code = 'ERR_PORT_TAKEN'
  constructor(first: number, last: number) {
    const which = first === last ? `port ${first} is` : `the ports ${first} to ${last} are`
    super(`${which} taken on 127.0.0.1`)
    this.name = 'PortTakenError'
  }
}

/** So many ports after the one asked for are tried. */
const furtherPorts = 50

/**
 * Listens on 127.0.0.1 at `port`, or at the next free one; 0 is any. Gives the port it got.
 * {@link PortTakenError} when none is free; another cause (no permission) is thrown as it came.
 */
export async function listenFrom(server: Server, port: number, isStrict: boolean): Promise<number> {
  const last = isStrict || port === 0 ? port : Math.min(port + furtherPorts, 65_535)
  for (let candidate = port; candidate <= last; candidate++) {
    try {
      server.listen(candidate, '127.0.0.1')
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    }
  }
  throw new PortTakenError(port, last)
}
