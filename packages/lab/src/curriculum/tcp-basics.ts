import { fact, lab, section } from './fact.ts'

export const tcpBasics = lab({
  id: 'tcp-basics',
  title: 'TCP basics',
  question: 'What really happens between connect and close?',
  sections: [
    section('Opening a connection', [
      fact(
        'open-1',
        'WM',
        'The active side sends SYN with its initial sequence number; state CLOSED → SYN_SENT',
      ),
      fact(
        'open-2',
        'KWM',
        "The passive side answers SYN+ACK (own ISN, ack = peer's ISN + 1). A new connection enters SYN_RCVD; on a real kernel the listener stays in LISTEN (RFC 9293 draws one connection moving LISTEN → SYN_RCVD)",
      ),
      fact(
        'open-3',
        'WM',
        'The active side answers ACK and is ESTABLISHED; the passive side is ESTABLISHED when that ACK arrives',
      ),
      fact(
        'open-4',
        'KW⚠',
        "A blocking `connect` returns (Node: `connect` fires) when the SYN+ACK arrives; the server's kernel ends the handshake alone, so the client is connected, and may send, before the server calls `accept` (shown with a raw listener: Node accepts by itself)",
      ),
      fact(
        'open-5',
        'KWM',
        'Nothing listens on the port: the SYN is answered by RST+ACK (seq 0, ack = ISN + 1), connect fails with ECONNREFUSED, state back to CLOSED',
      ),
      fact(
        'open-6',
        'WM⚠',
        'Nobody answers: SYN is retransmitted, then ETIMEDOUT. RFC 6298: 1, 3, 7, 15 … 63 s, end near 127–130 (older books: 3, 9, 21 s). Linux ≥ 6.5 by default: 1, 2, 3, 4, 5, 7, 11, 19, 35, 67 s, end near 131–134 (`tcp_syn_linear_timeouts`, `tcp_syn_retries`: read both)',
      ),
      fact(
        'open-7',
        'K⚠',
        '"The address is in use because of TIME_WAIT": only at the side that closed first, and only if not both the old and the new socket set SO_REUSEADDR (Node does, on Unix, so listening again succeeds). A client out of ports towards one peer gets EADDRNOTAVAIL; on loopback Linux hides that after 1 s unless `tcp_tw_reuse` = 0',
      ),
      fact(
        'open-8',
        'KW',
        'A Linux accept queue of backlog n holds n + 1. Beyond it the SYN is dropped: the client retransmits in SYN_SENT (no refusal), the server counts ListenOverflows and ListenDrops; if the queue fills between SYN and last ACK, that ACK is dropped: client ESTABLISHED, server SYN_RCVD. Raw listener (Node turns backlog 0 into 511)',
      ),
      fact(
        'open-9',
        'KWM',
        'Simultaneous open: SYNs cross, both pass through SYN_RCVD, one connection results. On loopback, connecting a socket to its own bound port is a simultaneous open with itself',
      ),
      fact(
        'open-10',
        'WM',
        'SYN options: MSS is announced by each side, not negotiated (absent: 536 IPv4, 1220 IPv6); window scale, SACK and timestamps hold only if both SYNs carry them; the window in a SYN is never scaled; options count towards a 40-byte maximum',
      ),
      fact(
        'open-11',
        'W',
        "A SYN built by hand, byte by byte (IPv4 header, TCP header, pseudo-header checksum), sent on the lab's own wire only, gets a genuine SYN+ACK from the kernel",
      ),
      fact(
        'open-12',
        'KW⚠',
        "A connection is its four-tuple: the accepted socket has the listener's port, `accept` opens no new one; one port serves any number of peers; about 28 000 ephemeral ports limit one client per destination, not the server",
      ),
      fact(
        'open-13',
        'KW⚠',
        "127.0.0.1, 0.0.0.0, ::1 and :: are four different places to listen: Node's `listen(port)` is dual-stack `::`; `localhost` may give ::1 first (Node 20 tries both families); bound to loopback means unreachable from outside",
      ),
      fact(
        'open-14',
        'WM',
        "SYN flood by hand-made SYNs on the lab's own wire: with `tcp_syncookies` = 0 newcomers time out; with 1 they connect without stored state, and what the cookie loses (options, unless timestamps) is seen",
      ),
    ]),
    section('Closing a connection', [
      fact(
        'close-1',
        'WM⚠',
        "Active close: FIN → FIN_WAIT_1, ACK of it → FIN_WAIT_2, peer's FIN → TIME_WAIT, after 2·MSL → CLOSED. A FIN consumes one sequence number. RFC: MSL 2 min, so 4 min; Linux 60 s, compiled in; `tcp_fin_timeout` bounds only an orphaned FIN_WAIT_2",
      ),
      fact(
        'close-2',
        'WM',
        'Passive close: FIN received → CLOSE_WAIT, own FIN → LAST_ACK, its ACK → CLOSED',
      ),
      fact(
        'close-3',
        'KW',
        'Half close: after `shutdown(SHUT_WR)` data still flows the other way (Node: `end()` here, `allowHalfOpen: true` at the receiver of the FIN)',
      ),
      fact(
        'close-4',
        'WM',
        "Why 2·MSL: if the last ACK is lost the peer's FIN is retransmitted, acknowledged again, and 2·MSL restarts; old duplicates die before the four-tuple is reused (exception: a SYN with a newer timestamp or sequence number)",
      ),
      fact(
        'close-5',
        'W⚠',
        'FIN and ACK of the passive side often travel in one segment: the "four-way" close is then three segments',
      ),
      fact(
        'close-6',
        'WM',
        'Simultaneous close: both pass through CLOSING when neither FIN acknowledges the other; a FIN that does goes FIN_WAIT_1 → TIME_WAIT',
      ),
      fact(
        'close-7',
        'KW',
        'Abort (SO_LINGER 0, unread data at close; Node `resetAndDestroy()`) → RST, no TIME_WAIT. At the peer on Linux: bytes already queued are read first, then ECONNRESET once, then end of stream on read and EPIPE on write',
      ),
      fact(
        'close-8',
        'K',
        'A server that never closes: CLOSE_WAIT piles up; how it is found with `ss`/`netstat` and mended',
      ),
      fact(
        'close-9',
        'KW',
        'The peer has closed (its FIN was received): the first write succeeds, RST comes back, the next write fails with EPIPE (and SIGPIPE, which kills a C program; Node ignores it). The peer aborted: the first write already fails with ECONNRESET. Node needs `allowHalfOpen`, else it ends by itself',
      ),
      fact(
        'close-10',
        'KW⚠',
        'A reader sees exactly three endings: FIN → read returns 0 (Node `end`), RST → ECONNRESET (Node `error`), silence → nothing, ever. End of stream proves neither completeness nor a living peer',
      ),
      fact(
        'close-11',
        'WM',
        'Half-open connection: a peer that rebooted answers old data with RST; in a live connection an RST counts only at exactly RCV.NXT, any other in-window RST and any SYN gets a challenge ACK (RFC 5961), out-of-window RSTs are ignored',
      ),
    ]),
    section('The eleven states', [
      fact(
        'state-1',
        'KW',
        'All eleven (CLOSED, LISTEN, SYN_SENT, SYN_RCVD, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT) held still and seen on the real kernel (a socket; a table entry for passive SYN_RCVD and TIME_WAIT). Linux enters FIN_WAIT_1, LAST_ACK and CLOSING when the FIN is queued: a state that waits behind a zero window has not sent its FIN yet, and that is shown',
      ),
      fact(
        'state-2',
        'M',
        "Every transition of RFC 9293 figure 5 with its trigger and what is sent, plus what the figure omits (RST, abort and timeout → CLOSED; SYN_RCVD → LISTEN on RST; FIN_WAIT_1 → TIME_WAIT on FIN + ACK of FIN); every other pair of state and segment answered as §3.10.7 says: drop, ACK, challenge ACK or RST; user calls that are illegal in a state return the RFC's error. LISTEN → SYN_SENT: model only",
      ),
      fact(
        'state-3',
        'K',
        "Reading states with the system's own tools: `ss -tan`, `netstat -an` (Linux, macOS), `netstat -an` with `findstr` (Windows), `/proc/net/tcp` and `tcp6` decoded by hand (address bytes in host order; Node's `listen(port)` shows as `::`); one state, three spellings: SYN-RECV (`ss`), SYN_RECV, SYN_RECEIVED (Windows)",
      ),
    ]),
    section('Reliability', [
      fact(
        'rel-1',
        'WM',
        'Every byte has a sequence number; ACKs are cumulative: ack = next byte wanted. SYN and FIN consume one number each, a pure ACK none',
      ),
      fact(
        'rel-2',
        'WM⚠',
        "RTO from SRTT and RTTVAR (RFC 6298), Karn's rule (lifted by timestamps), backoff; one timer per connection, not per segment: on expiry the earliest unacknowledged segment is resent. Linux: SRTT + max(200 ms, 4·RTTVAR) instead of the 1 s floor, and a tail loss probe (RFC 8985) may come first: the last segment, cwnd unchanged (`tcp_early_retrans` = 0 turns it off)",
      ),
      fact('rel-3', 'WM', 'IP may reorder and duplicate; TCP delivers in order, once'),
      fact(
        'rel-4',
        'WM⚠',
        'Any single flipped bit is caught: dropped without an answer, counted (InCsumErrors), retransmitted. Two swapped 16-bit words pass undetected: why file-4 has a checksum of its own. Loopback never verifies',
      ),
      fact(
        'rel-5',
        'WM',
        'SACK tells what arrived beyond a hole; it is advisory: only the cumulative ACK frees the send buffer',
      ),
      fact(
        'rel-6',
        'WM⚠',
        'The path dies with data unacknowledged: writes go on succeeding until the buffer is full; ETIMEDOUT only after `tcp_retries2` (15: at least 924 s); TCP_USER_TIMEOUT or a lower `tcp_retries2` shortens it',
      ),
      fact(
        'rel-7',
        'WM',
        'Sequence numbers are compared modulo 2³² and wrap without harm; the ISN is unpredictable (RFC 6528); at high speed PAWS (RFC 7323) rejects old duplicates by timestamp',
      ),
      fact(
        'rel-8',
        'WM',
        'Path MTU discovery: DF set, a router\'s "fragmentation needed" (IPv6: "packet too big") lowers the segment size and the data is resent; with ICMP filtered, a black hole: the handshake works, bulk hangs (`tcp_mtu_probing` mends it)',
      ),
    ]),
    section('Flow control', [
      fact(
        'flow-1',
        'KWM⚠',
        'The window advertises how much the receiver will take beyond the ACK number; the sender sends nothing past ack + window (bytes in flight may exceed a window that was shrunk later). On Linux it does not equal SO_RCVBUF (doubled, overhead deducted, autotuned until set)',
      ),
      fact(
        'flow-2',
        'KWM⚠',
        "A reader stops: the window falls to 0, then the send buffer fills, then a blocking `write` sleeps. Node's `write` never blocks: it returns false when the bytes that the kernel did not take reach `highWaterMark`; ignore it and memory grows",
      ),
      fact(
        'flow-3',
        'WM',
        'Zero-window probes with backoff, without limit while answered. RFC 9293: one new byte; Linux: an empty segment with seq = SND.UNA − 1. A lost window update does not deadlock',
      ),
      fact(
        'flow-4',
        'WM',
        'Silly window syndrome and its avoidance on both sides (3 000 one-byte reads after window 0: no update sent)',
      ),
      fact(
        'flow-5',
        'WM',
        'Window scaling: without it 65 535 bytes per RTT is the ceiling; scale ≤ 14',
      ),
    ]),
    section('Congestion control', [
      fact(
        'cong-1',
        'WM⚠',
        "cwnd (the sender's own estimate of the network) is not rwnd (the peer's buffer); what may be in flight is the smaller of both",
      ),
      fact(
        'cong-2',
        'WM⚠',
        'Slow start: RFC 5681 adds at most one MSS per ACK (about ×1.5 per RTT with delayed ACKs); Linux counts ACKed segments: ×2. Initial window min(10·MSS, max(2·MSS, 14 600)) (RFC 6928, Linux), 2–4 in RFC 5681, 1 in the textbooks',
      ),
      fact(
        'cong-3',
        'WM',
        'At ssthresh: congestion avoidance, about one MSS per RTT (Reno; CUBIC follows its cubic)',
      ),
      fact(
        'cong-4',
        'WM⚠',
        'Timeout: RFC 5681 ssthresh = max(flight/2, 2·MSS), unchanged at the second timeout of the same segment; cwnd = 1·MSS, slow start again. Linux reno takes max(cwnd/2, 2), cubic 0.7·cwnd (differs when the application, not the window, limits); a spurious timeout is undone (F-RTO)',
      ),
      fact(
        'cong-5',
        'WM',
        'A receiver answers every out-of-order segment at once with the ACK of the last in-order byte. A duplicate ACK (RFC 5681): no data, no SYN or FIN, same ack, same window, data outstanding. Linux with SACK compresses them after the first few (`tcp_comp_sack_nr`)',
      ),
      fact(
        'cong-6',
        'WM⚠',
        'Without SACK: third duplicate ACK → fast retransmit without waiting for the timer (the first two may each release a new segment: limited transmit). Linux with SACK: RACK (RFC 8985), by time; one SACK can be enough. Shown first with `tcp_sack` = 0, then with it',
      ),
      fact(
        'cong-7',
        'WM⚠',
        'Fast recovery, RFC 5681/6582: ssthresh = max(flight/2, 2·MSS), cwnd = ssthresh + 3·MSS, + 1·MSS per further duplicate, deflated at the full ACK; NewReno\'s partial ACKs (the textbook\'s "cwnd = ssthresh" is the end, not the whole). Linux: PRR (RFC 6937), no inflation; the end value agrees',
      ),
      fact(
        'cong-8',
        'WM',
        'Side by side on one path: throughput, queue, fairness. W: reno (NewReno with PRR), cubic, bbr where present, and our own over TUN; M: Tahoe, Reno, NewReno, CUBIC, Vegas; compared where both exist',
      ),
      fact(
        'cong-9',
        'M',
        'Congestion collapse: what the same network does when senders retransmit without backing off',
      ),
      fact(
        'cong-10',
        'KW',
        'cwnd, ssthresh, RTT and retransmissions of a real connection, read live from TCP_INFO',
      ),
      fact(
        'cong-11',
        'WM⚠',
        'A bigger router buffer is no gain: queueing delay = queue ÷ rate; RTT under load grows while goodput does not (bufferbloat); a CE mark on an ECN connection halves the sender without any loss',
      ),
    ]),
    section('Interactive and bulk data', [
      fact(
        'data-1',
        'WM⚠',
        'Nagle: a segment smaller than MSS waits while any data is unacknowledged (RFC 9293 §3.7.4); Linux waits only if a small segment is outstanding (Minshall). Off: TCP_NODELAY',
      ),
      fact(
        'data-2',
        'KWM',
        'Delayed ACK: RFC below 500 ms and at least every second full segment; Linux 40–200 ms, the first ones at once. Write-write-read with Nagle: a 40 ms stall on Linux, up to 200 ms elsewhere',
      ),
      fact(
        'data-3',
        'KW',
        'TCP is a byte stream: number and sizes of writes and reads are unrelated',
      ),
      fact(
        'data-4',
        'KW',
        "Keep-alive is off by default; Linux 7 200 s, then every 75 s, 9 probes, an empty segment with an old sequence number; Node's `setKeepAlive(true, d)`: idle d, interval 1 s, 10 probes; without it an idle dead peer is never noticed",
      ),
      fact(
        'data-5',
        'KW⚠',
        "A successful `write` (and Node's write callback) means copied into the local kernel: not sent, not received, not read; an ACK means that the peer's kernel has it, not its program. Only an application's reply proves processing",
      ),
    ]),
    section('Connection pool', [
      fact(
        'pool-1',
        'K',
        'A generic pool built from a maximum, an idle timeout and a connect function; get, put, close',
      ),
      fact(
        'pool-2',
        'K',
        'A returned connection is reused; one that idled past the timeout is replaced by a fresh one when taken',
      ),
      fact(
        'pool-3',
        'K',
        'At the maximum, a taker waits in FIFO order, with a deadline; a connection whose FIN, RST or error has already arrived is never handed out (one that dies just afterwards reaches the caller, who may retry idempotent work); nothing leaks when connect fails',
      ),
      fact(
        'pool-4',
        'KW⚠',
        'What pooling saves: handshakes, slow start, TIME_WAITs counted with and without. Linux resets cwnd after an idle RTO (`tcp_slow_start_after_idle` = 1): part of the gain is lost',
      ),
    ]),
  ],
})
