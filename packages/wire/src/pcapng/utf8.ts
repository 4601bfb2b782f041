const replacement = 0xfffd

/** The text in UTF-8; a surrogate that stands alone becomes U+FFFD (RFC 3629 §3). */
export function utf8Of(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) as number
    const point = code >= 0xd800 && code <= 0xdfff ? replacement : code
    if (point < 0x80) bytes.push(point)
    else if (point < 0x800) bytes.push(0xc0 | (point >>> 6), tail(point))
    else if (point < 0x10000) bytes.push(0xe0 | (point >>> 12), tail(point >>> 6), tail(point))
    else {
      bytes.push(0xf0 | (point >>> 18), tail(point >>> 12), tail(point >>> 6), tail(point))
    }
  }
  return Uint8Array.from(bytes)
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f)
}

/** The text that stands in UTF-8 in `bytes`; U+FFFD for what is none. */
export function textOfUtf8(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at++] as number
    const tails = tailsBehind(lead)
    let point = tails < 0 ? replacement : lead & (tails === 0 ? 0x7f : 0x3f >>> tails)
    for (let tailNo = 1; tailNo <= tails; tailNo++) {
      if (!isTail(bytes[at], tailNo === 1 ? lead : 0)) {
        point = replacement
        break
      }
      point = (point << 6) | ((bytes[at++] as number) & 0x3f)
    }
    text += String.fromCodePoint(point)
  }
  return text
}

/** How many bytes follow a leading one; −1 where it cannot lead. */
function tailsBehind(lead: number): number {
  if (lead < 0x80) return 0
  if (lead < 0xc2 || lead > 0xf4) return -1
  return lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3
}

/** Behind some leads only a part of the tails is allowed, or a character would have two forms (RFC 3629 §4). */
function isTail(byte: number | undefined, lead: number): boolean {
  if (byte === undefined) return false
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  return byte >= least && byte <= most
}
