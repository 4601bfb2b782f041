/**
 * Wrong: drops every FIN, also those that are sent again.
 * Must get: will never arrive
 */
export function writeRule(): string {
  return 'drop every FIN'
}
