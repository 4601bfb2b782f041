/**
 * Opens sockets in the network of the learner's program and hands them to the grader, to which they then
 * belong: a socket stays in the network in which it was opened. Runs in a process of its own.
 */
import { connect, createServer } from 'node:net'

/** `n` numbers the question, and its answer. */
export type PeerQuestion = { n: number; do: 'listen' } | { n: number; do: 'connect'; port: number }

/** Comes with the socket or server unless it tells of an error. */
export interface PeerAnswer {
  n: number
  errorCode?: string
}

function listen(n: number): void {
  const server = createServer()
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ n } satisfies PeerAnswer, server, {}, () => server.close())
  })
}

function dial(n: number, port: number): void {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  // What comes is for the grader to read.
  socket.pause()
  const failed = (error: NodeJS.ErrnoException) => {
    process.send?.({ n, errorCode: error.code ?? 'unknown' } satisfies PeerAnswer)
  }
  socket.once('error', failed)
  socket.once('connect', () => {
    socket.off('error', failed)
    socket.on('error', () => {})
    process.send?.({ n } satisfies PeerAnswer, socket)
  })
}

process.on('message', (question: PeerQuestion) => {
  if (question.do === 'listen') listen(question.n)
  else dial(question.n, question.port)
})
process.on('disconnect', () => process.exit(0))
