/** Peers that come without types: what the benchmark uses of them. */
declare module 'length-prefixed-stream' {
  const peer: { decode(): import('node:stream').Transform }
  export default peer
}

declare module 'split2' {
  export default function split2(): import('node:stream').Transform
}
