import { fact, lab, section } from './fact.ts'

export const blockingVsNonblocking = lab({
  id: 'blocking-vs-nonblocking',
  title: 'Blocking and non-blocking',
  question: 'Who waits when there is nothing to read?',
  sections: [
    section('Waiting', [
      fact(
        'block-1',
        'K',
        'Blocking read with an empty buffer: the thread sleeps until data, end of stream, error or a signal (real `read(2)`, a real thread seen asleep)',
      ),
      fact('block-2', 'K', 'Read returns what is there, which may be less than asked'),
      fact('block-3', 'K', 'Non-blocking read with an empty buffer: EAGAIN at once'),
      fact(
        'block-4',
        'K',
        "Blocking write: sleeps until the whole buffer is copied into the kernel's send buffer (fewer on signal, time limit or error); non-blocking write: takes what fits, then EAGAIN",
      ),
      fact(
        'block-5',
        'K',
        'Non-blocking connect: EINPROGRESS, writable when finished, well or badly; only SO_ERROR tells which',
      ),
      fact(
        'block-6',
        'K⚠',
        'The thundering herd: blocking `accept` in 16 threads wakes one; a listener shared by 16 level-triggered epolls wakes all 16; EPOLLEXCLUSIVE about one; SO_REUSEPORT gives separate queues',
      ),
      fact(
        'block-7',
        'K',
        'Readiness: select, poll, epoll (level and edge); an event loop built by hand from epoll',
      ),
      fact(
        'block-8',
        'K⚠',
        "Time limits: SO_RCVTIMEO (EAGAIN on expiry), poll timeout, AbortSignal; Node's `socket.setTimeout` only reports idleness and closes nothing",
      ),
      fact(
        'block-9',
        'K',
        'One native thread per connection against one event loop: memory and latency for 1, 100, 5 000 connections, measured (descriptor limits seen: RLIMIT_NOFILE, EMFILE)',
      ),
      fact(
        'block-10',
        'K⚠',
        "Go's `net.Conn` looks blocking and is not: goroutine parked, descriptor non-blocking under epoll; Node's looks asynchronous over the same epoll (sockets only: files and `dns.lookup` go to the thread pool). Shown with `strace`, `/proc/PID/fdinfo` where allowed",
      ),
      fact(
        'block-11',
        'K',
        'A blocked event loop: one long computation stalls every connection; seen in the log, mended with a worker',
      ),
      fact(
        'block-12',
        'K',
        'io_uring completes instead of becoming ready: system calls counted against epoll for the same echo, where the machine allows io_uring; else it says so',
      ),
      fact(
        'block-13',
        'KW',
        'Write–write deadlock: two blocking peers that both write more than all buffers hold before reading sleep for ever; seen in both threads and both windows (0), mended by reading while writing',
      ),
    ]),
  ],
})
