/**
 * Wrong: holds the server's FIN, and lets the client's pass.
 * Must get: The client's FIN went past your rule
 */
export function writeRule(): string {
  return 'hold every FIN from server until released'
}
