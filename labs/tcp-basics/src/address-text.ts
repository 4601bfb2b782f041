import { type Endpoint, endpointToText } from '@socket-labs/wire'

/** `127.0.0.1:80`, `[::1]:80`, as records have it. */
export function textOf({ address, port }: Endpoint): string {
  return endpointToText(address, port)
}
