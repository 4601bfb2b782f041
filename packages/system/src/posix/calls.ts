import { libc } from '../libc.ts'

// The calls as the C library declares them. A pointer takes a typed array: the kernel reads or writes it
// in place. Each returns −1 for a failure; errno must be asked for before the next call.

type Bytes = Uint8Array | null
type Numbers = Uint32Array | Int32Array

export const socket = libc<(family: number, type: number, protocol: number) => number>(
  'int socket(int family, int type, int protocol)',
)
export const close = libc<(fd: number) => number>('int close(int fd)')
export const bind = libc<(fd: number, address: Bytes, length: number) => number>(
  'int bind(int fd, const void *address, uint32_t length)',
)
export const listen = libc<(fd: number, backlog: number) => number>(
  'int listen(int fd, int backlog)',
)
export const connect = libc<(fd: number, address: Bytes, length: number) => number>(
  'int connect(int fd, const void *address, uint32_t length)',
)
export const accept4 = libc<(fd: number, address: null, length: null, flags: number) => number>(
  'int accept4(int fd, void *address, void *length, int flags)',
)
export const shutdown = libc<(fd: number, how: number) => number>('int shutdown(int fd, int how)')
export const send = libc<(fd: number, bytes: Bytes, length: number, flags: number) => number>(
  'intptr_t send(int fd, const void *bytes, size_t length, int flags)',
)
export const recv = libc<(fd: number, bytes: Bytes, length: number, flags: number) => number>(
  'intptr_t recv(int fd, void *bytes, size_t length, int flags)',
)
export const sendto = libc<
  (
    fd: number,
    bytes: Bytes,
    length: number,
    flags: number,
    address: Bytes,
    addressLength: number,
  ) => number
>(
  'intptr_t sendto(int fd, const void *bytes, size_t length, int flags, const void *address, uint32_t addressLength)',
)
export const recvfrom = libc<
  (
    fd: number,
    bytes: Bytes,
    length: number,
    flags: number,
    address: Bytes,
    addressLength: Numbers,
  ) => number
>(
  'intptr_t recvfrom(int fd, void *bytes, size_t length, int flags, void *address, void *addressLength)',
)
export const getsockname = libc<(fd: number, address: Bytes, length: Numbers) => number>(
  'int getsockname(int fd, void *address, void *length)',
)
export const getpeername = libc<(fd: number, address: Bytes, length: Numbers) => number>(
  'int getpeername(int fd, void *address, void *length)',
)
export const getsockopt = libc<
  (fd: number, level: number, option: number, value: Bytes, length: Numbers) => number
>('int getsockopt(int fd, int level, int option, void *value, void *length)')
export const setsockopt = libc<
  (fd: number, level: number, option: number, value: Bytes, length: number) => number
>('int setsockopt(int fd, int level, int option, const void *value, uint32_t length)')
export const ioctl = libc<(fd: number, request: number, value: Numbers) => number>(
  'int ioctl(int fd, unsigned long request, void *value)',
)
export const poll = libc<(entries: Bytes, count: number, timeoutMs: number) => number>(
  'int poll(void *entries, unsigned long count, int timeoutMs)',
)
