import { type TcpState, tcpStateOfNumber } from './socket-row.ts'

/** More than any kernel's `struct tcp_info`: Linux 6.18 has 280 bytes. */
export const tcpInfoMaxBytes = 512

/** How the sender's recovery stands: `Open`, `Disorder`, `CWR`, `Recovery`, `Loss` in Linux. */
export type CongestionAvoidanceState = 'open' | 'disorder' | 'cwr' | 'recovery' | 'loss'

const caStates: readonly CongestionAvoidanceState[] = [
  'open',
  'disorder',
  'cwr',
  'recovery',
  'loss',
]

/** What the two ends agreed on while opening, and what was seen of ECN. */
export interface AgreedOptions {
  timestamps: boolean
  sack: boolean
  windowScale: boolean
  ecn: boolean
  /** A packet marked ECN-capable has come. */
  ecnSeen: boolean
  /** Data in the SYN was acknowledged (RFC 7413). */
  synData: boolean
}

type Width = 'u8' | 'u16' | 'u32' | 'u64'
interface Field {
  offset: number
  width: Width
  /** By how much the kernel's number is divided: it tells times in microseconds. */
  per: number
  /** The kernel's way to say "none yet" or "no limit". */
  none: number | undefined
}

const microseconds = 1000
const u8 = (offset: number): Field => ({ offset, width: 'u8', per: 1, none: undefined })
const u16 = (offset: number): Field => ({ offset, width: 'u16', per: 1, none: undefined })
const u64 = (offset: number, per = 1, none?: number): Field => ({ offset, width: 'u64', per, none })
const u32 = (offset: number, per = 1, none?: number): Field => ({ offset, width: 'u32', per, none })

/** Offsets of include/uapi/linux/tcp.h. The structure has grown at its end, and only there. */
const fields = {
  /** Timeouts of the oldest unacknowledged segment in a row. */
  retransmits: u8(2),
  /** Unanswered window or keep-alive probes. */
  probes: u8(3),
  /** How many times the timeout was doubled. */
  backoff: u8(4),
  rtoMs: u32(8, microseconds),
  /** The delayed ACK's timeout. */
  atoMs: u32(12, microseconds),
  sndMssBytes: u32(16),
  rcvMssBytes: u32(20),
  /** In flight; of a listener: connections that wait to be accepted. */
  unackedSegments: u32(24),
  /** Of those in flight; of a listener: its backlog. */
  sackedSegments: u32(28),
  lostSegments: u32(32),
  /** Sent again and in flight. */
  retransSegments: u32(36),
  lastDataSentMs: u32(44),
  lastDataReceivedMs: u32(52),
  lastAckReceivedMs: u32(56),
  pathMtuBytes: u32(60),
  rcvSsthreshBytes: u32(64),
  srttMs: u32(68, microseconds),
  rttvarMs: u32(72, microseconds),
  /** Absent before the first loss, when it has no limit. */
  ssthreshSegments: u32(76, 1, 0x7fffffff),
  cwndSegments: u32(80),
  advertisedMssBytes: u32(84),
  /** How many segments may overtake one before it counts as lost. */
  reordering: u32(88),
  /** As the receiver measured it. */
  rcvRttMs: u32(92, microseconds),
  rcvSpaceBytes: u32(96),
  /** Segments sent again, in all. */
  totalRetransmits: u32(100),
  pacingRateBytesPerSec: u64(104, 1, 2 ** 64),
  maxPacingRateBytesPerSec: u64(112, 1, 2 ** 64),
  bytesAcked: u64(120),
  bytesReceived: u64(128),
  segmentsOut: u32(136),
  segmentsIn: u32(140),
  notSentBytes: u32(144),
  minRttMs: u32(148, microseconds, 0xffffffff),
  dataSegmentsIn: u32(152),
  dataSegmentsOut: u32(156),
  deliveryRateBytesPerSec: u64(160),
  /** While data was unacknowledged or unsent. */
  busyMs: u64(168, microseconds),
  /** Of that: while the peer's window was the limit. */
  rwndLimitedMs: u64(176, microseconds),
  /** Of that: while the send buffer was the limit. */
  sndbufLimitedMs: u64(184, microseconds),
  /** Segments that reached the peer. */
  delivered: u32(192),
  /** Of those: marked "congestion experienced". */
  deliveredCe: u32(196),
  bytesSent: u64(200),
  bytesRetransmitted: u64(208),
  dsackDuplicates: u32(216),
  reorderingSeen: u32(220),
  /** Segments that came before an earlier one. */
  rcvOutOfOrder: u32(224),
  /** What the peer last offered, scaled. */
  sndWindowBytes: u32(228),
  /** What we last offered, scaled (Linux 6.2). */
  rcvWindowBytes: u32(232),
  rehashes: u32(236),
  /** Timeouts in all, those of SYNs too (Linux 6.7). */
  totalTimeouts: u16(240),
  timeoutRecoveries: u16(242),
  timeoutRecoveryMs: u32(244),
}

/** Numbers by name; absent where the kernel is older than the field, or says "none". */
export type TcpInfoNumbers = { [Name in keyof typeof fields]?: number }

/**
 * A connection as the kernel sees it. Times are milliseconds, though measured in microseconds; those that
 * begin with `last` tell how long ago. Everything is absent that the bytes do not reach.
 */
export interface TcpInfo extends TcpInfoNumbers {
  state?: TcpState
  caState?: CongestionAvoidanceState
  options?: AgreedOptions
  /** The peer's window is shifted left by this. */
  sndWscale?: number
  rcvWscale?: number
  /** The last delivery rate tells of the program, which had nothing more to send. */
  isDeliveryRateAppLimited?: boolean
}

/**
 * Decodes Linux's `struct tcp_info` in a little-endian machine's memory, as far as the bytes go: an older
 * kernel gives fewer. Never throws.
 */
export function decodeTcpInfo(bytes: Uint8Array): TcpInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const info: TcpInfo = decodeBits(bytes)
  for (const [name, field] of Object.entries(fields)) {
    const value = readField(view, field)
    if (value !== undefined) info[name as keyof TcpInfoNumbers] = value
  }
  return info
}

function decodeBits(bytes: Uint8Array): TcpInfo {
  const info: TcpInfo = {}
  const [state, caState, , , , options, scales, rate] = bytes
  const known = state === undefined ? undefined : tcpStateOfNumber(state)
  const recovery = caState === undefined ? undefined : caStates[caState]
  if (known) info.state = known
  if (recovery) info.caState = recovery
  if (options !== undefined) info.options = decodeOptions(options)
  if (scales !== undefined) {
    info.sndWscale = scales & 0xf
    info.rcvWscale = scales >> 4
  }
  if (rate !== undefined) info.isDeliveryRateAppLimited = (rate & 1) !== 0
  return info
}

function decodeOptions(bits: number): AgreedOptions {
  const has = (bit: number) => (bits & bit) !== 0
  return {
    timestamps: has(1),
    sack: has(2),
    windowScale: has(4),
    ecn: has(8),
    ecnSeen: has(16),
    synData: has(32),
  }
}

const widthBytes: Record<Width, number> = { u8: 1, u16: 2, u32: 4, u64: 8 }

function readField(view: DataView, { offset, width, per, none }: Field): number | undefined {
  if (offset + widthBytes[width] > view.byteLength) return undefined
  const value = readNumber(view, offset, width)
  return value === none ? undefined : value / per
}

/** Beyond 2⁵³ a number is the nearest that JavaScript has; all ones in 64 bits are 2⁶⁴. */
function readNumber(view: DataView, offset: number, width: Width): number {
  if (width === 'u8') return view.getUint8(offset)
  if (width === 'u16') return view.getUint16(offset, true)
  if (width === 'u32') return view.getUint32(offset, true)
  return Number(view.getBigUint64(offset, true))
}
