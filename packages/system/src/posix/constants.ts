// Numbers of Linux on x64 and arm64, which are the same on both. Other systems have others.

/** Address families (bits/socket.h). */
export const AF_INET = 2
export const AF_INET6 = 10
export const AF_NETLINK = 16

/** Socket types, and the two flags that may be or-ed to them (bits/socket_type.h). */
export const SOCK_STREAM = 1
export const SOCK_DGRAM = 2
export const SOCK_RAW = 3
export const SOCK_NONBLOCK = 0x800
export const SOCK_CLOEXEC = 0x80000

/** Protocols, which are also the levels of their options (netinet/in.h). */
export const IPPROTO_IP = 0
export const IPPROTO_ICMP = 1
export const IPPROTO_TCP = 6
export const IPPROTO_UDP = 17
export const IPPROTO_IPV6 = 41
export const IPPROTO_RAW = 255
export const SOL_SOCKET = 1

/** Options at SOL_SOCKET (asm-generic/socket.h). */
export const SO_REUSEADDR = 2
export const SO_ERROR = 4
export const SO_SNDBUF = 7
export const SO_RCVBUF = 8
export const SO_KEEPALIVE = 9
export const SO_LINGER = 13
export const SO_REUSEPORT = 15

/** Options at IPPROTO_IP and IPPROTO_IPV6 (linux/in.h, linux/in6.h). */
export const IP_HDRINCL = 3
export const IPV6_V6ONLY = 26

/** Options at IPPROTO_TCP (linux/tcp.h). */
export const TCP_NODELAY = 1
export const TCP_MAXSEG = 2
export const TCP_CORK = 3
export const TCP_KEEPIDLE = 4
export const TCP_KEEPINTVL = 5
export const TCP_KEEPCNT = 6
export const TCP_SYNCNT = 7
export const TCP_DEFER_ACCEPT = 9
export const TCP_INFO = 11
export const TCP_QUICKACK = 12
export const TCP_CONGESTION = 13
export const TCP_USER_TIMEOUT = 18

/** Flags of send and recv (bits/socket.h). */
export const MSG_OOB = 0x1
export const MSG_PEEK = 0x2
export const MSG_TRUNC = 0x20
export const MSG_DONTWAIT = 0x40
export const MSG_NOSIGNAL = 0x4000
export const MSG_MORE = 0x8000

/** Requests of ioctl that ask for a queue's length (linux/sockios.h). */
export const SIOCINQ = 0x541b
export const SIOCOUTQ = 0x5411
export const SIOCOUTQNSD = 0x894b

/** Events of poll (asm-generic/poll.h). */
export const POLLIN = 0x1
export const POLLOUT = 0x4
export const POLLERR = 0x8
export const POLLHUP = 0x10

/** The second argument of shutdown. */
export const shutdownWays = { read: 0, write: 1, both: 2 } as const
