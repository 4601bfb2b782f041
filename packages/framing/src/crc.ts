/** Remainders of each byte for a CRC that takes the lowest bit first, with its polynomial's bits reversed. */
function tableOf(reversedPolynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, value) => {
    let remainder = value
    for (let bit = 0; bit < 8; bit++) {
      remainder = remainder & 1 ? (remainder >>> 1) ^ reversedPolynomial : remainder >>> 1
    }
    return remainder
  })
}

const crc32Table = tableOf(0xedb88320)

/**
 * CRC-32 as in Ethernet, gzip and PNG, of `bytes[start, end)`; of "123456789" it is cbf43926. What has been
 * computed of the bytes in front is passed as `before`, so bytes can be taken piece by piece.
 */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length, before = 0): number {
  let crc = ~before
  for (let at = start; at < end; at++) {
    crc = (crc >>> 8) ^ (crc32Table[(crc ^ (bytes[at] as number)) & 0xff] as number)
  }
  return ~crc >>> 0
}

/** CRC-16/CCITT-FALSE of `bytes[start, end)`, made for short headers; of "123456789" it is 29b1. */
export function crc16(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = 0xffff
  for (let at = start; at < end; at++) {
    crc ^= (bytes[at] as number) << 8
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff
    }
  }
  return crc
}
