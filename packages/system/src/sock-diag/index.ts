export { SockDiagError } from './answer.ts'
export type { DiagSocket, DiagTimer } from './diag-message.ts'
export { type DumpOptions, SockDiag } from './sock-diag.ts'
