const reversedPolynomial = 0xedb88320

/** Remainders of each byte, of each byte with a zero byte behind it, with two, and with three. */
const remainders = new Uint32Array(4 * 256)
for (let value = 0; value < 256; value++) {
  let remainder = value
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ reversedPolynomial : remainder >>> 1
  }
  remainders[value] = remainder
}
for (let i = 256; i < remainders.length; i++) {
  const shorter = remainders[i - 256] as number
  remainders[i] = (shorter >>> 8) ^ (remainders[shorter & 0xff] as number)
}

/**
 * CRC-32 as in Ethernet, gzip and PNG, of `bytes[start, end)`; of "123456789" it is cbf43926. What has been
 * computed of the bytes in front is passed as `before`, so bytes can be taken piece by piece.
 */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length, before = 0): number {
  let crc = ~before
  let at = start
  // Four bytes a step: their remainders can be looked up without waiting for each other.
  for (; at + 4 <= end; at += 4) {
    crc ^=
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    crc =
      (remainders[768 + (crc & 0xff)] as number) ^
      (remainders[512 + ((crc >>> 8) & 0xff)] as number) ^
      (remainders[256 + ((crc >>> 16) & 0xff)] as number) ^
      (remainders[crc >>> 24] as number)
  }
  for (; at < end; at++) {
    crc = (crc >>> 8) ^ (remainders[(crc ^ (bytes[at] as number)) & 0xff] as number)
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
