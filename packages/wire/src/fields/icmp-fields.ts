import { type IcmpSpan, quotesPacket } from '../icmp.ts'
import { icmpCodeName, icmpName } from '../icmp-names.ts'
import { checksumText, type FieldList, hex, inBytes } from './field-list.ts'
import type { FieldShape } from './packet-field.ts'
import { addQuoted } from './quoted-fields.ts'

type Kind = IcmpSpan['kind']

/** Adds the fields of the message at `at`, as far as they are there. */
export function addIcmp(list: FieldList, kind: Kind, { at, verdict }: IcmpPlace): void {
  if (!list.has(at, 2)) return
  const type = list.bytes[at] as number
  const code = list.bytes[at + 1] as number
  const source = sourceOf(kind, type)
  list.addShapes(startShapes(kind, source), at, {
    told: {
      [`${kind}.type`]: `${type} (${icmpName(kind, type)})`,
      [`${kind}.code`]: codeText(kind, type, code),
      ...(verdict !== 'none' && {
        [`${kind}.checksum`]: checksumText(list.bytes, at + 2, verdict),
      }),
    },
  })
  list.addShapes(restShapes(kind, type, code), at)
  if (quotesPacket(kind, type)) addQuoted(list, at + 8)
  else {
    list.addBytes({ key: `${kind}.payload`, name: 'Data', from: at + 8, to: list.end, source })
  }
}

export interface IcmpPlace {
  at: number
  verdict: string
}

function codeText(kind: Kind, type: number, code: number): string {
  const name = icmpCodeName(kind, type, code)
  return name ? `${code} (${name})` : `${code}`
}

function startShapes(kind: Kind, source: string): FieldShape[] {
  const start = kind === 'icmp' ? source : 'RFC 4443 §2.1'
  return [
    { key: `${kind}.type`, name: 'Type', at: 0, size: 1, source },
    { key: `${kind}.code`, name: 'Code', at: 1, size: 1, source },
    { key: `${kind}.checksum`, name: 'Checksum', at: 2, size: 2, say: hex(4), source: start },
  ]
}

/** The second four bytes, which mean something else in each type. */
function restShapes(kind: Kind, type: number, code: number): FieldShape[] {
  const source = sourceOf(kind, type)
  const field = (key: string, name: string, more: Partial<FieldShape> = {}): FieldShape => ({
    key: `${kind}.${key}`,
    name,
    at: 4,
    size: 4,
    source,
    ...more,
  })
  const name = icmpName(kind, type)
  if (name === 'echo request' || name === 'echo reply') {
    return [
      field('identifier', 'Identifier', { size: 2 }),
      field('sequenceNo', 'Sequence number', { at: 6, size: 2 }),
    ]
  }
  if (icmpCodeName(kind, type, code) === 'fragmentation needed') {
    const mtu = { at: 6, size: 2, say: inBytes, source: 'RFC 1191 §4' }
    return [
      field('unused', 'Unused', { size: 2 }),
      field('nextHopMtuBytes', 'MTU of the next hop', mtu),
    ]
  }
  if (name === 'packet too big') return [field('nextHopMtuBytes', 'MTU', { say: inBytes })]
  if (name === 'parameter problem') {
    return kind === 'icmp'
      ? [field('pointer', 'Pointer', { size: 1 }), field('unused', 'Unused', { at: 5, size: 3 })]
      : [field('pointer', 'Pointer')]
  }
  if (kind === 'icmp' && name === 'redirect') {
    return [field('gateway', 'Gateway address', { say: dotted })]
  }
  return [
    quotesPacket(kind, type)
      ? field('unused', 'Unused')
      : field('rest', 'Rest of the header', { say: hex(8) }),
  ]
}

function dotted(raw: number): string {
  return [24, 16, 8, 0].map((shift) => (raw >>> shift) & 255).join('.')
}

/** RFC 792 has a page for each type and no numbers; RFC 4443 and RFC 4861 have sections. */
function sourceOf(kind: Kind, type: number): string {
  return kind === 'icmp' ? 'RFC 792' : (sections[type] ?? 'RFC 4443 §2.1')
}

const sections: Record<number, string> = {
  1: 'RFC 4443 §3.1',
  2: 'RFC 4443 §3.2',
  3: 'RFC 4443 §3.3',
  4: 'RFC 4443 §3.4',
  128: 'RFC 4443 §4.1',
  129: 'RFC 4443 §4.2',
  130: 'RFC 2710 §3',
  131: 'RFC 2710 §3',
  132: 'RFC 2710 §3',
  133: 'RFC 4861 §4.1',
  134: 'RFC 4861 §4.2',
  135: 'RFC 4861 §4.3',
  136: 'RFC 4861 §4.4',
  137: 'RFC 4861 §4.5',
  143: 'RFC 3810 §5.2',
}
