/**
 * Wrong: holds the client's FIN only.
 * Must get: the ACK of the server's FIN came before the client's FIN
 */
export function writeRule(): string {
  return 'hold every FIN from client until released'
}
